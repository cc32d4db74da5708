"""Ways in which a call to DingTalk can go wrong on purpose, taken one by one as the calls come."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "drop_before", "drop_after", "error", "status", "status_after", "html", "punish", "cut_off", "gateway_timeout", "slow", "slow_before"
]


@dataclass
class Fault:
    """What happens to the next call of `api` ("*" = any) for which `when(body)` holds.

    drop_before / drop_after: the connection closes before / after the call has had its effect. error: refused with `code` and HTTP
    `status` (on the old host errcode `code`). status / status_after: an empty answer with `status` before / after the effect. html: a
    web page with `status`. punish: the page of the firewall. cut_off: half of the answer after the effect. gateway_timeout: 504 (on the
    old host errcode 15) after the effect. slow: the effect happens, the answer waits until `released`; slow_before: both wait.
    """

    kind: Kind
    api: str = "*"
    times: int = 1
    code: Any = "unknownError"
    message: str = "made to fail"
    status: int = 500
    when: Callable[[Any], bool] = lambda _: True
    released: asyncio.Event = field(default_factory=asyncio.Event)
    met: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)


class Faults:
    """The faults still to come, first come first served."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self._met: list[Fault] = []

    def add(self, kind: Kind, api: str = "*", **more: Any) -> Fault:
        fault = Fault(kind, api, **more)
        self._coming.append(fault)
        return fault

    def clear(self) -> None:
        for fault in (*self._coming, *self._met):
            fault.released.set()
        self._coming.clear()

    def take(self, api: str, body: Any) -> Fault | None:
        for fault in self._coming:
            if fault.api in {"*", api} and fault.when(body):
                fault.met += 1
                fault.arrived.set()
                if fault.met >= fault.times:
                    self._coming.remove(fault)
                self._met.append(fault)
                return fault
        return None
