"""The smallest parts of a card, and how much room elements take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from adapters.feishu import limits

Json = dict[str, Any]


def plain(content: str) -> Json:
    """Text in which nothing is markup."""
    return {"tag": "plain_text", "content": content}


def text(content: str, *, size: str = "normal", colour: str = "") -> Json:
    """A paragraph in which nothing is markup."""
    inner = plain(content) | ({"text_size": size} if size != "normal" else {}) | ({"text_color": colour} if colour else {})
    return {"tag": "div", "text": inner}


def marked(content: str, *, size: str = "normal") -> Json:
    """A paragraph in the platform's markdown; what people typed in it has to be escaped."""
    return {"tag": "markdown", "content": content} | ({"text_size": size} if size != "normal" else {})


def shortened(content: str, most: int) -> str:
    return content if len(content) <= most else f"{content[: most - 1]}…"


@dataclass(frozen=True, slots=True)
class Room:
    """What of a card's limits something takes."""

    bytes: int = 0
    tags: int = 0
    tables: int = 0

    def __add__(self, other: Room) -> Room:
        return Room(self.bytes + other.bytes, self.tags + other.tags, self.tables + other.tables)

    @property
    def fits(self) -> bool:
        return self.bytes <= limits.CARD_BYTES and self.tags <= limits.CARD_TAGS and self.tables <= limits.CARD_TABLES


def room(element: Json) -> Room:
    """What it takes; a quotation mark inside a text is escaped, so what looks like a tag is one."""
    written = to_json(element)
    return Room(len(written) + 1, written.count(b'"tag":'), int(element.get("tag") == "table"))


def room_of(elements: Sequence[Json]) -> Room:
    """What all of them take."""
    written = to_json(elements)
    return Room(len(written), written.count(b'"tag":'), sum(element.get("tag") == "table" for element in elements))


def dumps(value: object) -> str:
    return to_json(value).decode()


def chunks(content: str, size: int = limits.PARAGRAPH) -> Iterator[str]:
    """The text in pieces that are not too long, cut at line ends or spaces where there are some."""
    while len(content) > size:
        cut = max(content.rfind("\n", size // 2, size), content.rfind(" ", size // 2, size)) + 1 or size
        yield content[:cut].rstrip("\n")
        content = content[cut:]
    if content:
        yield content
