"""Questions with a type: how an answer is read, how it is drawn, what stands there at first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from bot.conversation.message import Field, FieldKind, Option

_SOFTENED = re.compile(r"(?<=[\u3400-\u9fff])[吧啦呀哈哦呗]+$| please$")  # 挑战型吧, a stretch please
_LOOSE = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")


class Unclear(Exception):
    """The answer does not fit the question; `key` and `args` are the catalogue's sentence that says why.

    `held`: it was plainly meant as the answer, so that it is not looked at as something else.
    """

    def __init__(self, key: str, *, held: bool = False, **args: object) -> None:
        super().__init__(key)
        self.key, self.args_, self.held = key, args, held


class Partly(Unclear):
    """Of an answer that says several things some were understood: `put` stays, what is in `drop` is asked anew, with the reason why."""

    def __init__(self, unclear: Unclear, put: Mapping[str, Any], drop: tuple[str, ...] = ()) -> None:
        super().__init__(unclear.key, held=True, **unclear.args_)
        self.put, self.drop = put, drop


def squeezed(text: str) -> str:
    """Full-width as half-width, single spaces, and none beside a character of a script that is written without them."""
    return _LOOSE.sub("", " ".join(unicodedata.normalize("NFKC", text).split()))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Text as it is compared: squeezed, no case, no closing punctuation."""
    folded = squeezed(text).casefold()
    return folded.strip(" .!?。！？~～,，;；") or folded


@dataclass(frozen=True, slots=True)
class Kind:
    """How to read what was typed (raising Unclear) and how a form draws it. `numeric`: a bare number is an answer itself."""

    reads: Callable[[str], Any]
    drawn: FieldKind = "text"
    options: tuple[Option, ...] = ()
    numeric: bool = False
    max_length: int = 3000


@dataclass(frozen=True, slots=True)
class Pick:
    """One answer of a choice: what is stored, what it is called, what else means it (compared by `plain`), whether most take it.

    `spoken`: what says it wherever the talk has got to, with what it is about, where its label alone would not.
    """

    value: Any
    label: str
    words: tuple[str, ...] = ()
    primary: bool = False
    spoken: str = ""


@cache
def words(longest: int = 500, lines: bool = False) -> Kind:
    """Free text with at least one letter or digit, at most `longest` characters; spaces at the ends do not count."""

    def read(text: str) -> str:
        kept = text.strip()
        if not any(unicodedata.category(c)[0] in "LN" for c in kept):
            raise Unclear("answer.no_words")
        if len(kept) > longest:
            raise Unclear("answer.too_long", length=len(kept), longest=longest)
        return kept

    return Kind(read, "lines" if lines else "text", max_length=min(longest, 3000))


def choice(*picks: Pick) -> Kind:
    """One of a few; the label, the stored value and the words of a pick all mean it."""

    @cache
    def known() -> Mapping[str, Any]:
        return {plain(w): p.value for p in reversed(picks) for w in (*p.words, str(p.value), p.label)}

    def read(text: str) -> Any:
        said, means = plain(text), known()
        if said in means:
            return means[said]
        parts = [_SOFTENED.sub("", plain(part)) for part in re.split("[,，、。!！]", said) if part.strip()]
        values = [means[part] for part in parts if part in means]
        if not values or len(values) < len(parts) or any(value != values[0] for value in values):
            raise Unclear("answer.choose")
        return values[0]

    return Kind(read, "choice", tuple(Option(p.label, str(p.value), p.primary, p.spoken) for p in picks))


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `name` is what its answer is stored by, `value` what a form shows at first; an optional one may be None.

    `after` names another question of the same stop: where that one is left out, this one is not asked.
    """

    name: str
    label: str
    kind: Kind
    hint: str = ""
    value: str = ""
    optional: bool = False
    only_in_form: bool = False  # one by one it is not asked
    after: str = ""
    anew: bool = False  # what was answered before is not offered again
    suggested: bool = False  # `value` is a suggestion, not what was said before
    skip_label: str = ""  # what leaving it out is called here, where "skip" would not say it

    def words_of(self, answer: object) -> str:
        """An answer as it would be typed; "" where there is none or it cannot be put in a few words."""
        if self.anew or isinstance(answer, bool) or not isinstance(answer, str | int):
            return ""
        return next((o.label for o in self.kind.options if o.value == str(answer)), str(answer))

    def field(self, said: object = None) -> Field:
        """The question as an input of a form, with what was said before where there is something."""
        kind = self.kind
        value = str(said) if isinstance(said, str | int) and not isinstance(said, bool) else self.value
        return Field(self.name, self.label, kind.drawn, value, self.hint, self.optional or bool(self.after), kind.options, kind.max_length)
