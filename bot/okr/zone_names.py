"""Time zones as people call them: Asia/Shanghai, Berlin, new york, 北京时间."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from zoneinfo import available_timezones

from bot.okr.localtime import valid_timezone

AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_said(text: str) -> str | None:
    """The IANA name of the zone that a text names: itself, by its city, or by what people call it there."""
    name = text.strip().replace(" ", "_")
    if valid_timezone(name):
        return name
    said = " ".join(re.sub(r"[^\w/+\-]", " ", text.casefold().replace("_", " ")).split())
    found = [(len(called), zone) for called, zone in _names().items() if _stands(called, said)]
    return max(found)[1] if found else None


def _stands(called: str, said: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(called)}(?!\w)", said)) if called.isascii() else called in said


@cache
def _names() -> Mapping[str, str]:
    """What people call a place -> its zone; a city by the last part of its zone's name."""
    places = (zone for zone in sorted(available_timezones()) if zone.split("/")[0] in AREAS)
    cities = {zone.rpartition("/")[2].replace("_", " ").casefold(): zone for zone in places}
    called = tomllib.loads(resources.files("bot.okr").joinpath("data", "zones.toml").read_text(encoding="utf-8"))
    return cities | {name: zone for zone, names in called.items() for name in names} | {zone.casefold(): zone for zone in cities.values()}
