"""What HR's deeds are applied to, loaded; and what follows from them besides what is kept: new moments, objectives that are closed."""

from __future__ import annotations

from datetime import datetime

from bot.campaigning import Campaigning
from bot.loading import Loader
from bot.okr.access import Org
from bot.okr.deeds_hr import CloseCycle, HrDeed, PlanCampaign, SaveCycle, SendBroadcast, StopBroadcast
from bot.okr.model import Person
from bot.okr.world import World
from bot.ports import Outgoing, Tx


def hr_world(action: HrDeed, tx: Tx, me: Person) -> World:
    """Teams, cycles, and the campaign that is meant."""
    org = Org({me.key: me}, {t.key: t for t in tx.teams()})
    broadcast = tx.broadcast(action.id) if isinstance(action, StopBroadcast) else None
    return World(org, cycles={c.key: c for c in tx.cycles()}, broadcast=broadcast)


def follow_up(action: HrDeed, tx: Tx, loader: Loader, now: datetime) -> None:
    """After it is stored."""
    match action:
        case CloseCycle():
            tx.close_objectives(action.key)
        case SaveCycle() | PlanCampaign():
            Campaigning(loader.company, tx, now).plan()
        case SendBroadcast():
            about = {"broadcast": action.broadcast.id}
            due = max(action.broadcast.due, now)
            tx.post(Outgoing(f"campaign:{action.broadcast.id}", due, "campaign_due", flow="campaign", about=about, priority=1))
        case _:
            return
