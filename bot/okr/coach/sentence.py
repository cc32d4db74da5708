"""One sentence as the rules see it: its main verb and object, its numbers, the signs it gives. Structure, not vocabulary, where that is possible."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.okr.coach.figures import Figure, figures
from bot.okr.coach.lexicon import lines, pattern, tables
from bot.okr.reading.normalise import normalise

LEAD = re.compile(
    r"^\s*(?:(?:kr|o)\s*\d*\s*[::.、)]\s*|\d+[.、)]\s*|[,;]\s*|"
    r"(?:(?:在|于|截至|截止)?[^,;]{0,14}?(?:\x00+[^,;]{0,4}?)(?:之前|以前|前|内|底|末|起|间|期间|时|中|里|份)?)(?=[一-龥\x00a-z])[,,]?\s*|"
    r"(?:本季度?|本月|本周期|这个?季度|今年|年内|年底前?|季度末|月底前?|季末前?|下?半年)(?:之?内|前|之前)?[,,]?\s*|"
    r"(?:通过|借助|依托|围绕|针对|按照|根据)[^,;]{2,40}[,;]\s*|(?:解决|消除|缓解)[^,;]{2,30}(?:的?问题)?[,;]\s*|"
    r"(?:我们?|咱们?|团队|部门|全员|公司)(?=[一-龥])|(?:要|将|会|需要?|计划|争取|力争|确保|努力|全力|积极|顺利|按[时期]|如期|重新|全面|尽快|持续|继续|再次|首次|同步|联合|陆续|独立|系统性?地?|正式|率先|至少)(?=[一-龥a-z])|"
    r"(?:by|in|before|until|during|throughout|at|on|from|within|after)\s+[^,;]{0,30}\x00[^,;]{0,12},\s*|(?:by|through|using|via)\s+[a-z]+ing?\b[^,;]{2,60},\s*|"
    r"(?:this|next) (?:quarter|month|cycle|year),?\s*|(?:we|our team|i|the team)(?: will| shall| want to| aim to| plan to| are going to| need to)?\s+|(?:to|will|successfully|fully|quickly|finally|jointly|please)\s+)"
)
TURNED = re.compile(r"^(?:把|将|对|向|给|为|与|和|跟|同)[^,;]{1,24}?(?:进行|做|作|予以|加以)?(?=%s)")
NOUN_AFTER = re.compile(
    r"(?:效率|质量|能力|周期|速度|水平|成本|时长|进度|体验|率|耗时|人数|效果|覆盖|时间|费用|团队|人员|部门|机构|师|员|者|商|经理|系统的|"
    r"\s+(?:rates?|time|times|quality|coverage|accuracy|hours?|costs?|speed|cycle|cycles|satisfaction|score|volume|backlog|tickets|requests?|acceptance|efficiency|attendance|starts|drives|pickups?|failures?|errors?|counts?|defects|frequency|latency|productivity|capacity)\b)"
)
IMPERATIVE = re.compile(
    r"^[a-z]{3,}(?: (?:up|out|off|in|on|down|over|forward))? (?:an?|the|our|all|every|each|new|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)\b"
)
NOUN_FIRST = re.compile(
    r"^(?:all|every|each|half|most|the|a|an|our|no|one|any|some|everyone|everybody|people|that|this|with|for|of|at|from|than|per|under|over|above|below|only|both|share|number)\b"
)


@dataclass(frozen=True, slots=True)
class Verb:
    """The main verb: its word, its kind (``release``, ``build`` ... of the verb lists, or ``other``) and where it stands."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with what the rules need to know of it. All offsets are those of the text as typed."""

    text: str
    plain: str
    figures: tuple[Figure, ...]
    head: int
    doing: Verb | None

    def has(self, path: str, *names: str) -> re.Match[str] | None:
        """The first sign of one section of the word lists."""
        return pattern(path, *names).search(self.plain)

    def starts(self, path: str) -> re.Match[str] | None:
        """Whether the main verb is of a section of the verb lists."""
        return pattern(path).match(self.plain, self.head)

    @property
    def chinese(self) -> bool:
        return any("一" <= c <= "鿿" for c in self.text)


def parse(text: str) -> Sentence:
    """Any text, of any length; nothing is refused."""
    plain = normalise(text).lower()
    found = figures(plain)
    head = _head(plain)
    return Sentence(text, plain, found, head, _doing(plain, head))


def kinds_of_doing() -> tuple[str, ...]:
    return tuple(tables()["doing"])


def _head(plain: str) -> int:
    """Where the sentence begins when dates, methods, subjects and adverbs at its front are taken off."""
    from bot.okr.coach.figures import masked

    text, at = masked(plain), 0
    while True:
        lead = LEAD.match(text[at:])
        if not lead or not lead.end():
            return at + len(text[at:]) - len(text[at:].lstrip(" \x00"))
        at += lead.end()


def _doing(plain: str, head: int) -> Verb | None:
    """The verb of doing that carries the sentence: at its head, behind 把/将/对 and their like, or at its very end."""
    for at in (head, *_after_turns(plain, head)):
        verb = _verb_at(plain, at)
        if verb and not NOUN_AFTER.match(plain, verb.end):
            return verb
    return _verb_at_end(plain, head)


def _verb_at(plain: str, at: int) -> Verb | None:
    for kind in kinds_of_doing():
        match = pattern(f"doing.{kind}").match(plain, at)
        if match and match.end() > at:
            return Verb(kind, match.start(), match.end())
    return None


def _after_turns(plain: str, head: int) -> list[int]:
    turn = re.compile(r"(?:把|将|对|向|给|为|与|和|跟|同|请|由)").match(plain, head)
    if not turn:
        return []
    clause = re.compile(r"[^,;]*").match(plain, head)
    stop = clause.end() if clause else len(plain)
    return [at for at in range(turn.end() + 1, stop)]


def _verb_at_end(plain: str, head: int) -> Verb | None:
    for kind in kinds_of_doing():
        ending = re.compile(
            rf"(?:{pattern(f'doing.{kind}').pattern})(?:完成|完毕|到位|工作|一遍|一次|一轮|[两三四五\d]\s*[轮次场]|了|好)*[.!]?$"
        ).search(plain, head)
        if ending:
            return Verb(kind, ending.start(), ending.end())
    return None
