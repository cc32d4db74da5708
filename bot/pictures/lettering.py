"""How words are set in a picture: our font, what it has no sign for, lines broken and shortened by their width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageFont

MORE = "…"
UNKNOWN_WORD = "〓"  # how Chinese print marks a sign it has no type for
SPOKEN = ("L", "N")  # categories of signs that carry meaning; emoji and joiners are only left out
A_SIGN_THAT_IS_NONE = "\U0010fffd"
NEVER_FIRST = "，。、；：？！）】》”’%,.;:?!)]}"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Our font in pixels."""
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(_file()), size)


@cache
def _file() -> bytes:
    """Read once: it is shared by all sizes."""
    return files("bot.pictures").joinpath("NotoSansSC-subset.otf").read_bytes()


@lru_cache(maxsize=8192)
def known(character: str) -> bool:
    """Whether the font has a sign for it."""
    mask, none = font(20).getmask(character), font(20).getmask(A_SIGN_THAT_IS_NONE)
    return (mask.size, bytes(mask)) != (none.size, bytes(none))


def settable(text: str) -> str:
    """The text on one line with nothing in it that the font would draw as an empty box."""
    found = [c if known(c) else UNKNOWN_WORD if unicodedata.category(c)[0] in SPOKEN else "" for c in " ".join(text.split())]
    return " ".join("".join(found).split())


def fitted(text: str, size: int, width: float, most: int = 1) -> tuple[str, ...]:
    """At most so many lines of that many pixels, broken between words or Chinese signs; what does not fit ends in an ellipsis."""
    setting, lines = font(size), list(_broken(settable(text), size, width))
    if len(lines) <= most:
        return tuple(lines) or ("",)
    last = lines[most - 1] + MORE
    while len(last) > 1 and setting.getlength(last) > width:
        last = last[:-2].rstrip() + MORE
    return (*lines[: most - 1], last)


def _broken(text: str, size: int, width: float) -> Iterator[str]:
    setting, line = font(size), ""
    for character in text:
        if not line or setting.getlength(line + character) <= width or character in NEVER_FIRST:
            line += character if line or character != " " else ""
            continue
        cut = line.rfind(" ") if character != " " and character.isascii() and line[-1].isascii() else -1
        rest = line[cut + 1 :] + character if cut > len(line) // 3 else character
        yield line[:cut] if cut > len(line) // 3 else line.rstrip()
        line = rest.lstrip()
    if line:
        yield line
