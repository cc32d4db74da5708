"""The tree of who carries what as lines of text: as deep and as full as a chat can bear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.conversation.i18n import Speak
from bot.conversation.message import Fact
from bot.okr.access import Org
from bot.okr.model import KeyResult, Objective
from bot.okr.scoring import objective_progress
from bot.okr.tree import Branch, Forest, is_low, live
from bot.wording import holder, standing

MOST = 45
"""Lines that are still read in a chat."""
FIRST = 12
"""Objectives at the top that are shown when there are too many for everything else."""
DEEP = 99
RAIL = "│ "
AIM, UP, GAP = "◎", "↑", "⚠"


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of a tree is drawn: how many levels, with key results or without, how many roots."""

    depth: int
    key_results: bool
    roots: int = DEEP


# From everything down to the first objectives at the top.
DETAILS = (Detail(DEEP, True), Detail(DEEP, False), Detail(3, False), Detail(2, True), Detail(2, False), Detail(1, True), Detail(1, False))


@dataclass(frozen=True, slots=True)
class Lines:
    """Draws a forest; `whole` knows what its roots serve outside of it."""

    forest: Forest
    whole: Forest
    org: Org
    t: Speak

    def text(self) -> tuple[str, int]:
        """The lines, and how many objectives are not among them."""
        if not self.forest.roots:
            return "", 0
        counts = self.forest.counts()
        for detail in DETAILS:
            found = list(islice(self._forest(detail, counts), MOST + 1))
            if len(found) <= MOST:
                break
        else:
            detail = Detail(1, key_results=False, roots=FIRST)
            found = list(self._forest(detail, counts))
        drawn = sum(1 for line in found if line.lstrip(RAIL).startswith(AIM))
        return "\n".join(found), len(self.forest.objectives) - drawn

    def _forest(self, detail: Detail, counts: Mapping[str, int]) -> Iterator[str]:
        for root in self.forest.roots[: detail.roots]:
            yield from self._up(root)
            yield from self._branch(Branch(root), 1, "", detail, counts)

    def _up(self, root: Objective) -> Iterator[str]:
        """What a root serves outside of what is drawn."""
        at = self.forest.above.get(root.id)
        above = self.whole.objectives.get(at.objective) if at else None
        if above and at:
            line = next((kr.text for kr in live(above) if kr.id == at.key_result), above.text)
            yield f"{UP} {self.t('map.serves', text=line, name=self._name(above.owner))}"

    def _branch(self, branch: Branch, level: int, rail: str, detail: Detail, counts: Mapping[str, int]) -> Iterator[str]:
        objective = branch.objective
        yield rail + self.objective(objective)
        below = self.forest.below.get(objective.id, ())
        if level >= detail.depth and below:
            yield f"{rail}{RAIL}{self.t('map.below', n=counts[objective.id])}"
        deeper = below if level < detail.depth else ()
        lines = live(objective) if detail.key_results else ()
        for number, kr in enumerate(lines, start=1):
            yield f"{rail}{RAIL}{self.key_result(kr, number, objective)}"
            for child in deeper:
                if child.key_result == kr.id:
                    yield from self._branch(child, level + 1, rail + RAIL * 2, detail, counts)
        hung = {kr.id for kr in lines}
        for child in deeper:
            if child.key_result not in hung:
                yield from self._branch(child, level + 1, rail + RAIL, detail, counts)

    def objective(self, objective: Objective) -> str:
        """Its text, whose it is, how far it is, and whether it serves nothing."""
        share = objective_progress(kr.progress for kr in live(objective))
        parts = [f"{AIM} {objective.text} — {holder(self.t, objective, self.org.people, self.org.teams)}"]
        parts += [self.t.percent(share)] if share is not None else []
        parts += [f"{GAP} {self.t('map.unaligned')}"] if objective.id in self.forest.unaligned else []
        return " · ".join(parts)

    def key_result(self, kr: KeyResult, number: int, objective: Objective) -> str:
        parts = [f"KR{number} {kr.text}"]
        parts += [self._name(kr.owner)] if kr.owner != objective.owner else []
        parts.append(standing(self.t, kr))
        parts += [f"{GAP} {self.t('map.uncovered')}"] if kr.id in self.forest.uncovered else []
        return " · ".join(parts)

    def facts(self) -> tuple[Fact, ...]:
        """What the tree comes to."""
        t, objectives = self.t, self.forest.objectives.values()
        krs = [kr for o in objectives for kr in live(o)]
        share = objective_progress(objective_progress(kr.progress for kr in live(o)) for o in objectives)
        uncovered = sum(kr.id in self.forest.uncovered for kr in krs)
        unaligned = sum(o.id in self.forest.unaligned for o in objectives)
        return (
            Fact(t("map.fact_count"), t.list([t("map.objectives", n=len(objectives)), t("map.key_results", n=len(krs))])),
            Fact(t("map.fact_progress"), t.percent(share)),
            Fact(t("map.fact_low"), t.number(sum(map(is_low, krs)))),
            Fact(t("map.fact_uncovered"), t.number(uncovered)),
            Fact(t("map.fact_unaligned"), t.number(unaligned)),
        )

    def _name(self, key: str) -> str:
        person = self.org.people.get(key)
        return person.name if person else key
