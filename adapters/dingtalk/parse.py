"""DingTalk payload -> Event, purely. What is not for the bot, or not a person's doing, is None."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from adapters.dingtalk.escape import typed
from adapters.dingtalk.inputs import filled
from adapters.dingtalk.wire import AT, CHAT, FORM, HIDDEN, PLATFORM, SAYS, SHARED, UNTIL, WEBHOOK, Receipt, Standing, read_standing
from bot.conversation.event import Event, Filled, Mention, Place, Quoted, Said, Sender

Json = Mapping[str, Any]
DIRECT, GROUP = "1", "2"
NEW_DEPARTMENT = "org_dept_create"
SESSION_SECONDS = 5400  # for which a session takes answers, where its end is not said
NAMED = re.compile(r"[@＠]([^\s@＠]+)")


@dataclass(frozen=True, slots=True)
class Unheard:
    """A message that cannot be taken, but whose sender is told why: no member of the company, or nothing to read in it."""

    why: Literal["outsider", "not_text"]
    id: str
    webhook: str


def message(data: Json, robot_code: str, now: datetime) -> Event | Unheard | None:
    """The data of a message to the robot. Raises KeyError, TypeError, ValueError or AttributeError when it is not what DingTalk sends."""
    itself = data.get("senderId") and data["senderId"] == data.get("chatbotUserId")
    if itself or another_robot(data, robot_code):
        return None
    kind, conversation, number = str(data["conversationType"]), str(data["conversationId"]), str(data["msgId"] or "")
    if kind not in {DIRECT, GROUP} or not number:
        return None
    foreign = another_company(data.get("senderCorpId"), data.get("chatbotCorpId"))
    account, name = "" if foreign else str(data.get("senderStaffId") or ""), str(data.get("senderNick") or "")
    webhook = str(data.get("sessionWebhook") or "")
    if not account:
        return Unheard("outsider", number, webhook)
    text = _words(data)
    if text is None:
        return Unheard("not_text", number, webhook)
    place = Place(PLATFORM, account if kind == DIRECT else conversation, direct=kind == DIRECT)
    text, ref = read_standing(text) if place.direct else (text, None)
    text, mentions = _mentions(text, data)
    at = _at(data["createAt"]) if data.get("createAt") else now
    until = int(data.get("sessionWebhookExpiredTime") or (at.timestamp() + SESSION_SECONDS) * 1000)
    via = {WEBHOOK: webhook, UNTIL: str(until), CHAT: place.address} if webhook else {}
    return Event(
        number, place, Sender(account, name or None), Said(text, ref, mentions, pressed=ref is not None), at, via, quoted=_quoted(data)
    )


def another_robot(data: Json, robot_code: str) -> str:
    """The code of the robot that a message is for, where that is not this one."""
    code = str(data.get("robotCode") or robot_code)
    return "" if code == robot_code else code


def another_company(one: Any, other: Any) -> bool:
    """Whether two corpIds plainly name two companies: userIds are a company's own, and anybody's may be one of ours."""
    return one != other and all(isinstance(corp, str) and corp.startswith("ding") for corp in (one, other))


def _quoted(data: Json) -> Quoted | None:
    """The message that is quoted: DingTalk names what a robot sent by its query key, a card by its carrier, others not at all."""
    parts = (data.get("text"), data.get("content"))
    reply = next((part for part in parts if isinstance(part, Mapping) and part.get("isReplyMsg")), None)
    if reply is None and not data.get("originalMsgId"):
        return None
    key, then = data.get("originalProcessQueryKey"), ((reply or {}).get("repliedMsg") or {}).get("createdAt")
    marks = (str(key), *(Receipt(queries=(query,)).dump() for query in (str(key), f"{SHARED}{key}"))) if key else ()
    return Quoted(marks, _at(then) if then else None) if marks or then else None


def _at(milliseconds: Any) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _words(data: Json) -> str | None:
    """What was written, or said and written down by DingTalk; None when there are no words."""
    content = data.get("content")
    found: str | None
    match data["msgtype"]:
        case "text":
            found = str(data["text"]["content"])
        case "richText":
            pieces = [str(part["text"]) for part in (content or {})["richText"] if isinstance(part, Mapping) and part.get("text")]
            found = "".join(pieces) or None
        case "audio":
            found = str((content or {}).get("recognition") or "") or None
        case _:
            found = None
    return None if found is None else typed(found).strip()


def _mentions(text: str, data: Json) -> tuple[str, tuple[Mention, ...]]:
    """Colleagues who are mentioned, in order. DingTalk tells their ids beside the text, and leaves their names in it but the bot's."""
    others: Sequence[Json] = [who for who in data.get("atUsers") or () if who.get("dingtalkId") != data.get("chatbotUserId")]
    accounts = [str(who["staffId"]) for who in others if who.get("staffId")]
    names = [found[1] for found in NAMED.finditer(text)]
    if len(names) == len(others) == len(accounts):
        return text, tuple(Mention(account, name) for account, name in zip(accounts, names, strict=True))
    missing = [account for account in accounts if f"@{account}" not in text]
    text = " ".join((text, *(f"@{account}" for account in missing))) if missing else text
    return text, tuple(Mention(account, account) for account in accounts)


def press(data: Json, time: str, now: datetime) -> Event | None:
    """The data of a card callback; `time` is when DingTalk says that it was sent (ms).

    Raises KeyError, TypeError, ValueError or AttributeError when it is not what DingTalk sends.
    """
    if data.get("type", "actionCallback") != "actionCallback":
        return None
    account, track = str(data["userId"]), str(data["outTrackId"])
    if not account or not track or int(data.get("userIdType") or 1) != 1:
        return None
    raw = data.get("content") or data["value"]
    params = json.loads(raw)["cardPrivateData"]["params"]
    content, standing = _content(params)
    if content is None:
        return None
    digest = hashlib.blake2b(f"{account}\n{raw}".encode(), digest_size=8).hexdigest()
    place = Place(PLATFORM, standing.group or account, direct=standing.group is None)
    at = _at(time) if time.isdecimal() else now
    return Event(f"{track}:{digest}:{time}", place, Sender(account), content, at, source=track)


def _content(params: Json) -> tuple[Said | Filled | None, Standing]:
    form = params.get(FORM)
    form = json.loads(form) if isinstance(form, str) and form else form  # some clients send it as text
    if isinstance(form, Mapping):
        standing = Standing.load(str(params.get(AT) or form.get(HIDDEN) or ""))
        return Filled(filled(form), standing.ref), standing
    if isinstance(says := params.get(SAYS), str) and says:
        standing = Standing.load(str(params.get(AT) or ""))
        return Said(says, standing.ref, pressed=True), standing
    return None, Standing()


def contacts(kind: str, data: Json) -> tuple[str, ...]:
    """The userIds that an event of the address book names, from either of its shapes; none for departments."""
    return _ids(data, "userId", "UserId") if kind.startswith("user_") else ()


def departments(kind: str, data: Json) -> tuple[str, ...]:
    """The same of departments that are new or have changed."""
    return _ids(data, "deptId", "DeptId") if kind in (NEW_DEPARTMENT, "org_dept_modify") else ()


def _ids(data: Json, *names: str) -> tuple[str, ...]:
    found = next((data[name] for name in names if name in data), ())
    return tuple(map(str, found)) if isinstance(found, list) else ((str(found),) if found else ())
