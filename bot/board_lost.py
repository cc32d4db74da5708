"""A team's board that its group did not take is not lost in silence: whoever leads the team hears of it, once a week at most."""

from __future__ import annotations

from datetime import datetime

from bot.ports import Outgoing, Tx

KIND = "board_lost"
COLLEAGUES = 1


def tell(tx: Tx, row: Outgoing, now: datetime) -> None:
    """To the lead, else to HR."""
    team = tx.team(row.about.get("team", ""))
    if team is None:
        return
    lead = tx.person(team.lead) if team.lead else None
    for heir in (lead,) if lead and lead.active else tx.with_role("hr"):
        key = f"{KIND}:{team.key}:{row.about.get('week', '')}:{heir.key}"
        tx.post(Outgoing(key, now, KIND, heir.key, flow=KIND, about={"team": team.key}, priority=COLLEAGUES))
