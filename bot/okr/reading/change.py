"""A sentence that asks to change a key result: which one, what of it, to what; anything less plain is none."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final, Literal

from bot.okr.reading.dates import find_dates
from bot.okr.reading.normalise import normalise
from bot.okr.reading.words import alternatives

ChangedField = Literal["due", "target", "owner", "text", "drop"]
_ANY_DAY: Final = date(2027, 1, 1)  # where a date stands does not depend on the day it is read
_LONGEST: Final = 200
_SHORT: Final = 60
_FIELDS: Final[tuple[ChangedField, ...]] = ("due", "target", "owner", "text")
_WHY_FIRST: Final = re.compile(r"\s{0,4}(?:因为|由于|because(?: of)?|due to)\s{0,4}(?P<why>[^,;\n]{2,120}),\s*", re.IGNORECASE)
_WHY_LAST: Final = re.compile(
    r"(?:[,;\s]\s{0,4}(?:because(?: of)?|since|due to)\s|[,;]?\s{0,4}(?:因为|由于))\s{0,4}(?P<why>[^\n]{2,})$", re.IGNORECASE
)
_MORE: Final = re.compile(r"(?P<figure>[^\s,;]*\d[^,;。]{0,20}?)\s{0,2}[,;。]\s{0,2}(?P<why>(?!\d)\S.+)")  # 85%, the customers changed
_PARTICLES: Final = "吧了啦"
_NTH: Final = re.compile(
    r"第([一二三四1-4])条(?:\s?KR|关键结果)?|(?:the )?(first|second|third|fourth) (?:one|key result|kr)\b", re.IGNORECASE
)
_COUNTED: Final = {word: n for n, words in enumerate(("一1", "二2", "三3", "四4"), start=1) for word in words} | {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
}
_TRIM: Final = " ,.;:!?。，；：！？“”\"'"


@dataclass(frozen=True, slots=True)
class ReadChange:
    """`number` as key results are numbered for their owner; `field` None: not said what of it; `value` as typed, empty: not said.

    `reason`: why, where that is said too. `named`: the field is called by its name, so that it is no report.
    """

    number: int
    field: ChangedField | None
    value: str = ""
    reason: str = ""
    named: bool = False


def read_change(text: str, *, asked: bool = False) -> ReadChange | None:
    """请把 KR1 的截止改到月底; raise KR2's target to 95%; drop KR3. A report ("KR2 to 95%") is no change.

    With `asked` it is clear already that something is to be changed: "KR2 target 95%" is enough.
    """
    said, reason = _without_reason(text)
    found = _read(said, asked=asked)
    if found and found.field == "target" and not reason and (more := _MORE.match(normalise(found.value))):
        found, reason = replace(found, value=found.value[: more.end("figure")]), found.value[more.start("why") :].strip(_TRIM)
    return replace(found, reason=reason) if found else None


def only_value(text: str) -> str:
    """What a sentence makes of a key result and says nothing else: KR1 改成 3 小时, KR1 should be 4 hours; empty: it says more."""
    plain = _numbered(text)
    which = _which().search(plain)
    if which is None or len(plain) > _SHORT:
        return ""
    head, rest = _said_before().fullmatch(plain[: which.start()]), _said_behind().match(plain, which.end())
    verb = bool(head and head["verb"]) or bool(rest and rest.end() > which.end())
    return text[rest.end() :].strip(_TRIM + _PARTICLES) if head and rest and verb else ""


def _numbered(text: str) -> str:
    """As it is compared, with 第二条 and "the second one" as KR2; places stay as they are."""

    def number(match: re.Match[str]) -> str:
        return f"KR{_COUNTED[(match[1] or match[2]).casefold()]}".ljust(len(match[0]))

    return _NTH.sub(number, normalise(text))


def _without_reason(text: str) -> tuple[str, str]:
    """The sentence without the clause that says why, at its beginning or its end."""
    plain = normalise(text)
    if lead := _WHY_FIRST.match(plain):
        return text[lead.end() :], text[lead.start("why") : lead.end("why")].strip(_TRIM)
    if tail := _WHY_LAST.search(plain):
        return text[: tail.start()], text[tail.start("why") :].strip(_TRIM)
    return text, ""


def _read(text: str, *, asked: bool) -> ReadChange | None:
    plain = _numbered(text)
    which = _which().search(plain)
    if which is None or len(plain) > _LONGEST or "\n" in plain.strip():
        return None
    number = int(which["n"])
    for field in _FIELDS:
        said = _word(field).search(plain)
        if said and asked:
            return ReadChange(number, field, _value(text, plain, max(which.end(), said.end())), named=True)
        if said and (verb := _word("verbs").search(plain)):
            leads = bool(_word("asks").match(plain.strip())) or verb.start() <= len(plain) - len(plain.lstrip())
            tight = 0 <= said.start() - which.end() <= 2 and 0 <= verb.start() - said.end() <= 1
            if leads or tight:
                return ReadChange(number, field, _value(text, plain, max(which.end(), said.end(), verb.end())), named=True)
    if other := _replaced(text, plain, which):
        return ReadChange(number, "target" if other[0].isdigit() else "text", other, named=True)
    if due := _only_due(text, plain, which):
        return ReadChange(number, "due", due, named=True)
    found = _by_verb(text, plain, which, number)
    return ReadChange(number, None) if found is None and asked else found


def _only_due(text: str, plain: str, which: re.Match[str]) -> str:
    """KR1 12 月 10 日前, KR1 by Dec 10: a day by which, and nothing else; empty where more is said, or no day."""
    if not _said_before().fullmatch(plain[: which.start()]):
        return ""
    days = tuple(span for span in find_dates(plain, _ANY_DAY) if span.start >= which.end())
    if len(days) != 1:
        return ""
    ahead, behind = plain[which.end() : days[0].start].strip(" ,:的"), plain[days[0].end :].strip(_TRIM + _PARTICLES)
    by, before = _word("by").fullmatch(ahead), _word("before").fullmatch(behind)
    return text[days[0].start : days[0].end].strip() if (by and not behind) or (before and (by or not ahead)) else ""


def _replaced(text: str, plain: str, which: re.Match[str]) -> str:
    """What is to stand in its place: 把 KR3 换成…, can we swap KR3 for …; empty where nothing but wishes stands beside it."""
    head = re.fullmatch(
        rf"\s*(?:(?:{alternatives('change', 'asks')})\s*)*(?P<verb>(?:{alternatives('change', 'replaces')})\s*)?",
        plain[: which.start()],
        re.IGNORECASE,
    )
    if head is None:
        return ""
    with_verb = rf"\s*(?:{alternatives('change', 'replaced_by')})\b"
    alone = rf"\s*(?:(?:{alternatives('change', 'asks')})\s*)*(?:{alternatives('change', 'replaced')})"
    behind = re.compile(with_verb if head["verb"] else alone, re.IGNORECASE).match(plain, which.end())
    return text[behind.end() :].strip(_TRIM + _PARTICLES + "吗") if behind else ""


def _by_verb(text: str, plain: str, which: re.Match[str], number: int) -> ReadChange | None:
    """The verb says what is changed: postpone KR1 to Friday, hand KR2 over to @Han, drop KR3."""
    asked = bool(_word("asks").match(plain.strip()))
    wished = bool(_word("wishes").match(plain.strip())) and not _word("soon").search(plain)
    verbs: tuple[tuple[str, ChangedField], ...] = (("hands", "owner"), ("moves_due", "due"), ("moves_target", "target"), ("drops", "drop"))
    verbs += (("moves_wished", "target"),) if wished else ()
    for name, field in verbs:
        verb = _word(name).search(plain)
        if verb is None or (field == "owner" and "@" not in plain):
            continue
        leads = asked or verb.start() <= len(plain) - len(plain.lstrip())
        rest = plain[max(verb.end(), which.end()) :].strip(_TRIM)
        ends = not rest or rest in ("吧", "了")
        if (field == "drop" and ends and (leads or which.end() <= verb.start())) or (field != "drop" and leads and rest):
            named = asked and field in _FIELDS and bool(_word(field).search(plain))  # 想把 KR2 的目标降到 85%
            named = named or (wished and field == "target" and any(c.isdigit() for c in rest))
            return ReadChange(number, field, "" if field == "drop" else _value(text, plain, max(verb.end(), which.end())), named=named)
    return None


def _value(text: str, plain: str, start: int) -> str:
    """What stands behind "to", else everything that is left."""
    to = _word("to").search(plain, start)
    if to is None and (before := [m for m in _word("to").finditer(plain, 0, start) if m.end() == start]):
        to = before[-1]
    return text[to.end() if to else start :].strip(_TRIM)


@cache
def _which() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('change', 'which')})\s*(?P<n>\d{{1,2}})(?!\d)", re.IGNORECASE)


@cache
def _said_before() -> re.Pattern[str]:
    verbs = "|".join(alternatives("change", name) for name in ("verbs", "becomes"))
    return re.compile(rf"\s*(?:(?:{alternatives('change', 'asks')})\s*)*(?P<verb>(?:{verbs})\s*)?", re.IGNORECASE)


@cache
def _said_behind() -> re.Pattern[str]:
    words = "|".join(alternatives("change", name) for name in ("verbs", "becomes", "to"))
    return re.compile(rf"(?:\s*(?:{words}|的|,|:))*\s*", re.IGNORECASE)


@cache
def _word(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives('change', name)})", re.IGNORECASE)
