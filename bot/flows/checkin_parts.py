"""The pieces of a check-in: what is asked of a key result, how an answer becomes a report, how a report is shown back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from bot.conversation.form import Kind, Question, Unclear, plain, words
from bot.conversation.message import Block, Option, Progress, Text
from bot.flows import checkin_rolled
from bot.flows.asking_help import help_line
from bot.flows.known import Ctx, active_key_results
from bot.okr import reading
from bot.okr.answer_week import is_late
from bot.okr.model import CheckIn, Help, KeyResult, Objective
from bot.okr.weeks import Week
from bot.wording import amount, measure, standing, tone_of

SAME = {"same": True}
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Item:
    """One key result with the number it goes by, and what this week already says of it."""

    number: int
    objective: Objective
    kr: KeyResult
    stored: CheckIn | None
    last: CheckIn | None

    @property
    def name(self) -> str:
        return f"kr.{self.kr.id}"

    @property
    def names(self) -> tuple[str, ...]:
        return _names(self.name)

    def unchanged(self) -> Mapping[str, Any]:
        """The answers of "no change": figures stay, nothing new is said. A confidence that was never given is still to be asked."""
        answers = dict.fromkeys(self.names) | {f"{self.name}.now": SAME}
        return answers if self.kr.confidence is not None else {k: v for k, v in answers.items() if not k.endswith(".confidence")}

    def left_out(self) -> Mapping[str, Any]:
        """The answers of a key result that is not reported."""
        return {f"{self.name}.now": None}


@lru_cache(maxsize=4096)
def _names(item: str) -> tuple[str, ...]:
    return tuple(f"{item}.{part}" for part in ("now", "confidence", "next", "blocker", "note"))


def items(ctx: Ctx) -> tuple[Item, ...]:
    """My key results of the cycles to which the week belongs, else all that are open, by the numbers that they go by everywhere."""
    known, week = ctx.known, ctx.about.get("week", "")
    pairs = list(enumerate(active_key_results(known.mine, known.me.key), start=1))
    running = {o.id for o in known.of_week(known.mine, Week.parse(week))} if week else set()
    asked = [one for one in pairs if one[1][0].id in running] or pairs
    return tuple(Item(n, o, kr, known.check_ins.get((kr.id, week)), known.last.get(kr.id)) for n, (o, kr) in asked)


def zone(ctx: Ctx) -> str:
    return ctx.known.company.timezone_of(ctx.known.me)


def heading(item: Item) -> str:
    return f"KR{item.number} · {item.kr.text}"


def before(ctx: Ctx, item: Item) -> str:
    """The measure and where it stood."""
    last = ctx.t("checkin.last", standing=standing(ctx.t, item.kr))
    return " · ".join(part for part in (measure(ctx.t, item.kr), last, checkin_rolled.note(ctx, item)) if part)


def questions(ctx: Ctx, item: Item) -> tuple[Question, ...]:
    """Progress and confidence, the next step; in a form also what hinders and a note."""
    t, kr = ctx.t, item.kr
    now_label = t("checkin.now_value", unit=kr.unit or t("checkin.number")) if kr.direction != "done" else t("checkin.now_share")
    confidence = "" if kr.confidence is None else str(kr.confidence)
    return (
        Question(
            f"{item.name}.now",
            now_label,
            _now_kind(ctx, kr, several=len(ctx.once("items", lambda: items(ctx))) > 1),
            t("checkin.now_hint"),
            checkin_rolled.suggested(ctx, item) or _prefilled(ctx, kr),
            optional=True,
            skip_label=t("checkin.not_this_week"),
            suggested=bool(checkin_rolled.suggested(ctx, item)),
        ),
        Question(
            f"{item.name}.confidence",
            t("checkin.confidence"),
            _confidence_kind(),
            t("checkin.confidence_hint"),
            confidence,
            optional=kr.confidence is not None,
            after=f"{item.name}.now",
            skip_label=t("checkin.as_before"),
        ),
        *(_words(ctx, item, part, only_in_form=part != "next") for part in ("next", "blocker", "note")),
    )


def _words(ctx: Ctx, item: Item, part: str, *, only_in_form: bool) -> Question:
    """A question for free words, with what the week says already."""
    said = (getattr(item.stored, part) if item.stored else None) or ""
    label, name, after = ctx.t(f"checkin.{part}"), f"{item.name}.{part}", f"{item.name}.now"
    return Question(name, label, words(LONGEST), value=said, optional=True, only_in_form=only_in_form, after=after)


def _prefilled(ctx: Ctx, kr: KeyResult) -> str:
    if kr.current is not None:
        return amount(ctx.t, kr.current, None)
    return ctx.t.percent(kr.progress) if kr.progress is not None else ""


def _now_kind(ctx: Ctx, kr: KeyResult, *, several: bool) -> Kind:
    """Figures, or that nothing moved; of several key results the button says that this one is meant."""
    label = ctx.t("checkin.same_here" if several else "checkin.same")
    same = frozenset(map(plain, (label, "same", *ctx.words("same"))))

    def read(text: str) -> Mapping[str, Any]:
        if plain(text) in same or (_prefilled(ctx, kr) and text.strip() == _prefilled(ctx, kr)):
            return SAME
        return figures(kr, text)

    return Kind(read, options=(Option(label, "same"),), numeric=True, max_length=100)


def figures(kr: KeyResult, text: str) -> Mapping[str, Any]:
    """What a text says of a key result's progress: value, progress, and the other way to read it. Raises Unclear."""
    if len(text) > LONGEST:
        raise Unclear("answer.too_long", length=len(text), longest=LONGEST)
    if two := reading.spread(text, (kr.current, kr.baseline), kr.unit):
        raise Unclear("checkin.one_figure", text=two[:60])
    counted = reading.counts_steps(kr.text)
    read = reading.read_value(text, kr.unit, kr.baseline, kr.target, kr.direction, kr.current, counted=counted)
    if read.value is None and read.progress is None:
        raise Unclear("checkin.what_number", text=text.strip()[:60])
    other = {"value": read.other.value, "progress": read.other.progress} if read.other else None
    return {"value": read.value, "progress": read.progress, "other": other}


@cache
def _confidence_kind() -> Kind:
    def read(text: str) -> int:
        found = reading.read_confidence(text)
        if found is None or not 1 <= found <= 10:
            raise Unclear("checkin.what_confidence")
        return found

    return Kind(read, "choice", tuple(Option(str(n), str(n)) for n in range(1, 11)), numeric=True)


def swapped(now: Mapping[str, Any]) -> Mapping[str, Any]:
    """The other reading taken, this one kept as the other."""
    return {**now["other"], "other": {"value": now["value"], "progress": now["progress"]}}


def reports(ctx: Ctx, found: tuple[Item, ...], answers: Mapping[str, Any], week: Week) -> tuple[CheckIn, ...]:
    """A check-in for every key result that was answered."""
    late = is_late(week, ctx.known.now, zone(ctx))
    return tuple(_report(ctx, item, answers, week, late=late) for item in found if answers.get(f"{item.name}.now") is not None)


def _report(ctx: Ctx, item: Item, answers: Mapping[str, Any], week: Week, *, late: bool) -> CheckIn:
    now, kr = answers[f"{item.name}.now"], item.kr
    said = {part: answers.get(f"{item.name}.{part}") for part in ("confidence", "next", "blocker", "note")}
    same = bool(now.get("same"))
    value, progress = (kr.current, kr.progress) if same else (now["value"], now["progress"])
    unchanged = same and said["confidence"] in (None, kr.confidence) and not (said["next"] or said["blocker"] or said["note"])
    asked = tuple(Help(person, text) for person, text in _help(ctx, item))
    return CheckIn(
        kr.id,
        str(week),
        ctx.known.now,
        ctx.known.me.key,
        value,
        progress,
        said["confidence"] or kr.confidence,
        said["note"],
        said["blocker"],
        asked,
        said["next"],
        late,
        unchanged,
    )


def _help(ctx: Ctx, item: Item) -> list[tuple[str | None, str]]:
    """Whom the check-in asks for help, with the words; nobody when the name fits nobody or several. Not spoken of: as the week has it."""
    if f"{item.name}.help" not in ctx.answers:
        return [(asked.person, asked.text) for asked in item.stored.help] if item.stored else []
    return [(_who(ctx, name), text) for name, text in ctx.answers.get(f"{item.name}.help") or []]


def _who(ctx: Ctx, name: str) -> str | None:
    found = {p.key for typed, people in ctx.known.named.items() for p in people if name in (typed, p.name)}
    return found.pop() if len(found) == 1 else None


def figure(ctx: Ctx, item: Item, now: Mapping[str, Any]) -> str:
    """Both figures, as far as there are two: `26 calls (35%)`."""
    share = ctx.t.percent(now["progress"])
    if now["value"] is None:
        return ctx.t("checkin.share_only", share=share)
    said = amount(ctx.t, now["value"], item.kr.unit)
    return said if now["progress"] is None else ctx.t("common.aside", text=said, aside=ctx.t("checkin.share_only", share=share))


def lines(ctx: Ctx, found: tuple[Item, ...], given: tuple[CheckIn, ...]) -> tuple[Block, ...]:
    """Each report as it will stand: figures before and now, confidence, words."""
    by_id = {report.key_result: report for report in given}
    blocks: list[Block] = []
    for item in found:
        report = by_id.get(item.kr.id)
        if report is None:
            continue
        blocks.append(Text(heading(item), "strong"))
        blocks.append(Progress("", report.progress, _figures_line(ctx, item, report), tone_of(report)))
        blocks += (*checkin_rolled.beside(ctx, item, report), *_far_off(ctx, item.kr, report))
        said = ((part, getattr(report, part)) for part in ("next", "blocker", "note"))
        blocks += [Text(ctx.t("common.labelled", label=ctx.t(f"checkin.{part}"), text=text)) for part, text in said if text]
        blocks += [Text(help_line(ctx, h)) for h in report.help]
    return tuple(blocks)


def _far_off(ctx: Ctx, kr: KeyResult, report: CheckIn) -> tuple[Text, ...]:
    """A word where the new value lies farther outside than the way is long: it may be a slip of the finger."""
    if report.no_change or None in (report.value, kr.baseline, kr.target) or report.value == kr.current:
        return ()
    low, high = sorted((kr.baseline or 0.0, kr.target or 0.0))
    value, way = report.value or 0.0, high - low
    if low - way <= value <= high + way or not way:
        return ()
    said = {"value": amount(ctx.t, value, kr.unit), "low": amount(ctx.t, low, kr.unit), "high": amount(ctx.t, high, kr.unit)}
    return (Text(ctx.t("checkin.far_off", **said), "quiet"),)


def _figures_line(ctx: Ctx, item: Item, report: CheckIn) -> str:
    t, kr = ctx.t, item.kr
    now = (
        figure(ctx, item, {"value": report.value, "progress": report.progress})
        if report.progress is not None or report.value is not None
        else t("kr.nothing_yet")
    )
    confidence = "" if report.confidence is None else t("kr.confidence", n=report.confidence)
    if report.no_change:
        return " · ".join(p for p in (now, confidence, t("checkin.same")) if p)
    if kr.confidence is not None and report.confidence is not None and kr.confidence != report.confidence:
        confidence = t("checkin.confidence_moved", before=kr.confidence, now=report.confidence)
    was = figure(ctx, item, {"value": kr.current, "progress": kr.progress}) if kr.progress is not None or kr.current is not None else ""
    return " · ".join(p for p in (f"{was} → {now}" if was and was != now else now, confidence) if p)
