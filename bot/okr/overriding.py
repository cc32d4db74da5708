"""An objective's words while they stand: only its manager and HR together may let them change, two people (docs/method.md 8)."""

from __future__ import annotations

from collections.abc import Iterable

from bot.okr import access
from bot.okr.model import Objective, Person
from bot.okr.model_asking import ChangeRequest


def sides(objective: Objective, org: access.Org) -> tuple[frozenset[str], frozenset[str]]:
    """Who may agree as the manager (or in their place), and who as HR; never the owner. Raises LookupError as `access.approvers` does."""
    org.asked_around(objective.owner)
    managing = access.approvers(org.people[objective.owner], org)
    leading = (p.key for p in org.holding("hr") if p.key != objective.owner)
    return frozenset(managing), frozenset(leading)


def complete(consents: Iterable[str], objective: Objective, org: access.Org) -> bool:
    """Whether two different people have agreed, one for each side, as things are today."""
    managing, leading = sides(objective, org)
    given = set(consents)
    return any(one != other for one in given & managing for other in given & leading)


def missing(request: ChangeRequest, objective: Objective, org: access.Org) -> tuple[str, ...]:
    """Whose consent would make it complete, or be the first of two; nobody when there are not two people who could."""
    managing, leading = sides(objective, org)
    given = {c.by for c in request.consents}
    everybody = sorted((managing | leading) - given)
    last = tuple(key for key in everybody if complete((*given, key), objective, org))
    return last or tuple(key for key in everybody if any(complete((key, other), objective, org) for other in managing | leading))


def may_begin(person: Person, objective: Objective, org: access.Org) -> bool:
    """Manager and HR may ask for it without the owner: asking is their consent."""
    return person.active and objective.state == "agreed" and any(person.key in side for side in sides(objective, org))
