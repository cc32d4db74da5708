"""What something is called in a sentence where it has no number: its own words, shortened and in quotation marks."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.form import plain
from bot.conversation.i18n import Speak
from bot.flows.draft_parts import shortened
from bot.flows.known import Known

LONGEST = 40  # characters of its words that name a thing
MARKS = {"“": "”", "「": "」", '"': '"', "‘": "’", "'": "'", "『": "』", "《": "》"}


def quoted(t: Speak, text: str) -> str:
    """The words by which it is found again."""
    return t("common.quoted", text=shortened(" ".join(text.split()), LONGEST))


def is_called(said: str, text: str) -> bool:
    """Whether these words name it: all of its own, or its first ones before an ellipsis."""
    words = said.strip()
    if len(words) > 1 and MARKS.get(words[0]) == words[-1]:
        words = words[1:-1].strip()
    begun = plain(words.rstrip("….")) if words.endswith(("…", "...")) else ""
    return bool(words) and (plain(words) == plain(text) or bool(begun and plain(text).startswith(begun)))


def told_apart(known: Known, key: str, among: Iterable[str]) -> str:
    """Somebody's name; with their team, or their key, where others of these are called the same."""
    person, name = known.person(key), known.name(key)
    same = [other for one in among if one != key and plain(known.name(one)) == plain(name) and (other := known.person(one))]
    if person is None or not same:
        return name
    aside = person.team if person.team and all(one.team != person.team for one in same) else key
    return f"{name} ({aside})"
