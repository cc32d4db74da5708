"""Which key results a text names by their own words: 续约率 78%, NPS is at 41, 28 min on response time (docs/method.md 9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from bot.okr.reading.normalise import normalise
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.words import pattern, tables

AMBIGUOUS: Final = 0
_WORD: Final = re.compile(r"[a-z][a-z0-9]*|[一-龥]+")
_GAP: Final = re.compile(r"[\s'/&·的-]{0,3}")
_FOR_NUMBER: Final = re.compile(r"(?:\b(?:for|on|in)\s+)(?:the\s+)?kr\s?(?P<n>\d{1,2})(?!\d)", re.IGNORECASE)
_FIGURE: Final = re.compile(r"\s?[:=]?\s?[$¥€£]?\d")
_GLUED: Final = re.compile(r"(?P<word>[a-z]{2,})\d+")
LONG_ENOUGH: Final = 5
"""Letters from which on a word with one slip is still that word."""
_KEPT_UNITS: Final = ("count",)  # of "20 paying customers" the customers name what is measured, of "45 minutes" the minutes do not


@dataclass(frozen=True, slots=True)
class Measure:
    """A key result as far as it can be called by its words: its text, and the unit of its figures."""

    text: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """The place where a key result is named, with its number from 1; `AMBIGUOUS` where the words fit several, `among` which."""

    number: int
    start: int
    end: int
    among: tuple[int, ...] = ()


Token = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Each word (stem, or two Chinese characters) with the key results that use it, and what each is called in full."""

    owners: dict[str, frozenset[int]]
    full: dict[int, frozenset[str]]
    runs: tuple[tuple[int, str], ...] = ()

    def heard(self, lower: str, token: Token) -> Token:
        """The word that is meant by one that nobody uses: with a slip of a finger, or cut short before a figure."""
        word, start, end = token
        if word in self.owners:
            return token
        if not word[0].isascii():
            return (self._abbreviated(word) or word, start, end) if _FIGURE.match(lower, end) else token
        if (glued := _GLUED.fullmatch(lower, start, end)) and stem(glued["word"]) in self.owners:
            return stem(glued["word"]), start, glued.end("word")
        near = [known for known in self.owners if known[0] == word[0] and known not in _weak() and self._close(lower, token, known)]
        return (near[0], start, end) if near and len({self.owners[known] for known in near}) == 1 else token

    def _close(self, lower: str, token: Token, known: str) -> bool:
        word, _, end = token
        if 3 <= len(word) < len(known) - 1:
            return known.startswith(word) and bool(_FIGURE.match(lower, end))
        return len(word) >= LONG_ENOUGH and _one_slip(word, known)

    def _abbreviated(self, word: str) -> str | None:
        """首响 is 首次响应: the first signs of two words of one name."""
        fitting = {n: run for n, run in self.runs if 0 <= run.find(word[0]) < run.rfind(word[1])}
        return next(iter(fitting.values()))[:2] if len(fitting) == 1 else None


def _one_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, too many, another, or changed places with its neighbour."""
    if abs(len(word) - len(known)) > 1 or not known[0].isascii():
        return False
    ahead = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    a, b = word[ahead:], known[ahead:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


@lru_cache(maxsize=256)
def find_mentions(plain: str, measures: tuple[Measure, ...]) -> tuple[Mention, ...]:
    """Every key result named in a normalised text, in reading order."""
    vocabulary = _vocabulary(measures)
    by_number = (Mention(int(m["n"]), *m.span()) for m in _FOR_NUMBER.finditer(plain))
    return tuple(sorted((*_by_words(plain, vocabulary), *by_number), key=lambda m: m.start))


def _by_words(plain: str, vocabulary: _Vocabulary) -> Iterator[Mention]:
    """Words of one key result that stand together name it."""
    run: list[Token] = []
    owners: frozenset[int] = frozenset()
    lower = plain.lower()
    for token in (vocabulary.heard(lower, one) for one in _tokens(lower)):
        known = vocabulary.owners.get(token[0])
        if known is None or (token[0] in _weak() and pattern("report", "finished").match(plain, token[1])):
            continue
        joined = bool(run) and (token[1] < run[-1][2] or _GAP.fullmatch(plain, run[-1][2], token[1]))
        if joined and owners & known:
            run.append(token)
            owners &= known
            continue
        yield from _mention(run, owners, vocabulary)
        run, owners = [token], known
    yield from _mention(run, owners, vocabulary)


def _mention(run: list[Token], owners: frozenset[int], vocabulary: _Vocabulary) -> Iterator[Mention]:
    said = {token for token, _, _ in run}
    if not said - _weak():
        return
    exact = [n for n in owners if vocabulary.full[n] <= said]
    numbers = exact if len(exact) == 1 else sorted(owners)
    several = tuple(numbers) if len(numbers) > 1 else ()
    yield Mention(AMBIGUOUS if several else numbers[0], run[0][1], run[-1][2], several)


def _tokens(lower: str) -> Iterator[Token]:
    """Stems of words and pairs of Chinese characters, each with its place."""
    for match in _WORD.finditer(lower):
        word, start = match.group(), match.start()
        if word[0].isascii():
            yield stem(word), start, match.end()
        else:
            yield from ((word[i : i + 2], start + i, start + i + 2) for i in range(len(word) - 1))


def stem(word: str) -> str:
    """An English word without the endings that change nothing about what it names."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word.removesuffix(ending).rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


@lru_cache(maxsize=256)
def _vocabulary(measures: tuple[Measure, ...]) -> _Vocabulary:
    words = {n: _words(measure) for n, measure in enumerate(measures, start=1)}
    owners: dict[str, frozenset[int]] = {}
    for number, own in words.items():
        for word in own | _same_things(own):
            owners[word] = owners.get(word, frozenset()) | {number}
    runs = tuple((n, run) for n, measure in enumerate(measures, start=1) for run in re.findall("[一-龥]{3,}", _name(measure)))
    return _Vocabulary(owners, {n: (own - _weak()) or frozenset({""}) for n, own in words.items()}, runs)


def _words(measure: Measure) -> frozenset[str]:
    return frozenset(token for token, _, _ in _tokens(_name(measure)) if len(token) > 1)


def _name(measure: Measure) -> str:
    """What is measured, without figures and the words around them."""
    plain = normalise(measure.text)
    for quantity in find_numbers(plain):
        keep = quantity.kind in _KEPT_UNITS and len(quantity.unit or "") > 1
        end = quantity.end - len(quantity.unit or "") if keep else quantity.end
        plain = plain[: quantity.start] + " " * (end - quantity.start) + plain[end:]
    return pattern("naming", "stop").sub(lambda m: " " * len(m.group()), plain).lower()


def _same_things(own: frozenset[str]) -> frozenset[str]:
    """Other words for the same: revenue is 营收."""
    return frozenset(word for group in _groups() if group & own for word in group)


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(t for word in group.split() for t, _, _ in _tokens(word)) for group in tables()["naming"]["same_things"])


@cache
def _weak() -> frozenset[str]:
    """Words that many key results have: they belong to a name and are none."""
    return frozenset(token for word in tables()["naming"]["weak"] for token, _, _ in _tokens(word))
