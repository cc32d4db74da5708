"""A cycle's end and campaigns in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from bot.okr.model import Objective
from bot.okr.model_ending import Broadcast, CampaignPlan, Gathering, Retro
from storage.checkins import CHECK_INS
from storage.goals import KEY_RESULTS, OBJECTIVES, Goals
from storage.outbox import OUTBOX
from storage.sql import Within, table_of, upsert
from storage.tables import BroadcastRow, CampaignPlanRow, GatheringRow, RetroRow

RETROS, GATHERINGS, BROADCASTS, PLANS = (table_of(model) for model in (RetroRow, GatheringRow, BroadcastRow, CampaignPlanRow))
EVERY = 2**31 - 1


def _all(table: Any, shape: type[Any]) -> Any:
    return select(*(table.c[field.name] for field in fields(shape)))


_RETROS = _all(RETROS, Retro).order_by(RETROS.c.cycle, RETROS.c.team, RETROS.c.person)
_RETROS_OF = _RETROS.where(Within(RETROS.c.cycle, "cycles"))
_RETROS_BY = {
    (False, False): _RETROS,
    (True, False): _RETROS_OF,
    (False, True): _RETROS.where(Within(RETROS.c.person, "people")),
    (True, True): _RETROS_OF.where(Within(RETROS.c.person, "people")),
}
_GATHERINGS = _all(GATHERINGS, Gathering).order_by(GATHERINGS.c.cycle, GATHERINGS.c.team)
_GATHERINGS_OF = _GATHERINGS.where(Within(GATHERINGS.c.cycle, "cycles"))
_BROADCASTS = _all(BROADCASTS, Broadcast).order_by(BROADCASTS.c.at.desc(), BROADCASTS.c.id.desc()).limit(bindparam("most"))
_BROADCAST = _all(BROADCASTS, Broadcast).where(BROADCASTS.c.id == bindparam("id"))
_PLANS = _all(PLANS, CampaignPlan).order_by(PLANS.c.cycle, PLANS.c.occasion)
_SAVE_RETRO = upsert(RETROS, ["person", "cycle", "team"])
_SAVE_GATHERING = upsert(GATHERINGS, ["team", "cycle"])
_SAVE_BROADCAST, _SAVE_PLAN = upsert(BROADCASTS, ["id"]), upsert(PLANS, ["cycle", "occasion"])
_FATES = select(OUTBOX.c.key, OUTBOX.c.state, OUTBOX.c.error).where(Within(OUTBOX.c.key, "keys"))
_SAYING = (
    select(OBJECTIVES.c.id)
    .where(
        OBJECTIVES.c.state != "dropped",
        or_(
            OBJECTIVES.c.text.icontains(bindparam("words"), escape="/"),
            OBJECTIVES.c.id.in_(select(KEY_RESULTS.c.objective).where(KEY_RESULTS.c.text.icontains(bindparam("words"), escape="/"))),
        ),
    )
    .order_by(OBJECTIVES.c.cycle.desc(), OBJECTIVES.c.owner, OBJECTIVES.c.position)
    .limit(bindparam("most"))
)
_REPORTERS = (
    select(CHECK_INS.c.week, CHECK_INS.c.by)
    .distinct()
    .select_from(
        CHECK_INS.join(KEY_RESULTS, KEY_RESULTS.c.id == CHECK_INS.c.key_result).join(OBJECTIVES, OBJECTIVES.c.id == KEY_RESULTS.c.objective)
    )
    .where(OBJECTIVES.c.cycle == bindparam("of_cycle"), Within(CHECK_INS.c.week, "weeks", sifts=True))
)
_CLOSE = (
    update(OBJECTIVES)
    .where(OBJECTIVES.c.cycle == bindparam("of_cycle"), OBJECTIVES.c.state == "agreed")
    .values(state="closed", rev=OBJECTIVES.c.rev + 1)
)


class Endings(Goals):
    """A cycle's end and the campaigns of a transaction."""

    def retros(self, cycles: Iterable[str] | None = None, people: Iterable[str] | None = None) -> tuple[Retro, ...]:
        given = {"cycles": cycles, "people": people}
        wanted = {name: list(keys) for name, keys in given.items() if keys is not None}
        return tuple(Retro(*row) for row in self._db.rows(_RETROS_BY["cycles" in wanted, "people" in wanted], **wanted))

    def save_retro(self, retro: Retro) -> None:
        self._db.change(_SAVE_RETRO, **_values(retro))

    def gatherings(self, cycles: Iterable[str] | None = None) -> tuple[Gathering, ...]:
        rows = self._db.rows(_GATHERINGS) if cycles is None else self._db.rows(_GATHERINGS_OF, cycles=list(cycles))
        return tuple(Gathering(*row) for row in rows)

    def save_gathering(self, gathering: Gathering) -> None:
        self._db.change(_SAVE_GATHERING, **_values(gathering))

    def broadcast(self, which: str) -> Broadcast | None:
        row = self._db.one(_BROADCAST, id=which)
        return None if row is None else Broadcast(*row)

    def broadcasts(self, limit: int | None = None) -> tuple[Broadcast, ...]:
        return tuple(Broadcast(*row) for row in self._db.rows(_BROADCASTS, most=EVERY if limit is None else limit))

    def save_broadcast(self, broadcast: Broadcast) -> None:
        self._db.change(_SAVE_BROADCAST, **_values(broadcast))

    def campaign_plans(self) -> tuple[CampaignPlan, ...]:
        return tuple(CampaignPlan(*row) for row in self._db.rows(_PLANS))

    def save_campaign_plan(self, plan: CampaignPlan) -> None:
        self._db.change(_SAVE_PLAN, **_values(plan))

    def fates(self, keys: Iterable[str]) -> Mapping[str, tuple[str, str | None]]:
        return {key: (state, error) for key, state, error in self._db.rows(_FATES, keys=list(keys))}

    def reporters(self, cycle: str, weeks: Iterable[str]) -> frozenset[tuple[str, str]]:
        return frozenset((week, person) for week, person in self._db.rows(_REPORTERS, of_cycle=cycle, weeks=list(weeks)))

    def close_objectives(self, cycle: str) -> int:
        self._read.clear()
        return self._db.change(_CLOSE, of_cycle=cycle)

    def objectives_with(self, words: str, limit: int) -> tuple[Objective, ...]:
        plain = words.replace("/", "//").replace("%", "/%").replace("_", "/_")
        ids = [row[0] for row in self._db.rows(_SAYING, words=plain, most=limit)]
        found = {one.id: one for one in self.objectives(ids=ids)} if ids else {}
        return tuple(found[one] for one in ids)


def _values(saved: Any) -> dict[str, Any]:
    return {field.name: getattr(saved, field.name) for field in fields(saved)}
