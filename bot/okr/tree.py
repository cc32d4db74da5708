"""Who carries what: objectives under what they serve, and what nobody carries (docs/method.md 6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.okr.access import Org
from bot.okr.model import Alignment, KeyResult, Objective

LOW_CONFIDENCE = 3


@dataclass(frozen=True, slots=True)
class Branch:
    """An objective where it hangs: below a key result, or (None) below an objective as a whole or nothing at all."""

    objective: Objective
    key_result: str | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """The objectives that somebody may see, each hanging in one place. `also`: what else an objective serves."""

    objectives: Mapping[str, Objective] = field(default_factory=dict)
    roots: tuple[Objective, ...] = ()
    below: Mapping[str, tuple[Branch, ...]] = field(default_factory=dict)
    above: Mapping[str, Alignment] = field(default_factory=dict)
    also: Mapping[str, tuple[Alignment, ...]] = field(default_factory=dict)
    uncovered: frozenset[str] = frozenset()  # key results of those who lead others that nobody supports
    unaligned: frozenset[str] = frozenset()  # objectives that serve nothing, of those who have somebody above them

    def within(self, owners: Collection[str]) -> Forest:
        """The part that these people own, with everything that hangs below it; a root may serve something outside."""
        roots = [o for o in self.objectives.values() if o.owner in owners and not self._inside_above(o.id, owners)]
        kept = {b.objective.id: b.objective for root in roots for b, _ in self.walk(root)}
        below = {key: branches for key, branches in self.below.items() if key in kept}
        return Forest(kept, tuple(roots), below, self.above, self.also, self.uncovered, self.unaligned)

    def _inside_above(self, objective: str, owners: Collection[str]) -> bool:
        """Whether one of what it hangs below belongs to these people too."""
        at = self.above.get(objective)
        while at:
            if self.objectives[at.objective].owner in owners:
                return True
            at = self.above.get(at.objective)
        return False

    def walk(self, root: Objective) -> Iterator[tuple[Branch, int]]:
        """The objective and everything below it, top down, with the depth."""
        waiting = [(Branch(root), 0)]
        while waiting:
            branch, depth = waiting.pop()
            yield branch, depth
            waiting += [(b, depth + 1) for b in reversed(self.below.get(branch.objective.id, ()))]

    def counts(self) -> Mapping[str, int]:
        """For every objective how many hang below it, at any depth."""
        found: dict[str, int] = {}
        order = [branch.objective.id for root in self.roots for branch, _ in self.walk(root)]
        for key in reversed(order):
            found[key] = sum(found[b.objective.id] + 1 for b in self.below.get(key, ()))
        return found


def live(objective: Objective) -> tuple[KeyResult, ...]:
    """Its key results that still count, in order."""
    return tuple([kr for kr in objective.key_results if kr.state == "active"])


def is_low(key_result: KeyResult) -> bool:
    return key_result.confidence is not None and key_result.confidence <= LOW_CONFIDENCE


def forest(shown: Iterable[Objective], everything: Iterable[Objective], org: Org) -> Forest:
    """`shown` is what may be seen; what is carried is judged by `everything`, so that nobody is told of a gap that there is not."""
    objectives = {o.id: o for o in shown}
    above = _above(objectives)
    hanging: dict[str, list[Branch]] = {}
    for key, at in above.items():
        held = any(kr.id == at.key_result for kr in live(objectives[at.objective]))
        hanging.setdefault(at.objective, []).append(Branch(objectives[key], at.key_result if held else None))
    also = {key: rest for key, o in objectives.items() if (rest := _others(o, above.get(key), objectives))}
    roots = tuple(o for key, o in objectives.items() if key not in above)
    below = {key: tuple(branches) for key, branches in hanging.items()}
    leading = leaders(org)
    carried = _carried(everything)
    uncovered = frozenset(kr.id for o in objectives.values() if o.owner in leading for kr in live(o) if not _is_carried(kr, o, carried))
    unaligned = frozenset(key for key, o in objectives.items() if not o.aligned_to and _has_manager(o.owner, org))
    return Forest(objectives, roots, below, above, also, uncovered, unaligned)


def leaders(org: Org) -> frozenset[str]:
    """Whoever has people below them: their key results are meant to be carried by others too."""
    managers = {p.manager for p in org.people.values() if p.active and p.manager and p.manager != p.key}
    return frozenset(managers | {t.lead for t in org.teams.values() if t.lead})


def _has_manager(owner: str, org: Org) -> bool:
    person = org.people.get(owner)
    return person is not None and person.manager not in (None, owner)


def _above(objectives: Mapping[str, Objective]) -> dict[str, Alignment]:
    """What each hangs below: the first that can be seen and does not close a circle."""
    found: dict[str, Alignment] = {}
    for key, objective in objectives.items():
        for at in objective.aligned_to:
            if at.objective in objectives and not _reaches(at.objective, key, found):
                found[key] = at
                break
    return found


def _reaches(start: str, wanted: str, above: Mapping[str, Alignment]) -> bool:
    """Whether going up from `start` one comes to `wanted`."""
    at: str | None = start
    while at is not None:
        if at == wanted:
            return True
        at = above[at].objective if at in above else None
    return False


def _others(objective: Objective, first: Alignment | None, objectives: Mapping[str, Objective]) -> tuple[Alignment, ...]:
    return tuple(at for at in objective.aligned_to if at != first and at.objective in objectives)


def _carried(everything: Iterable[Objective]) -> frozenset[str]:
    """The key results, and objectives as a whole, that some objective serves."""
    return frozenset(at.key_result or at.objective for o in everything for at in o.aligned_to)


def _is_carried(key_result: KeyResult, objective: Objective, carried: frozenset[str]) -> bool:
    """Somebody serves it or its objective as a whole, it is in somebody else's hands, or a colleague has promised to help with it."""
    helped = any(c.state == "confirmed" for c in key_result.collaborators)
    return helped or key_result.owner != objective.owner or key_result.id in carried or objective.id in carried
