"""Reads a form that was sent: every field by its question; what does not fit is named by field, and nothing of the form counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.flow import Ask
from bot.conversation.form import Question, Unclear
from bot.conversation.i18n import Speak
from bot.conversation.talk import Answers


def read_form(ask: Ask, answers: Answers, values: Mapping[str, str], t: Speak) -> tuple[dict[str, Any], dict[str, str]]:
    """Answers by name, and by name the sentences about fields that do not fit. A field that is not in `values` keeps its answer."""
    put: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for question in ask.questions:
        if question.name in values:
            _read_field(question, values[question.name], t, put, errors)
    known = {**answers, **put}
    missing = [q for q in ask.questions if q.name not in known and q.name not in errors]
    left = {q.name: None for q in missing if q.optional}
    known |= left
    needed = [q for q in missing if not q.optional and not (q.after in known and known[q.after] is None)]
    errors.update({q.name: t("answer.needed") for q in needed})
    return {**left, **put}, errors


def _read_field(question: Question, text: str, t: Speak, put: dict[str, Any], errors: dict[str, str]) -> None:
    if not text.strip():
        if question.optional:
            put[question.name] = None
        return
    try:
        put[question.name] = question.kind.reads(text)
    except Unclear as unclear:
        errors[question.name] = t(unclear.key, **unclear.args_)
