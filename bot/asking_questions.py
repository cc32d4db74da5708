"""Recognises a beginner's question: which topic a sentence asks about, if it asks at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation.form import squeezed
from bot.conversation.i18n import Catalogue

_TITLE = re.compile(r"topic\.\w+\.title")
_SHORT = re.compile(r"(?<=what|that)'?s\b|(?<=who|how)'s\b")
_FILLER = re.compile("到底|究竟|其实")
_CLAUSE = re.compile(r"[,;:，；：。]\s*")
_PLACE = "…"
MARKS = "?？。.!！ "


@dataclass(frozen=True, slots=True)
class Topics:
    """The ways to ask about each topic, longest first; how a question begins or ends; and what the topics are called, longest first."""

    phrases: Mapping[str, str] = field(default_factory=dict)
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    plainly: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> Topics:
        keys = [key for key in catalogue.word_keys() if key.startswith("ask.")]
        phrases = [(_folded(words), key.removeprefix("ask.")) for key in keys for words in catalogue.words(key)]
        titles = [(key, text) for sentences in catalogue.languages.values() for key, text in sentences.items() if _TITLE.fullmatch(key)]
        phrases += [(_folded(text).rstrip(MARKS), key.split(".")[1]) for key, text in titles]
        named = {
            _folded(name): key.removeprefix("called.")
            for key in catalogue.word_keys()
            if key.startswith("called.")
            for name in catalogue.words(key)
        }
        phrases += [
            (_folded(way).replace(_PLACE, name), topic) for way in catalogue.words("said.question_meaning") for name, topic in named.items()
        ]
        begins, ends, plainly = (tuple(map(_folded, catalogue.words(f"said.question_{part}"))) for part in ("begins", "ends", "plainly"))
        known = dict(reversed(phrases))
        return cls(_longest_first(known), begins, ends, plainly, _longest_first(named))

    def find(self, text: str, *, loosely: bool) -> str | None:
        """The topic of a question. `loosely`: also one without a question mark that begins or ends like one."""
        said = _folded(text)
        bare = said.rstrip(MARKS)
        last = _CLAUSE.split(bare)[-1]
        if exact := self.phrases.get(bare) or (self.phrases.get(last) if last.startswith(self.begins) else None):
            return exact
        asked = (
            said.endswith(("?", "？"))
            or bare.startswith(self.plainly)
            or (loosely and (bare.startswith(self.begins) or bare.endswith(self.ends)))
        )
        return self.nearest(bare) if asked else None

    def nearest(self, text: str) -> str | None:
        """The topic whose longest phrase stands in the text."""
        said = _folded(text)
        return next((topic for words, topic in self.phrases.items() if words in said), None)

    def named(self, text: str) -> str | None:
        """The topic that a question names without asking what it means: its last clause, and no figures, which are somebody's own."""
        asked = _CLAUSE.split(_folded(text).rstrip(MARKS))[-1]
        return (
            None if any(c.isdigit() for c in asked) else next((topic for name, topic in self.names.items() if _within(name, asked)), None)
        )


def _within(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None if name.isascii() else name in text


def _longest_first(found: Mapping[str, str]) -> Mapping[str, str]:
    return {words: found[words] for words in sorted(found, key=len, reverse=True)}


def _folded(text: str) -> str:
    said = " ".join(squeezed(text).casefold().replace("’", "'").split())
    return _SHORT.sub(" is", _FILLER.sub("", said))
