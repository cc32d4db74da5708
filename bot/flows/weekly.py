"""`/okr weekly`: my week as a text that can be copied, or sent on with one press (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.conversation.flow import End, Flow, keep
from bot.conversation.form import plain
from bot.conversation.message import Button, Buttons, Text
from bot.flows.asking_help import help_line
from bot.flows.checkin import begin
from bot.flows.known import Ctx, FlowSpec, Known, Need, active_key_results
from bot.flows.nearby import NEAR, nobody_called, this_one
from bot.flows.quadrants import TICKS, line_of, note_of
from bot.okr.access import may_see
from bot.okr.deeds_week import Tell
from bot.okr.model import CheckIn, KeyResult, Person
from bot.okr.model_week import NoteKind, NoteLine
from bot.okr.weeks import Week
from bot.wording import amount, standing, week_name

LONGEST = 6000
NEEDS: frozenset[Need] = frozenset({"mine", "week", "planning", "above"})


def weekly(ctx: Ctx) -> Flow:
    """What moved, what is next, what is in the way; what was planned and what comes."""
    yield from keep()
    t, known = ctx.t, ctx.known
    manager = known.person(known.me.manager)
    send = (_to_manager(ctx, manager),) if manager and _here(ctx, manager) else ()
    buttons = (Button(t("button.checkin"), t("button.checkin_says")), Button(t("priorities.button"), t("priorities.says")))
    shows = (Text(_text(ctx, _numbers(ctx))), Text(t("weekly.copy"), "quiet"), Buttons((*send, *buttons)))
    return End((), _title(ctx), t("weekly.name"), shows=shows, in_place=False)


def send_weekly(ctx: Ctx) -> Flow:
    """To whoever is named, else to the manager, as far as they may see it; the same text goes to the same person once."""
    yield from keep()
    t, known = ctx.t, ctx.known
    name = plain(ctx.about.get("name", ""))
    to = known.subject if name and name not in map(plain, ctx.words("my_manager")) else known.person(known.me.manager)
    if to is None or not _here(ctx, to):
        return _whom(ctx)
    open_to = tuple(o for o in known.mine if may_see(to, o, known.org))
    sentence = t("weekly.sent", name=to.name)
    kept_back = {o.id for o, _ in active_key_results(known.mine, known.me.key)} - {o.id for o in open_to}
    told = (Text(sentence), *((Text(t("weekly.kept_back", n=len(kept_back), name=to.name), "quiet"),) if kept_back else ()))
    if not active_key_results(known.mine, known.me.key) and not tuple(_quadrants(ctx, Week.parse(ctx.about["week"]))):
        return _nothing(ctx)
    text = _text(replace(ctx, known=replace(known, mine=open_to)), _numbers(ctx))[:LONGEST]
    return End((Tell(to.key, "weekly", text),), sentence, t("weekly.name"), "good", told, in_place=False)


def _nothing(ctx: Ctx) -> End:
    """There is nothing in it yet, so nobody is sent it; what comes first is one press away."""
    t = ctx.t
    sentence = t("weekly.nothing")
    ways = tuple(Button(t(f"button.{name}"), t(f"button.{name}_says")) for name in ("draft", "home"))
    return End((), sentence, t("weekly.name"), shows=(Text(sentence), Buttons(ways)), in_place=False)


def _numbers(ctx: Ctx) -> Mapping[str, int]:
    """The numbers by which my key results go everywhere."""
    return {kr.id: n for n, (_, kr) in enumerate(active_key_results(ctx.known.mine, ctx.known.me.key), start=1)}


def _to_manager(ctx: Ctx, manager: Person) -> Button:
    t = ctx.t
    label, says = t("weekly.send", name=manager.name), t("weekly.send_says", key=manager.key)
    return Button(label, says, spoken=t("weekly.send_says", key=manager.name))


def _here(ctx: Ctx, person: Person | None) -> bool:
    return person is not None and person.active and person.key != ctx.known.me.key


def _whom(ctx: Ctx) -> End:
    """Nobody is called so, or several are; or there is no manager to send it to."""
    t, named = ctx.t, ctx.known.named

    def says(who: str) -> str:
        return t("weekly.send_says", key=who)

    several = next((people for said, people in named.items() if len(people) > 1 and not said.startswith(NEAR)), ())
    near = next((said.removeprefix(NEAR) for said in named if said.startswith(NEAR)), "")
    sentence, buttons = t("weekly.whom"), tuple(this_one(person, says) for person in several[:5])
    if several:
        sentence = t("person.several", name=ctx.about["name"])
    elif near:
        sentence, buttons = nobody_called(ctx, near, says)
    return End((), sentence, t("weekly.name"), shows=(Text(sentence), *((Buttons(buttons),) if buttons else ())), in_place=False)


def _title(ctx: Ctx) -> str:
    return ctx.t("weekly.title", name=ctx.known.me.name, week=week_name(ctx.t, Week.parse(ctx.about["week"])))


def _text(ctx: Ctx, numbers: Mapping[str, int]) -> str:
    """The whole report, as it is sent."""
    t, known, week = ctx.t, ctx.known, Week.parse(ctx.about["week"])
    lines = [_title(ctx), ""]
    mine = active_key_results(known.mine, known.me.key)
    objective = ""
    for home, kr in mine:
        if home.id != objective:
            lines += [t("weekly.objective", text=home.text)]
            objective = home.id
        lines += _key_result(ctx, numbers[kr.id], kr, known.check_ins.get((kr.id, str(week))))
    if not mine:
        lines.append(t("checkin.nothing_to_report"))
    return "\n".join((*lines, *_quadrants(ctx, week)))


def _key_result(ctx: Ctx, number: int, kr: KeyResult, report: CheckIn | None) -> list[str]:
    t = ctx.t
    if report is None:
        known = kr.current is not None or kr.progress is not None or kr.confidence is not None
        silent = (
            t("weekly.silent_at", n=number, text=kr.text, standing=standing(t, kr)) if known else t("weekly.silent", n=number, text=kr.text)
        )
        return [silent]
    before = ctx.known.last.get(kr.id)
    figures = [_step(ctx, kr, before, report)]
    if report.confidence is not None:
        old = before.confidence if before else None
        moved = old is not None and old != report.confidence
        figures.append(
            t("checkin.confidence_moved", before=old, now=report.confidence) if moved else t("kr.confidence", n=report.confidence)
        )
    lines = [t("weekly.line", n=number, text=kr.text, figures=" · ".join(f for f in figures if f))]
    said = [(t(f"checkin.{part}"), getattr(report, part)) for part in ("note", "blocker", "next")]
    lines += [f"    {t('common.labelled', label=label, text=text)}" for label, text in said if text]
    lines += [f"    {help_line(ctx, h)}" for h in report.help]
    return lines


def _step(ctx: Ctx, kr: KeyResult, before: CheckIn | None, report: CheckIn) -> str:
    def figure(one: CheckIn | None) -> str:
        if one is None or (one.value is None and one.progress is None):
            return ""
        return amount(ctx.t, one.value, kr.unit) if one.value is not None else ctx.t.percent(one.progress)

    was, now = figure(before), figure(report)
    return f"{was} → {now}" if was and now and was != now else now


def _quadrants(ctx: Ctx, week: Week) -> Iterator[str]:
    """What was planned and what became of it, what is planned next, what others should prepare for, the health of the team one tends."""
    me, team = ctx.known.me.key, ctx.known.team
    plans = _lines(ctx, me, "plans", week.next()) or _lines(ctx, me, "plans", week)
    health = (_lines(ctx, team.key, "health", week) or _lines(ctx, team.key, "health", week.previous())) if team else ()
    parts = {
        "board.priorities": [_ticked(one) for one in _lines(ctx, me, "priorities", week)],
        "weekly.next_priorities": [_ticked(one) for one in _lines(ctx, me, "priorities", week.next())],
        "board.plans": [one.text for one in plans],
        "board.health": [line_of(one) for one in health],
    }
    for title, lines in parts.items():
        if lines:
            yield from ("", ctx.t(title), *(f"  {line}" for one in lines for line in one.splitlines()))


def _lines(ctx: Ctx, owner: str, kind: NoteKind, week: Week) -> tuple[NoteLine, ...]:
    note = note_of(ctx, owner, kind, week)
    return note.lines if note else ()


def _ticked(one: NoteLine) -> str:
    return f"{TICKS.get(one.state, '-')} {one.mark} {one.text}"


def begin_weekly(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """The week that is due, or the one that was reported since."""
    mine = {kr.id for _, kr in active_key_results(known.mine, known.me.key)}
    reported = [week for (key_result, week) in known.check_ins if key_result in mine]
    if reported and (known.prompted is None or max(reported) >= str(known.prompted)):
        return {**about, "week": max(reported)}
    return {**begin(known, about)}


WEEKLY = FlowSpec("weekly", weekly, NEEDS, begin=begin_weekly)
SEND_WEEKLY = FlowSpec("send_weekly", send_weekly, NEEDS | {"addressed"}, begin=begin_weekly)
