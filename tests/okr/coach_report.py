"""What the coach finds in the labelled sentences, per part, language and code: `python -m tests.okr.coach_report [--misses PART]`."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.okr.coach import advise

CASES = Path(__file__).with_name("coach_cases.toml")
PARTS = ("train", "dev", "held_out")
LANGUAGES = ("zh", "en", "mixed")


@dataclass(frozen=True, slots=True)
class Case:
    part: str
    kind: str
    text: str
    codes: frozenset[str]
    may: frozenset[str]
    okr_kind: str | None
    found: tuple[tuple[str, str], ...]

    @property
    def language(self) -> str:
        chinese = any("一" <= c <= "鿿" for c in self.text)
        latin = any(c.isascii() and c.isalpha() for c in self.text)
        return "mixed" if chinese and latin else "zh" if chinese else "en"

    @property
    def missed(self) -> frozenset[str]:
        return self.codes - {code for code, _ in self.found}

    @property
    def extra(self) -> frozenset[str]:
        return frozenset(code for code, _ in self.found) - self.codes - self.may


@cache
def cases(*parts: str) -> tuple[Case, ...]:
    """The labelled sentences of the parts named (all by default) with what the coach finds in them."""
    table = tomllib.loads(CASES.read_text(encoding="utf-8"))
    return tuple(judged(part, row) for part in parts or PARTS for row in table[part])


def judged(part: str, row: dict) -> Case:
    found = advise(row["text"], row["kind"], row.get("okr_kind"), "2027Q1")
    codes, may = frozenset(row["codes"]), frozenset(row.get("may", ()))
    return Case(part, row["kind"], row["text"], codes, may, row.get("okr_kind"), tuple((f.code, f.severity) for f in found))


def recall(some: Sequence[Case]) -> float:
    """The share of expected pieces of advice that were given."""
    expected = sum(len(c.codes) for c in some)
    return 1 - sum(len(c.missed) for c in some) / expected if expected else 1.0


def false_alarms(some: Sequence[Case], *, hints: bool) -> float:
    """The share of good sentences (nothing expected, nothing optional) about which something is said."""
    good = [c for c in some if not c.codes and not c.may]
    said = [c for c in good if any(hints or severity == "advice" for _, severity in c.found)]
    return len(said) / len(good) if good else 0.0


def report(*parts: str) -> str:
    rows = [f"{'part':9} {'language':9} {'lines':>5} {'recall':>8} {'good':>5} {'advised':>8} {'or hinted':>10}"]
    for part in parts or PARTS:
        for language in LANGUAGES:
            some = [c for c in cases(part) if c.language == language]
            good = sum(not c.codes and not c.may for c in some)
            rows.append(
                f"{part:9} {language:9} {len(some):5} {recall(some):8.1%} {good:5} "
                f"{false_alarms(some, hints=False):8.1%} {false_alarms(some, hints=True):10.1%}"
            )
    return "\n".join([*rows, "", *by_code(*parts)])


def by_code(*parts: str) -> list[str]:
    rows = [f"{'code':18} {'language':9} {'expected':>8} {'found':>6} {'recall':>8} {'extra':>6}"]
    every = cases(*parts)
    for code in sorted({code for c in every for code in c.codes}):
        for language in LANGUAGES:
            some = [c for c in every if c.language == language]
            expected = sum(code in c.codes for c in some)
            found = sum(code in c.codes - c.missed for c in some)
            extra = Counter(code in c.extra for c in some)[True]
            if expected or extra:
                rows.append(f"{code:18} {language:9} {expected:8} {found:6} {found / expected if expected else 1:8.1%} {extra:6}")
    return rows


def misses(part: str) -> str:
    wrong = [c for c in cases(part) if c.missed or c.extra]
    return "\n".join(f"{c.kind[:3]} {c.text}  missed {sorted(c.missed)}  extra {sorted(c.extra)}" for c in wrong)


if __name__ == "__main__":
    print(misses(sys.argv[2]) if sys.argv[1:2] == ["--misses"] else report(*sys.argv[1:]))
