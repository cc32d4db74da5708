"""Who is asked for help, and with what, in the words of a report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.okr.reading.words import alternatives

_AT_NAME: Final = re.compile(r"@(?P<name>[A-Za-z][\w.-]*[A-Za-z0-9]|[A-Za-z]|[一-龥·]{1,12}|[^\s@,;:.!?，。；：、()]{1,40})")
_AFTER_NAME: Final = re.compile(
    r"帮|协助|支持|配合|支援|协调|看|确认|来|的|给|一起|尽快|能|提供|对接|审|过|推|批|安排|出|做|回复|这边|那边|把|请|需"
)
_TRIM = " \t\n,.;:!?，。；：、-"


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """`person` as typed, without the @; `text` what is asked, in the person's own words."""

    person: str
    text: str
    start: int
    end: int


_NOBODY: Final = frozenset("大家 你 您 更多 一些 人 有人 谁 一下 他 她 他们 I We More Some".split())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Requests without a mention: 需要法务支持, need Dana's help, need help from Dana."""
    needs, helps = alternatives("report", "needs"), alternatives("report", "help")
    name = r"(?P<who>[A-Z][\w-]*(?:\s[A-Z][\w-]*)?)"
    return (
        re.compile(rf"(?:{needs})\s*(?P<who>[一-龥]{{1,6}}?)(?:尽快|马上|多)?\s*(?:{helps})"),
        re.compile(rf"(?:{needs})\s+{name}(?:'s?\s+(?:{helps})|\s+to\s)"),
        re.compile(rf"(?:help|support|a hand)\s+from\s+{name}"),
    )


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(f"{alternatives('report', 'help')}|{alternatives('report', 'needs')}", re.IGNORECASE)


@cache
def _loosely() -> re.Pattern[str]:
    """Somebody is spoken to by name: 请王芳确认, can Dana chase it. What stands there may be nobody's name."""
    name = r"[A-Z][\w-]{0,20}(?:\s[A-Z][\w-]{0,20})?"
    chinese = rf"(?:(?<![申邀])请(?!假)|想请|麻烦|拜托|需要|想找|求)\s?(?P<han>{name}|[一-龥]{{2,4}})"
    english = rf"\b(?i:can|could|would|will|please|ask(?:ing)?|want|need)\s(?P<latin>{name})\s(?=[a-z])"
    return re.compile(f"{chinese}|{english}")


def help_in(text: str, plain: str, names: tuple[str, ...] = ()) -> tuple[HelpAsked, ...]:
    """The requests in one clause; `names` are people's names, to find where a mention ends. Empty when nobody is asked."""
    mentions = tuple(_mentions(plain, names))
    if mentions:
        return tuple(_by_mention(text, plain, mentions))
    for pattern in _patterns():
        if (match := pattern.search(plain)) and (person := text[match.start("who") : match.end("who")]) not in _NOBODY:
            return (HelpAsked(person, text.strip(_TRIM), 0, len(text)),)  # the name may be nobody's: all words are kept
    return tuple(_spoken_to(text, plain, names))[:1]


def _spoken_to(text: str, plain: str, names: tuple[str, ...]) -> Iterator[HelpAsked]:
    """Only where the name is somebody's."""
    for match in _loosely().finditer(plain):
        start = match.start("han" if match["han"] else "latin")
        if known := max((name for name in names if plain.startswith(name, start)), key=len, default=None):
            yield HelpAsked(text[start : start + len(known)], _rest(text, start + len(known), len(text), plain), match.start(), len(text))


def asked_for_help(text: str) -> tuple[str, ...]:
    """Who may be asked for help without being named by @, as typed."""
    if "@" in text:
        return ()
    named = tuple(asked.person for asked in help_in(text, text))
    return tuple(dict.fromkeys((*named, *(match["han"] or match["latin"] for match in _loosely().finditer(text)))))


def _mentions(plain: str, names: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """Start of the @, start and end of the name."""
    for match in _AT_NAME.finditer(plain):
        start, end = match.span("name")
        known = max((name for name in names if plain.startswith(name, start)), key=len, default=None)
        if known:
            end = start + len(known)
        elif "一" <= plain[start] <= "龥" and (verb := _AFTER_NAME.search(plain, start + 1, end)):
            end = max(verb.start(), start + 1)
        yield match.start(), start, end


def _by_mention(text: str, plain: str, mentions: tuple[tuple[int, int, int], ...]) -> Iterator[HelpAsked]:
    """Each request goes as far as the next mention; people named one after the other are asked the same."""
    borders = [m[0] for m in mentions[1:]] + [len(plain)]
    passages = [_rest(text, end, border, plain) for (_, _, end), border in zip(mentions, borders, strict=True)]
    for i, (at, start, end) in enumerate(mentions):
        said = next((p for p in passages[i:] if len(p.strip("和与跟及 and&、,")) > 0 and p not in ("和", "and", "与", "跟")), "")
        yield HelpAsked(text[start:end], said, at, borders[i])


@cache
def _lead() -> re.Pattern[str]:
    """The words between a name and what is asked."""
    helps = alternatives("report", "help")
    english = rf"(?:'s)?\s*(?:to\s)?\s*(?:{helps})?\s*(?:to|with|on|for|in|me|us)?\s+"
    return re.compile(rf"{english}|(?:'s)?\s*(?:来|能|给)?(?:帮忙|帮|协助|支持|配合)?(?:一下|我们|我)?\s*", re.IGNORECASE)


def _rest(text: str, start: int, end: int, plain: str) -> str:
    """What is asked, without the words that only say that it is asked; all of it when nothing else is left."""
    start += len(plain[start:end]) - len(plain[start:end].lstrip())
    lead = _lead().match(plain, start, end)
    cut = text[lead.end() if lead else start : end].strip(_TRIM)
    return cut or text[start:end].strip(_TRIM)


def asks(plain: str) -> bool:
    return bool(_asking().search(plain) or _loosely().search(plain))
