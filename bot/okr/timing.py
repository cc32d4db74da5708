"""Who may change when people are written to, and what comes of it (docs/method.md 9)."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.okr.calendars import valid_calendar
from bot.okr.deeds_time import DropDay, SetDay, SetTeamBoard, SetTeamRhythm, TimeDeed
from bot.okr.model import Person, Team
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World


def apply_time(action: TimeDeed, by: Person, world: World) -> Applied:
    """The outcome. Raises Refused: the company's days are HR's, a team's rhythm and board are its lead's, or of a lead above, or HR's."""
    match action:
        case SetDay():
            _hr(by)
            if not valid_calendar(action.calendar):
                raise Refused("refused.no_calendar", calendar=action.calendar)
            row = (action.calendar, action.day, action.working, action.name)
            return Applied(days=(row,), what="day_set", subjects=(f"{action.calendar} {action.day}",), note=action.name or None)
        case DropDay():
            _hr(by)
            gone = (action.calendar, action.day)
            return Applied(dropped_days=(gone,), what="day_dropped", subjects=(f"{action.calendar} {action.day}",))
        case SetTeamRhythm():
            return _rhythm(action, by, world)
        case SetTeamBoard():
            team = replace(_led(action.team, by, world), board_platform=action.platform, board_channel=action.channel)
            return Applied(teams=(team,), what="board_placed", subjects=(team.key,), note=action.channel)
        case _:
            assert_never(action)


def _hr(by: Person) -> None:
    if "hr" not in by.roles:
        raise Refused("refused.hr_only")


def _rhythm(action: SetTeamRhythm, by: Person, world: World) -> Applied:
    team = _led(action.team, by, world)
    given = {name: value for name in ("weekday", "prompt_time", "every_weeks") if (value := getattr(action, name)) is not None}
    return Applied(teams=(replace(team, **given),), what="rhythm_set", subjects=(team.key,), note=", ".join(given))


def _led(key: str, by: Person, world: World) -> Team:
    """The team, for its lead, one above, or HR. Raises Refused."""
    team = world.org.teams.get(key)
    if team is None:
        raise Refused("refused.gone")
    if "hr" not in by.roles and by.key not in world.org.leads_of(team.key):
        raise Refused("refused.not_your_rhythm")
    return team
