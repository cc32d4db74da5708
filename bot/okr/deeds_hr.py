"""What HR does, as values: cycles, teams' rules, campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.okr.model import Cycle, Team
from bot.okr.model_ending import Broadcast, CampaignPlan


@dataclass(frozen=True, slots=True)
class SaveCycle:
    """A cycle is opened, or reads like this from now on."""

    cycle: Cycle


@dataclass(frozen=True, slots=True)
class CloseCycle:
    """A cycle is over: read only from now on."""

    key: str


@dataclass(frozen=True, slots=True)
class SetTeamRules:
    """What a team asks for instead of the cycle, and whether it is a pilot."""

    team: str
    field: Literal["pilot", "writing", "max_objectives", "max_key_results", "policy"]
    value: str | int | bool | None

    def of(self, team: Team) -> object:
        return getattr(team, self.field)


@dataclass(frozen=True, slots=True)
class PlanCampaign:
    """A campaign of a cycle is switched off or on, or moved."""

    plan: CampaignPlan


@dataclass(frozen=True, slots=True)
class SendBroadcast:
    """A campaign goes out, now or when it is due; whom it is for is looked at again then."""

    broadcast: Broadcast


@dataclass(frozen=True, slots=True)
class StopBroadcast:
    """What is not sent yet of a campaign stays unsent."""

    id: str


@dataclass(frozen=True, slots=True)
class MakeTeam:
    """A department of a platform's address book becomes a team; `unit` is the platform's id of it."""

    team: Team
    platform: str
    unit: str


@dataclass(frozen=True, slots=True)
class NoteLeave:
    """A colleague is away on these days, both included; `ends`: is here on them after all."""

    person: str
    start: date
    end: date
    ends: bool = False


HrDeed = NoteLeave | MakeTeam | SaveCycle | CloseCycle | SetTeamRules | PlanCampaign | SendBroadcast | StopBroadcast
