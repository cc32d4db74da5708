"""The lead decides what goes onto the team's memo, one word a proposal; whoever proposed it hears what came of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.conversation.flow import Ask, Change, End, Flow, Stop, keep
from bot.conversation.form import Pick, Question, Unclear, choice
from bot.conversation.message import Block, Button, Buttons, Text, Tone
from bot.flows.known import Ctx, FlowSpec, Known
from bot.okr.deeds_learning import DecideImprovement
from bot.okr.improving import waits
from bot.okr.looking_back import leads
from bot.okr.model_learning import Improvement
from bot.wording import cycle_name

STATES = ("accepted", "later", "declined")
MOST = 30


def memo_decide(ctx: Ctx) -> Flow:
    """One after another; each decision is stored at once."""
    t, known = ctx.t, ctx.known
    ids = [one for one in ctx.about.get("improvements", "").split(";") if one]
    decided: tuple[DecideImprovement, ...] = ()
    for n, key in enumerate(ids, start=1):
        found = next((one for one in known.learning.memo if one.id == key), None)
        if found is None or not _open(ctx, found, f"d{n}"):
            continue
        answers = yield Stop((f"d{n}",), partial(_asked, ctx, found, n, len(ids)))
        note = ctx.answers.get(f"d{n}.note")
        decided = (*decided, DecideImprovement(key, answers[f"d{n}"], known.learning.following, note))
        yield from keep(*decided)
    if not decided:
        yield from keep()
        return _ended(ctx, t("memo.nothing_waits"))
    return _ended(ctx, _came_to(ctx, decided), *decided)


def _came_to(ctx: Ctx, decided: tuple[DecideImprovement, ...]) -> str:
    t, known = ctx.t, ctx.known
    if len(decided) > 1:
        counts = {state: sum(deed.state == state for deed in decided) for state in STATES}
        return t("memo.decided", accepted=counts["accepted"], later=counts["later"], declined=counts["declined"])
    by = next(one.by for one in known.learning.memo if one.id == decided[0].improvement)
    return t(f"memo.decided_one.{decided[0].state}", name=known.name(by))


def _open(ctx: Ctx, found: Improvement, name: str) -> bool:
    """Mine to decide, and still to be decided, or decided on this very card."""
    if not leads(ctx.known.me, found.team, ctx.known.org):
        return False
    return waits(found, ctx.known.learning.following) or name in ctx.answers or f"{name}.seen" in ctx.answers


def _accept_all(ctx: Ctx, n: int) -> tuple[Change, ...]:
    """Where several are left."""
    known = ctx.known
    open_ones = {one.id for one in known.learning.memo if waits(one, known.learning.following)}
    ids = ctx.about.get("improvements", "").split(";")
    left = [f"d{at}" for at, key in enumerate(ids, start=1) if at >= n and key in open_ones]
    put = {name: value for one in left for name, value in ((one, "accepted"), (f"{one}.seen", True), (f"{one}.note", None))}
    label = ctx.t("memo.accept_all", n=len(left))
    return (Change(label, label, put=put, words=ctx.words("memo_all")),) if len(left) > 1 else ()


def _asked(ctx: Ctx, found: Improvement, n: int, of: int) -> Ask:
    t, known = ctx.t, ctx.known
    kind = choice(*(Pick(state, t(f"memo.{state}"), ctx.words(f"memo_{state}")) for state in STATES))
    unit = known.org.teams.get(found.team)
    team = unit.name if unit else ""
    title = t("memo.decide_title", team=team, cycle=cycle_name(t, known.learning.following))
    summary = t("memo.asks", name=known.name(found.by))
    count: tuple[Block, ...] = (Text(t("memo.count", n=n, of=of), "quiet"),) if of > 1 else ()

    def reads(typed: str) -> Mapping[str, Any] | None:
        """A word, or a word with the reason behind a colon."""
        head, _, note = unicodedata.normalize("NFKC", typed).partition(":")
        try:
            state = kind.reads(head)
        except Unclear:
            return None
        return {f"d{n}": state, f"d{n}.seen": True, f"d{n}.note": note.strip() or None}

    shows = (*count, Text(summary), Text(found.text, "quote"))
    question = Question(f"d{n}", t("memo.ask_decide"), kind, t("memo.hint_decide"))
    return Ask((question,), title, summary, shows=shows, changes=_accept_all(ctx, n), reads=reads, in_place=True)


def _ended(ctx: Ctx, sentence: str, *deeds: DecideImprovement) -> End:
    t = ctx.t
    asked = ctx.about.get("improvements", "").split(";")
    rest = sum(one.id not in asked for one in ctx.known.learning.waiting)
    more = (Button(t("memo.decide", n=rest), t("memo.decide_says"), "primary"),) if rest else ()
    buttons = Buttons((*more, Button(t("memo.see"), t("memo.see_says")), Button(t("button.home"), t("button.home_says"))))
    return End(deeds, sentence, t("memo.name"), "good" if deeds else "neutral", (Text(sentence), buttons))


def memo_told(ctx: Ctx) -> Flow:
    """To whoever proposed it: what became of it."""
    yield from keep()
    t, known = ctx.t, ctx.known
    found = next(iter(known.learning.memo), None)
    if found is None or found.state == "proposed":
        return _ended(ctx, t("memo.gone"))
    sentence = t(f"memo.told.{found.state}", name=known.name(found.decided_by), cycle=cycle_name(t, found.cycle))
    note = (Text(found.note, "quote"),) if found.note else ()
    buttons = Buttons((Button(t("memo.see"), t("memo.see_says")), Button(t("memo.another"), t("memo.propose_says"))))
    tone: Tone = "good" if found.state == "accepted" else "neutral"
    return End((), sentence, t("memo.name"), tone, (Text(sentence), Text(found.text, "quote"), *note, buttons))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """The proposal that a card brings comes first, then whatever else waits."""
    named = (one for one in known.learning.memo if waits(one, known.learning.following)) if about.get("name") else known.learning.waiting
    waiting = [one.id for one in named]
    ids = list(dict.fromkeys([*([about["first"]] if about.get("first") else []), *waiting]))[:MOST]
    return {**about, "improvements": ";".join(ids)}


MEMO_DECIDE = FlowSpec("memo_decide", memo_decide, frozenset({"memo", "memo_waiting"}), keys=("first", "name"), begin=begin)
MEMO_TOLD = FlowSpec("memo_told", memo_told, frozenset({"memo"}))
