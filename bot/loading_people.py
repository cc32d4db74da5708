"""Finds out who is addressed at the beginning of a sentence, and loads what they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import Known
from bot.loading_near import with_near
from bot.okr.access import may_see

if TYPE_CHECKING:
    from bot.loading import Loader

MOST_WORDS = 4
MOST_CHARACTERS = 6


def load_addressed(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """`subject` with the objectives that I may see and their newest check-ins; `said` is what follows the name.

    Where several are called so, they stand in `named` under that name.
    """
    text = about.get("name", "").strip().lstrip("@")
    for name in _beginnings(text):
        found = loader.tx.people_named(name)
        if found:
            said = text[len(name) :].strip(" ,，:：")
            known = replace(known, said=said, named={name: found})
            return _shown(loader, known) if len(found) == 1 else known
    first = next(iter(_beginnings(" ".join(text.split()[:1]))), "")
    return replace(with_near(loader.tx, known, first), said=text[len(first) :].strip(" ,，:："))


def _beginnings(text: str) -> Iterator[str]:
    """What may be a name at the start of a text, longest first: whole words, and where words are not spaced, characters."""
    words = text.split()
    for n in range(min(MOST_WORDS, len(words)), 0, -1):
        yield " ".join(words[:n]).rstrip(",，:：")
    if words and not words[0].isascii():
        yield from (words[0][:n] for n in range(min(MOST_CHARACTERS, len(words[0]) - 1), 1, -1))


def _shown(loader: Loader, known: Known) -> Known:
    subject = next(iter(known.named.values()))[0]
    org = loader.org_around(subject, known.org)
    theirs = loader.tx.owned([subject.key], [c.key for c in known.cycles])
    others = tuple(o for o in theirs if o.state == "agreed" and may_see(known.me, o, org))
    krs = [kr.id for o in others for kr in o.key_results if kr.owner == subject.key]
    last = loader.tx.last_check_ins(krs, AFTER_ALL) if krs else {}
    return replace(known, subject=subject, org=org, others=others, last={**known.last, **last})


AFTER_ALL = "9999-W01"
