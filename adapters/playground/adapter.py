"""The playground as a platform: a web page on which one can be anybody of a sample company."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from starlette.routing import Route

from adapters.playground.client import ChatLog
from adapters.playground.company import Company
from adapters.playground.desk import Desk, Unable
from adapters.playground.feed import Feed
from adapters.playground.parse import PLATFORM
from adapters.playground.render import render
from adapters.playground.web import Web
from bot.ports import Abilities, Later, Never, Pace, Post, Problem, Profile, Receive


class Playground:
    """Implements bot.ports.Adapter. `log` is the file of its conversations (made if missing; OSError when it cannot be used)."""

    name = PLATFORM
    abilities = Abilities(forms=True, edits=True, private_answers=True, findable=True)
    pace = Pace(app=(1000, 1.0), conversation=(100, 1.0))

    def __init__(self, log: Path, company: Company) -> None:
        self._feed = Feed()
        self._path = log
        self._log = ChatLog(log, self._feed.publish)
        self._company = company
        self._desk = Desk(self._log, company)
        self._web = Web(self._log, self._feed, company, self._desk)

    def routes(self) -> Sequence[Route]:
        return self._web.routes()

    async def start(self, receive: Receive) -> None:
        self._feed.closed = False
        self._desk.receive = receive

    async def stop(self) -> None:
        """Ends the pages' streams, unless it is only to start over; the pages connect again by themselves when the playground is back."""
        self._desk.receive = None
        if not self._desk.held:
            self._feed.close()

    def close(self) -> None:
        """Lets the file go, when no request is under way any more."""
        self._log.close()

    async def send(self, post: Post) -> str:
        """The receipt is the number of the line."""
        if self._desk.held:
            raise Later(0.2, scope="app", reason="the sample company is being started over")
        body = render(post.message)
        try:
            self._desk.answered(post.via.get("deed", ""), in_place=post.edits is not None)
            if post.edits is not None:
                line = self._log.edit(post.key, int(post.edits), body)
            else:
                await self._known(post)
                now = self._company.clock.now()
                line = self._log.add(post.key, post.place.address, kind="message", body=body, at=now, only_for=post.only)
        except (sqlite3.Error, Unable) as error:
            raise Later(5, scope="app", reason=f"{self._path}: {error}") from error
        if line is None:
            raise Never(f"playground: there is no message {post.edits} to redraw")
        return str(line.id)

    async def _known(self, post: Post) -> None:
        if post.place.direct:
            known = {member.account for member in await self._company.directory()}
        else:
            known = {channel.address for channel in await self._company.channels()}
        if post.place.address not in known:
            raise Never(f"playground: nobody and no channel has the address {post.place.address!r}")

    async def find(self, post: Post) -> str | None:
        line = self._log.sent(post.key)
        return None if line is None else str(line.id)

    def health(self) -> tuple[Problem, ...]:
        if self._desk.receive is None:
            return (Problem("playground", "it is not started, or is stopping", "wait a moment"),)
        reason = self._log.problem()
        if reason is None:
            return ()
        return (
            Problem(
                str(self._path),
                f"the playground cannot write its conversations: {reason}",
                "free some disk space, or make the file writable",
            ),
        )

    async def check(self) -> tuple[Problem, ...]:
        return self.health()

    async def people(self) -> tuple[Profile, ...]:
        return tuple(Profile(m.account, m.name, language=m.language, team=m.team) for m in await self._company.directory())

    async def somebody(self, account: str) -> Profile | None:
        return next((one for one in await self.people() if one.account == account), None)
