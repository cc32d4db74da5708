"""Loads what the flows at a cycle's end need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import FlowSpec, Known
from bot.loading_campaign import load_broadcast, load_company
from bot.loading_previous import load_found, load_previous
from bot.loading_report import load_report
from bot.loading_retro import load_retro
from bot.okr.access import may_see

if TYPE_CHECKING:
    from bot.loading import Loader


def load_ending(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known."""
    if "scored" in spec.needs:
        known = _scored(loader, known, about)
    if "retro" in spec.needs:
        known = load_retro(loader, known, {**about, "of": "team"} if spec.name == "team_retro" else about)
    if "previous" in spec.needs:
        known = load_previous(loader, known)
    if "found" in spec.needs:
        known = load_found(loader, known, about)
    if "broadcast" in spec.needs:
        known = load_broadcast(loader, known, about)
    if "company" in spec.needs:
        known = load_company(loader, known, about, fates="fates" in spec.needs, led=spec.name == "who_stands")
    if "report" in spec.needs:
        known = load_report(loader, known, about)
    return known


def _scored(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """Who speaks, and the objectives that it is about as far as the listener may see them, with what was said of their scores."""
    tx = loader.tx
    subject = tx.person(about.get("by", ""))
    if subject is None:
        return known
    ids = [one for one in about.get("objectives", "").split(";") if one]
    found = tx.objectives(ids=ids) if ids else ()
    org = loader.org_around(subject, loader.org_around(known.me, known.org))
    seen = tuple(o for o in found if may_see(known.me, o, org))
    remarks = tuple(c for c in tx.comments([o.id for o in seen]) if c.about == "score") if seen else ()
    return replace(known, subject=subject, org=org, ending=replace(known.ending, scored=seen, remarks=remarks))
