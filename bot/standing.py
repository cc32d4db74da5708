"""What keeps the bot from working, told in the log once when it begins and once when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from bot.ports import Problem

log = structlog.get_logger("bot")


@dataclass(slots=True)
class Standing:
    """Remembers what was told."""

    _told: dict[tuple[str, str], Problem] = field(default_factory=dict)

    def look(self, problems: Iterable[Problem]) -> None:
        """`problems` are all there are now."""
        now = {(problem.where, problem.what): problem for problem in problems}
        for key in now.keys() - self._told.keys():
            log.warning("problem", where=now[key].where, what=now[key].what, mend=now[key].mend)
        for where, what in self._told.keys() - now.keys():
            log.info("mended", where=where, what=what)
        self._told = now
