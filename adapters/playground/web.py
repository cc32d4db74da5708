"""The playground's HTTP side: the page and its files, what it reads, what it posts, and the stream that keeps it live."""

from __future__ import annotations

import tomllib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from adapters.page_files import not_found, page_file
from adapters.playground.client import Change, ChatLog
from adapters.playground.company import Company
from adapters.playground.desk import Desk, Unable
from adapters.playground.feed import Feed, plain
from adapters.playground.guard import MAX_BODY, Guard
from adapters.playground.moments import FURTHEST, moments
from adapters.playground.parse import Fill, Language, Open, Press, Reset, Say, Seen, Turn

PAGE = Path(__file__).parent / "page"
LANGUAGES = ("en", "zh-CN")

Posted = TypeVar("Posted", bound=BaseModel)
Endpoint = Callable[[Request], Awaitable[Response]]


class Web:
    """The endpoints. Whatever cannot be done is answered {"error": code}; the page has the sentence for the code."""

    def __init__(self, log: ChatLog, feed: Feed, company: Company, desk: Desk) -> None:
        self._log, self._feed, self._company, self._desk = log, feed, company, desk

    def routes(self) -> list[Route]:
        reads: Mapping[str, Endpoint] = {
            "/": self.index,
            "/playground/page/{file}": self.file,
            "/playground/words/{language}": self.words,
            "/playground/people": self.people,
            "/playground/conversations": self.conversations,
            "/playground/history": self.history,
            "/playground/clock": self.clock,
            "/playground/stream": self.stream,
        }
        posts: Mapping[str, Endpoint] = {
            "/playground/say": self._deed(Say),
            "/playground/press": self._deed(Press),
            "/playground/fill": self._deed(Fill),
            "/playground/open": self._deed(Open),
            "/playground/seen": self.seen,
            "/playground/clock": self.turn,
            "/playground/language": self.language,
            "/playground/reset": self.reset,
        }
        guard = [Middleware(Guard)]
        return [
            *(Route(path, endpoint, middleware=guard) for path, endpoint in reads.items()),
            *(
                Route(path, _answered(endpoint), methods=["POST"], middleware=guard, max_body_size=MAX_BODY)
                for path, endpoint in posts.items()
            ),
        ]

    # --- the page --------------------------------------------------------------------------------------------------------------

    async def index(self, request: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def file(self, request: Request) -> Response:
        return page_file(PAGE, request.path_params["file"])

    async def words(self, request: Request) -> Response:
        language = request.path_params["language"]
        if language not in LANGUAGES:
            return not_found()
        return JSONResponse(tomllib.loads((PAGE / f"{language}.toml").read_text(encoding="utf-8")))

    # --- reading ---------------------------------------------------------------------------------------------------------------

    async def people(self, request: Request) -> Response:
        return JSONResponse([asdict(member) for member in await self._company.directory()])

    async def conversations(self, request: Request) -> Response:
        """The channels, who has read what, and the number of the last change: the stream is asked for what came after it.
        `begun` tells whether anybody has done anything yet, `language` which one the company speaks."""
        channels = await self._company.channels()
        accounts = [member.account for member in await self._company.directory()]
        unread = self._log.unread(accounts, [channel.address for channel in channels])
        begun = {"begun": self._log.begun(), "language": self._company.language() if self._company.language else None}
        return JSONResponse({"channels": [asdict(channel) for channel in channels], "unread": unread, "seq": self._log.seq(), **begun})

    async def history(self, request: Request) -> Response:
        """?place=…[&before=line]: up to 100 lines, oldest first, and the number of the last change they hold."""
        before = request.query_params.get("before", "")
        seq = self._log.seq()
        entries = self._log.history(request.query_params.get("place", ""), int(before) if before.isdigit() else None)
        return JSONResponse({"entries": plain(entries), "seq": seq})

    async def clock(self, request: Request) -> Response:
        return JSONResponse(self._time())

    def _time(self) -> dict[str, Any]:
        now = self._company.clock.now()
        there = [{"name": moment.name, "at": _local(moment.at, self._company.timezone)} for moment in moments(now, self._company.timezone)]
        return {"now": _local(now, self._company.timezone), "timezone": self._company.timezone, "moments": there}

    async def stream(self, request: Request) -> Response:
        """?after=number, or the browser's own Last-Event-ID."""
        asked = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(asked) if asked.isdigit() else 0

        def missed() -> list[Change]:
            if after < self._log.cleared():
                return [Change("reset", self._log.seq())]
            return [Change("entry", entry.seq, entry) for entry in self._log.changed(after)]

        changes = self._feed.changes(missed, lambda: Change("clock", self._log.seq(), self._time()))
        return StreamingResponse(changes, media_type="text/event-stream")

    # --- doing -----------------------------------------------------------------------------------------------------------------

    def _deed(self, model: type[Say | Press | Fill | Open]) -> Endpoint:
        async def done(request: Request) -> Response:
            outcome = await self._desk.do(await _posted(request, model))
            toast = "" if outcome.reply else outcome.toast  # the answer itself is about to be there
            return JSONResponse({"errors": dict(outcome.errors), "toast": toast, "duplicate": outcome.duplicate})

        return done

    async def seen(self, request: Request) -> Response:
        seen = await _posted(request, Seen)
        self._log.see(seen.account, seen.place, seen.upto)
        return JSONResponse({})

    async def turn(self, request: Request) -> Response:
        """Forward only: a past that was lived does not come back, `reset` begins anew. The same moment twice is one turn."""
        to = (await _posted(request, Turn)).to
        at = to if to.tzinfo else to.replace(tzinfo=ZoneInfo(self._company.timezone))
        now = self._company.clock.now()
        if at < now - timedelta(minutes=2):
            raise Unable("clock_back")
        if at > now + FURTHEST:
            raise Unable("clock_far")
        if at > now:
            self._log.begin()
            self._company.clock.turn(at)
        self._feed.publish(Change("clock", self._log.seq(), self._time()))
        return JSONResponse(self._time())

    async def language(self, request: Request) -> Response:
        wanted = await _posted(request, Language)
        member = await self._desk.member(wanted.account)
        await self._company.set_language(member.key, wanted.language)
        self._feed.publish(Change("people", self._log.seq()))
        return JSONResponse({})

    async def reset(self, request: Request) -> Response:
        await self._desk.reset((await _posted(request, Reset)).language)
        return JSONResponse({})


def _local(at: datetime, timezone: str) -> str:
    """RFC 3339 with the company's offset, so that the page shows it as it stands."""
    return at.astimezone(ZoneInfo(timezone)).isoformat()


async def _posted(request: Request, model: type[Posted]) -> Posted:
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        raise Unable("not_understood") from error


def _answered(endpoint: Endpoint) -> Endpoint:
    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Unable as unable:
            return JSONResponse({"error": unable.code}, status_code=unable.status)

    return answered
