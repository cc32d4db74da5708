"""The pages' HTTP side: a page that holds nothing by itself, a door that takes a link, and what somebody inside may read."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, Field, ValidationError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from adapters.page_files import not_found, page_file
from adapters.pages.guard import Guard
from adapters.pages.live import Live
from bot.conversation.i18n import read_sentences
from bot.ports.pages import File, NoEntry, Pages, Visit

PAGE = Path(__file__).parent / "page"
LANGUAGES = ("en", "zh-CN")
COOKIE = "okrbot_visit"
MAX_BODY = 4096

Endpoint = Callable[[Request], Awaitable[Response]]


class Enter(BaseModel):
    """What the page posts: the part of the address behind the #."""

    link: str = Field(max_length=2000)


class Web:
    """The routes. Who may not see it is answered 403 {"error": code}; the page has the sentence for the code."""

    def __init__(self, pages: Callable[[], Pages]) -> None:
        self._pages = pages
        self._live = Live(lambda: self._pages().newest())

    def routes(self) -> list[Route]:
        guard = [Middleware(Guard)]
        reads: Mapping[str, Endpoint] = {
            "/map": self.index,
            "/map/page/{file}": self.file,
            "/map/words/{language}": self.words,
            "/map/data": _answered(self.data),
            "/map/live": _answered(self.live),
            "/map/okr-map.{ending}": _answered(self.download),
            "/report/{link}/okr-report.{ending}": _answered(self.report),
        }
        enter = Route("/map/enter", _answered(self.enter), methods=["POST"], middleware=guard, max_body_size=MAX_BODY)
        return [enter, *(Route(path, endpoint, middleware=guard) for path, endpoint in reads.items())]

    def close(self) -> None:
        """Ends what is kept open."""
        self._live.close()

    # --- the page --------------------------------------------------------------------------------------------------------------

    async def index(self, _: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def file(self, request: Request) -> Response:
        return page_file(PAGE, request.path_params["file"])

    async def words(self, request: Request) -> Response:
        language = request.path_params["language"]
        if language not in LANGUAGES:
            return not_found()
        return JSONResponse(dict(read_sentences(PAGE, language)))

    # --- the door --------------------------------------------------------------------------------------------------------------

    async def enter(self, request: Request) -> Response:
        """Takes a link; the browser gets a cookie that only this page's own requests carry."""
        try:
            posted = Enter.model_validate_json(await request.body())
        except ValidationError:
            raise NoEntry("changed") from None
        visit = await self._pages().enter(posted.link, request.cookies.get(COOKIE))
        response = JSONResponse({"language": visit.language})
        address = urlsplit(self._pages().address or "")
        path = f"{address.path.rstrip('/')}/map"
        secure = address.scheme == "https"
        response.set_cookie(COOKIE, visit.token, path=path, secure=secure, httponly=True, samesite="strict")
        return response

    async def _visit(self, request: Request) -> Visit:
        return await self._pages().visit(request.cookies.get(COOKIE))

    # --- inside ----------------------------------------------------------------------------------------------------------------

    async def data(self, request: Request) -> Response:
        found = await self._pages().map(await self._visit(request))
        tag = f'W/"{hashlib.sha256(found).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            found, headers = await asyncio.to_thread(gzip.compress, found, 3), headers | {"Content-Encoding": "gzip"}
        return Response(found, media_type="application/json", headers=headers)

    async def live(self, request: Request) -> Response:
        visit = await self._visit(request)

        async def still() -> bool:
            try:
                await self._pages().visit(visit.token)
            except NoEntry:
                return False
            return True

        return StreamingResponse(self._live.changes(still), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def report(self, request: Request) -> Response:
        return _file(await self._pages().report(request.path_params["link"], request.path_params["ending"]))

    async def download(self, request: Request) -> Response:
        return _file(await self._pages().file(await self._visit(request), request.path_params["ending"]))


def _file(file: File | None) -> Response:
    """A download."""
    if file is None:
        return JSONResponse({"error": "not_found"}, status_code=404)
    return Response(file.data, media_type=file.media_type, headers={"Content-Disposition": f'attachment; filename="{quote(file.name)}"'})


def _answered(endpoint: Endpoint) -> Endpoint:
    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except NoEntry as refused:
            return JSONResponse({"error": refused.why}, status_code=403)

    return answered
