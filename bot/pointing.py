"""Which objective of whom somebody points at: `O1 of @Li Lei`, `李雷的 O2`, `@Li Lei “its words…”`, or an objective by its id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_LONGEST = 200  # characters: what is longer names nobody
_NUMBER = re.compile(r"(?<![a-z0-9.])(?:o|objective|目标)\s?([1-9])(?![0-9a-z.])", re.IGNORECASE)
_ID = re.compile(r"[\w\-·]+(?:\.[\w\-]+){2,}")
_WORDS = re.compile(r"[“「](.+)[”」]$")
_AROUND = re.compile(r"^(?:of|from|by|把)\b|(?:'s|的|的目标)$|\b(?:of|from|by)$", re.IGNORECASE)


def pointed(text: str) -> Mapping[str, str]:
    """What is named: `objective` (an id), else `name` and `words` or `which` (a number), as far as they are there."""
    said = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(said) > _LONGEST:
        return {}
    if _ID.fullmatch(said):
        return {"objective": said}
    if words := _WORDS.search(said):
        whose = pointed(said[: words.start()])
        return {"words": words[1]} | ({"name": whose["name"]} if "name" in whose else {})
    number = _NUMBER.search(said)
    name = f"{said[: number.start()]} {said[number.end() :]}" if number else said
    while (shorter := _AROUND.sub("", name.strip(" @,:：，")).strip(" @,:：，")) != name:
        name = shorter
    return ({"which": number[1]} if number else {}) | ({"name": name} if name else {})
