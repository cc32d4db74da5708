"""Whether an answer is a figure and nothing else: 现在 28 分钟, about 40%; words beside it may be about something else."""

import re
from functools import cache

from bot.okr.reading.normalise import normalise
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.words import alternatives


def is_plain_figure(text: str) -> bool:
    """True also where there is no figure at all: then nothing can be taken for one."""
    plain = normalise(text)
    quantities = find_numbers(plain)
    for quantity in reversed(quantities):
        plain = plain[: quantity.start] + " " + plain[quantity.end :]
    return not quantities or bool(_filler().fullmatch(plain))


@cache
def _filler() -> re.Pattern[str]:
    words = "|".join(alternatives("report", name) for name in ("filler", "connect", "onward", "step_up", "step_down"))
    return re.compile(rf"(?:{words}|[\s,.:;()+=/~!?。-])*+", re.IGNORECASE)
