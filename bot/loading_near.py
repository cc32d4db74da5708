"""Loads who may be meant by a name that nobody has."""

from __future__ import annotations

from dataclasses import replace

from bot.flows.known import Known
from bot.flows.nearby import NEAR
from bot.okr.near_names import near_names
from bot.ports import Tx


def with_near(tx: Tx, known: Known, name: str) -> Known:
    """`named` with the colleagues whose names are alike; only who is here and active."""
    if not name or tx.people_named(name):
        return known
    people = {p.key: p for like in near_names(name, tx.names()) for p in tx.people_named(like)}
    return replace(known, named={**known.named, f"{NEAR}{name}": tuple(people.values())})
