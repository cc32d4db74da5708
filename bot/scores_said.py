"""Scores that are said outside their card: while a cycle is scored, "KR1 0.7, KR2 0.6" tells no progress (docs/method.md 10)."""

from __future__ import annotations

from bot.conversation.form import Unclear
from bot.flows.score_kind import read_scores
from bot.routing import Command
from bot.talking import Talking

EVERY = {n: str(n) for n in range(1, 100)}  # whatever number a key result has


def scores_in(text: str) -> bool:
    """Whether a text gives key results figures from 0 to 1, at least one of them in tenths, and nothing else."""
    try:
        found = read_scores(text, EVERY)
    except Unclear:
        return False
    values = tuple((found or {}).values())
    return all(isinstance(value, str) for value in values) and any(value not in ("0.0", "1.0") for value in values)


def scores_said(talking: Talking, text: str) -> Command | None:
    """The scoring that such a text belongs to, where one is open."""
    about = talking.about("score", {}) if scores_in(text) else {}
    return Command("score", about, text) if about.get("cycle") else None
