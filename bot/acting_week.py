"""Stores what came of deeds around the week and of those that change when people are written to."""

from __future__ import annotations

from bot.okr.world import Applied
from bot.ports import Tx


def save_week(applied: Applied, tx: Tx) -> None:
    """Notes of a week, teams, the company's days."""
    for team in applied.teams:
        tx.save_team(team)
    for calendar, day, working, name in applied.days:
        tx.save_day(calendar, day, working, name)
    for calendar, day in applied.dropped_days:
        tx.drop_day(calendar, day)
    for note in applied.notes:
        tx.save_week_note(note)
    for owner, kind, week in applied.dropped_notes:
        tx.drop_week_note(owner, kind, week)
