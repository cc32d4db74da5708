"""What goes wrong on each platform in its own way, and what it means for a message: the same cases, as far as a platform has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.conversation.event import Place
from bot.ports import Later, Never, Uncertain
from tests.adapters.contract.house import Hand, House
from tests.servers import feishu_events
from tests.servers.slack import BOT_TOKEN

DAYS = 86400.0


@dataclass(frozen=True)
class Misfortune:
    """`cause` makes it happen and says where the message goes (None: to the person); `says` stands in the reason.

    `means` None: the message arrives all the same. `mend` ends it.
    """

    what: str
    cause: Callable[[Hand], Place | None]
    means: type[Later | Never | Uncertain] | None
    says: str = ""
    mend: Callable[[], object] = lambda: None


def misfortunes(house: House) -> dict[str, Misfortune]:
    found: Iterator[Misfortune] = {"slack": _slack, "feishu": _feishu, "dingtalk": _dingtalk, "playground": lambda _: iter(())}[
        house.platform
    ](house)
    return {one.what: one for one in found}


def _group(house: Any, room: Any) -> Place:
    return Place(house.platform, room.id, direct=False)


def _slack(house: Any) -> Iterator[Misfortune]:
    server = house.server
    token = server.api.tokens[BOT_TOKEN]

    def leaves(hand: Any) -> None:
        hand.human.user.deleted = True

    yield Misfortune("left", leaves, Never, "deactivated")
    yield Misfortune(
        "removed", lambda _: _group(house, server.channel(f"hid{id(token)}", private=True, bot=False)), Never, "invite the bot"
    )
    yield Misfortune(
        "scope", lambda _: token.scopes.discard("chat:write"), Later, "add chat:write at https://api.slack.com/apps",
        lambda: token.scopes.add("chat:write"),
    )  # fmt: skip
    yield Misfortune("html", lambda _: _then(server.faults.add("html", "chat.postMessage")), Uncertain)
    yield Misfortune("cut off", lambda _: _then(server.faults.add("cut_off", "chat.postMessage")), Uncertain)


def _feishu(house: Any) -> Iterator[Misfortune]:
    server, create = house.server, "POST /im/v1/messages"
    scopes = set(server.api.scopes)

    def leaves(hand: Any) -> None:
        server.tenant.users[hand.account].resigned = True

    yield Misfortune("left", leaves, Never, "has left")
    yield Misfortune("removed", lambda hand: _group(house, server.channel("Out", hand.human, bot=False)), Never, "add it again")
    yield Misfortune(
        "scope", lambda _: server.api.scopes.clear(), Never, "/app/cli_loopback/auth?q=im:message", lambda: server.api.scopes.update(scopes)
    )
    yield Misfortune(
        "audit", lambda _: _then(server.faults.add("refuse", create, code=230022, times=2)), Never, "audit", server.faults.clear
    )
    yield Misfortune("html", lambda _: _then(server.faults.add("html", create, status=502, times=2)), Uncertain)
    yield Misfortune("cut off", lambda _: _then(server.faults.add("cut_off", create)), None)


def _dingtalk(house: Any) -> Iterator[Misfortune]:
    server = house.server

    def leaves(hand: Any) -> None:
        del server.company.people[hand.account]

    def refuses(_: Hand) -> None:
        server.api.refused_scopes.add("qyapi_robot_sendmsg")

    yield Misfortune("left", leaves, Never, "left")
    yield Misfortune("removed", lambda _: _group(house, server.group("Out", bot=False)), Never)
    if house.level == "plain":  # elsewhere a refused card falls back to this
        page = "https://open-dev.dingtalk.com"
        yield Misfortune("scope", refuses, Never, f"qyapi_robot_sendmsg: apply for it at {page}", server.api.refused_scopes.clear)
    batch = "/v1.0/robot/oToMessages/batchSend"
    yield Misfortune("audit", lambda _: server.robot.banned.add("Hello"), Never, "content.illegal", server.robot.banned.clear)
    yield Misfortune("html", lambda _: _then(server.faults.add("html", batch, status=502)), Uncertain)
    yield Misfortune("cut off", lambda _: _then(server.faults.add("cut_off", batch)), Uncertain)


def _then(_: object) -> None:
    """A fault is on its way."""


async def nobodys(house: Any, hand: Any) -> None:
    """Events of somebody without an id: an outside member, or a field left empty."""
    server = house.server
    match house.platform:
        case "slack":
            event = {"type": "message", "channel_type": "im", "channel": hand.human.dm.id, "text": "okr", "ts": "1.1", "event_ts": "1.1"}
            for user in ("", None):
                await (await server.emit(event | {"user": user})).ack()
        case "feishu":
            tenant = server.tenant
            for account in ("", None):
                message = tenant.post(tenant.dm(hand.account), hand.account, "text", {"text": "okr"})
                payload = feishu_events.received(tenant, tenant.dm(hand.account), message, [])
                payload["event"]["sender"]["sender_id"] = {"open_id": account}
                assert await (await server.transport.send(payload)).ack() == 200
        case "dingtalk":
            await (await server.human("Guest", outside=True).says("okr")).ack()
