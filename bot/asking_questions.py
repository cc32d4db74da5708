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
MARKS = "?？。.!！ "


@dataclass(frozen=True, slots=True)
class Topics:
    """The ways to ask about each topic, longest first; and how a question begins or ends."""

    phrases: Mapping[str, str] = field(default_factory=dict)
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    plainly: tuple[str, ...] = ()

    @classmethod
    def of(cls, catalogue: Catalogue) -> Topics:
        keys = [key for key in catalogue.word_keys() if key.startswith("ask.")]
        phrases = [(_folded(words), key.removeprefix("ask.")) for key in keys for words in catalogue.words(key)]
        titles = [(key, text) for sentences in catalogue.languages.values() for key, text in sentences.items() if _TITLE.fullmatch(key)]
        phrases += [(_folded(text).rstrip(MARKS), key.split(".")[1]) for key, text in titles]
        begins, ends, plainly = (tuple(map(_folded, catalogue.words(f"said.question_{part}"))) for part in ("begins", "ends", "plainly"))
        known = dict(reversed(phrases))
        return cls({words: known[words] for words in sorted(known, key=len, reverse=True)}, begins, ends, plainly)

    def find(self, text: str, *, loosely: bool) -> str | None:
        """The topic of a question. `loosely`: also one without a question mark that begins or ends like one."""
        said = _folded(text)
        bare = said.rstrip(MARKS)
        if exact := self.phrases.get(bare):
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


def _folded(text: str) -> str:
    said = " ".join(squeezed(text).casefold().replace("’", "'").split())
    return _SHORT.sub(" is", _FILLER.sub("", said))
