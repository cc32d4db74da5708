"""Makes what people typed inert: in DingTalk's markdown, and in titles and labels, where it makes only mentions and addresses live.

DingTalk does not say whether its markdown knows backslashes or entities, so a sign with a meaning becomes its full-width twin, which
reads the same (and is read the same when it is typed back); what must stay as it is gets an invisible space (U+200B) behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from adapters.dingtalk.limits import LINE_CHARACTERS

UNSEEN = "\u200b"
TWINS = str.maketrans({"*": "＊", "_": "＿", "`": "ˋ", "[": "［", "]": "］", "\\": "＼", "|": "｜", "~": "～"})
TAG = re.compile(r"<(?=[A-Za-z/!?])")
ENTITY = re.compile(r"&(?=#|[A-Za-z]+\w*;)")
VARIABLE = re.compile(r"\$(?=\{)")
MENTION = re.compile(r"[@＠]")
SCHEME = re.compile(r"(?<=\w):(?=//)")
WWW = re.compile(r"\bwww\.", re.IGNORECASE)
HOST = re.compile(r"(?<=[A-Za-z0-9-])\.(?=[A-Za-z]{2})")
START = re.compile(r"(?:[#>+=-]|\d{1,9}[.)])")
SPACES = re.compile(r"^[ \t]+")


def plain(text: str) -> str:
    """One line in which no mention and no address comes alive: for titles, labels, notifications."""
    return _unlinked(" ".join(text.split()))


def line(text: str) -> str:
    """One line of markdown without any markup in it."""
    return _inert(" ".join(text.split()))


def lines(text: str) -> Iterator[str]:
    """Markdown that reads as typed, line by line; a line that is too long comes in several."""
    for typed in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        for start in range(0, max(1, len(typed)), LINE_CHARACTERS):
            yield _inert(typed[start : start + LINE_CHARACTERS])


def typed(text: str) -> str:
    """What somebody typed, or copied from one of our messages: without the invisible, and with nothing that cannot be stored."""
    return text.replace(UNSEEN, "").replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=4096)  # a card's words are nearly all on other cards too
def _unlinked(text: str) -> str:
    text = MENTION.sub(lambda at: at[0] + UNSEEN, text)
    text = SCHEME.sub(":" + UNSEEN, text)
    text = WWW.sub(lambda www: www[0][:-1] + UNSEEN + ".", text)
    return HOST.sub("." + UNSEEN, text)


@lru_cache(maxsize=4096)
def _inert(text: str) -> str:
    text = TAG.sub("＜", text.translate(TWINS))
    text = ENTITY.sub("＆", text)
    text = VARIABLE.sub("$" + UNSEEN, text)
    text = SPACES.sub(lambda found: "\u00a0" * len(found[0].expandtabs(4)), text)
    if START.match(text.lstrip("\u00a0")):
        text = UNSEEN + text
    return _unlinked(text)
