"""Names like one that nobody has: a slip of the keyboard, a surname with a title, a surname in the other script."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from typing import Any

MOST = 5
ALIKE = 0.72
MANY = 2000
"""Among more names than these, only such are compared as begin with the same letter."""
_HAN = re.compile(r"[\u3400-\u9fff]")


def near_names(said: str, names: Iterable[str]) -> tuple[str, ...]:
    """At most five of `names`, the likeliest first; none where nothing is alike."""
    wanted = _bare(said)
    if not wanted:
        return ()
    known = {name: _folded(name) for name in names}
    if len(known) > MANY:
        begins = {part[0] for part in wanted.split()} | set(_letters(wanted)[:1])
        known = {name: folded for name, folded in known.items() if _HAN.match(folded) or {part[0] for part in folded.split()} & begins}
    found = {name: weight for name, folded in known.items() if (weight := _alike(wanted, folded)) >= ALIKE}
    return tuple(sorted(found, key=lambda name: (-found[name], name))[:MOST])


def is_surname(sign: str) -> bool:
    return any(sign in signs for signs in _table()["letters"].values())


def _alike(wanted: str, name: str) -> float:
    """From 0 to 1. A surname in common, in either script, is enough to be shown, below a likeness in letters."""
    if not name:
        return 0.0
    if _HAN.match(wanted) and _HAN.match(name):
        shared = len(set(wanted) & set(name)) / max(len(wanted), len(name))
        return max(ALIKE if wanted[0] == name[0] else 0.0, min(1.0, ALIKE - 0.3 + shared) if shared >= 0.5 else 0.0)
    if _HAN.match(wanted) or _HAN.match(name):
        han, letters = (wanted, name) if _HAN.match(wanted) else (name, wanted)
        return ALIKE if set(_letters(han)[:1]) & set(letters.split()) else 0.0
    return max(_ratio(wanted, name), *(_ratio(wanted, part) for part in name.split()), *(_ratio(part, name) for part in wanted.split()[:1]))


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _letters(han: str) -> tuple[str, ...]:
    """How the surname is written in letters."""
    return tuple(letters for letters, signs in _table()["letters"].items() if han[:1] in signs)


def _bare(said: str) -> str:
    """A name without what is said besides it: 王总 -> 王, Mr. Wang -> wang."""
    name = _folded(said)
    for title in _table()["before"]:
        rest = name.removeprefix(title)
        if rest != name and rest.strip() and (_HAN.match(title) or rest[0] == " "):
            name = rest.strip()
            break
    if _HAN.match(name) and len(name) > 1:
        title = next((t for t in sorted(_table()["titles"], key=len, reverse=True) if name.endswith(t) and len(name) > len(t)), "")
        name = name.removesuffix(title)
    return name


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFKC", name).casefold()).split())


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("bot.okr").joinpath("data", "surnames.toml").read_text(encoding="utf-8"))
