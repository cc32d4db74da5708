"""The coach's word lists as patterns, from bot/okr/data/coach_*.toml, where every line carries a sentence it must be found in."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

FILES = ("coach_verbs.toml", "coach_signs.toml", "coach_numbers.toml", "coach_grammar.toml")
VERB_SECTIONS = ("doing", "becoming", "winning", "woolly")
NOWHERE = re.compile(r"(?!)")


@cache
def tables() -> dict[str, Any]:
    """All sections of the coach's files, by name."""
    merged: dict[str, Any] = {}
    for name in FILES:
        merged |= tomllib.loads(resources.files("bot.okr").joinpath("data", name).read_text(encoding="utf-8"))
    return merged


def lines(path: str) -> dict[str, list[tuple[str, str]]]:
    """The lists of one section (``doing.release``): list name -> (pattern, example) pairs."""
    section: Any = tables()
    for key in path.split("."):
        section = section[key]
    return {name: [(line[0], line[1]) for line in entries] for name, entries in section.items()}


@cache
def pattern(path: str, *names: str) -> re.Pattern[str]:
    """One section as a pattern over normalised lower-case text; `names` picks lists, all by default."""
    found = lines(path)
    is_verb = path.split(".", maxsplit=1)[0] in VERB_SECTIONS
    entries = [fragment(line, verb=is_verb) for name in (names or found) for line, _ in found.get(name, [])]
    return re.compile("|".join(sorted(entries, key=len, reverse=True))) if entries else NOWHERE


def fragment(entry: str, *, verb: bool) -> str:
    """One line as a group that starts and ends where a Latin word does; an English verb in all its forms."""
    core = inflected(entry) if verb and entry[:1].isascii() and entry[:1].isalpha() else f"(?:{entry})"
    return (LEFT if LATIN_START.match(entry) else "") + core + (RIGHT if LATIN_END.search(LOOK_AHEAD.sub("", entry)) else "")


def inflected(entry: str) -> str:
    """A base form (``carry out``, ``ship``) with the endings of English put to its first word; ends of other kinds stay as written."""
    match = re.match(r"[a-z\[\]]+", entry)
    word = match.group() if match else entry
    rest = entry[len(word) :]
    if word.endswith("e"):
        return f"(?:{word[:-1]}(?:e|es|ed|ing){rest})"
    if word.endswith("y") and word[-2:-1] not in "aeou":
        return f"(?:{word[:-1]}(?:y|ies|ied|ying){rest})"
    return f"(?:{word}(?:{word[-1]}?(?:ed|ing)|e?s)?{rest})"


def base_form(gerund: str) -> str:
    """The verb of change that an English -ing form is of ("lowering": "lower"), the word itself when none is known."""
    for base, _ in lines("becoming").get("en", []):
        if base.isalpha() and gerund.endswith("ing") and re.fullmatch(inflected(base), gerund):
            return base
    return gerund


LEFT, RIGHT = r"(?<![a-z])", r"(?:(?![a-z])|(?<![a-z]))"  # a Chinese word may be followed by a Latin one
LATIN_START = re.compile(r"\(*(?:\?:)?[a-z]")
LATIN_END = re.compile(r"[a-z)?\]]$")
LOOK_AHEAD = re.compile(r"(?:\(\?[=!](?:[^()]|\([^()]*\))*\))+$")
