"""What HR's deeds are applied to, loaded; and what follows from them besides what is kept: new moments, objectives that are closed."""

from __future__ import annotations

from datetime import datetime

from bot.campaigning import Campaigning
from bot.leaving import FOLLOWED
from bot.listing_teams import bring_in
from bot.loading import Loader
from bot.okr.access import Org
from bot.okr.deeds_hr import CloseCycle, HrDeed, MakeTeam, NoteLeave, PlanCampaign, SaveCycle, SendBroadcast, StopBroadcast
from bot.okr.model import Person
from bot.okr.rhythm import rhythm_key
from bot.okr.world import World
from bot.ports import Done, Outgoing, Tx


def hr_world(action: HrDeed, tx: Tx, me: Person) -> World:
    """Teams, cycles, and the campaign or the colleague that is meant."""
    people = tx.people({me.key, action.person}) if isinstance(action, NoteLeave) else (me,)
    org = Org({p.key: p for p in people}, {t.key: t for t in tx.teams()})
    broadcast = tx.broadcast(action.id) if isinstance(action, StopBroadcast) else None
    return World(org, cycles={c.key: c for c in tx.cycles()}, broadcast=broadcast)


def follow_up(action: HrDeed, tx: Tx, loader: Loader, now: datetime) -> None:
    """After it is stored."""
    match action:
        case CloseCycle():
            tx.close_objectives(action.key)
        case MakeTeam():
            for person in bring_in(tx, action.platform, action.unit, action.team.key):
                tx.log(Done(now, action.platform, FOLLOWED, person.key, "team"))
                tx.set_rhythm("person", person.key, rhythm_key(loader.rhythm(person)))
            lead = (tx.person(action.team.lead) if action.team.lead else None) or loader.me
            tx.set_rhythm("team", action.team.key, rhythm_key(Loader(tx, lead, loader.company, now).rhythm(lead, action.team)))
        case SaveCycle() | PlanCampaign():
            Campaigning(loader.company, tx, now).plan()
        case SendBroadcast():
            about = {"broadcast": action.broadcast.id}
            due = max(action.broadcast.due, now)
            tx.post(Outgoing(f"campaign:{action.broadcast.id}", due, "campaign_due", flow="campaign", about=about, priority=1))
        case _:
            return
