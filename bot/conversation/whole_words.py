"""Where a word stands by itself in a text: spelled with letters it is looked for between spaces, there is no IT in "switch"."""

from __future__ import annotations

import re


def stands(word: str, text: str) -> re.Match[str] | None:
    """The first place of the word, whatever its case; words of a script that is written without spaces stand anywhere."""
    return re.search(
        rf"(?<![^\W_\u3400-\u9fff]){re.escape(word)}(?![^\W_\u3400-\u9fff])" if word.isascii() else re.escape(word), text, re.IGNORECASE
    )
