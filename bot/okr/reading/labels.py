"""Which key results a text speaks of, and where the words about each begin: KR1, kr 1 到 3, 第一个, KR1、KR2, or a numbered list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from bot.okr.reading.clauses import EMOJI, clauses
from bot.okr.reading.numerals import CHINESE, ENGLISH, chinese_number
from bot.okr.reading.words import alternatives

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_TO = r"(?:-+|~|到|至|to|through|thru)"
_AND = r"(?:,|、|/|&|\+|and|和|与|跟|及)"
_NOT_A_FIGURE = r"(?![\d.]*\s*[%个家单次人名位天万分秒小元年月周篇场条份店户kmw\d]|\.\d)(?=\s*(?:[:,;]|$|[^\d\s]))"
_REACHED = rf"(?!\s{{0,2}}(?:到|to)\s{{0,2}}(?:\d{{2,}}|{_N}\s?(?:了|啦)))"  # "KR1到75了" is a figure, "KR1到3" are three
_WORD_NUMBERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_MANY: Final = {"two": 2, "three": 3, "four": 4, "five": 5}
_LIST: Final = re.compile(
    r"^[ ]{0,3}(?:[(]?(?:(?P<n>\d{1,2})[.、:)](?!\d)|(?P<han>[一二三四五六七八九])[、.)])|(?P<circle>[①-⑩]))\s{0,3}", re.MULTILINE
)
_INLINE_LIST: Final = re.compile(
    r"(?:^|(?<=[,;:\s]))[(]?(?P<n>\d{1,2})(?:[.:)](?!\d)|、(?!\d+\s?[、,])|号(?=\s?[\d一二两三四五六七八九十百没不还]))(?P<circle>)(?P<han>)\s{0,3}"
)
_OPEN_BEFORE: Final = re.compile(
    rf"(?:^|[,;:。.!?\n、()\[\]*•·|/-]|\d\s?%?|%|[🟢🟡🔴🟠]|{EMOJI}|same|unchanged|done|no change|不变|没变|没变化|完成了?"
    r"|(?:只有?|就|仅)(?:动|变|更新|改|推进)?了?|除了?|本周|这周|this week|(?:apart|aside) from|except(?: for)?|besides|other than"
    r"|\b(?:and|but|while|then|also|update|so)|[,;.\n]\s*(?:on|for)|和|而|另外|还有|以及|但|把?更正|刚才|刚刚|上面|前面|其中|关于|是|其)\s*$",
    re.IGNORECASE,
)
_ONLY_MENTIONED: Final = re.compile(
    r"(?:\b(?:by|of|on|for|from|with|after|until|like|see|than|change|show|edit|delete|about|score)|等待?|依赖|被|因为|由于|跟|像|比|见|改|删除?|看|拆解|的)\s*$",
    re.IGNORECASE,
)
_LEAD_IN: Final = re.compile(r"(?:^|(?<=[\s,;。.!?\n，；]))(?:for|on|in|把|将|关于|至于|并?且)\s*$", re.IGNORECASE)


_WE = r"(?:\b(?:i|we)(?:'ve|'m|'re|\s(?:have|am|are))?\s(?:just\s|finally\s)?|(?:我们?)?(?:终于|已经?)?)?"
_DONE_BEFORE: Final = re.compile(
    rf"(?:^|(?<=[,;.!。\n])\s*){_WE}(?P<said>finished|completed|achieved|reached|done(?= with)|hit(?= the)|完成|做完|搞定|达成)"
    r"(?:\swith|\sthe (?:target|goal) (?:on|of|for))?了?\s*$",
    re.IGNORECASE,
)
_BEHIND_BEFORE: Final = re.compile(
    rf"(?:^|(?<=[,;.!。\n])\s*){_WE}(?P<said>stuck|blocked|behind|late|struggling|falling behind)\s(?:on|with)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Label:
    """The key results named at one place (numbers from 1), and the place. `same`: "no change on" stands right before it.

    `done`: "we finished" stands there and says all; `behind`: the place of what does, "stuck on". `name`: where it is named behind the
    words about it: 93k (KR4).
    """

    numbers: tuple[int, ...]
    start: int
    end: int
    same: bool = False
    done: bool = False
    behind: tuple[int, int] | None = None
    name: tuple[int, int] | None = None


def find_labels(plain: str, count: int = 99) -> tuple[Label, ...]:
    """Labels that open a passage, in reading order; a key result that is only mentioned ("waits for KR2") opens none.

    `count`: how many key results there are, for "the last two".
    """
    found = (*_openings(plain), *_several(plain, count))
    return tuple(sorted(found, key=lambda label: label.start))


def find_list(plain: str) -> tuple[Label, ...]:
    """The items of a numbered list, line by line or one behind the other, for a text without labels."""
    lines = tuple(_items(_LIST.finditer(plain)))
    inline = tuple(_in_sequence(_items(_INLINE_LIST.finditer(plain)))) if re.match(r"(?:[^\d]{0,12}:)?\s*[(]?1[.、:)号]", plain) else ()
    return inline if len(inline) > len(lines) else lines


def _in_sequence(labels: Iterator[Label]) -> Iterator[Label]:
    """1, 2, 3 and so on; any other number is a figure."""
    expected = 1
    for label in labels:
        if label.numbers == (expected,):
            yield label
            expected += 1


@cache
def _label() -> re.Pattern[str]:
    name = rf"(?:(?:O\s?\d{{1,2}}\s?[-./·]?\s?)?(?:{'|'.join(_names())})\s{{0,2}}[-#.]?\s{{0,2}})"
    apart = r"(?!\s{0,2}-+\s{1,2}\d|\s{1,2}[+]\d)"  # "KR 1 - 35 min": a dash with a space before a number is no range; "KR3 +2" a step
    more = rf"(?P<more>(?:{_REACHED}{apart}\s{{0,2}}(?:{_TO}|{_AND})\s{{0,2}}(?:{name}{_N}|{_N}{_NOT_A_FIGURE}))*)"
    nth = rf"第\s?(?P<nth>{_N})\s?(?:个|条|项)(?:\s?(?:KR|关键结果))?"
    word = (
        rf"(?:the\s+)?\b(?P<word>{'|'.join(_WORD_NUMBERS)})\b(?:\s(?:one|kr|key result))?"
        r"(?=\s{0,3}(?:[:,$]|\d|(?:is|are|at|same|no|unchanged|done|still|now|went|has|had|stays?|stayed|dropped|rose|reached|hit|up|down|to)\b))"
    )
    ending = r"\s{0,3}(?P<mark>[:=]|(?<!\s)-+(?=\s|\d)|-+(?=\s)|的?(?:进度|进展|情况)?[:=])?"
    return re.compile(rf"(?<![A-Za-z0-9])(?:{name}(?P<first>{_N}){more}(?!\d|[.]\d)|{nth}|{word}){ending}", re.IGNORECASE)


def _names() -> list[str]:
    return ["kr", r"k\.r\.?", "key results?", "关键结果", "关键成果"]


@cache
def _reported() -> re.Pattern[str]:
    """What follows a label that is reported on, wherever it stands: a figure, "no change", a confidence."""
    filler, same = alternatives("report", "filler"), alternatives("report", "same")
    measured = rf"[{CHINESE}]{{1,12}}点?[{CHINESE}]{{0,6}}\s?(?:成|个|家|小时|分钟|天|万|%)"
    numeral = rf"百分之|{measured}|{ENGLISH}\b|an? (?:hour|day|minute|week|month|point)\b"
    figure = rf"(?:\b(?:we|i)\b\s?)?(?:(?:{filler}|更正为?|还?差|还?剩)\s{{0,2}}){{0,3}}(?:[$¥€£#第]?\d|{numeral})"
    known = rf"(?:{alternatives('report', 'same_filler')}|\s){{0,3}}(?:{same})|(?:{alternatives('confidence', 'name')})"
    return re.compile(rf"\s{{0,2}}(?:{figure}|{known}|{EMOJI}|-\d|[还正仍]在|卡[在住了]|没有?|已经?)", re.IGNORECASE)


@cache
def _same_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('report', 'same')})\s(?:on|for|in|to|with)\s{{0,2}}$", re.IGNORECASE)


def _openings(plain: str) -> Iterator[Label]:
    place = 0
    while match := _label().search(plain, place):
        place = match.end()
        numbers = _numbers(match)
        ahead = plain[max(0, match.start() - 40) : match.start()]
        if same := _same_before().search(ahead):
            label = Label(numbers, match.start() - len(ahead) + same.start(), match.end(), same=True)
            if match["more"] and not re.match(r"\s*(?:[,;.。]|$)", plain[match.end() :]):
                label = replace(label, numbers=numbers[:1], end=match.end("first"))  # the next one has a figure of its own
                place = match.end("first")
            yield label
        elif numbers and (said := _in_brackets(plain, match) or _said_before(plain, match, ahead)):
            yield said
        elif numbers and _opens(plain, match, ahead):
            lead_in = _LEAD_IN.search(ahead)
            yield Label(numbers, match.start() - (len(ahead) - lead_in.start() if lead_in else 0), match.end())


def _in_brackets(plain: str, match: re.Match[str]) -> Label | None:
    """The name behind what is said: Sales 93k (KR4)."""
    if plain[max(0, match.start() - 3) : match.start()].rstrip()[-1:] not in ("(", "["):
        return None
    start = max(0, match.start() - 120)
    clause = next((c for c in clauses(plain, start, match.start()) if not plain[c.end : match.start()].strip()[:-1]), None)
    closing = re.compile(r"\s?[)\]](?=\s*(?:[,;.。!\n]|$))").match(plain, match.end())
    if clause is None or closing is None:
        return None
    return Label(_numbers(match), clause.start, clause.start, name=(clause.end, closing.end()))


def _said_before(plain: str, match: re.Match[str], ahead: str) -> Label | None:
    """Where everything is said before the label, and nothing behind it: I finished KR1! We are stuck on KR2, 完成了KR1."""
    ending = re.compile(r"\s*(?:了|啦)?(?=\s*(?:[,;.!。]|$))").match(plain, match.end())
    if ending is None:
        return None
    offset = match.start() - len(ahead)
    numbers = _numbers(match)
    if done := _DONE_BEFORE.search(ahead):
        return Label(numbers, offset + done.start(), ending.end(), done=True)
    if behind := _BEHIND_BEFORE.search(ahead):
        place = offset + behind.start("said"), offset + behind.end("said")
        return Label(numbers, offset + behind.start(), ending.end(), behind=place)
    return None


def _opens(plain: str, match: re.Match[str], ahead: str) -> bool:
    if _OPEN_BEFORE.search(ahead) or match["mark"]:
        return True
    lead_in = _LEAD_IN.search(ahead) and len(ahead.strip()) <= 4  # at the very beginning
    return bool(_reported().match(plain, match.end())) and bool(lead_in or not _ONLY_MENTIONED.search(ahead))


def _items(matches: Iterator[re.Match[str]]) -> Iterator[Label]:
    for match in matches:
        number = _number(match["n"] or match["han"]) if match["n"] or match["han"] else ord(match["circle"]) - ord("①") + 1
        yield Label((number,), match.start(), match.end())


@cache
def _some() -> re.Pattern[str]:
    same, filler = alternatives("report", "same"), alternatives("report", "same_filler")
    many = r"(?P<many>[两二三四五]|two|three|four|five)"
    place = r"(?P<head>前|(?:the\s)?first\s)|(?P<tail>后|最后|(?:the\s)?last\s)"
    return re.compile(rf"(?:{place}){many}\s?(?:个|条|项|ones|krs?)?(?=[\s:,]{{0,2}}(?:(?:{filler})\s?){{0,3}}(?:{same}))", re.IGNORECASE)


def _several(plain: str, count: int) -> Iterator[Label]:
    """前两个没变, first two unchanged."""
    for match in _some().finditer(plain):
        many = _MANY.get(match["many"].lower()) or _number(match["many"])
        first = 1 if match["head"] else max(1, count - many + 1)
        yield Label(tuple(range(first, first + many)), match.start(), match.end())


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    if match["word"]:
        return (_WORD_NUMBERS[match["word"].lower()],)
    if match["nth"]:
        return (_number(match["nth"]),)
    numbers = [_number(match["first"])]
    for part in re.finditer(rf"({_TO}|{_AND})\s*[^\d一二三四五六七八九十]*({_N})", match["more"] or "", re.IGNORECASE):
        number = _number(part[2])
        if re.fullmatch(_TO, part[1], re.IGNORECASE) and numbers[-1] < number <= numbers[-1] + 20:
            numbers.extend(range(numbers[-1] + 1, number + 1))
        else:
            numbers.append(number)
    return tuple(dict.fromkeys(numbers))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)
