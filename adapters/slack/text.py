"""Text between Slack's notation and ours: escaped on the way out, without its angle brackets on the way in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.conversation.event import Mention

_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Text in which nothing is a mention or a link any more, for the notification line of a message."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str) -> tuple[str, ...]:
    """The accounts that a received text mentions, in order."""
    return tuple(m[2] for m in _TOKEN.finditer(text) if m[1] == "@")


def read(text: str, bot: str, names: Mapping[str, str]) -> tuple[str, tuple[Mention, ...]]:
    """A received text as the person saw it, and whom it mentions besides the bot.

    `names` says how accounts are called; one that is missing keeps the name that came along, else its id.
    """
    mentions: dict[str, Mention] = {}

    def shown(found: re.Match[str]) -> str:
        sigil, target, label = found[1], found[2], unescape(found[3] or "")
        if sigil == "@" and target == bot:
            return ""
        if sigil == "@":
            mention = mentions.setdefault(target, Mention(target, names.get(target) or label or target))
            return f"@{mention.name}"
        if sigil == "#":
            return f"#{label or target}"
        if sigil == "!":
            return label or f"@{target.partition('^')[0]}"
        return label or unescape(target.removeprefix("mailto:"))

    pieces: list[str] = []
    end = 0
    for found in _TOKEN.finditer(text):
        pieces += [unescape(text[end : found.start()]), shown(found)]
        end = found.end()
    pieces.append(unescape(text[end:]))
    return "".join(pieces).strip(), tuple(mentions.values())
