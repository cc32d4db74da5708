"""One transaction: everything the bot may ask of its memory, in one object."""

from __future__ import annotations

from storage.carried import Carried
from storage.checkins import CheckIns
from storage.ending import Endings
from storage.learning import Learnt
from storage.linking import Linking
from storage.moments import Moments
from storage.talks import Talks
from storage.teams import Teams
from storage.upkeep import Upkeep
from storage.week import WeekNotes


class Transaction(Upkeep, Moments, Endings, CheckIns, Talks, Teams, WeekNotes, Carried, Linking, Learnt):
    """What a work gets; see bot/ports.py for the promises. Upkeep brings the outbox, and the outbox the people."""
