"""Moves the people of a loopback company from outside its process: /control/..., and a load of many people who talk at once."""

import asyncio
import itertools
import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.feishu_delivery import CallbackError
from tests.servers.feishu_people import FeishuHuman, Heard
from tests.servers.feishu_tenant import Json

if TYPE_CHECKING:
    from tests.servers.feishu import FeishuServer


class Control:
    """POST JSON to /control/<what>: person {name, ...}, channel {name, members}, say, press, fill, menu, open {user, ...}, hear, load,
    connected, set, webhook {base, encrypt_key}.

    webhook posts everything there from now on. `user` is a member's name. Each answers JSON; what cannot be done answers 409 with
    {"error"}. set {latency} slows every API call.
    """

    def __init__(self, server: "FeishuServer") -> None:
        self.server = server
        self.humans: dict[str, FeishuHuman] = {}

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/control/{what}", self.handle)

    def human(self, name: str) -> FeishuHuman:
        if name not in self.humans:
            user = next((u for u in self.server.tenant.users.values() if u.name == name), None)
            self.humans[name] = FeishuHuman(self.server, user) if user else self.server.human(name)
        return self.humans[name]

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else {}
        try:
            return web.json_response(await self._do(request.match_info["what"], body))
        except (AssertionError, CallbackError) as failed:
            return web.json_response({"error": str(failed)}, status=409)

    async def _do(self, what: str, body: Json) -> Json:
        tenant, human = self.server.tenant, self.human(body.pop("user")) if "user" in body else None
        channel = next((c for c in tenant.chats.values() if c.name and c.name == body.get("channel")), None)
        match what, human:
            case "person", _:
                return {"id": tenant.add_user(body.pop("name"), **body).open_id}
            case "channel", _:
                return {"id": tenant.add_group(body["name"], *(self.human(m).user for m in body.get("members", ()))).id}
            case "set", _:
                self.server.api.latency = body["latency"]
            case "connected", _:
                await self.server.socket.connected()
            case "webhook", _:
                self.server.use_webhook(body["base"], body.get("encrypt_key", ""))
            case "load", _:
                return await load(self.server, [self.human(n) for n in body["people"]], body["lines"], body["seconds"])
            case "say", FeishuHuman():
                await (human.mentions(body["text"], channel) if channel else human.says(body["text"]))
            case "press", FeishuHuman():
                return {"answer": await human.press(body["label"])}
            case "fill", FeishuHuman():
                return {"errors": await human.fill(body["values"], body.get("submit"))}
            case "menu", FeishuHuman():
                await human.taps_menu(body["key"])
            case "open", FeishuHuman():
                await human.opens_chat()
            case "hear", FeishuHuman():
                return {"messages": [_told(h) for h in await human.hears(body.get("count", 1), channel=channel)]}
            case _:
                raise AssertionError(f"no such thing to do: {what}")
        return {}


def _told(heard: Heard) -> Json:
    return {"text": heard.text, "press": heard.labels, "fill": heard.fields}


async def load(server: "FeishuServer", people: list[FeishuHuman], lines: list[str], seconds: float) -> Json:
    """Everybody says the lines in turn, each waiting for the answer before the next, until `seconds` are over.

    Answers: replies, replies a second, and percentiles in ms of the time to the reply and to the acknowledgement.
    """
    replies: list[float] = []
    acks: list[float] = []
    begin = time.perf_counter()

    async def turn(human: FeishuHuman, line: str) -> None:
        start = time.perf_counter()
        delivery = await human.says(line)
        delivery.answer.add_done_callback(lambda _: acks.append(time.perf_counter() - start))
        await human.hears(1)
        replies.append(time.perf_counter() - start)

    async def talk(human: FeishuHuman) -> None:
        for line in itertools.cycle(lines):
            if time.perf_counter() - begin >= seconds:
                return
            await turn(human, line)

    await asyncio.gather(*map(talk, people))
    took = time.perf_counter() - begin
    return {"replies": len(replies), "per_second": len(replies) / took, "reply_ms": _percentiles(replies), "ack_ms": _percentiles(acks)}


def _percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times) or [0.0]
    return {f"p{p}": round(ordered[min(len(ordered) - 1, len(ordered) * p // 100)] * 1000, 2) for p in (50, 95, 99)}
