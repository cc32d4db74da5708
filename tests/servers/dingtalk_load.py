"""Moves the people of a loopback company from outside its process: /control/..., and a load of many people who talk at once."""

import asyncio
import itertools
import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.dingtalk_company import Json
from tests.servers.dingtalk_people import DingTalkHuman, Heard

if TYPE_CHECKING:
    from tests.servers.dingtalk import DingTalkServer


class Control:
    """POST JSON to /control/<what>: person {name, ...}, group {title, members}, template {json}, delay {seconds}, say, press, fill
    {user, ...}, hear, load, drop, state, http {messages}.

    http posts robot messages there from now on. `user` is a person's name. Each answers JSON; what cannot be done answers 409 with
    {"error"}.
    """

    def __init__(self, server: "DingTalkServer") -> None:
        self.server = server
        self.humans: dict[str, DingTalkHuman] = {}

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/control/{what}", self.handle)

    def human(self, name: str) -> DingTalkHuman:
        if name not in self.humans:
            person = next((p for p in self.server.company.people.values() if p.name == name), None)
            self.humans[name] = DingTalkHuman(self.server, person) if person else self.server.human(name)
        return self.humans[name]

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else {}
        try:
            return web.json_response(await self._do(request.match_info["what"], body))
        except (AssertionError, TimeoutError) as failed:
            return web.json_response({"error": str(failed)}, status=409)

    async def _do(self, what: str, body: Json) -> Json:
        server, human = self.server, self.human(body.pop("user")) if "user" in body else None
        group = next((g for g in server.company.groups.values() if g.title == body.get("group")), None)
        match what, human:
            case "person", _:
                return {"id": server.company.add_person(body.pop("name"), **body).userid}
            case "group", _:
                return {"id": server.company.add_group(body["title"], *(self.human(m).id for m in body.get("members", ()))).id}
            case "template", _:
                return {"id": server.add_template(body["json"])}
            case "delay", _:
                server.api.delay = body["seconds"]
            case "connected", _:
                await server.gateway.connected()
            case "drop", _:
                server.gateway.drop()
            case "state", _:
                return {"lines": len(server.gateway.connections), "unacked": len(server.gateway.unacked), "opened": server.gateway.opened}
            case "http", _:
                server.use_http(body["messages"])
            case "load", _:
                return await load([self.human(n) for n in body["people"]], body["lines"], body["seconds"])
            case "say", DingTalkHuman():
                await (human.mentions(body["text"], group) if group else human.says(body["text"]))
            case "press", DingTalkHuman():
                await human.press(body["label"])
            case "fill", DingTalkHuman():
                return {"errors": await human.fill(body["values"])}
            case "hear", DingTalkHuman():
                return {"messages": [_told(h) for h in await human.hears(body.get("count", 1), group=group)]}
            case _:
                raise AssertionError(f"no such thing to do: {what}")
        return {}


def _told(heard: Heard) -> Json:
    return {"text": heard.text, "press": heard.labels, "fill": heard.fields}


async def load(people: list[DingTalkHuman], lines: list[str], seconds: float) -> Json:
    """Everybody says the lines in turn, each waiting for the answer before the next, until `seconds` are over.

    Answers: replies, replies a second, and percentiles in ms of the time to the reply and to the acknowledgement.
    """
    replies: list[float] = []
    acks: list[float] = []
    begin = time.perf_counter()

    async def talk(human: DingTalkHuman) -> None:
        for line in itertools.cycle(lines):
            if time.perf_counter() - begin >= seconds:
                return
            start = time.perf_counter()
            push = await human.says(line)
            push.answer.add_done_callback(lambda _, p=push: acks.append(p.took))
            await human.hears(1)
            replies.append(time.perf_counter() - start)

    await asyncio.gather(*map(talk, people))
    took = time.perf_counter() - begin
    return {"replies": len(replies), "per_second": len(replies) / took, "reply_ms": _percentiles(replies), "ack_ms": _percentiles(acks)}


def _percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times) or [0.0]
    return {f"p{p}": round(ordered[min(len(ordered) - 1, len(ordered) * p // 100)] * 1000, 2) for p in (50, 95, 99)}
