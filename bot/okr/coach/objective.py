"""What makes an objective good: a direction worth a quarter, for somebody, in one breath (docs/method.md 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.okr.coach.direction import created_for_all, directed, fits_all, unclear
from bot.okr.coach.finding import Finding
from bot.okr.coach.lexicon import pattern
from bot.okr.coach.sentence import Sentence, Verb
from bot.okr.model import ObjectiveKind

LONGEST_CHINESE, LONGEST_WORDS = 50, 28


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


def work(s: Sentence, okr_kind: ObjectiveKind | None) -> Finding | None:
    """A deliverable or an activity, with nobody for whom it changes anything."""
    verb = s.doing
    if verb is None or directed(s) or (okr_kind == "committed" and s.figures) or s.starts("winning") or not_a_task(s, verb):
        return None
    return Finding("is_a_task", "advice", verb.start, verb.end, variant=verb.kind)


def not_a_task(s: Sentence, verb: Verb) -> bool:
    """A wish in the clothes of work (good service), or something created that is told by what it will be like."""
    wished = s.starts("woolly") and (s.has("vague") if verb.start == s.head else not made_of(s, verb))
    served = verb.kind == "loose" and (s.has("vague") or fits_all(s, verb.end))
    if s.has("empty_aim") or wished or served or created_for_all(s):
        return True
    created = s.plain[verb.end :]
    return verb.kind == "build" and bool(re.search(r"[一-龥]{4,}的[一-龥]{2,}", created)) and not pattern("plain_quality").search(created)


def made_of(s: Sentence, verb: Verb) -> bool:
    """Whether what is pushed on has a name of its own: 推进 OA 系统升级."""
    return bool(re.search(r"[a-z]{2,}|系统|平台|官网|网站|小程序|机房|厂房|产线|设备", s.plain[s.head : verb.start]))


def bare_number(s: Sentence, okr_kind: ObjectiveKind | None) -> Finding | None:
    """Only a KPI; fine for a committed objective, and inside a sentence with a direction."""
    digits = [f for f in s.figures if f.strong or any(c.isdigit() for c in s.plain[f.start : f.end])]
    if okr_kind == "committed" or not digits or directed(s) or only_lasting(s):
        return None
    return Finding("numeric_objective", "advice", digits[0].start, digits[0].end, variant="relative" if digits[0].relative else "target")


def only_lasting(s: Sentence) -> bool:
    """All that is counted is how long something takes that is not to become shorter: "the three hours of the match are a joy"."""
    bounded = any(pattern("bound").search(s.plain[max(0, f.start - 4) : f.start]) for f in s.figures)
    return all(f.measure == "time" for f in s.figures) and not (bounded or s.has("becoming") or s.has("metric"))


def too_long(s: Sentence) -> bool:
    """Counted in Chinese characters, a Latin word for two; or in words when it is English."""
    characters = sum("一" <= c <= "鿿" for c in s.text)
    words = len(re.findall(r"[A-Za-z0-9'’-]+", s.text))
    return characters + 2 * words > LONGEST_CHINESE if s.chinese else words > LONGEST_WORDS
