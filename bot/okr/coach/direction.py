"""Whether an objective says for whom and to what end, or could stand in the plan of any company (docs/method.md 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.okr.coach.finding import Finding
from bot.okr.coach.lexicon import pattern
from bot.okr.coach.sentence import Sentence

SPECIFIC = re.compile(
    r"(?<![a-z])(?:how|where|when|who|whose|that|which|what|why|so|for|until|into|instead|because|after|before)(?![a-z])|对手|夜|第一|一线|新手|老人|孩子"
)
EVERYWHERE = re.compile(
    r"\s+(?:across the (?:board|company|organi[sz]ation|business)|on all levels|in all areas|in every way|overall|everywhere|throughout)$"
)
SMALL = re.compile(r"(?<![a-z])(?:the|a|an|our|of|in|on|at|for|and|with|to|all|its|my)(?![a-z])")


def directed(s: Sentence) -> bool:
    """Whether it says for whom or to what end, or what the thing that is made will be to people."""
    told = s.doing and s.doing.kind not in ("meet", "train") and pattern("told_by").match(s.plain, s.doing.end)
    return bool(s.has("purpose") or told) and not s.has("empty_aim")


def unclear(s: Sentence) -> Iterator[Finding]:
    """A wish so wide that nobody could tell whether it came true."""
    if s.figures:
        return
    if s.has("empty_aim") or bare_name(s):
        yield Finding("too_vague", "advice", 0, len(s.text), variant="quality")
        return
    verb = wish(s)
    if verb is None or directed(s) or not _wide_throughout(_rest(s, verb.end()), s):
        return
    woolly = bool(s.starts("woolly") or s.starts("becoming"))
    yield Finding("too_vague", "advice", verb.start(), verb.end(), variant="verb" if woolly else "quality")


def wish(s: Sentence) -> re.Match[str] | None:
    """The word that wishes, if the sentence begins with one."""
    wishing = (s.starts(path) for path in ("woolly", "becoming", "comparative", "doing.loose"))
    turned = s.starts("turn") if s.chinese and s.has("vague") else None
    return next((verb for verb in wishing if verb), None) or created_for_all(s) or turned


def created_for_all(s: Sentence) -> re.Match[str] | None:
    """The verb of "Create value", which creates no thing."""
    made = s.starts("doing.build")
    return made if made and pattern("good_for_all").match(s.plain, made.end()) else None


def bare_name(s: Sentence) -> bool:
    """Nothing but the name of something that everybody has: "Customer satisfaction", 客户满意度."""
    won = s.starts("winning")
    rest = _rest(s, won.end() if won else s.head)
    if directed(s) or s.starts("becoming_of_others") or not _ends_abstract(rest) or re.search(r"[,;的]", rest):
        return False
    return len(rest) <= 6 if s.chinese else len(rest.split()) <= 2


def _rest(s: Sentence, start: int) -> str:
    return EVERYWHERE.sub("", s.plain[start:].strip(" .!,;"))


def _wide_throughout(rest: str, s: Sentence) -> bool:
    """Wide up to the first comma, and behind each comma another wish as wide."""
    first, *others = re.split(r"\s*[,;]\s*(?:and )?", rest)
    if not _wide(first, s):
        return False
    for other in others:
        verb = pattern("woolly").match(other) or pattern("becoming").match(other)
        if verb is None or not _wide(other[verb.end() :].strip(), s):
            return False
    return True


def fits_all(s: Sentence, start: int) -> bool:
    """Whether what stands from there on begins or ends with a noun that fits everything."""
    rest = _rest(s, start)
    return _begins_abstract(rest) or _ends_abstract(rest)


def _begins_abstract(rest: str) -> bool:
    return bool(pattern("abstract").match(SMALL.sub("", rest).lstrip()))


def _ends_abstract(rest: str) -> bool:
    return bool(re.compile(rf"(?:{pattern('abstract').pattern})$").search(rest))


def _wide(rest: str, s: Sentence) -> bool:
    """Short, or ending in a noun that fits everything."""
    first_wide, ends_wide = _begins_abstract(rest), _ends_abstract(rest)
    if s.chinese:
        size = sum(2 if part.isascii() else len(part) for part in re.findall(r"[a-z]+|[一-龥]+", rest))
        return size <= 8 or (size <= 14 and ends_wide and "的" not in rest)
    words = SMALL.sub(" ", rest).split()
    if first_wide and len(words) <= 4:
        return True
    return not SPECIFIC.search(rest) and (len(words) <= 3 or (len(words) <= 5 and ends_wide))
