"""Ways in which a call to Feishu can go wrong on purpose, taken one by one as the calls come."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.feishu_tenant import Json

Kind = Literal["drop_before", "drop_after", "refuse", "refuse_after", "html", "html_after", "empty", "cut_off", "slow", "hang"]
HTML = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"


@dataclass
class Fault:
    """What happens to the next call of `api` ("*" = any; else "POST /im/v1/messages" and so on) for which `when(body)` holds.

    drop_before / drop_after: the connection closes before / after the call has had its effect. refuse / refuse_after: answered with
    `code` and `status`, before / after the effect. html / html_after: a gateway's page with `status`. empty: `status` and no body.
    cut_off: half of the answer after the effect. slow: the effect happens, the answer waits for `released`. hang: the call waits for
    `released` before its effect, its uuid being taken meanwhile. `came` is set when a call has met it.
    """

    kind: Kind
    api: str = "*"
    times: int = 1
    code: int = 99991400
    msg: str = "made to fail"
    status: int = 400
    headers: dict[str, str] = field(default_factory=dict)
    when: Callable[[Json], bool] = lambda _: True
    released: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    met: int = 0


class Faults:
    """The faults still to come, first come first served."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self._held: list[Fault] = []

    def add(self, kind: Kind, api: str = "*", **more: Any) -> Fault:
        fault = Fault(kind, api, **more)
        self._coming.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing fails any more; whoever was kept waiting goes on."""
        for fault in [*self._coming, *self._held]:
            fault.released.set()
        self._coming.clear()

    def take(self, api: str, body: Json) -> Fault | None:
        for fault in self._coming:
            if fault.api in {"*", api} and fault.when(body):
                fault.met += 1
                if fault.kind != "hang":
                    fault.came.set()
                if fault.met >= fault.times:
                    self._coming.remove(fault)
                    self._held.append(fault)
                return fault
        return None
