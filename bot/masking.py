"""Hides who is named in a sentence before it leaves the house, and puts the names back into what comes in return."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_PARTS = re.compile(r"[^\s()（）\[\]【】/|·・,，]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_COMPOUND = ("欧阳", "司马", "诸葛", "上官", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司空", "端木")
_TITLES = "经理|老师|主任|主管|总监|总裁|老板|同学|师傅|博士|工程师|先生|女士|总(?![额数量计共体部是成和分价支收之])|哥|姐"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_MENTION = r"@[^\s@,，。;；:：、!！?？()（）]{1,40}"
_TOKEN = r"\[P\d+\]"  # as it may stand in the sentence itself  # noqa: S105
_LETTER = r"[0-9A-Za-z_\u00c0-\u024f]"  # where words are spaced, a name ends where a word does
_HALF_WIDTH = {0xFEE0 + code: code for code in range(0x30, 0x7B) if chr(code).isalnum() or chr(code) == "@"} | {0x3000: " "}
_NO_SURNAME_HERE = "时心学数组额"  # of which some are surnames too: "小时" is an hour
_BACK = re.compile(r"[\[【［〔]\s*[PＰ]\s*(\d{1,4})\s*[\]】］〕]")


class Masking:
    """One sentence's names: `hide` gives each a token, `reveal` puts them back."""

    def __init__(self, names: Iterable[str], *texts: str) -> None:
        """`names` are those of everybody who is known; only what may occur in `texts` is looked for."""
        folded = "\n".join(texts).translate(_HALF_WIDTH).casefold()
        patterns = {form: pattern for name in names for form, pattern in _forms(name, folded)}
        known = [patterns[form] for form in sorted(patterns, key=lambda form: (-len(form), form))]
        self._pattern = re.compile("|".join((_EMAIL, *(f"@{pattern}" for pattern in known), _MENTION, _TOKEN, *known)))
        self._hidden: list[str] = []

    def hide(self, text: str) -> str:
        """The text with a token ([P1], [P2] …) for every person; full-width letters become half-width."""
        return self._pattern.sub(self._token, text.translate(_HALF_WIDTH))

    def _token(self, match: re.Match[str]) -> str:
        if match.group() not in self._hidden:
            self._hidden.append(match.group())
        return f"[P{self._hidden.index(match.group()) + 1}]"

    def reveal(self, text: str, original: str) -> str | None:
        """The text with the names back; None where it names somebody who was not hidden, or leaves out who was addressed by @."""
        named = {int(number) for number in _BACK.findall(text)}
        if any(not 1 <= number <= len(self._hidden) for number in named):
            return None
        said = original.translate(_HALF_WIDTH)
        addressed = {n for n, name in enumerate(self._hidden, 1) if name.startswith("@") and name in said}
        return " ".join(_BACK.sub(self._back, text).split()) if addressed <= named else None

    def _back(self, found: re.Match[str]) -> str:
        """Who is addressed stands apart, or nobody could tell where the name ends."""
        name = self._hidden[int(found[1]) - 1]
        return f" {name} " if name.startswith("@") else name


def _forms(name: str, folded: str) -> Iterator[tuple[str, str]]:
    """How somebody of this name may be called, as far as it may stand in the text, each with how it is found there.

    A full name counts in any case, one of its words only as it is written: "Will" is somebody, "will" mostly not.
    """
    parts = _PARTS.findall(unicodedata.normalize("NFKC", name))
    chinese = [part for part in parts if _HAN.search(part)]
    spaced = [part for part in parts if not _HAN.search(part)]
    for part in chinese:
        given = part[len(_surname(part)) :] if _HAN.fullmatch(part) and 3 <= len(part) <= 4 else ""
        yield from ((form, re.escape(form)) for form in (part, given) if len(form) > 1 and form.casefold() in folded)
        if _HAN.fullmatch(part) and _surname(part) in folded:
            yield _surname(part), _addressed(_surname(part))
    whole = " ".join(spaced)
    if len(whole) > 1 and whole.casefold() in folded:
        yield whole, _word(rf"(?i:{re.escape(whole)})")
    yield from ((part, _word(re.escape(part))) for part in spaced[: len(spaced) if len(spaced) > 1 else 0] if _called(part, folded))


def _called(part: str, folded: str) -> bool:
    return len(part) > 1 and part[0].isalpha() and part.casefold() in folded


def _word(pattern: str) -> str:
    return rf"(?<!{_LETTER}){pattern}(?!{_LETTER})"


def _surname(name: str) -> str:
    return name[:2] if name.startswith(_COMPOUND) else name[:1]


def _addressed(surname: str) -> str:
    """A surname as colleagues use it: with a title behind, or with old or little before."""
    familiar = "" if surname in _NO_SURNAME_HERE else f"[老小阿]{surname}|"
    return f"(?:{familiar}{surname}(?:{_TITLES}))"
