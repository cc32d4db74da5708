"""Whether a check-in suggests what the progress of one's reports comes to: off until its owner turns it on (docs/method.md 6)."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice, plain
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.draft_parts import shortened
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.okr.deeds_asking import SetRollUp
from bot.okr.model import KeyResult, Objective

Line = tuple[int, Objective, KeyResult]


def roll_up(ctx: Ctx) -> Flow:
    """Which key result, on or off; both may be said with the command: `roll up KR1 on`."""
    t = ctx.t
    lines = _lines(ctx)
    title = t("roll_up.title")
    if not lines:
        yield from keep()
        return _ended(ctx, t("roll_up.nothing"))
    said = plain(ctx.about.get("name", ""))
    line = _said(lines, said) or (lines[0] if len(lines) == 1 else None)
    if line is None:
        picks = tuple(Pick(kr.id, f"KR{n} · {shortened(kr.text, 50)}", (f"KR{n}", kr.text)) for n, _, kr in lines)
        picked = yield from ask(Question("which", t("roll_up.ask_which"), choice(*picks)), title=title)
        line = next(one for one in lines if one[2].id == picked)
    _, objective, kr = line
    value = next((name for name in ("off", "on") if any(said.endswith(plain(word)) for word in ctx.words(f"roll_up_{name}"))), None)
    if value is None:
        picks = tuple(Pick(name, t(f"roll_up.{name}"), ctx.words(f"roll_up_{name}")) for name in ("on", "off"))
        shows: tuple[Block, ...] = (Text(kr.text, "quote"), Text(t(f"roll_up.now.{'on' if kr.roll_up else 'off'}"), "quiet"))
        value = yield from ask(Question("value", t("roll_up.ask"), choice(*picks)), title=title, shows=shows)
    return _ended(ctx, t(f"roll_up.done.{value}"), SetRollUp(objective.id, kr.id, value == "on"))


def _lines(ctx: Ctx) -> tuple[Line, ...]:
    return tuple((n, o, kr) for n, (o, kr) in enumerate(active_key_results(ctx.known.mine, ctx.known.me.key), start=1))


def _said(lines: tuple[Line, ...], said: str) -> Line | None:
    """The key result that is named by its id or number."""
    return next((one for one in lines for name in (plain(one[2].id), f"kr{one[0]}") if name in said.split() or said.startswith(name)), None)


def button(ctx: Ctx, kr: KeyResult) -> Button:
    """Turns it on, or off again."""
    t, (label, says) = ctx.t, ("roll_up.button_off", "roll_up.says_off") if kr.roll_up else ("roll_up.button_on", "roll_up.says_on")
    number = next((n for n, _, mine in _lines(ctx) if mine.id == kr.id), 0)
    spoken = t(says, which=f"KR{number}") if number else ""
    return Button(t(label, text=shortened(kr.text, 24)), t(says, which=kr.id), spoken=spoken)


def _ended(ctx: Ctx, sentence: str, *deeds: SetRollUp) -> End:
    t = ctx.t
    buttons = Buttons((Button(t("button.coverage"), t("button.coverage_says")), Button(t("button.home"), t("button.home_says"))))
    return End(deeds, sentence, t("roll_up.title"), "good" if deeds else "neutral", (Text(sentence), buttons))


ROLL_UP = FlowSpec("roll_up", roll_up, frozenset({"mine"}))
