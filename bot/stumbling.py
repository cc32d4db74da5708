"""A turn that fails by a fault of ours is not met with silence: nothing of it is kept, whoever spoke is told, the log says where."""

from __future__ import annotations

import traceback
from pathlib import Path

import structlog

from bot.conversation.event import Added, Event, Listed, ListedTeam, Removed
from bot.engine import Engine
from bot.ports import Outcome, Receive

FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, RecursionError, TypeError, ValueError)

log = structlog.get_logger("bot")


def forgiving(engine: Engine) -> Receive:
    """As `engine.receive`. What the database could not do is raised as ever: the platform delivers the event again, and it may work."""

    async def receive(event: Event) -> Outcome:
        try:
            return await engine.receive(event)
        except Exception as wrong:
            if not _ours(wrong) or isinstance(event.content, Added | Removed | Listed | ListedTeam):
                raise
            at = _where(wrong)
            log.error("turn_failed", error=type(wrong).__name__, where=at, id=event.id, platform=event.place.platform)  # noqa: TRY400 - see _where
            return await engine.apologise(event)

    return receive


def _ours(wrong: Exception) -> bool:
    """A search without a find is another kind of error when it ends a flow, which is a generator."""
    return isinstance(wrong, FAULTS) or isinstance(wrong.__cause__, StopIteration)


def _where(wrong: BaseException) -> str:
    """The line that failed; not what was said, which may stand in the words of the exception."""
    frames = traceback.extract_tb(wrong.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
