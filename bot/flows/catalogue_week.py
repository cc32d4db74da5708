"""The flows around the week: what a report sets in motion, and what colleagues do with it."""

from __future__ import annotations

from bot.flows.alert import ALERT, WORD

WEEK_FLOWS = (ALERT, WORD)
