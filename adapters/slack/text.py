"""Text between Slack's notation and ours: escaped on the way out, as the person saw it on the way in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.conversation.event import Mention

Json = Mapping[str, Any]
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Text in which nothing is a mention or a link any more, for the notification line of a message."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str) -> tuple[str, ...]:
    """The accounts that a received text mentions, in order."""
    return tuple(m[2] for m in _TOKEN.finditer(text) if m[1] == "@")


class Reader:
    """Reads one received text. `names` says how accounts are called; one that is missing keeps the name that came along, else its id."""

    def __init__(self, bot: str, names: Mapping[str, str]) -> None:
        self.bot, self.names = bot, names
        self.mentions: dict[str, Mention] = {}
        self.labels: dict[str, str] = {}

    def read(self, text: str, blocks: Iterable[Json] = ()) -> tuple[str, tuple[Mention, ...]]:
        """The words, and whom they mention besides the bot; from rich text, which tells words from formatting, where it came along."""
        self.labels = {m[2]: unescape(m[3]) for m in _TOKEN.finditer(text) if m[3]}
        rich = [part for block in blocks if block.get("type") == "rich_text" for part in block["elements"]]
        try:
            words = "\n".join(self._part(part) for part in rich)
        except KeyError:
            words = ""
        if not words.strip():
            self.mentions.clear()
            words = self._plain(text)
        return words.strip(), tuple(self.mentions.values())

    # --- the text ----------------------------------------------------------------------------------------------------------------

    def _plain(self, text: str) -> str:
        pieces: list[str] = []
        end = 0
        for found in _TOKEN.finditer(text):
            pieces += [unescape(text[end : found.start()]), self._token(found[1], found[2])]
            end = found.end()
        return "".join([*pieces, unescape(text[end:])])

    def _token(self, sigil: str, target: str) -> str:
        label = self.labels.get(target, "")
        match sigil:
            case "@":
                return self._account(target)
            case "#":
                return f"#{label or target}"
            case "!":
                return label or f"@{target.partition('^')[0]}"
        return label or unescape(target.removeprefix("mailto:"))

    def _account(self, account: str) -> str:
        if account == self.bot:
            return ""
        name = self.names.get(account) or self.labels.get(account) or account
        return f"@{self.mentions.setdefault(account, Mention(account, name)).name}"

    # --- rich text ---------------------------------------------------------------------------------------------------------------

    def _part(self, part: Json) -> str:
        """A paragraph, quotation, code, or a list as lines. Raises KeyError for what is not known."""
        if part["type"] == "rich_text_list":
            ordered, first = part.get("style") == "ordered", int(part.get("offset", 0)) + 1
            marks = [f"{first + n}. " if ordered else "- " for n in range(len(part["elements"]))]
            indent = "  " * int(part.get("indent", 0))
            return "\n".join(indent + mark + self._part(item) for mark, item in zip(marks, part["elements"], strict=True))
        return "".join(self._word(word) for word in part["elements"])

    def _word(self, word: Json) -> str:
        match word["type"]:
            case "text":
                return str(word["text"])
            case "link":
                return str(word.get("text") or word["url"].removeprefix("mailto:"))
            case "emoji":
                return emoji(word)
            case "user":
                return self._account(word["user_id"])
            case "channel":
                return self._token("#", word["channel_id"])
            case "usergroup":
                return "@" + str(self.labels.get(f"subteam^{word['usergroup_id']}") or word["usergroup_id"]).removeprefix("@")
            case "broadcast":
                return f"@{word['range']}"
            case "date":
                return str(word["fallback"])
        raise KeyError(word["type"])


def emoji(word: Json) -> str:
    """The sign itself; a workspace's own emoji has none and keeps its name."""
    codes = str(word.get("unicode") or "").split("-")
    return "".join(chr(int(code, 16)) for code in codes) if codes[0] else f":{word['name']}:"
