"""The lines of any platform's server, broken in the ways in which lines break."""

import asyncio
from typing import Any


class Lines:
    """Holds `connections`, each with the `request` that opened it, its `line`, and whether it is `deaf`."""

    def __init__(self) -> None:
        self.connections: list[Any] = []

    def drop(self) -> None:
        """Cuts every line without a word."""
        for connection in self.connections:
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def hang_up(self) -> None:
        """Closes every line in good order."""
        await asyncio.gather(*(c.line.close() for c in list(self.connections)))

    def deafen(self) -> None:
        """Leaves every line open and dead: no answer to pings, nothing sent, nothing heard."""
        for connection in self.connections:
            connection.deaf = True
