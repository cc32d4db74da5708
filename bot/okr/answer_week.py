"""To which week a check-in belongs, whenever it is given."""

from datetime import datetime
from functools import lru_cache

from bot.okr.localtime import start_of_day, to_local
from bot.okr.weeks import Week


def week_of_answer(now: datetime, last_prompt: Week | None, answered: bool, timezone: str) -> Week:
    """The week of the last prompt, until the next one (docs/method.md 9).

    `answered`: whether the person has reported for that week. Whoever has, and reports again from Monday on, opens the running
    week early. Without any prompt so far it is the running week.
    """
    running = Week.of(to_local(now, timezone).date())
    if last_prompt is None or (answered and running > last_prompt):
        return running
    return last_prompt


@lru_cache(maxsize=1024)
def late_from(week: Week, timezone: str) -> datetime:
    """The instant (UTC) from which an answer for that week is late: Sunday 24:00 of the person's zone."""
    return start_of_day(week.next().monday, timezone)


def is_late(week: Week, now: datetime, timezone: str) -> bool:
    """Whether an answer that is given now for that week is late."""
    return now >= late_from(week, timezone)
