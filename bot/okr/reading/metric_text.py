"""The words that name what is measured, once numbers, dates and the words around them are taken away."""

import re
from functools import cache

from bot.okr.reading.dates import DateSpan
from bot.okr.reading.roles import clause_end, clause_start
from bot.okr.reading.words import alternatives

_LABEL = re.compile(r"^\s*(?:KR|关键结果)\s*\d*\s*[:.、)]?\s*", re.IGNORECASE)
_CIRCUMSTANCE = re.compile(r"在[^,]*\d|in .*\d|每[周月天日年季]度?$")
_DATE_WORDS = re.compile(
    r"(?:(?:by|before|until|in|during|on|for)\s+(?:the\s+)?|截止到?|截至|到|在)?\x00\s*(?:之前|以前|前|底|末|内|之内|期间)?", re.IGNORECASE
)


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"^[\s,:;(\[（，：；【-]*(?:{alternatives('key_result', 'opening')})\s*", re.IGNORECASE)


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{alternatives('key_result', 'closing')})[\s(（]*$", re.IGNORECASE)


def metric_text(text: str, plain: str, place: tuple[int, int, int], dates: tuple[DateSpan, ...], counted: str | None = None) -> str | None:
    """What a number measures, in the words of the text; None when it names nothing.

    `place`: where the number begins and ends, and where another begins behind it. Looked for before the number, then behind it,
    then in the clause before. `counted`: the English noun of the number, which says more than a single verb before it ("publish 4
    case studies").
    """
    start, end, until = place
    left, right = clause_start(plain, start), min(clause_end(plain, end), until)
    ahead = _trimmed(_cut(text, left, start, dates))
    if ahead and not _CIRCUMSTANCE.match(ahead) and not (counted and " " not in ahead):
        return ahead
    if counted:
        return counted
    if behind := _trimmed(_cut(text, end, right, dates)):
        return behind
    if left == 0:
        return None
    return _trimmed(_cut(text, clause_start(plain, left - 1), left - 1, dates)) or None


def _cut(text: str, start: int, end: int, dates: tuple[DateSpan, ...]) -> str:
    said = text
    for span in dates:
        said = said[: span.start] + "\x00" * (span.end - span.start) + said[span.end :]
    return _DATE_WORDS.sub(" ", re.sub("\x00+", "\x00", said[start:end]))


def _trimmed(said: str) -> str:
    said = _LABEL.sub("", said.strip())
    for _ in range(3):
        said = _opening().sub("", said, count=1)
    for _ in range(6):
        said = _closing().sub("", said, count=1)
    return re.sub(r"\s+", " ", said).strip(" \t\n,.;:!?，。；：、()（）[]的")
