"""The flows at a cycle's end."""

from __future__ import annotations

from bot.flows.broadcast import BROADCAST
from bot.flows.broadcast_told import BROADCASTS
from bot.flows.campaign_notes import BROADCAST_WORD, OVERDUE
from bot.flows.cycle_dates import DATES
from bot.flows.cycles import CYCLE
from bot.flows.find import FIND
from bot.flows.new_department import NEW_DEPARTMENT, NEW_DEPARTMENTS
from bot.flows.report import REPORT
from bot.flows.retro import RETRO
from bot.flows.retro_team import RETRO_PAGE, TEAM_RETRO
from bot.flows.score import SCORE
from bot.flows.scored import SCORE_WORD, SCORED
from bot.flows.who_stands import WHO_STANDS

ENDING_FLOWS = (
    SCORE,
    SCORED,
    SCORE_WORD,
    RETRO,
    TEAM_RETRO,
    RETRO_PAGE,
    FIND,
    BROADCAST_WORD,
    OVERDUE,
    CYCLE,
    BROADCAST,
    BROADCASTS,
    REPORT,
    WHO_STANDS,
    DATES,
    NEW_DEPARTMENT,
    NEW_DEPARTMENTS,
)
