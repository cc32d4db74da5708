"""How confident somebody is, 1 to 10, however it is said: a number, tenths, a percentage, a light, or in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.okr.reading.normalise import normalise
from bot.okr.reading.numerals import chinese_number, english_number
from bot.okr.reading.words import alternatives, pattern, renamed

_NUMBER = r"(?P<n>\d{1,3}(?:\.\d+)?|[一二两三四五六七八九十]{1,2}(?![一-龥]*成)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)"
_BEHIND = r"(?P<percent>\s?%|\s?percent\b)?(?:\s?(?:/|out of|分之)\s?(?:10|十)(?!\d)|\s?分)?"
_OLD = (
    r"(?:(?:从|由|from)?\s*(?P<old>\d{1,2}|[一二三四五六七八九十])\s*(?:分)?\s*"
    r"(?=(?:[降升掉跌涨调变提下上][^\d]{0,4}|→|-+>|to|到|down to|up to)\s*[\d一二三四五六七八九十]))?"
)
_ALONE = re.compile(rf"(?:(?:about|around|约|大概)\s?)?{_NUMBER}{_BEHIND}\s?[.!。]?", re.IGNORECASE)
_TENTH = r"(?P<n>\d(?:\.\d)?|[一二两三四五六七八九十])\s?成(?P<half>[半五])?"
_COUNTED = re.compile(rf"{_NUMBER}{_BEHIND}", re.IGNORECASE)
_ROW = re.compile(r"\s*[^\d,;]{0,12}\s*(?P<row>(?:10|[1-9])(?:\s?[,、;/ ]\s?(?:and\s|和)?(?:10|[1-9]))+)\s*[.。!]?\s*", re.IGNORECASE)
_SHORT, _LONG = 60, 120
_TENTHS_BETWEEN = re.compile(r"(?:一两|两三|二三|三四|四五|五六|六七|七八|八九)\s?成(?:的)?(?:信心|把握)")
_TENTHS = re.compile(rf"{_TENTH}(?:的)?(?:信心|把握)")
_TENTHS_BEHIND = re.compile(rf"(?:信心|把握)(?:大概|大约|约|还?有|还?是|在|[:=]|\s){{0,3}}{_TENTH}")


@dataclass(frozen=True, slots=True)
class Confidence:
    """A confidence 1..10 and the place in the text that says it; `worded`: in words that a figure may make more exact."""

    value: int
    start: int
    end: int
    worded: bool = False


def read_confidence(text: str) -> int | None:
    """The confidence in an answer to "how confident are you?": a bare number or 60% counts there. None when it says none."""
    plain = normalise(text)
    if alone := _ALONE.fullmatch(plain.strip()):
        return _in_scale(alone)
    found = next(iter(find_confidence(plain)), None)
    return found.value if found else None


@lru_cache(maxsize=512)  # a report asks several times about each of its clauses
def find_confidence(plain: str) -> tuple[Confidence, ...]:
    """Every mention in a normalised text that names confidence; a bare number is none."""
    matches = [
        *_named().finditer(plain),
        *_felt().finditer(plain),
        *_reversed().finditer(plain),
        *_TENTHS.finditer(plain),
        *_TENTHS_BEHIND.finditer(plain),
    ]
    found = [Confidence(value, m.start(), m.end()) for m in matches if (value := _in_scale(m)) is not None]
    for section in ("words", "lights"):
        for expression, meant in renamed("confidence", section):
            found.extend(Confidence(int(meant), m.start(), m.end(), worded=True) for m in expression.finditer(plain))
    return tuple(_apart(sorted(found, key=lambda c: (c.start, -c.end))))


def _apart(found: list[Confidence]) -> Iterator[Confidence]:
    reached = 0
    for mention in found:
        if mention.start >= reached:
            reached = mention.end
            yield mention


def confidence_out_of_scale(text: str) -> bool:
    """Whether a confidence is named with a figure that is none: 12, or 0."""
    return any(match["n"][0].isdigit() and _in_scale(match) is None for match in _named().finditer(normalise(text)))


def confidences_of(text: str, count: int) -> tuple[int, ...] | None:
    """The confidences of so many, one for each in a row or the same for all, where nothing else is said; None where it says neither."""
    if row := _ROW.fullmatch(normalise(text)[:_LONG]):
        values = tuple(int(n) for n in re.findall(r"\d+", row["row"]))
        return values if len(values) == count else None
    alike = same_for_all(text)
    return None if alike is None else (alike,) * count


def same_for_all(text: str) -> int | None:
    """The confidence that is given to all alike, where nothing else is said: 信心都是 7, all 7, 7 for all of them."""
    plain = normalise(text).strip()
    number = next(_COUNTED.finditer(plain), None)
    if len(plain) > _SHORT or number is None:
        return None
    around = plain[: number.start()] + " " + plain[number.end() :]
    alike = pattern("report", "for_all").search(around)
    return _in_scale(number) if alike and not _around().sub("", around).strip(" ,.。!吧") else None


@cache
def _around() -> re.Pattern[str]:
    words = (alternatives("confidence", "name"), alternatives("report", "everything"), alternatives("report", "for_all"))
    return re.compile(rf"{'|'.join(words)}|\b(?:of them|for|on|with|at|is|are)\b|信心|是|为", re.IGNORECASE)


def find_unsure(plain: str) -> Iterator[tuple[int, int]]:
    """The places where a confidence is named that is none of 1 to 10, or lies between two: confidence 12, 信心五六成, 5 or 6."""
    for either in (_between(), _TENTHS_BETWEEN):
        yield from (match.span() for match in either.finditer(plain))
    yield from (match.span() for match in _named().finditer(plain) if match["n"][0].isdigit() and _in_scale(match) is None)


def confidence_places(plain: str) -> tuple[tuple[int, int], ...]:
    """Where a confidence is named, of whatever figure: its percent or tenths tell nothing of a key result."""
    return (*find_unsure(plain), *((mention.start, mention.end) for mention in find_confidence(plain)))


@cache
def _between() -> re.Pattern[str]:
    name, link = alternatives("confidence", "name"), alternatives("confidence", "link")
    one = r"(?:10|[1-9](?![\d.])|[一二两三四五六七八九十]|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b)"
    two = rf"(?:between\s*{one}\s*(?:and|to)\s*{one}|(?:大概|大约|差不多|around|about|maybe)\s*{one}\s?分?\s*(?:到|至|to)\s*{one}"
    two += rf"|{one}\s?分?\s*(?:or|或者?|[-~])\s*{one}|(?:一两|两三|二三|三四|四五|五六|六七|七八|八九))"
    return _compiled(rf"(?:{name})(?:\s*(?:{link})){{0,3}}?\s*{two}(?:\s?(?:分|成|/\s?10))?(?!\d|%)")


@cache
def _named() -> re.Pattern[str]:
    name, link = alternatives("confidence", "name"), alternatives("confidence", "link")
    return _compiled(rf"(?:{name})(?:\s*(?:{link})){{0,3}}?\s*{_OLD}(?:\s*(?:{link})){{0,4}}\s*{_NUMBER}{_BEHIND}(?!\s?[-/]\d)")


def find_confidence_steps(plain: str) -> Iterator[Confidence]:
    """Every mention of how much more or less confident somebody is than before: 信心 +1, down by 2, 降了 1 分; `value` is signed."""
    for match in _steps().finditer(plain):
        said = match["n"]
        number = 1 if said is None else int(said) if said.isdigit() else int(chinese_number(said) or english_number(said) or 1)
        yield Confidence(-number if match["down"] else number, match.start(), match.end())


@cache
def _steps() -> re.Pattern[str]:
    """A minus is a step for 1 and 2 only: "confidence - 7" is a dash."""
    name = alternatives("confidence", "name")
    up, down = alternatives("confidence", "step_up"), alternatives("confidence", "step_down")
    number = r"(?P<n>[1-9](?![\d.])|[一二两三四五]|\b(?:one|two|three|four|five)\b)"
    how = rf"(?:(?:\+|{up})|(?P<down>-(?=[12](?!\d))|{down}))"
    notch = r"(?:\s?(?:个?点|分|points?|notch(?:es)?))?"
    return _compiled(rf"(?:{name})\s*(?:也|都|又|再|is|was|went|goes|has gone)?\s*{how}\s*{number}{notch}(?!\s?/)")


@cache
def _felt() -> re.Pattern[str]:
    """Feeling 7: nothing may stand behind the number that would be counted by it."""
    name, link = alternatives("confidence", "felt"), alternatives("confidence", "link")
    return _compiled(
        rf"(?:{name})(?:\s*(?:{link})){{0,3}}\s*{_NUMBER}{_BEHIND}(?:\s(?:on|for) (?:it|this|that)(?: one)?)?(?=\s*(?:$|[,.;:!]))"
    )


@cache
def _reversed() -> re.Pattern[str]:
    """The number first: 8/10 confident, 60% confidence, 6 分信心."""
    name = r"(?:confiden(?:t|ce)\b|conf\b|sure\b|(?:的)?信心|(?:的)?把握)"
    scale = r"(?:(?P<percent>\s?%)|\s?/\s?10(?!\d)|\s?分的?|\s?out of 10)"
    said = r"\d|[一二两三四五六七八九十]|不|低|高|(?:one|two|three|four|five|six|seven|eight|nine|ten|low|high|medium|down|up|is)\b"
    not_followed = rf"(?!\s?[:=]?\s?(?:{said}))"  # "40% confidence 6": the next number is meant
    return re.compile(rf"(?<![\w.]){_NUMBER}{scale}\s?(?:in )?{name}{not_followed}", re.IGNORECASE)


def _compiled(written: str) -> re.Pattern[str]:
    """A gap is taken whole: to give it back sign by sign finds nothing else, and is slow where it is long."""
    return re.compile(written.replace(r"\s*", r"\s*+"), re.IGNORECASE)


def _in_scale(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    said = groups["n"]
    number = float(said) if said[0].isdigit() else float(chinese_number(said) or english_number(said) or 0)
    if groups.get("percent"):
        number = max(number / 10, 1) if 0 < number <= 100 else 0
    if groups.get("half"):
        number += 0.5
    rounded = int(number + 0.5)
    return rounded if 1 <= rounded <= 10 and number >= 0.5 else None
