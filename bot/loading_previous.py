"""Loads the cycles before those that are drafted, and what is found by its words in any cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import Known
from bot.okr.access import LIVE, may_see
from bot.okr.model import Cycle
from bot.okr.reading import normalise

if TYPE_CHECKING:
    from bot.loading import Loader

MOST_READ = 200


def load_previous(loader: Loader, known: Known) -> Known:
    """My objectives of the cycle before each open one, with the next steps I saw then."""
    tx, me = loader.tx, known.me
    every = tx.cycles()
    wanted = {old.key for cycle in known.cycles if (old := _before(cycle, every))}
    if not wanted:
        return known
    before = tuple(o for o in tx.objectives(owners=[me.key], cycles=wanted) if o.state in LIVE)
    retros = tuple(r for r in tx.retros(wanted, [me.key]))
    return replace(known, ending=replace(known.ending, before=before, retros=retros))


def _before(cycle: Cycle, every: tuple[Cycle, ...]) -> Cycle | None:
    older = [c for c in every if c.kind == cycle.kind and c.starts < cycle.starts]
    return max(older, key=lambda c: c.starts, default=None)


def load_found(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """Objectives in which all the words stand, as far as the listener may see them."""
    words = normalise(about.get("name", "")).split()
    if not words:
        return known
    found = loader.tx.objectives_with(max(words, key=len), MOST_READ)
    fitting = [o for o in found if all(w.casefold() in _said(o.text, *(kr.text for kr in o.key_results)) for w in words)]
    org = loader.org_around(known.me, known.org)
    people = {p.key: p for p in loader.tx.people({o.owner for o in fitting})}
    org = replace(org, people={**org.people, **people})
    for owner in {o.owner for o in fitting if o.visibility != "company" or o.state not in LIVE} & people.keys():
        org = loader.org_around(people[owner], org)
    seen = tuple(o for o in fitting if may_see(known.me, o, org))
    return replace(known, org=org, ending=replace(known.ending, found=seen))


def _said(*texts: str) -> str:
    return normalise(" ".join(texts)).casefold()
