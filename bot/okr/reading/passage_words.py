"""How the words of a report are told apart: what says nothing, no change, done, a slip of the tongue; next step, obstacle or note."""

import re
from functools import cache
from typing import Literal

from bot.okr.reading.clauses import EMOJI
from bot.okr.reading.words import alternatives, pattern

Part = Literal["next", "blocker", "note"]

BARE_CONFIDENCE = re.compile(r"(?:[1-9]|10)(?:\s?分)?")
OUT_OF_TEN = re.compile(r"(?<![\d/])(?P<confidence>[1-9]|10)\s?/\s?10(?![\d/])")
IN_BRACKETS = re.compile(r"(?P<figure>\d+(?:\.\d+)?)[^\d(]{0,24}?\s?(?P<bracket>[(]\s?(?P<confidence>[1-9]|10)\s?/\s?10\s?[)]?)\s*$")
_PART_AHEAD = re.compile(r"(?:其中有?|包括|包含|\bincluding|\bof which)\s*$", re.IGNORECASE)
_PART_BEHIND = re.compile(r"\s*of (?:them|which|those|these)\b", re.IGNORECASE)
LOST = re.compile(r"丢|流失|跑了|走了|退了|\blost\b|churned", re.IGNORECASE)  # what is left of them is where it stands
BEFORE = re.compile(
    r"(?:上一?(?:周|次|期)|之前|原来|原先|\b(?:was|last week|last time|previously|before))\s*(?:的|是|为|:|was|at)?\s*$", re.IGNORECASE
)
IN_TALKS = re.compile(r"(?:在谈|洽谈|跟进|谈着|\b(?:talking to|talks with|negotiating with|in the pipeline:?))\s*$", re.IGNORECASE)
AT = re.compile(
    r"(?:\b(?:stuck|still|flat|held up|is|stalled) at"
    r"|(?:slipp?ed|dropped|fell|slid|sank|went|came|is|are|was|now|still|back|up|down)(?: back| down| up)?(?: from \S{1,12})? (?:to|at)"
    r"|[卡停]在|(?:滑|跌|掉|降|落|退|弹|升|涨|回)了?[到至])\s*$",
    re.IGNORECASE,
)
FELL_TO = re.compile(
    r"[^\d]{0,12}(?:slipped|dropped|fell|slid|sank)(?: back| down)? (?:to|at)\s*\S+(?:\s\S+)?|[滑跌掉降退落]回?了?[到至][^,;]{1,12}",
    re.IGNORECASE,
)
NONE = re.compile(r"\s*(?:无|没有|暂无|none|no|n/?a|nil)\s*[.,;。!]?\s*", re.IGNORECASE)
CONNECTED = re.compile(r"^(?:because(?: of)?|due to|因为|由于)\s*", re.IGNORECASE)


@cache
def headed(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('report', f'{name}_prefix')})\s*:", re.IGNORECASE)


@cache
def nothing() -> re.Pattern[str]:
    """Only words that say nothing of their own."""
    words = "|".join(alternatives("report", name) for name in ("filler", "connect", "onward"))
    words += f"|{alternatives('confidence', 'name')}"  # left of "confidence as before"
    return re.compile(rf"(?:(?:{words})|[\s,.:;()+=/~↑↓-]|{EMOJI})*+", re.IGNORECASE)


@cache
def same_said() -> re.Pattern[str]:
    filler, same = alternatives("report", "same_filler"), alternatives("report", "same")
    confidence = rf"(?P<confidence>(?:{alternatives('confidence', 'name')})\s{{0,2}})?"
    return re.compile(rf"{confidence}(?:(?:{filler})[\s:,]*){{0,5}}(?:{same})(?:\s*(?:{filler}))*+\s*(?![一-龥]{{0,2}}的)", re.IGNORECASE)


@cache
def state_said() -> re.Pattern[str]:
    """Done, or not begun, and nothing else."""
    states = f"{alternatives('report', 'finished')}|{alternatives('report', 'not_started')}"
    filler = f"{alternatives('report', 'filler')}|全部|都|均|终于|and|live|online|且|并|[^\\w]"
    return re.compile(rf"(?:(?!{states})(?:{filler}))*+(?:{states})(?:{filler})*+", re.IGNORECASE)


@cache
def instead_said() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('report', 'instead')}|[\s,.…—-])+", re.IGNORECASE)


@cache
def asking_end() -> re.Pattern[str]:
    words = "|".join(alternatives("report", name) for name in ("connect", "needs", "help"))
    return re.compile(rf"\s*(?:{words}|\bi|\bwe|我们?|from|\s)*+$", re.IGNORECASE)


_LATER = re.compile(r"(?:推迟|延期|延迟|延后|拖|slip\w*|delay\w*|postpone\w*|pushed)\s*(?:到|至|to|until|till)", re.IGNORECASE)
_SOON = re.compile(r"下个?(?:周|星期|礼拜)|下一?步|明天|接下来|\bnext\b|\btomorrow\b|\bwill\b|'ll\b|going to", re.IGNORECASE)


def part_of(said: str) -> Part:
    """Next week is the next step, what hinders is the blocker, the rest is the note."""
    hinders = pattern("report", "blocker").search(pattern("report", "no_blocker").sub("", said))
    if hinders and (_LATER.search(said) or not _SOON.search(said)):
        return "blocker"
    return "next" if pattern("report", "next").search(said) else "note"


def is_part(plain: str, start: int, end: int) -> bool:
    """Whether a figure counts only some of what another one counts: 其中 2 家, two of them."""
    return bool(_PART_AHEAD.search(plain[max(0, start - 12) : start]) or _PART_BEHIND.match(plain, end))
