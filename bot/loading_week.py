"""Loads what the week's flows need: what a report set in motion, who is to be nudged, what a digest tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import FlowSpec, Known
from bot.okr.weeks import Week

if TYPE_CHECKING:
    from bot.loading import Loader


def load_week(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known."""
    if "alert" in spec.needs:
        known = _alert(loader, known, about)
    return known


def _alert(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """Who speaks, and the objectives they speak of with what they reported."""
    subject = loader.tx.person(about.get("by", ""))
    if subject is None:
        return known
    ids = [one for one in about.get("objectives", "").split(";") if one]
    others = loader.tx.objectives(ids=ids) if ids else ()
    known = replace(known, subject=subject, org=loader.org_around(subject, known.org), others=others)
    week, krs = about.get("week"), [kr.id for o in others for kr in o.key_results]
    if not week or not krs:
        return known
    check_ins = {(c.key_result, c.week): c for c in loader.tx.check_ins(krs, [week])}
    return replace(known, week=Week.parse(week), check_ins=check_ins, last=loader.tx.last_check_ins(krs, week))
