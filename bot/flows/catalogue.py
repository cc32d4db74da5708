"""All flows by name: what the engine can run."""

from __future__ import annotations

from collections.abc import Mapping

from bot.flows.accounts import LINK, UNLINK
from bot.flows.approve import APPROVE
from bot.flows.catalogue_ending import ENDING_FLOWS
from bot.flows.catalogue_week import WEEK_FLOWS
from bot.flows.change import CHANGE
from bot.flows.change_request import CHANGE_REQUEST, CHANGE_TOLD
from bot.flows.checkin import CHECKIN
from bot.flows.coverage import COVERAGE
from bot.flows.dependency import DEPENDENCY, DEPENDENCY_ANSWERED
from bot.flows.digest import DIGEST
from bot.flows.draft import DRAFT
from bot.flows.helping import ALL_COMMANDS, HELP
from bot.flows.home import HOME
from bot.flows.inbox import INBOX
from bot.flows.known import FlowSpec
from bot.flows.learning import LEARNING_FLOWS
from bot.flows.leave import LEAVE
from bot.flows.leave_of import LEAVE_OF, LEAVE_TOLD
from bot.flows.leaver import LEFT
from bot.flows.managing import MANAGING_FLOWS
from bot.flows.maps import MAP_FLOWS
from bot.flows.nature import OBJECTIVE_TYPE, SOURCE, TEAM_OBJECTIVE, VISIBILITY
from bot.flows.notes import DECIDED, REMINDER, UNDO
from bot.flows.offer import OFFER, OFFER_TOLD
from bot.flows.override import OVERRIDE
from bot.flows.pasted import PASTED
from bot.flows.preferences import SETTINGS
from bot.flows.roll_up import ROLL_UP
from bot.flows.sharing import ASK_COACH, COMMENTED, READ_DRAFT, SHARE
from bot.flows.split import SPLIT
from bot.flows.stand_in import STAND_IN
from bot.flows.time_zone import TIME_ZONE
from bot.flows.views import PERSON, TEAM
from bot.flows.who_reported import WHO_REPORTED

FLOWS: Mapping[str, FlowSpec] = {
    spec.name: spec
    for spec in (
        *(DRAFT, CHECKIN, APPROVE, HOME, INBOX, TEAM, PERSON, DECIDED, REMINDER, UNDO, HELP, ALL_COMMANDS, LEAVE, SETTINGS),
        *(LINK, UNLINK, LEFT, DIGEST, LEAVE_OF, LEAVE_TOLD, TIME_ZONE, WHO_REPORTED, PASTED),
        *WEEK_FLOWS,
        *ENDING_FLOWS,
        *MAP_FLOWS,
        *MANAGING_FLOWS,
        *LEARNING_FLOWS,
        *(
            DEPENDENCY,
            DEPENDENCY_ANSWERED,
            SHARE,
            ASK_COACH,
            READ_DRAFT,
            COMMENTED,
            STAND_IN,
            CHANGE,
            CHANGE_REQUEST,
            CHANGE_TOLD,
            SPLIT,
            OFFER,
            OFFER_TOLD,
            COVERAGE,
            VISIBILITY,
            OBJECTIVE_TYPE,
            SOURCE,
            TEAM_OBJECTIVE,
            ROLL_UP,
            OVERRIDE,
            SPLIT,
            OFFER,
            OFFER_TOLD,
            COVERAGE,
        ),
    )
}
