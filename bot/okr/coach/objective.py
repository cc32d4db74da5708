"""What makes an objective good: a direction worth a quarter, for somebody, in one breath (docs/method.md 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.okr.coach.finding import Finding
from bot.okr.coach.lexicon import pattern
from bot.okr.coach.sentence import Sentence, Verb
from bot.okr.model import ObjectiveKind

LONGEST_CHINESE, LONGEST_WORDS = 50, 28
SPECIFIC = re.compile(
    r"(?<![a-z])(?:how|where|when|who|whose|that|which|what|why|so|for|until|into|instead|because|after|before)(?![a-z])|对手|夜|第一|一线|新手|老人|孩子"
)
SMALL = re.compile(r"(?<![a-z])(?:the|a|an|our|of|in|on|at|for|and|with|to|all|its|my)(?![a-z])")


def judge(s: Sentence, okr_kind: ObjectiveKind | None, cycle: str | None) -> Iterator[Finding]:
    """Findings in the order in which to ask: the horizon, work or number instead of a direction, how clear, how inspiring, how long."""
    horizon = beyond(s, cycle)
    dull = None if horizon else s.has("still")
    task = None if horizon or dull else work(s, okr_kind)
    number = None if horizon or task else bare_number(s, okr_kind)
    if horizon:
        yield horizon
    if task:
        yield task
    if number:
        yield number
    if not (horizon or task or number):
        yield from unclear(s)
    if dull:
        yield Finding("not_inspiring", "hint", dull.start(), dull.end())
    if too_long(s):
        yield Finding("too_long", "advice", 0, len(s.text))


def beyond(s: Sentence, cycle: str | None) -> Finding | None:
    """A vision of years, or a year that the cycle does not lie in."""
    sign = s.has("horizon")
    if sign and not s.has("within"):
        return Finding("outside_cycle", "advice", sign.start(), sign.end())
    for year in re.finditer(r"(?<!\d)20\d\d(?!\d)(?=\s*年|[^\d]{0,1}$|\s*,|\s+[a-z]|\s*(?:成|建|让|把|实))", s.plain):
        near = re.search(r"(?:by|in|before|until|to|till|of|到|在|于|至)\s*$", s.plain[: year.start()]) or s.plain[
            year.end() :
        ].lstrip().startswith("年")
        last = int(cycle[:4]) if cycle and cycle[:4].isdigit() else None
        if near and last is not None and int(year.group()) > last:
            return Finding("outside_cycle", "advice", year.start(), year.end())
    return None


def directed(s: Sentence) -> bool:
    """Whether it says for whom or to what end, or what the thing that is made will be to people."""
    told = s.doing and s.doing.kind not in ("meet", "train") and pattern("told_by").match(s.plain, s.doing.end)
    return bool(s.has("purpose") or told) and not s.has("empty_aim")


def work(s: Sentence, okr_kind: ObjectiveKind | None) -> Finding | None:
    """A deliverable or an activity, with nobody for whom it changes anything."""
    verb = s.doing
    if verb is None or directed(s) or (okr_kind == "committed" and s.figures) or s.starts("winning") or not_a_task(s, verb):
        return None
    return Finding("is_a_task", "advice", verb.start, verb.end, variant=verb.kind)


def not_a_task(s: Sentence, verb: Verb) -> bool:
    """A wish in the clothes of work (good service), or something created that is told by what it will be like."""
    if (
        s.has("empty_aim")
        or (verb.start > s.head and s.starts("woolly"))
        or (verb.kind == "loose" and (s.has("vague") or _fits_all(_rest(s, verb.end))))
    ):
        return True
    created = s.plain[verb.end :]
    if created_for_all(s):
        return True
    return verb.kind == "build" and bool(re.search(r"[一-龥]{4,}的[一-龥]{2,}", created)) and not pattern("plain_quality").search(created)


def created_for_all(s: Sentence) -> re.Match[str] | None:
    """The verb of "Create value", which creates no thing."""
    made = s.starts("doing.build")
    return made if made and pattern("good_for_all").match(s.plain, made.end()) else None


def bare_number(s: Sentence, okr_kind: ObjectiveKind | None) -> Finding | None:
    """Only a KPI; fine for a committed objective, and inside a sentence with a direction."""
    digits = [f for f in s.figures if f.strong or any(c.isdigit() for c in s.plain[f.start : f.end])]
    if okr_kind == "committed" or not digits or directed(s) or only_lasting(s):
        return None
    return Finding("numeric_objective", "advice", digits[0].start, digits[0].end, variant="relative" if digits[0].relative else "target")


def only_lasting(s: Sentence) -> bool:
    """All that is counted is how long something takes that is not to become shorter: "the three hours of the match are a joy"."""
    measured = (
        s.has("becoming") or s.has("metric") or any(pattern("bound").search(s.plain[max(0, f.start - 4) : f.start]) for f in s.figures)
    )
    return all(f.measure == "time" for f in s.figures) and not measured


def unclear(s: Sentence) -> Iterator[Finding]:
    """A wish so wide that nobody could tell whether it came true."""
    if s.figures:
        return
    if s.has("empty_aim") or bare_name(s):
        yield Finding("too_vague", "advice", 0, len(s.text), variant="quality")
        return
    verb = (
        s.starts("woolly")
        or s.starts("becoming")
        or s.starts("doing.loose")
        or created_for_all(s)
        or (s.chinese and s.has("vague") and s.starts("turn"))
    )
    if not verb:
        return
    if directed(s) or not _wide_throughout(_rest(s, verb.end()), s):
        return
    woolly = bool(s.starts("woolly") or s.starts("becoming"))
    yield Finding("too_vague", "advice", verb.start(), verb.end(), variant="verb" if woolly else "quality")


def bare_name(s: Sentence) -> bool:
    """Nothing but the name of something that everybody has: "Customer satisfaction", 客户满意度."""
    rest = _rest(s, (s.starts("winning") or re.compile("").match(s.plain, s.head)).end())  # type: ignore[union-attr]
    if directed(s) or s.starts("becoming_of_others") or not _ends_abstract(rest) or re.search(r"[,;的]", rest):
        return False
    return len(rest) <= 6 if s.chinese else len(rest.split()) <= 2


def _rest(s: Sentence, start: int) -> str:
    return s.plain[start:].strip(" .!,;")


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


def _fits_all(rest: str) -> bool:
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


def too_long(s: Sentence) -> bool:
    """Counted in Chinese characters, a Latin word for two; or in words when it is English."""
    characters = sum("一" <= c <= "鿿" for c in s.text)
    words = len(re.findall(r"[A-Za-z0-9'’-]+", s.text))
    return characters + 2 * words > LONGEST_CHINESE if s.chinese else words > LONGEST_WORDS
