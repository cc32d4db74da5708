"""What a platform without a line has to say as a bot.ports.Adapter: nothing is wrong, nobody is known, there is nothing to begin or end."""

from __future__ import annotations

from bot.ports import Post, Problem, Profile, Receive


class Lineless:
    """All of an adapter but its name, what it can do, its pace and its sending."""

    def routes(self) -> tuple[()]:
        return ()

    async def start(self, receive: Receive) -> None: ...

    async def stop(self) -> None: ...

    async def find(self, post: Post) -> str | None:
        return None

    def health(self) -> tuple[Problem, ...]:
        return ()

    async def check(self) -> tuple[Problem, ...]:
        return ()

    async def people(self) -> tuple[Profile, ...]:
        return ()

    async def somebody(self, account: str) -> None:
        return None
