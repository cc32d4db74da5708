"""Who of the company is named in a sentence, wherever the name stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot.okr.near_names import is_surname
from bot.ports import Tx

LOOKED_UP = 12  # names that one sentence may be searched for
LONGEST = 200
_CAPITALS = re.compile(r"[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+){0,2}")
_HAN = re.compile(r"[\u3400-\u9fff·]+")
_LENGTHS = (4, 3, 2)  # characters of a Chinese name, the longest first


def somebody_in(tx: Tx, text: str) -> str:
    """The first name in the sentence that somebody has, as it is written there; empty where nobody is named."""
    found = islice(dict.fromkeys(_candidates(text[:LONGEST])), LOOKED_UP)
    return next((name for name in found if tx.people_named(name)), "")


def _candidates(text: str) -> Iterator[str]:
    for run in _CAPITALS.finditer(text):
        words = re.sub(r"['’]s\b", "", run[0]).split()
        yield from (" ".join(words[at : at + n]) for n in range(len(words), 0, -1) for at in range(len(words) - n + 1))
    for run in _HAN.finditer(text):
        starts = (at for at, sign in enumerate(run[0]) if is_surname(sign))
        yield from (run[0][at : at + n] for at in starts for n in _LENGTHS if at + n <= len(run[0]))
