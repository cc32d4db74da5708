"""A manager's kind word to those who have not answered or not written yet: at most one a person and day."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice, plain
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.okr import cycles
from bot.okr.deeds_week import Nudge, Nudged
from bot.okr.model import Cycle, Person
from bot.okr.near_names import near_names
from bot.okr.weeks import Week
from bot.wording import cycle_name, week_name


def nudge(ctx: Ctx) -> Flow:
    """Who is meant is read out of the sentence; several are named and confirmed before anything is sent."""
    t = ctx.t
    meant, alone = _meant(ctx)
    open_ones = {p.key: one for p in meant if (one := _open(ctx, p, _condition(ctx)))}
    free = [p for p in meant if p.key in open_ones and p.key not in ctx.known.nudged and not ctx.known.away(p)]
    if not free:
        yield from keep()
        sentence = _nobody(ctx, meant, open_ones)
        return End(
            (),
            sentence,
            t("nudge.title"),
            shows=(Text(sentence), Buttons((*_near(ctx, meant), Button(t("button.home"), t("button.home_says"))))),
            in_place=False,
        )
    if not alone:
        names = t.list([p.name for p in free])
        sure = choice(Pick("yes", t("nudge.yes"), ctx.words("yes")), Pick("no", t("nudge.no"), ctx.words("nobody")))
        answer = yield from ask(Question("sure", t("nudge.sure", n=len(free), names=names), sure), title=t("nudge.title"), in_place=True)
        if answer == "no":
            return End((), t("nudge.left"), t("nudge.title"), shows=(Text(t("nudge.left")),), in_place=not alone)
    else:
        yield from keep()
    sentence = t("nudge.done", names=t.list([p.name for p in free]))
    blocks: list[Block] = [Text(sentence), *_later(ctx, free), *_left_out(ctx, meant, open_ones)]
    return End((Nudge(tuple(open_ones[p.key] for p in free)),), sentence, t("nudge.title"), "good", tuple(blocks), in_place=not alone)


def _later(ctx: Ctx, people: list[Person]) -> Iterator[Text]:
    """Who has their quiet hours now."""
    waiting = [p.name for p in people if p.key in ctx.known.reached]
    if waiting:
        yield Text(ctx.t("nudge.later", names=ctx.t.list(waiting)), "quiet")


def _near(ctx: Ctx, meant: tuple[Person, ...]) -> Iterator[Button]:
    """Where a name is not found: those of mine who are called nearly so."""
    members = {p.name: p for p in ctx.known.members}
    for name in near_names(ctx.about.get("name", ""), members) if not meant else ():
        yield Button(name, ctx.t("nudge.says", key=members[name].key), spoken=ctx.t("nudge.says", key=name))


def nudged(ctx: Ctx) -> Flow:
    """To the person: what is open, kindly, with the button that opens it."""
    yield from keep()
    t, name = ctx.t, ctx.known.name(ctx.about["by"])
    buttons: tuple[Button, ...]
    if ctx.about["what"] == "checkin":
        sentence = t("nudged.checkin", name=name, week=week_name(t, Week.parse(ctx.about["week"])))
        buttons = (
            Button(t("button.checkin"), t("button.checkin_says"), "primary"),
            Button(t("checkin.all_same"), t("button.all_same_says")),
        )
    else:
        sentence = t("nudged.draft", name=name, cycle=cycle_name(t, ctx.about["cycle"]))
        buttons = (Button(t("button.draft"), t("button.draft_says"), "primary"),)
    return End((), sentence, shows=(Text(sentence), Buttons(buttons)))


def _condition(ctx: Ctx) -> str:
    """What they are to lack: a draft, a check-in, or "" for whichever is open."""
    said = plain(ctx.about.get("name", ""))
    return next((what for what in ("draft", "checkin") if any(w in said for w in ctx.words(f"without_{what}"))), "")


def _meant(ctx: Ctx) -> tuple[tuple[Person, ...], bool]:
    """The people of the sentence, and whether it is plainly one of them by name."""
    known, said = ctx.known, plain(ctx.about.get("name", ""))
    by_name = [p for p in known.members if p in known.named.get(ctx.about.get("name", ""), ())]
    by_name = by_name or [p for p in known.members if said and (plain(p.name) in said or said == plain(p.key))]
    if by_name:
        return tuple(by_name), len(by_name) == 1
    teams = sorted((t for t in known.org.teams.values() if plain(t.name) in said), key=lambda t: -len(t.name))
    if teams:
        unit = known.org.unit(teams[0].key)
        return tuple(p for p in known.members if p.team in unit), False
    everybody = not said or _condition(ctx) or any(w in said for w in (*ctx.words("everyone"), *ctx.words("my_people")))
    return (known.members if everybody else ()), False


def _open(ctx: Ctx, person: Person, condition: str) -> Nudged | None:
    """What somebody has not done yet: the last prompt's check-in, else the OKR of the cycle that is being drafted."""
    known, day = ctx.known, str(ctx.known.reached_on(person))
    week = known.week or Week.of(known.today)
    mine = [kr.id for _, kr in active_key_results(known.of_week(known.others, week), person.key)]
    answered = any((kr, str(week)) in known.check_ins for kr in mine) or known.skipped(person.key, week)
    if condition in ("", "checkin") and mine and not answered:
        return Nudged(person.key, "checkin", str(week), day)
    cycle = _drafting(ctx)
    written = any(o.owner == person.key and cycle and o.cycle == cycle.key and o.state in WRITTEN for o in known.others)
    return Nudged(person.key, "draft", cycle.key, day) if condition in ("", "draft") and cycle and not written else None


WRITTEN = ("submitted", "agreed", "closed")


def _drafting(ctx: Ctx) -> Cycle | None:
    """The cycle for which drafts are awaited: the newest that takes them, else one that runs."""
    today = ctx.known.today
    taking = [c for c in ctx.known.cycles if cycles.takes_drafts(c, today)]
    running = [c for c in ctx.known.cycles if cycles.state_of(c, today) == "active"]
    return max(taking or running, key=lambda c: c.starts, default=None)


def _nobody(ctx: Ctx, meant: tuple[Person, ...], open_ones: dict[str, Nudged]) -> str:
    if not ctx.known.members:
        return ctx.t("nudge.hr_names" if "hr" in ctx.known.me.roles else "nudge.not_a_manager")
    if not meant:
        return ctx.t("nudge.who", name=ctx.about.get("name", ""))
    left = tuple(_left_out(ctx, meant, open_ones))
    return " ".join(one.text for one in left) if left else ctx.t("nudge.nothing_open", names=ctx.t.list([p.name for p in meant]))


def _left_out(ctx: Ctx, meant: tuple[Person, ...], open_ones: dict[str, Nudged]) -> Iterator[Text]:
    """Whom it does not reach, and why."""
    waiting = [p for p in meant if p.key in open_ones]
    for why, people in (
        ("nudge.away", [p for p in waiting if ctx.known.away(p)]),
        ("nudge.today", [p for p in waiting if p.key in ctx.known.nudged and not ctx.known.away(p)]),
    ):
        if people:
            yield Text(ctx.t(why, names=ctx.t.list([p.name for p in people])), "quiet")


NUDGE = FlowSpec("nudge", nudge, frozenset({"nudge"}))
NUDGED = FlowSpec("nudged", nudged, frozenset({"alert"}))
