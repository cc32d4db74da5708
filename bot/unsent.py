"""What a platform does not take is not lost in silence: a team's board is told to who leads the team, an answer to whoever asked."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.event import Place
from bot.okr.model import Person, Team
from bot.ports import Outgoing, Tx

BOARD, ANSWER = "board_lost", "unsaid"
ANSWERS, COLLEAGUES = 0, 1


def tell(tx: Tx, row: Outgoing, now: datetime) -> None:
    """After a row has failed for good; once for each, and of a board once a week."""
    match row.kind:
        case "board":
            _board(tx, row, now)
        case "reply" if row.person and row.place and row.place.direct:
            about = {"platform": row.place.platform}
            tx.post(Outgoing(f"{ANSWER}:{row.key}", now, ANSWER, row.person, row.place, flow=ANSWER, about=about, priority=ANSWERS))


def _board(tx: Tx, row: Outgoing, now: datetime) -> None:
    """To the lead, else to HR."""
    team = tx.team(row.about.get("team", ""))
    if team is None:
        return
    for heir in _answers_for(tx, team):
        key = f"{BOARD}:{team.key}:{row.about.get('week', '')}:{heir.key}"
        tx.post(Outgoing(key, now, BOARD, heir.key, flow=BOARD, about={"team": team.key}, priority=COLLEAGUES))


def taken_out(tx: Tx, place: Place, event: str, now: datetime, *, dissolved: bool = False) -> None:
    """The bot was taken out of a group, or the group dissolved: whoever answers for a board that appears there hears of it at once."""
    for team in tx.teams():
        if (team.board_platform, team.board_channel) == (place.platform, place.address):
            about = {"team": team.key, "taken_out": "dissolved" if dissolved else "yes"}
            for heir in _answers_for(tx, team):
                key = f"{BOARD}:{team.key}:{event}:{heir.key}"
                tx.post(Outgoing(key, now, BOARD, heir.key, flow=BOARD, about=about, priority=COLLEAGUES))


def _answers_for(tx: Tx, team: Team) -> tuple[Person, ...]:
    lead = tx.person(team.lead) if team.lead else None
    return (lead,) if lead and lead.active else tx.with_role("hr")
