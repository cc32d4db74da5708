"""The domain drawn as blocks: a team's board, somebody's OKRs. Only what everybody who may look at it may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation.i18n import Speak
from bot.conversation.message import Block, Divider, Fact, Facts, Progress, Text
from bot.okr.model import CheckIn, KeyResult, Objective, Person, Team
from bot.okr.scoring import objective_progress
from bot.okr.weeks import Week
from bot.wording import holder, standing, tone_of, week_name


@dataclass(frozen=True, slots=True)
class BoardView:
    """What a board shows: agreed objectives of the team's people, this week's check-ins, the ones before, who answered and who is away."""

    title: str
    week: Week
    objectives: tuple[Objective, ...]
    people: Mapping[str, Person]
    check_ins: Mapping[str, CheckIn]  # key result -> this week's
    last: Mapping[str, CheckIn]
    silent: tuple[Person, ...] = ()
    away: tuple[Person, ...] = ()
    skipped: tuple[Person, ...] = ()
    teams: Mapping[str, Team] = field(default_factory=dict)

    def name(self, key: str | None) -> str:
        person = self.people.get(key or "")
        return person.name if person else (key or "?")


def board(view: BoardView, t: Speak) -> tuple[Block, ...]:
    """Objectives with bars and confidence, next steps, of whom help is asked, who has not answered, who is away. No notes, no blockers."""
    blocks: list[Block] = [Text(week_name(t, view.week), "quiet")]
    for objective in view.objectives:
        blocks += _objective(view, objective, t)
    if not view.objectives:
        blocks.append(Text(t("board.empty")))
    blocks += [Divider(), Facts(_participation(view, t))] if view.silent or view.away or view.skipped or view.check_ins else []
    return tuple(blocks)


def _objective(view: BoardView, objective: Objective, t: Speak) -> list[Block]:
    live = [kr for kr in objective.key_results if kr.state == "active"]
    blocks: list[Block] = [Divider(), Text(" — ".join((objective.text, " · ".join(_held(view, objective, t)))), "strong")]
    share = objective_progress(kr.progress for kr in live)
    if share is not None:
        blocks.append(Progress(t("board.objective"), share, t.percent(share)))
    for kr in live:
        blocks.append(Progress(kr.text, kr.progress, _kr_note(view, objective, kr, t), tone_of(kr)))
        blocks += _words(view, kr, t)
    return blocks


def _held(view: BoardView, objective: Objective, t: Speak) -> tuple[str, ...]:
    """Whose it is, and whether its words were changed on the way."""
    reworded = any(event.what == "reworded" for event in objective.events)
    return (holder(t, objective, view.people, view.teams), *((t("board.adjusted"),) if reworded else ()))


def _kr_note(view: BoardView, objective: Objective, kr: KeyResult, t: Speak) -> str:
    parts = [standing(t, kr), *([moved(view, kr, t)] if moved(view, kr, t) else [])]
    if kr.owner != objective.owner:
        parts.append(view.name(kr.owner))
    if kr.adjusted:
        parts.append(t("board.adjusted"))
    return " · ".join(parts)


def moved(view: BoardView, kr: KeyResult, t: Speak) -> str:
    """The change of confidence since the week before."""
    now, before = view.check_ins.get(kr.id), view.last.get(kr.id)
    if not now or not before or now.confidence is None or before.confidence is None or now.confidence == before.confidence:
        return ""
    step = now.confidence - before.confidence
    return t("board.confidence_up", n=step) if step > 0 else t("board.confidence_down", n=-step)


def _words(view: BoardView, kr: KeyResult, t: Speak) -> list[Block]:
    report = view.check_ins.get(kr.id)
    if not report:
        return []
    blocks: list[Block] = [Text(t("board.next", text=report.next), "quiet")] if report.next else []
    names = [view.name(h.person) for h in report.help if h.person]
    return [*blocks, Text(t("board.help", names=t.list(names)), "quiet")] if names else blocks


def _participation(view: BoardView, t: Speak) -> tuple[Fact, ...]:
    rows = []
    if view.silent:
        rows.append(Fact(t("board.silent"), t.list([p.name for p in view.silent])))
    if view.away:
        rows.append(Fact(t("board.away"), t.list([p.name for p in view.away])))
    if view.skipped:
        rows.append(Fact(t("board.skipped"), t.list([p.name for p in view.skipped])))
    return tuple(rows) or (Fact(t("board.answered"), t("board.everybody")),)


def okrs(
    objectives: tuple[Objective, ...], t: Speak, *, numbered: Mapping[str, int] | None = None, names: Mapping[str, str] | None = None
) -> tuple[Block, ...]:
    """Somebody's objectives with their key results as they stand; `numbered` gives a key result the number it goes by."""
    blocks: list[Block] = []
    for objective in objectives:
        live = [kr for kr in objective.key_results if kr.state == "active"]
        blocks.append(Text(objective.text, "strong"))
        blocks.append(Text(_state_line(objective, t, names or {}), "quiet"))
        for kr in live:
            number = (numbered or {}).get(kr.id)
            label = f"KR{number} · {kr.text}" if number else kr.text
            blocks.append(
                Progress(label, kr.progress, " · ".join((standing(t, kr), *((t("board.adjusted"),) if kr.adjusted else ()))), tone_of(kr))
                if objective.state in ("agreed", "closed")
                else Text(f"• {label}")
            )
    return tuple(blocks)


def _state_line(objective: Objective, t: Speak, names: Mapping[str, str]) -> str:
    parts = [t(f"state.{objective.state}")]
    if objective.kind:
        parts.append(t(f"kind.short.{objective.kind}"))
    if objective.for_team:
        parts.append(t("objective.for_team"))
    if objective.owner in names:
        parts.append(names[objective.owner])
    return " · ".join(parts)
