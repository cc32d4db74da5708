"""A key and a language make a sentence; numbers and dates are written as that language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

Sentences = Mapping[str, Any]


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def read_sentences(folder: Traversable, language: str) -> Sentences:
    """All sentences of a language: `<language>.toml` of the folder and of its sub-folders, keys joined by dots."""
    found: dict[str, Any] = {}
    for place in (folder, *(sub for sub in folder.iterdir() if sub.is_dir())):
        file = place / f"{language}.toml"
        if file.is_file():
            found.update(_flatten(tomllib.loads(file.read_text(encoding="utf-8"))))
    return found


# Babel takes its time over each figure, and a turn says the same few again and again.


@lru_cache(maxsize=4096)
def _number(value: float, locale: str) -> str:
    return str(format_decimal(value, format="#,##0.###", locale=locale))


@lru_cache(maxsize=1024)
def _date(day: date, form: str, locale: str) -> str:
    return str(format_date(day, form, locale=locale))


@lru_cache(maxsize=1024)
def _plural(n: float, locale: str) -> str:
    return str(Locale.parse(locale).plural_form(n))


@dataclass(frozen=True, slots=True)
class Speak:
    """Speaks one language in one time zone: `t("key", name=value)`. A key with `.one` and `.other` is chosen by the argument `n`."""

    language: str
    sentences: Sentences
    timezone: ZoneInfo

    def __call__(self, key: str, /, **args: object) -> str:
        if key not in self.sentences:
            n = args.get("n", 0)
            key = f"{key}.{_plural(n if isinstance(n, int | float) else 0, self.locale)}"
        sentence = self.sentences[key]
        return str(sentence).format_map(args) if args else str(sentence)

    def has(self, key: str) -> bool:
        return key in self.sentences or f"{key}.other" in self.sentences

    @property
    def locale(self) -> str:
        return self.language.replace("-", "_")

    def list(self, items: Iterator[str] | tuple[str, ...] | list[str]) -> str:
        return ("、" if self.language.startswith("zh") else ", ").join(items)

    def number(self, value: float) -> str:
        """12000.5 -> 12,000.5, at most three decimals."""
        return _number(value, self.locale)

    def percent(self, share: float | None) -> str:
        """0.4 -> 40%; None -> a dash."""
        return "–" if share is None else f"{self.number(round(share * 100))}%"

    def short_date(self, day: date) -> str:
        """With the weekday, without the year: Fri, Nov 20 / 11月20日 周五."""
        return _date(day, "M月d日 EEE" if self.language.startswith("zh") else "EEE, MMM d", self.locale)

    def month_day(self, day: date) -> str:
        """A day within a sentence, without its weekday: Dec 15, 12月15日."""
        return _date(day, "M月d日" if self.language.startswith("zh") else "MMM d", self.locale)

    def long_date(self, day: date) -> str:
        """With the year: 20 Nov 2026 / 2026年11月20日."""
        return _date(day, "long" if self.language.startswith("zh") else "d MMM y", self.locale)

    def clock(self, at: datetime | time) -> str:
        """A time of day, 24 h, in the listener's zone when `at` carries one."""
        local = at.astimezone(self.timezone).timetz() if isinstance(at, datetime) else at
        return str(format_time(local, "HH:mm", locale=self.locale))

    def when(self, at: datetime) -> str:
        """Day and time in the listener's zone."""
        return f"{self.short_date(at.astimezone(self.timezone).date())} {self.clock(at)}"


@dataclass(frozen=True, eq=False, slots=True)
class Catalogue:
    """Every language's sentences, and the words that mean the same thing in all of them."""

    languages: Mapping[str, Sentences]

    def speak(self, language: str, timezone: str) -> Speak:
        """The nearest language there is: zh-TW speaks zh-CN, fr speaks en."""
        known = language if language in self.languages else next((k for k in self.languages if k[:2] == language[:2].lower()), "en")
        return Speak(known, self.languages[known], ZoneInfo(timezone))

    def words(self, key: str) -> tuple[str, ...]:
        """The words of `words.<key>` in all languages: both always work, whatever a person's setting."""
        return tuple(word for sentences in self.languages.values() for word in sentences.get(f"words.{key}", ()))

    def word_keys(self) -> tuple[str, ...]:
        first = next(iter(self.languages.values()))
        return tuple(key.removeprefix("words.") for key in first if key.startswith("words."))
