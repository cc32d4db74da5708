"""When a person really hears of a moment of their rhythm: at once, later, or not at all."""

from datetime import datetime

from bot.okr.quiet import Availability
from bot.okr.schedule import Moment


def write_at(moment: Moment, person: Availability, now: datetime | None = None) -> datetime | None:
    """The instant to write: the moment itself (after an outage: `now`), put off to their next working morning if need be.

    None when by then nobody wants it any more, for instance a reminder on another day.
    """
    at = person.first_good_moment(moment.at if now is None else max(now, moment.at))
    return at if at is not None and moment.wanted(at) else None
