"""The word lists behind the patterns, read once from a data file: what people say, apart from how it is read."""

import re
import tomllib
from functools import cache
from importlib import resources

_LEFT = r"(?<![A-Za-z])(?<![A-Za-z]-)"
_RIGHT = r"(?![A-Za-z]|-[A-Za-z])"


@cache
def tables() -> dict[str, dict[str, list[str]]]:
    """All lists of ``bot/okr/data/reading.toml``: section, then name, then regular expression fragments."""
    text = resources.files("bot.okr").joinpath("data/reading.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def alternatives(section: str, name: str) -> str:
    """One list as the inside of a group, longest first, so that 工作日 wins over 日."""
    entries = sorted(tables()[section][name], key=len, reverse=True)
    latin = [entry for entry in entries if _latin(entry[:1]) and _latin(entry[-1:])]
    others = [_bounded(entry) for entry in entries if entry not in latin]
    if latin:
        others.insert(0, rf"{_LEFT}(?:{'|'.join(latin)}){_RIGHT}")
    return "|".join(others)


@cache
def pattern(section: str, name: str) -> re.Pattern[str]:
    """One list as a compiled pattern, case ignored."""
    return re.compile(f"(?:{alternatives(section, name)})", re.IGNORECASE)


@cache
def renamed(section: str, name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """A list of ``written = meant`` entries as pairs of pattern and meaning."""
    pairs = (entry.rsplit(" = ", 1) for entry in tables()[section][name])
    return tuple((re.compile(_bounded(written), re.IGNORECASE), meant) for written, meant in pairs)


@cache
def any_written(section: str, name: str) -> re.Pattern[str]:
    """All that is written in such a list as one pattern: where it does not fit, none of the list does."""
    return re.compile("|".join(_bounded(entry.rsplit(" = ", 1)[0]) for entry in tables()[section][name]), re.IGNORECASE)


def _bounded(entry: str) -> str:
    """Latin words end where the word ends; Chinese has no such border."""
    return f"{_LEFT if _latin(entry[:1]) else ''}(?:{entry}){_RIGHT if _latin(entry[-1:]) else ''}"


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
