"""Ways in which a call to Slack can go wrong on purpose, taken one by one as the calls come."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["drop_before", "drop_after", "error", "error_after", "status", "html", "cut_off", "bare", "ratelimited", "slow"]


@dataclass
class Fault:
    """What happens to the next call of `method` ("*" = any) for which `when(args)` holds.

    drop_before / drop_after: the connection closes before / after the call has had its effect.
    error / error_after: answered with `code`, before / after the effect. status: answered with HTTP `status`.
    html: a page instead of JSON. cut_off: half of the answer after the effect; bare: ok and nothing else. ratelimited: 429 with `seconds`.
    slow: the effect happens, the answer waits until `released` is set.
    """

    kind: Kind
    method: str = "*"
    times: int = 1
    code: str = "internal_error"
    status: int = 503
    seconds: int = 1
    when: Callable[[dict[str, Any]], bool] = lambda _: True
    released: asyncio.Event = field(default_factory=asyncio.Event)
    met: int = 0


class Faults:
    """The faults still to come, first come first served."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def add(self, kind: Kind, method: str = "*", **more: Any) -> Fault:
        fault = Fault(kind, method, **more)
        self._coming.append(fault)
        return fault

    def clear(self) -> None:
        for fault in self._coming:
            fault.released.set()
        self._coming.clear()

    def take(self, method: str, args: dict[str, Any]) -> Fault | None:
        for fault in self._coming:
            if fault.method in {"*", method} and fault.when(args):
                fault.met += 1
                if fault.met >= fault.times:
                    self._coming.remove(fault)
                return fault
        return None
