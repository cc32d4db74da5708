"""Who of a manager's people should have agreed by now, and who has looked back."""

from __future__ import annotations

from collections.abc import Iterator

from bot.flows.known import active_key_results
from bot.okr import participation
from bot.okr.access import Org
from bot.okr.model import Cycle, Person
from bot.ports import Tx


def overdue(tx: Tx, manager: Person, cycle: str, teams: Org) -> Iterator[tuple[Person, str]]:
    """A manager's people who should have agreed by now, each with how far they have come."""
    found = next((c for c in tx.cycles() if c.key == cycle and not c.closed), None)
    people = tx.reports(manager.key)
    written = participation.by_person(tx.objectives(owners=[p.key for p in people], cycles=[cycle])) if people else {}
    for person in people if found else ():
        stage = participation.stage_of(o for o in written.get(person.key, ()) if o.owner == person.key)
        if found and stage != "agreed" and participation.required(person, found, teams):
            yield person, stage


def reviewed(tx: Tx, person: Person, cycle: Cycle, campaign: str) -> bool:
    """Whether somebody has looked back of themselves since that review was due, or has nothing alive to look back on."""
    mine = active_key_results(tx.owned([person.key], [cycle.key]), person.key)
    said = tx.week_notes([person.key])
    return not mine or any(n.kind == "review" and any(f"{one.text}.review.{one.mark}" == campaign for one in n.lines) for n in said)
