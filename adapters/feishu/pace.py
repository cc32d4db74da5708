"""The platform's limits: for each API, and for each person, group or message."""

from __future__ import annotations

from adapters.feishu import limits
from adapters.pacing import Windows, turn


def calls() -> Windows:
    """How often one API may be called."""
    return Windows((limits.CALLS_A_SECOND, 1.0), (limits.CALLS_A_MINUTE, 60.0))


def messages() -> Windows:
    """How often one person or group may be written to, or one message redrawn."""
    return Windows((1, limits.MESSAGE_GAP))


class Pace:
    """Waits its turn. With `limited` False nothing waits (a loopback server without limits)."""

    def __init__(self, *, limited: bool = True) -> None:
        self._limited = limited
        self._calls, self._messages = calls(), messages()

    async def api(self, name: str) -> None:
        """Returns when a call of this API is allowed."""
        if self._limited:
            await turn(self._calls, name)

    async def target(self, name: str) -> None:
        """Returns when a message may go there."""
        if self._limited:
            await turn(self._messages, name)
