"""The catalogue of sentences, for commands that speak the company's language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from urllib.parse import urlsplit

from bot.conversation.i18n import Catalogue, Speak, read_sentences
from bot.settings import Settings

LANGUAGES = ("en", "zh-CN")
COMMAND_LINE = "en"  # help, failures and what is printed; what the coach says is a message


def catalogue(called: Mapping[str, str] | None = None) -> Catalogue:
    """Every language that the bot speaks. `called`: platforms that go by the name of another, see `names_of`."""
    folder = resources.files("bot.locales")
    spoken = {language: read_sentences(folder, language) for language in LANGUAGES}
    for name, other in (called or {}).items():
        spoken = {language: {**said, f"platform.{name}": said[f"platform.{other}"]} for language, said in spoken.items()}
    return Catalogue(spoken)


def names_of(settings: Settings) -> Mapping[str, str]:
    """By which other name people know a platform that is configured: Lark is Feishu in another world."""
    host = (urlsplit(settings.feishu.domain).hostname or "") if settings.feishu else ""
    return {"feishu": "lark"} if host.endswith("larksuite.com") else {}


def company_speaks(settings: Settings) -> Speak:
    """In the company's language and time zone."""
    return catalogue().speak(settings.okrbot.language, settings.okrbot.timezone)
