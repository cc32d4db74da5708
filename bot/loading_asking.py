"""Loads what people ask of each other: what waits for somebody, and what one card is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.flows.known import Known, Need
from bot.okr.access import Org, coach_of
from bot.ports import Tx

UNDECIDED = ("draft", "submitted", "returned")


def load_asking(tx: Tx, known: Known, needs: frozenset[Need], about: Mapping[str, str]) -> Known:
    """`known` with what these needs name."""
    if "asked" in needs:
        known = _asked(tx, known, about)
    if "around" in needs and (coach := coach_of(known.me, known.org)):
        known = with_people(tx, known, {coach})
    if "shared" in needs:
        known = _shared(tx, known)
    if "comments" in needs:
        known = _comments(tx, known)
    return known


def _shared(tx: Tx, known: Known) -> Known:
    """Drafts that their owners show this person."""
    ids = tx.shown_to(known.me.key)
    open_cycles = {c.key for c in known.cycles}
    found = tuple(o for o in tx.objectives(ids=ids) if o.cycle in open_cycles and o.state in UNDECIDED) if ids else ()
    return with_people(tx, replace(known, shared=found), {o.owner for o in found})


def _comments(tx: Tx, known: Known) -> Known:
    """What was said of the lines that are shown."""
    shown = [o for o in (*known.mine, *known.others) if o.state not in ("closed", "dropped")]
    lines = [line for o in shown for line in (o.id, *(kr.id for kr in o.key_results))]
    found = tx.comments(lines) if lines else ()
    return with_people(tx, replace(known, comments=found), {c.by for c in found})


def with_people(tx: Tx, known: Known, keys: set[str]) -> Known:
    """`known` with these people by name."""
    missing = keys - set(known.org.people)
    if not missing:
        return known
    return replace(known, org=Org({**known.org.people, **{p.key: p for p in tx.people(missing)}}, known.org.teams))


def _asked(tx: Tx, known: Known, about: Mapping[str, str]) -> Known:
    """The objectives that depend on this person; of one that is named, only that one."""
    ids = [about["objective"]] if about.get("objective") else list(tx.depending_on(known.me.key))
    open_cycles = {c.key for c in known.cycles}
    asked = tuple(o for o in tx.objectives(ids=ids) if o.cycle in open_cycles) if ids else ()
    return with_people(tx, replace(known, asked=asked), {o.owner for o in asked} | {about["by"] for _ in (1,) if about.get("by")})
