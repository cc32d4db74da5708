"""What Feishu's client would show of a message: its text, its controls, and whatever in it would come alive."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.servers.feishu_card_parts import INPUTS
from tests.servers.feishu_cards import tagged
from tests.servers.feishu_tenant import Json, Message

ALIVE = [
    re.compile(r"<at\b[^>]*>", re.IGNORECASE),
    re.compile(r"</?(?:a|link|person|font|text_tag|number_tag|local_datetime|img|audio|record|hr|br)\b[^>]*>", re.IGNORECASE),
    re.compile(r"!?\[[^\]]*\]\([^)]*\)"),
    re.compile(r"https?://[^\s<>&]+"),
]
TEXT_AT = re.compile(r"<at\b[^>]*>.*?</at>|<at\b[^>]*>", re.IGNORECASE)
BARE_URL = re.compile(r"https?://\S+")
HARMLESS = re.compile(r"</?font\b[^>]*>|<br>", re.IGNORECASE)  # colour is no mention and no link
MARKUP = {
    "bold": re.compile(r"\*\*([^*\n]+)\*\*|__([^_\n]+)__"),
    "italic": re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)|(?<!_)_([^_\n]+)_(?!_)"),
    "struck": re.compile(r"~~([^~\n]+)~~"),
    "code": re.compile(r"`([^`\n]+)`"),
    "heading": re.compile(r"^#{1,6} (.+)$", re.MULTILINE),
    "emoji": re.compile(r":([A-Z]{2,}):"),
}


@dataclass(frozen=True)
class Control:
    """Something to press or fill in; `form` is the name of the form around it."""

    label: str
    kind: str
    element: Json
    form: str | None = None

    @property
    def is_input(self) -> bool:
        return self.kind in INPUTS

    @property
    def name(self) -> str:
        return str(self.element.get("name", ""))


def controls(card: Json) -> Iterator[Control]:
    """Every control from top to bottom. A field without a label of its own is called after the text before it."""
    before = [""]
    yield from _controls(card.get("body", {}).get("elements", []), None, before)


def _controls(elements: list[Json], form: str | None, before: list[str]) -> Iterator[Control]:
    for element in elements:
        tag = element["tag"]
        if tag == "button":
            yield Control(element["text"]["content"], tag, element, form)
        elif tag in INPUTS or tag == "overflow":
            label = element.get("label", {}).get("content") or before[0]
            yield Control(label, tag, element, form)
        elif text := drawn(element):
            before[0] = text
        yield from _controls(_columns(element), form, before)
        yield from _controls(element.get("elements", []), element.get("name") if tag == "form" else form, before)


def _columns(element: Json) -> list[Json]:
    return list(element["columns"]) if element["tag"] == "column_set" else []


def text_of(message: Message) -> str:
    """All words on the screen, as a reader sees them."""
    if message.recalled:
        return ""
    if message.kind == "text":
        return html.unescape(re.sub(r"</?at\b[^>]*>", "", message.content["text"]))
    if message.kind != "interactive":
        return str(message.content)
    header = message.card.get("header", {})
    top = [header[k]["content"] for k in ("title", "subtitle") if k in header]
    return "\n".join([*top, *_lines(message.card["body"]["elements"])])


def _lines(elements: list[Json]) -> Iterator[str]:
    for element in elements:
        if words := drawn(element):
            yield words
        yield from _lines(_columns(element))
        yield from _lines(element.get("elements", []))


def drawn(element: Json) -> str:
    """The words of one element that is no container and no button."""
    match element["tag"]:
        case "div":
            return words(element["text"]) if "text" in element else ""
        case "markdown":
            return words(element)
        case "img":
            return f"[{element['alt']['content']}]"
        case "input":
            return words(element["label"]) if "label" in element else ""
        case "table":
            names = [c["name"] for c in element["columns"]]
            head = [" | ".join(c.get("display_name", "") for c in element["columns"])]
            return "\n".join(head + [" | ".join(str(row.get(n, "")) for n in names) for row in element["rows"]])
        case "chart":
            title = element["chart_spec"].get("title", {})
            return f"[{title.get('text', 'chart')}]"
    return ""


def words(text: Json) -> str:
    """A text object as it reads: entities decoded once, signs of markup gone."""
    content = str(text["content"])
    if text["tag"] == "plain_text":
        return content
    bare = re.sub(r"</?(?:font|at|person|link|a|text_tag)\b[^>]*>", "", content)
    bare = re.sub(r"\*\*(.+?)\*\*", r"\1", bare)
    bare = re.sub(r"^> ?", "", bare, flags=re.MULTILINE)
    return html.unescape(bare.replace("<br>", "\n"))


def alive(message: Message) -> list[str]:
    """Every mention and link in it that would be live, as written: typed text must never add to these."""
    if message.kind == "text":
        text = message.content["text"]
        return TEXT_AT.findall(text) + BARE_URL.findall(TEXT_AT.sub("", text))
    if message.kind != "interactive":
        return []
    found: list[str] = []
    for content in _marked(message.card):
        found += [m[0] for pattern in ALIVE for m in pattern.finditer(content) if not HARMLESS.fullmatch(m[0])]
    found += [b["default_url"] for e in tagged(message.card) for b in e.get("behaviors", []) if b["type"] == "open_url"]
    return found


def markup(message: Message) -> list[tuple[str, str]]:
    """Every piece of text drawn bold, italic, struck out, as code or as an emoji because of signs in it: (kind, words)."""
    if message.kind != "interactive":
        return []
    texts = list(_marked(message.card))
    return [(kind, m[0]) for text in texts for kind, sign in MARKUP.items() for m in sign.finditer(html_free(text))]


def html_free(text: str) -> str:
    """Markdown without its tags and entities, so that only signs that are meant as markup are left."""
    return re.sub(r"&#?\w+;", "", re.sub(r"<[^>]*>", "", text))


def _marked(card: Json) -> Iterator[str]:
    """Every text of the card that is read as markdown."""
    for element in tagged(card):
        if element["tag"] in {"markdown", "lark_md"}:
            yield str(element["content"])
        if element["tag"] == "table":
            kinds = {c["name"]: c.get("data_type", "text") for c in element["columns"]}
            yield from (str(v) for row in element["rows"] for k, v in row.items() if kinds[k] in {"markdown", "lark_md"})
