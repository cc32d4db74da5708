"""Frames of DingTalk's Stream: what the platform pushes, what an acknowledgement must look like, and the payloads within."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.dingtalk_company import BOT_ID, CORP, Company, Group, Json, Person

Kind = Literal["robot", "card", "event", "ping"]
ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
ANSWER_KEYS = {"cardData", "userPrivateData", "cardUpdateOptions"}


@dataclass(eq=False)
class Push:
    """One thing pushed to the app; `answer` resolves to what its acknowledgement held. `took`: seconds until the acknowledgement."""

    kind: Kind
    topic: str
    data: Json
    headers: Json = field(default_factory=dict)
    message_id: str = ""
    attempt: int = 0
    sent: float = 0.0
    took: float = 0.0
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def acked(self) -> bool:
        return self.answer.done() and not self.answer.cancelled() and self.answer.exception() is None

    async def ack(self, patience: float = 20.0) -> Any:
        """Waits for the acknowledgement. Raises TimeoutError."""
        return await asyncio.wait_for(asyncio.shield(self.answer), patience)

    def accept(self, answer: Any) -> None:
        if not self.answer.done():
            self.took = time.perf_counter() - self.sent
            self.answer.set_result(answer)

    def frame(self, company: Company, connection: str) -> str:
        kind = {"robot": "CALLBACK", "card": "CALLBACK", "event": "EVENT", "ping": "SYSTEM"}[self.kind]
        headers = {
            "topic": self.topic,
            "messageId": self.message_id,
            "contentType": "application/json",
            "time": str(company.millis()),
            "appId": "loopback-app",
            "connectionId": connection,
        }
        body = {"specVersion": "1.0", "type": kind, "headers": headers | self.headers, "data": json.dumps(self.data, ensure_ascii=False)}
        return json.dumps(body, ensure_ascii=False)


def wrong(push: Push, ack: Json) -> str:
    """What of an acknowledgement is not as the protocol has it; nothing when it is."""
    headers = ack.get("headers")
    if not isinstance(ack.get("code"), int) or not isinstance(ack.get("message"), str) or not isinstance(headers, dict):
        return "code, message or headers missing"
    if headers.get("contentType") != "application/json":
        return "contentType missing"
    if not isinstance(ack.get("data"), str):
        return "data is not text"
    try:
        data = json.loads(ack["data"])
    except ValueError:
        return "data is not JSON"
    if not isinstance(data, dict):
        return "data is no object"
    match push.kind:
        case "ping":
            return "" if data == push.data else "the ping's data did not come back"
        case "event":
            return "" if data.get("status") in {"SUCCESS", "LATER"} else "an event needs a status"
        case "robot":
            return "" if "response" in data else "a callback needs a response"
        case "card":
            answer = data.get("response")
            return "" if isinstance(answer, dict) and answer.keys() <= ANSWER_KEYS else "a card needs a response of its own shape"


# --- payloads ------------------------------------------------------------------------------------------------------------------


def robot_message(company: Company, person: Person, robot_code: str, webhook: tuple[str, int], group: Group | None, **content: Any) -> Json:
    """The data of a message to the bot; `content` holds msgtype and what belongs to it, or overrides anything."""
    body: Json = {
        "conversationId": group.id if group else company.dm(person.userid),
        "conversationType": "2" if group else "1",
        "msgId": f"msgid{next(company.numbers):08}==",
        "chatbotCorpId": CORP,
        "chatbotUserId": BOT_ID,
        "robotCode": robot_code,
        "senderNick": person.name,
        "senderCorpId": "ding0elsewhere" if person.outside else CORP,
        "senderStaffId": "" if person.outside else person.userid,
        "senderUnionId": person.unionid,
        "senderId": f"$:LWCP_v1:${person.unionid}",
        "isAdmin": person.admin,
        "senderPlatform": "Mac",
        "sessionWebhook": webhook[0],
        "sessionWebhookExpiredTime": webhook[1],
        "createAt": company.millis(),
        "msgtype": "text",
    }
    if group:
        body |= {"conversationTitle": group.title, "isInAtList": True, "atUsers": [{"dingtalkId": BOT_ID}]}
    return body | content


def card_press(company: Company, person: Person, out_track_id: str, space: str, action: str, params: Json) -> Json:
    """The data of a pressed card button or a form sent."""
    content = json.dumps({"cardPrivateData": {"actionIds": [action], "params": params}}, ensure_ascii=False)
    kind, _, where = space.partition(".")
    return {
        "type": "actionCallback",
        "outTrackId": out_track_id,
        "corpId": CORP,
        "userId": person.userid,
        "userIdType": 1,
        "content": content,
        "value": content,
        "spaceType": kind,
        "spaceId": where if kind == "IM_GROUP" else company.dm(person.userid),
        "extension": "{}",
    }
