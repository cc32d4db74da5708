"""Every table of the store; importing this package makes the metadata whole."""

from storage.tables.asking import ChangeRequestRow, Collaboration, CommentRow, OfferRow, Shown
from storage.tables.base import metadata
from storage.tables.ending import BroadcastRow, CampaignPlanRow, GatheringRow, RetroRow
from storage.tables.goals import Action, CheckInRow, CycleRow, KeyResultRow, ObjectiveRow
from storage.tables.learning import ExampleRow, ImprovementRow, ReadinessRow
from storage.tables.linking import LinkCodeRow, LinkTry, ListedRow
from storage.tables.outbox import Block, Moment, OutboxRow, Pace
from storage.tables.people import Account, DayRow, LeaveRow, PersonRow, Role, Setting, TeamRow
from storage.tables.talks import Inbound, TalkRow, Writer
from storage.tables.week import WeekNoteRow

__all__ = [
    "Account",
    "Action",
    "Block",
    "BroadcastRow",
    "CampaignPlanRow",
    "ChangeRequestRow",
    "CheckInRow",
    "Collaboration",
    "CommentRow",
    "CycleRow",
    "DayRow",
    "ExampleRow",
    "GatheringRow",
    "ImprovementRow",
    "Inbound",
    "KeyResultRow",
    "LeaveRow",
    "LinkCodeRow",
    "LinkTry",
    "ListedRow",
    "Moment",
    "ObjectiveRow",
    "OfferRow",
    "OutboxRow",
    "Pace",
    "PersonRow",
    "ReadinessRow",
    "RetroRow",
    "Role",
    "Setting",
    "Shown",
    "TalkRow",
    "TeamRow",
    "WeekNoteRow",
    "Writer",
    "metadata",
]
