"""The catalogue of sentences, for commands that speak the company's language."""

from __future__ import annotations

from importlib import resources

from bot.conversation.i18n import Catalogue, Speak, read_sentences
from bot.settings import Settings

LANGUAGES = ("en", "zh-CN")
COMMAND_LINE = "en"  # help, failures and what is printed; what the coach says is a message


def catalogue() -> Catalogue:
    """Every language that the bot speaks."""
    folder = resources.files("bot.locales")
    return Catalogue({language: read_sentences(folder, language) for language in LANGUAGES})


def company_speaks(settings: Settings) -> Speak:
    """In the company's language and time zone."""
    return catalogue().speak(settings.okrbot.language, settings.okrbot.timezone)
