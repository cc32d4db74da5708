"""Wall-clock time to instants and back, right where a clock change skips an hour or shows it twice."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=1024)
def valid_timezone(name: str) -> bool:
    """Whether the name stands in the IANA database (`Asia/Shanghai`)."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; an unknown one raises ValueError("unknown_timezone", name)."""
    if not valid_timezone(name):
        raise ValueError("unknown_timezone", name)
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def to_utc(day: date, at: time, timezone: str) -> datetime:
    """The instant (UTC) at which a wall clock shows `at` on `day`.

    A time shown twice means the first; a time that is skipped means the first instant after the gap.
    """
    zone = zone_of(timezone)
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return instant
    return _end_of_gap(wall, zone)


def to_local(instant: datetime, timezone: str) -> datetime:
    """The wall clock (aware) of that zone at an instant; `.date()` is the local day."""
    return instant.astimezone(zone_of(timezone))


def start_of_day(day: date, timezone: str) -> datetime:
    """The first instant (UTC) of a local day; `Sunday 24:00` is the start of Monday."""
    return to_utc(day, time(0), timezone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the change that skips `wall`: between reading it by the offset after and the offset before."""
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    after = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late.replace(microsecond=0)
