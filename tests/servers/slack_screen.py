"""What Slack's client would show of a message or view: its text, its controls, and whatever in it would come alive."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.servers.slack_blocks import elements
from tests.servers.slack_records import Json, Message, View
from tests.servers.slack_workspace import Workspace

_LIVE = re.compile(r"<(@[UW]\w*(?:\|[^>]*)?|#C\w*(?:\|[^>]*)?|!\w+(?:\^[^>]*)?(?:\|[^>]*)?|[a-z][a-z0-9+.-]*:[^>]*)>", re.IGNORECASE)
_BARE_URL = re.compile(r"https?://\S+")
_EDGE = r"(?<![\w*_~`]){0}(?=\S)([^{0}\n]+?)(?<=\S){0}(?![\w*_~`])"
_MARKUP = {
    name: re.compile(_EDGE.format(re.escape(mark))) for name, mark in (("bold", "*"), ("italic", "_"), ("strike", "~"), ("code", "`"))
}
LIVE_WORDS = {"user", "usergroup", "channel", "broadcast", "link"}


@dataclass(frozen=True)
class Control:
    """Something to press, pick or fill in; `block` and `element` as they were sent."""

    label: str
    kind: str
    block: Json
    element: Json

    @property
    def is_input(self) -> bool:
        return bool(self.block["type"] == "input")


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def controls(blocks: list[Json]) -> list[Control]:
    """Every control of these blocks, in order; an input is called what its label says."""
    found = []
    for block in blocks:
        pressable = [e for e in elements(block) if e["type"] != "image"]
        found += [Control(_label(block, e), e["type"], block, e) for e in pressable]
    return found


def _label(block: Json, element: Json) -> str:
    if block["type"] == "input":
        return str(block["label"]["text"])
    text = element.get("text") or element.get("placeholder") or {}
    return str(text.get("text", element["type"]))


def text_of(ws: Workspace, shown: Message | View | list[Json]) -> str:
    """The words on the screen, a line for each block; the plain text of a message only where it has no blocks."""
    if isinstance(shown, Message) and not shown.blocks:
        return _mrkdwn(ws, shown.text)
    blocks = shown.blocks if isinstance(shown, Message) else shown.body["blocks"] if isinstance(shown, View) else shown
    title = [shown.body["title"]["text"]] if isinstance(shown, View) and "title" in shown.body else []
    return "\n".join([*title, *filter(None, (_block(ws, b) for b in blocks))])


def _block(ws: Workspace, block: Json) -> str:
    match block["type"]:
        case "section":
            return "\n".join(_text(ws, t) for t in [block.get("text"), *block.get("fields", [])] if t)
        case "context":
            return " ".join(_text(ws, t) for t in block["elements"])
        case "image":
            return f"[{block['alt_text']}]"
        case "input":
            hint = block.get("hint")
            return _text(ws, block["label"]) + (f" ({_text(ws, hint)})" if hint else "")
        case "table":
            return "\n".join(" | ".join(_rich(ws, c) if "elements" in c else c["text"] for c in row) for row in block["rows"])
        case "rich_text":
            return "\n".join(_rich(ws, part) for part in block["elements"])
        case "header" | "markdown":
            return str(block["text"]["text"] if block["type"] == "header" else block["text"])
    return ""


def _text(ws: Workspace, text: Json) -> str:
    if text["type"] == "image":
        return f"[{text['alt_text']}]"
    return _mrkdwn(ws, text["text"]) if text["type"] == "mrkdwn" else str(text["text"])


def _mrkdwn(ws: Workspace, text: str) -> str:
    def shown(found: re.Match[str]) -> str:
        inside = found[1]
        target, _, label = inside.partition("|")
        if target.startswith("@") and target[1:] in ws.users:
            return "@" + ws.users[target[1:]].name
        return label or target.lstrip("!")

    return unescaped(_LIVE.sub(shown, text))


def _rich(ws: Workspace, part: Json) -> str:
    kind = part["type"]
    if kind == "rich_text_list":
        return "\n".join("- " + _rich(ws, item) for item in part["elements"])
    if "elements" in part:
        return "".join(_rich(ws, inner) for inner in part["elements"])
    if kind == "user":
        user = ws.users.get(part["user_id"])
        return "@" + (user.name if user else part["user_id"])
    if kind == "link":
        return str(part.get("text") or part["url"])
    return str(part.get("text") or part.get("range") or part.get("name") or "")


def alive(shown: Message | View | list[Json]) -> list[str]:
    """Every mention and link in it that Slack would make live, as written: typed text must never add to these."""
    blocks = shown.blocks if isinstance(shown, Message) else shown.body["blocks"] if isinstance(shown, View) else shown
    found = [hit for piece in _pieces(blocks) for hit in _alive_in(piece)]
    if isinstance(shown, Message):
        found += [m[0] for m in _LIVE.finditer(shown.text)]
        if not shown.blocks:
            found += _BARE_URL.findall(_LIVE.sub("", shown.text))
        if shown.names_live:
            found += re.findall(r"(?<!\w)@\w+", shown.text)
    return found


def markup(shown: Message | View | list[Json]) -> list[tuple[str, str]]:
    """Every piece of text that Slack would draw bold, italic, struck out or as code because of signs in it: (kind, words)."""
    blocks = shown.blocks if isinstance(shown, Message) else shown.body["blocks"] if isinstance(shown, View) else shown
    texts = [str(p["text"]) for p in _pieces(blocks) if p.get("type") in {"mrkdwn", "markdown"}]
    if isinstance(shown, Message) and not shown.blocks:
        texts.append(shown.text)
    return [(kind, m[1]) for text in texts for kind, sign in _MARKUP.items() for m in sign.finditer(text)]


def _alive_in(piece: Json) -> list[str]:
    kind = piece.get("type")
    if kind in LIVE_WORDS:
        return [f"{kind}:{next(str(v) for k, v in piece.items() if k not in {'type', 'style', 'text'})}"]
    if kind not in {"mrkdwn", "markdown"}:
        return []
    text = str(piece["text"])
    hits = [m[0] for m in _LIVE.finditer(text)]
    return hits if piece.get("verbatim") else hits + _BARE_URL.findall(_LIVE.sub("", text))


def _pieces(value: Any) -> Iterator[Json]:
    """Every object within, however deep."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _pieces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pieces(inner)
