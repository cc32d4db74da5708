"""Calendars as people call them: CN, US-CA, Germany, the German holidays, 香港的日历; and the one that belongs to a time zone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from babel import Locale
from babel.core import get_global

from bot.okr.calendars import valid_calendar

LANGUAGES = ("en", "zh")
SHORTEST = 2
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{2}(?:-[A-Z]{1,3})?(?![A-Za-z-])")


def calendar_said(text: str) -> str | None:
    """The code of the calendar that a text names: itself in capital letters, by its country, or by what is of that country."""
    typed = text.strip().upper()
    if valid_calendar(typed):
        return typed
    if code := next((found[0] for found in _CODE.finditer(text) if valid_calendar(found[0])), None):
        return code
    said = text.casefold()
    found = [(len(called), code) for called, code in _names().items() if _stands(called, said)]
    return max(found)[1] if found else None


def calendar_of_zone(zone: str) -> str | None:
    """The country in which a time zone lies, where its holidays are known."""
    code = get_global("zone_territories").get(zone, "")
    return code if valid_calendar(code) else None


def calendar_name(code: str, language: str) -> str:
    """The country's name in a language, with the region's code behind it; an unknown one is its code."""
    country, _, region = code.partition("-")
    called = next((names[0] for key, names in _called().items() if key == country and not names[0].isascii()), "")
    name = called if language.startswith("zh") and called else Locale(language[:2]).territories.get(country, country)
    return f"{name.removesuffix(' SAR China')}{f' ({code})' if region else ''}"


def _stands(called: str, said: str) -> bool:
    return bool(re.search(rf"(?<![a-z]){re.escape(called)}(?![a-z])", said)) if called.isascii() else called in said


@cache
def _called() -> Mapping[str, list[str]]:
    return tomllib.loads(resources.files("bot.okr").joinpath("data", "calendars.toml").read_text(encoding="utf-8"))


@cache
def _names() -> Mapping[str, str]:
    """What people call a country -> its calendar."""
    countries = ((name, code) for language in LANGUAGES for code, name in Locale(language).territories.items() if valid_calendar(code))
    names = {name.casefold(): code for name, code in countries if len(name) >= SHORTEST}
    return names | {name: code for code, called in _called().items() for name in called}
