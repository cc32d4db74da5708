"""The flows around the week: what a report sets in motion, and what colleagues do with it."""

from __future__ import annotations

from bot.flows.alert import ALERT, WORD
from bot.flows.cheer import CHEER, CHEERED, COMMENT, LIKE, LIKED
from bot.flows.nudge import NUDGE, NUDGED
from bot.flows.skip_week import SKIP_WEEK

WEEK_FLOWS = (ALERT, WORD, NUDGE, NUDGED, SKIP_WEEK, CHEER, CHEERED, LIKE, LIKED, COMMENT)
