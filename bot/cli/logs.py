"""Where the log goes: one JSON object a line on standard error, never a traceback; libraries are heard from warnings on."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from pydantic_core import to_json
from structlog.typing import EventDict, WrappedLogger


def configure() -> None:
    """For a process that serves. Lines below INFO cost next to nothing: they are left before they are made."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_traceback,
            _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Libraries()], force=True)


class _Libraries(logging.Handler):
    """What libraries say through the standard library's logging, in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        error = type(record.exc_info[1]).__name__ if record.exc_info and record.exc_info[1] else None
        said = record.getMessage().splitlines() or [""]
        structlog.get_logger().log(record.levelno, "library", name=record.name, said=said[0][:200], error=error)


def _without_traceback(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An error is told by its kind: its text may hold what somebody typed."""
    wrong: Any = event.pop("exc_info", None)
    if wrong:
        raised = wrong if isinstance(wrong, BaseException) else sys.exc_info()[1]
        event["error"] = type(raised).__name__
    return event


def _as_json(_: WrappedLogger, __: str, event: EventDict) -> bytes:
    return to_json({name: value for name, value in event.items() if value is not None}, fallback=str)
