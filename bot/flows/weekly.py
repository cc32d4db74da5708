"""`/okr weekly`: my week as a text that can be copied and sent on (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Text
from bot.flows.checkin import begin
from bot.flows.known import Ctx, FlowSpec, Known, active_key_results
from bot.flows.quadrants import TICKS, note_of
from bot.okr.model import CheckIn, KeyResult
from bot.okr.weeks import Week
from bot.wording import amount, week_name


def weekly(ctx: Ctx) -> Flow:
    """What moved, what is next, what is in the way; what was planned and what comes."""
    yield from keep()
    t, known = ctx.t, ctx.known
    week = Week.parse(ctx.about["week"])
    title = t("weekly.title", name=known.me.name, week=week_name(t, week))
    lines = [title, ""]
    mine = active_key_results(known.mine, known.me.key)
    objective = ""
    for number, (home, kr) in enumerate(mine, start=1):
        if home.id != objective:
            lines += [t("weekly.objective", text=home.text)]
            objective = home.id
        lines += _key_result(ctx, number, kr, known.check_ins.get((kr.id, str(week))))
    if not mine:
        lines.append(t("checkin.nothing_to_report"))
    for kind, of in (("priorities", week), ("plans", week.next())):
        lines += _noted(ctx, kind, of)
    buttons = Buttons((Button(t("button.checkin"), t("button.checkin_says")), Button(t("priorities.button"), t("priorities.says"))))
    return End((), title, t("weekly.name"), shows=(Text("\n".join(lines)), Text(t("weekly.copy"), "quiet"), buttons), in_place=False)


def _key_result(ctx: Ctx, number: int, kr: KeyResult, report: CheckIn | None) -> list[str]:
    t = ctx.t
    if report is None:
        return [t("weekly.silent", n=number, text=kr.text)]
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
    lines += [f"    {t('checkin.help_line', name=ctx.known.name(h.person), text=h.text)}" for h in report.help]
    return lines


def _step(ctx: Ctx, kr: KeyResult, before: CheckIn | None, report: CheckIn) -> str:
    def figure(one: CheckIn | None) -> str:
        if one is None or (one.value is None and one.progress is None):
            return ""
        return amount(ctx.t, one.value, kr.unit) if one.value is not None else ctx.t.percent(one.progress)

    was, now = figure(before), figure(report)
    return f"{was} → {now}" if was and now and was != now else now


def _noted(ctx: Ctx, kind: str, week: Week) -> list[str]:
    me = ctx.known.me.key
    note = note_of(ctx, me, "priorities" if kind == "priorities" else "plans", week)
    if (note is None or not note.lines) and kind == "plans":
        note = note_of(ctx, me, "plans", week.previous())
    if note is None or not note.lines:
        return []
    return ["", ctx.t(f"board.{kind}"), *(f"  {TICKS.get(one.state, '-')} {one.mark} {one.text}".rstrip() for one in note.lines)]


def begin_weekly(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """The week that has been reported already, else the one that is due."""
    reported = [week for (_, week), report in known.check_ins.items() if report.by == known.me.key]
    return {**about, "week": max(reported)} if reported else begin(known, about)


WEEKLY = FlowSpec("weekly", weekly, frozenset({"mine", "week"}), begin=begin_weekly)
