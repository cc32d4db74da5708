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


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    needs, help_words = alternatives("report", "needs"), alternatives("report", "help")
    return (
        re.compile(
            rf"(?P<lead>(?:{needs})\s*)(?:a hand from|help from|support from)?\s*(?P<who>[一-龥]{{1,6}}?)\s*(?P<verb>{help_words})(?P<what>.*)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?P<lead>(?:{needs})\s+)(?P<who>[A-Z][\w-]*(?:\s[A-Z][\w-]*)?)(?P<verb>'s?\s+(?:{help_words})|\s+to\s+(?:{help_words})?)(?P<what>.*)"
        ),
        re.compile(
            r"(?P<lead>(?:needs?\s+)?(?:help|support|a hand)\s+from\s+)(?P<who>[A-Z][\w-]*(?:\s[A-Z][\w-]*)?)(?P<verb>)(?P<what>.*)"
        ),
    )


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(f"{alternatives('report', 'help')}|{alternatives('report', 'needs')}", re.IGNORECASE)


def help_in(text: str, plain: str, names: tuple[str, ...] = ()) -> tuple[HelpAsked, ...]:
    """The requests in one clause; `names` are people's names, to find where a mention ends. Empty when nobody is asked."""
    mentions = tuple(_mentions(plain, names))
    if mentions:
        return tuple(_by_mention(text, plain, mentions))
    for pattern in _patterns():
        if match := pattern.search(plain):
            person = text[match.start("who") : match.end("who")]
            if person not in {
                "大家",
                "你",
                "您",
                "更多",
                "一些",
                "人",
                "有人",
                "谁",
                "一下",
                "他",
                "她",
                "他们",
                "I",
                "We",
                "More",
                "Some",
            }:
                return (HelpAsked(person, _rest(text, match.start("verb"), match.end("what"), plain), match.start(), match.end()),)
    return ()


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


def _rest(text: str, start: int, end: int, plain: str) -> str:
    """What is asked, without the words that only say that it is asked; all of it when nothing else is left."""
    start += len(plain[start:end]) - len(plain[start:end].lstrip())
    said = plain[start:end]
    lead = re.match(
        rf"(?:'s?)?\s*(?:to\s+)?(?:来|能|给|一下)?\s*(?:{alternatives('report', 'help')})?\s*(?:一下|to|with|on|for|in|me|us|我们?|忙)?\s+|(?:'s)?\s*(?:来|能)?(?:帮忙|帮|协助|支持|配合)?(?:一下|我们|我)?",
        said,
        re.IGNORECASE,
    )
    cut = text[start + (lead.end() if lead else 0) : end].strip(_TRIM)
    return cut or text[start:end].strip(_TRIM)


def asks(plain: str) -> bool:
    return bool(_asking().search(plain))
