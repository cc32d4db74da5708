"""Four answers make a key result: how, which problem, by when, to what effect (docs/method.md 4)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

ENDS = " \t\n,.;，。；、"


def formula(method: str, problem: str, when: str, effect: str, language: str) -> str:
    """The sentence to take or leave; an empty answer leaves its part out, four empty ones give "".

    `language` is "zh-CN" or "en" (anything that begins with "zh" is Chinese). What a person said in full is not said twice.
    """
    answers = {"method": method, "problem": problem, "when": when, "effect": effect}
    chinese = language.lower().startswith("zh")
    parts = [_part(slot, answers[slot["slot"]].strip(ENDS)) for slot in _slots("zh" if chinese else "en")]
    said = [part for part in parts if part]
    if chinese:
        return "，".join(said)
    sentence = ", ".join(said)
    return sentence[:1].upper() + sentence[1:]


def _part(slot: dict[str, str], answer: str) -> str:
    if not answer:
        return ""
    begins = re.match(rf"(?:{slot['has']})(?![a-z])", answer, re.IGNORECASE)
    ends = slot["ends"] and re.search(rf"(?:{slot['ends']})$", answer)
    return ("" if begins else slot["before"]) + answer + ("" if ends else slot["after"])


@cache
def _slots(language: str) -> list[dict[str, str]]:
    text = resources.files("bot.okr").joinpath("data/coach_formula.toml").read_text(encoding="utf-8")
    slots: list[dict[str, str]] = tomllib.loads(text)[language]
    return slots
