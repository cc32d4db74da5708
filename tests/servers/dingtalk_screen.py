"""What DingTalk's client would show of a message: its words, its controls, and whatever in it would come alive."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.servers.dingtalk_company import Json, Message
from tests.servers.dingtalk_templates import Screen, Template

DTMD = "dtmd://dingtalkclient/sendMessage"
_LINK = re.compile(r"(?<!!)\[([^\]\n]*)\]\s?\(([^)\s]*)\)")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\s?\(([^)\s]*)\)")
_URL = re.compile(r"(?:https?|dtmd|dingtalk)://[^\s)]+|www\.[^\s)]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|io)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^>]*>")
_MENTION = re.compile(r"[@＠][^\s\u200b]+")
_MARKS = {
    "bold": re.compile(r"\*\*(.+?)\*\*|__(.+?)__"),
    "italic": re.compile(r"(?<!\*)\*(?!\*)(\S[^*\n]*)\*|(?<!_)_(?!_)(\S[^_\n]*)_"),
    "strike": re.compile(r"~~(.+?)~~"),
    "code": re.compile(r"`+([^`\n]+)`+"),
    "heading": re.compile(r"^\s{0,3}#{1,6}\s*(.+)$", re.MULTILINE),
    "underlined": re.compile(r"^(.+)\n\s{0,3}(?:=+|-+)\s*$", re.MULTILINE),
    "quote": re.compile(r"^\s{0,3}>\s?(.*)$", re.MULTILINE),
    "list": re.compile(r"^\s{0,3}(?:[-*+]|\d+[.)])\s+(.*)$", re.MULTILINE),
    "block": re.compile(r"^(?: {4}|\t)(.*)$", re.MULTILINE),
    "rule": re.compile(r"^\s{0,3}((?:[-*_]\s*){3,})$", re.MULTILINE),
    "reference": re.compile(r"^\s{0,3}\[([^\]\n]+)\]:", re.MULTILINE),
    "entity": re.compile(r"&(#?\w+);"),
    "emoji": re.compile(r"\[([\u4e00-\u9fffA-Za-z]{1,8})\](?!\s?\()"),
    "table": re.compile(r"^\|?(.*\|.*)\n\|?[\s:|-]+$", re.MULTILINE),
    "variable": re.compile(r"\$\{(\w+)\}"),
}


@dataclass(frozen=True)
class Control:
    """Something to press or fill in. `says`: what a link that speaks for the person says; `url` of any other link; `params` a card's."""

    label: str
    kind: str
    says: str = ""
    url: str = ""
    action: str = ""
    params: Json = field(default_factory=dict)
    entry: Json = field(default_factory=dict)


def link(label: str, url: str) -> Control:
    """The control of a link or of an action card's button."""
    parts = urlsplit(url)
    if url.startswith(DTMD):
        return Control(label, "speaks", says=parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)["content"][0])
    return Control(label, "opens", url=url)


def screen(message: Message, templates: dict[str, Template], userid: str) -> Screen | None:
    """The card as this person sees it, None where it is no card."""
    card = message.card
    return None if card is None else templates[card.template].screen(card.seen_by(userid))


def _pairs(body: Json) -> list[tuple[str, str]]:
    if body.get("btns"):
        return [(b["title"], b["actionURL"]) for b in body["btns"]]
    found = [(body[f"actionTitle{n}"], body[f"actionURL{n}"]) for n in range(1, 6) if f"actionTitle{n}" in body]
    found += [(body[f"buttonTitle{n}"], body[f"buttonUrl{n}"]) for n in (1, 2) if f"buttonTitle{n}" in body]
    return found + ([(body["singleTitle"], body["singleURL"])] if "singleTitle" in body else [])


def controls(message: Message, shown: Screen | None) -> list[Control]:
    """Everything that can be pressed or filled in, in order."""
    if shown is None:
        text = message.body.get("text", "")
        links = [link(m[1], m[2]) for m in _LINK.finditer(text)] if message.kind not in {"sampleText", "text"} else []
        return links + [link(label, url) for label, url in _pairs(message.body)]
    found = [Control(b.label, "button", action=b.action, params=b.params) for b in shown.buttons if not b.disabled]
    if shown.form is None:
        return found
    fields = [f for f in shown.form["fields"] if not f.get("hidden") and not f.get("readOnly")]
    return [*(Control(f["label"], "input", entry=f) for f in fields), *found]


def _markdown(message: Message, shown: Screen | None) -> list[str]:
    if shown is not None:
        return shown.markdown
    if message.kind in {"sampleText", "text"}:
        return []
    return [message.body["text"]] if message.body.get("text") else []


def _plain(message: Message, shown: Screen | None) -> list[str]:
    """Pieces in which no markup is read, but mentions and addresses may be."""
    if shown is not None:
        fields = (shown.form or {}).get("fields", [])
        return [shown.title, *(b.label for b in shown.buttons), *(str(f.get("label", "")) for f in fields)]
    if message.kind in {"sampleText", "text"}:
        return [message.body["content"]]
    return [message.body.get("title", ""), *(label for label, _ in _pairs(message.body))]


def words(text: str) -> str:
    """Markdown as it reads: no marks, no tags, links by their labels; what keeps typed text inert is invisible."""
    text = _IMAGE.sub(r"[\1]", text)
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    text = re.sub(r"^\s{0,3}(?:#{1,6}|>)\s?", "", text, flags=re.MULTILINE)
    return re.sub(r"\*\*|\u200b", "", text).replace("  \n", "\n").replace("\u00a0", " ").strip()


def text_of(message: Message, shown: Screen | None) -> str:
    """The words on the screen, without the controls."""
    if shown is None and message.kind in {"sampleText", "text"}:
        return str(message.body["content"]).replace("\u200b", "")
    title = [shown.title.replace("\u200b", "")] if shown is not None and shown.title else []
    return "\n".join([*title, *map(words, _markdown(message, shown))])


def alive(message: Message, shown: Screen | None) -> list[tuple[str, str]]:
    """Every mention, link and piece of markup that a client might make live, read as generously as any client would: (kind, words)."""
    found: list[tuple[str, str]] = []
    for text in _markdown(message, shown):
        found += [("link", m[2]) for m in _LINK.finditer(text)] + [("image", m[2]) for m in _IMAGE.finditer(text)]
        rest = _IMAGE.sub("", _LINK.sub(r"\1", text))
        found += [("tag", m[0]) for m in _TAG.finditer(rest)]
        found += [(kind, next((g for g in m.groups() if g is not None), "")) for kind, mark in _MARKS.items() for m in mark.finditer(rest)]
        found += [("mention", m[0]) for m in _MENTION.finditer(rest)] + [("url", m[0]) for m in _URL.finditer(_TAG.sub("", rest))]
    for text in _plain(message, shown):
        found += [("mention", m[0]) for m in _MENTION.finditer(text)] + [("url", m[0]) for m in _URL.finditer(text)]
    at = message.body.get("at") or {}
    return found + [("mention", str(who)) for who in at.get("atUserIds", [])] + ([("mention", "all")] if at.get("isAtAll") else [])
