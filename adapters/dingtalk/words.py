"""What this adapter says of itself, in the language of a message."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from bot.conversation.i18n import read_sentences

LANGUAGES = ("zh-CN", "en")


@cache
def said(key: str, language: str) -> str:
    """One of its sentences; in a language that it does not speak, in English."""
    chosen = language if language in LANGUAGES else LANGUAGES[-1]
    return str(read_sentences(files("adapters.dingtalk") / "locales", chosen)[f"dingtalk.{key}"])
