"""A change while it runs: which line, what of it, to what, why; then whoever decides is asked (docs/method.md 8)."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.flow import Ask, Change, End, Flow, Keep, Stop, ask, keep
from bot.conversation.form import Pick, Question, Unclear, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Facts, Text
from bot.conversation.whole_words import stands
from bot.flows import change_parts as parts
from bot.flows import override
from bot.flows.change_parts import Line
from bot.flows.change_wording import following
from bot.flows.draft_parts import shortened
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.naming import is_called
from bot.okr import reading
from bot.okr.changing import Decider, decider, deciders, policy_of
from bot.okr.deeds_asking import AskChange
from bot.okr.model_asking import ChangeRequest
from bot.okr.world import World

Part = Generator[Ask | Stop | Keep, Mapping[str, Any], Any]
BARE = re.compile(r"\D{0,12}kr\s*(?P<kr>\d{1,2})\W*", re.IGNORECASE)  # a few words and which it is


@dataclass(frozen=True, slots=True)
class Said:
    """What the sentence that began it says already; None and empty: to be asked."""

    which: str | None = None
    what: str | None = None
    value: str = ""


def change(ctx: Ctx) -> Flow:
    """One change of one line."""
    t, lines = ctx.t, parts.lines(ctx)
    if not lines:
        yield from keep()
        sentence = t("change.nothing")
        buttons = Buttons((Button(t("button.draft"), t("button.draft_says"), "primary"), Button(t("button.home"), t("button.home_says"))))
        return End((), sentence, t("change.title"), shows=(Text(sentence), buttons))
    said = _said(ctx, lines)
    line = yield from _which(ctx, lines, said)
    what = yield from _what(ctx, line, said)
    who = _decider(ctx, line, what)
    if who == "locked":
        return _ended(ctx, t(f"refused.locked.{policy_of(line.objective, parts.cycle_of(ctx, line.objective), ctx.known.org)}"))
    value = yield from _value(ctx, line, what, said)
    changed = parts.fields(ctx, line, what, value)
    if not changed:
        return _ended(ctx, t("change.same"))
    if what == "due" and line.key_result:
        changed = yield from following(ctx, line.key_result, parts.cycle_of(ctx, line.objective), changed)
    reason = yield from _reason(ctx, line, who)
    deed = AskChange(line.objective.id, line.key_result.id if line.key_result else None, changed, reason)
    names = _names(ctx, line, deed, value)
    if who == "both" and not names:
        return _ended(ctx, t("refused.locked.standard"))
    yield from _sure(ctx, line, deed, names, both=who == "both")
    return _ended(ctx, t("change.asked", name=t.list(names)) if names else t("change.done"), deed)


def _said(ctx: Ctx, lines: tuple[Line, ...]) -> Said:
    text = str(ctx.answers.get("said") or "").strip()
    if named := next((line.id for line in lines if line.id == text or _is(line, text)), None):
        return Said(named)
    read = reading.read_change(text) or reading.read_change(text, asked=True)
    which = next((line.id for line in lines if read and line.number == read.number), None)
    if read and which and read.field is None and (heir := _heir(ctx, text)):
        return Said(which, "owner", heir)
    if read and which and read.field is None and (later := _later_day(ctx, text)):
        return Said(which, "due", later)
    if read and which:
        return Said(which, read.field, read.value)
    bare = BARE.fullmatch(text)
    return Said(next((line.id for line in lines if bare and line.number == int(bare["kr"])), None))


def _heir(ctx: Ctx, text: str) -> str:
    """Who is to answer for it instead, by @; nobody where it is to be shared."""
    shared = any(stands(word, text) for word in ctx.words("together"))
    return "" if shared else next((f"@{name}" for name in ctx.known.named if f"@{name}" in text), "")


def _later_day(ctx: Ctx, text: str) -> str:
    """The last day that is named where somebody wants more time: 年底做不完了，想延到一月底."""
    spans = reading.find_dates(text, ctx.known.today)
    wants = any(stands(word, text) for word in ctx.words("later_than"))
    return text[spans[-1].start : spans[-1].end] if wants and spans else ""


def _which(ctx: Ctx, lines: tuple[Line, ...], said: Said) -> Part:
    by_id = {line.id: line for line in lines}
    picked = ctx.answers.get("which") or said.which
    if picked not in by_id:
        picks = tuple(Pick(line.id, _label(ctx, line), _words(line)) for line in lines[:12])
        picked = yield from ask(Question("which", ctx.t("change.ask_which"), choice(*picks)), title=ctx.t("change.title"))
    return by_id[picked]


def _words(line: Line) -> tuple[str, ...]:
    """What it is called besides its label: KR2, O1, its own words."""
    number = f"KR{line.number}" if line.number else "" if line.key_result else f"O{line.objective.position}"
    return (line.text, *((number,) if number else ()))


def _is(line: Line, text: str) -> bool:
    """Whether a text is what the line is called, and nothing more."""
    return plain(text) in map(plain, _words(line)[1:]) or is_called(text, line.text)


def _label(ctx: Ctx, line: Line) -> str:
    text = shortened(line.text, 50)
    if line.number:
        return f"KR{line.number} · {text}"
    holder = line.key_result.owner if line.key_result else line.objective.owner
    label = f"{'KR' if line.key_result else f'O{line.objective.position}'} · {text}"
    return label if holder == ctx.known.me.key else ctx.t("common.aside", text=label, aside=ctx.known.name(holder))


def _what(ctx: Ctx, line: Line, said: Said) -> Part:
    if line.left:
        return "owner"
    kr = line.key_result
    offered: tuple[str, ...] = ("target", "due", "text", "owner", "drop") if kr else ("add", "owner", "text")
    offered = tuple(name for name in offered if name != "target" or (kr and kr.target is not None))
    if said.what in offered and "what" not in ctx.answers:
        return said.what
    picks = tuple(Pick(name, ctx.t(f"change.what.{name}"), ctx.words(f"change_{name}")) for name in offered)
    shows: tuple[Block, ...] = (Text(line.text, "quote"),)
    return (yield from ask(Question("what", ctx.t("change.ask_what"), choice(*picks)), title=ctx.t("change.title"), shows=shows))


def _decider(ctx: Ctx, line: Line, what: str) -> Decider:
    cycle = parts.cycle_of(ctx, line.objective)
    return decider(
        policy_of(line.objective, cycle, ctx.known.org),
        cycle.kind,
        owner=what == "owner",
        whole=line.key_result is None and what != "add",
        left=line.left,
    )


def _value(ctx: Ctx, line: Line, what: str, said: Said) -> Part:
    if what == "drop":
        return None
    kind = parts.kind_of(ctx, line, what)
    if said.value and "value" not in ctx.answers:
        try:
            return kind.reads(said.value)
        except Unclear:
            pass  # then it is asked for
    shows: tuple[Block, ...] = (Text(line.text, "quote"),)
    question = Question("value", ctx.t(f"change.ask.{what}"), kind, ctx.t(f"change.hint.{what}"))
    return (yield from ask(question, title=ctx.t("change.title"), shows=shows))


def _reason(ctx: Ctx, line: Line, who: Decider) -> Part:
    question = Question("reason", ctx.t("change.ask_reason"), words(2000), ctx.t("change.hint_reason"), optional=who == "at_once")
    return (yield from ask(question, title=ctx.t("change.title"), shows=(Text(line.text, "quote"),)))


def _sure(ctx: Ctx, line: Line, deed: AskChange, names: tuple[str, ...], *, both: bool) -> Part:
    t = ctx.t
    sentence = t("change.until_then", name=t.list(names)) if names else t("change.at_once")
    sentence = override.sentence(ctx, line.objective) if both else sentence
    facts = Facts(parts.rows(ctx, line.objective, deed.key_result, deed.fields))
    reason: tuple[Block, ...] = (Text(deed.reason, "quote"),) if deed.reason else ()
    again = Change(
        t("change.edit"), t("change.edit"), ("value", "what", "wording", "reason"), {"said": "", "which": line.id}, ctx.words("edit")
    )
    yes = Pick("yes", t("change.send") if names else t("change.make"), ctx.words("yes"))
    shows = (Text(line.text, "quote"), facts, *reason, Text(sentence, "quiet"))
    question = Question("sure", t("change.ask_sure"), choice(yes))
    return (yield from ask(question, title=t("change.title"), shows=shows, changes=(again,), in_place=True))


def _names(ctx: Ctx, line: Line, deed: AskChange, value: Any) -> tuple[str, ...]:
    """Who will decide it; nobody: it takes effect at once."""
    known = ctx.known
    heir = deed.fields.get("owner")
    if heir:
        return () if heir == known.me.key else (value["name"],)
    request = ChangeRequest("", line.objective.id, deed.key_result, line.objective.owner, known.me.key, known.now, None, None, deed.fields)
    world = World(known.org, cycles={c.key: c for c in known.cycles})
    return tuple(known.name(key) for key in deciders(request, line.objective, world))


def _ended(ctx: Ctx, sentence: str, *deeds: AskChange) -> End:
    undo = (Button(ctx.t("button.undo"), ctx.t("button.undo_says")),) if deeds else ()
    buttons = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")), *undo))
    return End(deeds, sentence, ctx.t("change.title"), "good" if deeds else "neutral", (Text(sentence), buttons))


def seed(_: Known, about: Mapping[str, str]) -> Mapping[str, Any]:
    """The sentence that began it is the first answer, with the reason if it says one: whom it names is looked up with every turn."""
    said = about.get("said", "")
    read = reading.read_change(said) if said else None
    return ({"said": said} if said else {}) | ({"reason": read.reason} if read and read.reason else {})


CHANGE = FlowSpec("change", change, frozenset({"mine", "around", "left"}), seed=seed)
