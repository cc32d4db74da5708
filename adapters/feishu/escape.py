"""Makes what people typed inert: in the platform's markdown, and in its text messages."""

from __future__ import annotations

import re
from functools import lru_cache

SIGNS = "&<>*_~`[]()#|!$-+:/\\\"'"
ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in SIGNS})
LIST_NUMBER = re.compile(r"^([^\S\n]*\d{1,9})\.", re.MULTILINE)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
TAG = re.compile(r"<(?=[/A-Za-z!])")
NO_BREAK_SPACE = "&#160;"


@lru_cache(maxsize=4096)  # a card's words are nearly all on other cards too
def markdown(text: str) -> str:
    """Text as it has to stand in a markdown element: no mention, link, tag, list or formatting in it comes alive, and it reads as typed."""
    lines = LIST_NUMBER.sub(r"\1&#46;", text.translate(ENTITIES))
    return INDENT.sub(lambda spaces: NO_BREAK_SPACE * len(spaces.group().expandtabs(4)), lines)


def line(text: str) -> str:
    """The same as one line."""
    return markdown(" ".join(text.split()))


def message(text: str) -> str:
    """Text as it has to stand in a text message, where `<at user_id="all">` would ping everybody.

    Whether entities are decoded there is not documented, so the sign that opens a tag becomes its full-width twin.
    """
    return TAG.sub("\N{FULLWIDTH LESS-THAN SIGN}", text)
