"""The flows around the week: what a report sets in motion, and what colleagues do with it."""

from __future__ import annotations

from bot.flows.alert import ALERT, WORD
from bot.flows.board_picture import BOARD_PICTURE
from bot.flows.board_place import BOARD_HERE, BOARD_LOST, BOARD_OFF
from bot.flows.chart import CHART, TEAM_CHART
from bot.flows.cheer import CHEER, CHEERED, COMMENT, LIKE, LIKED
from bot.flows.health import HEALTH
from bot.flows.my_schedule import MY_SCHEDULE
from bot.flows.nudge import NUDGE, NUDGED
from bot.flows.pausing import PAUSE
from bot.flows.quadrants import PRIORITIES
from bot.flows.react import REACT
from bot.flows.review import REVIEW
from bot.flows.skip_week import SKIP_WEEK
from bot.flows.team_rhythm import RHYTHM
from bot.flows.unsaid import UNSAID
from bot.flows.weekly import SEND_WEEKLY, WEEKLY
from bot.flows.working_time import DAYS, LEAVE_END

WEEK_FLOWS = (
    ALERT,
    WORD,
    NUDGE,
    NUDGED,
    SKIP_WEEK,
    CHEER,
    CHEERED,
    LIKE,
    LIKED,
    COMMENT,
    MY_SCHEDULE,
    PAUSE,
    DAYS,
    RHYTHM,
    LEAVE_END,
    PRIORITIES,
    HEALTH,
    WEEKLY,
    SEND_WEEKLY,
    CHART,
    TEAM_CHART,
    BOARD_PICTURE,
    REVIEW,
    REACT,
    BOARD_HERE,
    BOARD_OFF,
    BOARD_LOST,
    UNSAID,
)
