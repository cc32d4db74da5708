"""Feishu payload -> Event, purely. What is not for the bot, or not a person's doing, is None."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from adapters.feishu.contacts import ROOT, profile
from adapters.feishu.wire import DATE, FIELD_NAME, Press, submitted
from bot.conversation.event import Added, Event, Filled, Listed, ListedTeam, Mention, Opened, Place, Quoted, Removed, Said, Sender

Json = Mapping[str, Any]
PLATFORM = "feishu"
REPLY = "reply"  # key of Event.via: the message that is answered
PRESSED = "card.action.trigger"
MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What parsing raises on what Feishu does not send."""

ZONED_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?: [+-]\d{4})?")
MENTION_KEY = re.compile(r"@_user_\d+|@_all")
EVERYBODY_FIRST = re.compile(r"(?:@all\s+)+(?=\S)")  # named beside the bot: the words are the bot's all the same
SPACES = re.compile(r" {2,}")  # where a mark was taken out
CHINA = timezone(timedelta(hours=8))


def kind(payload: Json) -> str:
    """The event's type, empty for what is no event."""
    header = payload.get("header")
    return str(header.get("event_type", "")) if isinstance(header, Mapping) else ""


def parse(payload: Json, bot: str) -> Event | None:
    """One payload of any type; `bot` is the bot's own open_id. Nobody's doing is None too: whose id is missing or empty.

    Raises one of MALFORMED on what Feishu does not send.
    """
    event = _parsed(payload, bot)
    if event is None or not event.sender.account:
        return None
    sender, place = event.sender, event.place
    needed = (event.id, sender.account, place.address)
    rest = (place.thread, event.source, sender.name, sender.timezone, *event.via.values())
    if not all(isinstance(mark, str) for mark in (*needed, *(mark for mark in rest if mark is not None))) or not all(needed):
        raise TypeError("an id is no text")
    return event


def _parsed(payload: Json, bot: str) -> Event | None:
    match kind(payload):
        case "im.message.receive_v1":
            return _message(payload, bot)
        case "card.action.trigger":
            return _pressed(payload)
        case "application.bot.menu_v6":
            return _menu(payload)
        case "im.chat.access_event.bot_p2p_chat_entered_v1":
            return _entered(payload)
        case "im.chat.member.bot.added_v1":
            return _grouped(payload, Added())
        case "im.chat.member.bot.deleted_v1":
            return _grouped(payload, Removed())
        case "im.chat.disbanded_v1":
            return _grouped(payload, Removed(dissolved=True))
        case "contact.user.created_v3" | "contact.user.updated_v3" | "contact.user.deleted_v3":
            return _listed(payload)
        case "contact.department.created_v3" | "contact.department.updated_v3":
            return _department(payload)
    return None


def _at(milliseconds: Any) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


# --- messages --------------------------------------------------------------------------------------------------------------------


def _message(payload: Json, bot: str) -> Event | None:
    message, sender = payload["event"]["message"], payload["event"]["sender"]
    account = sender["sender_id"]["open_id"]
    if sender.get("sender_type") != "user" or account == bot:
        return None
    direct = message["chat_type"] == "p2p"
    mentions = message.get("mentions") or []
    if not direct and not any(_mentioned(m) == bot for m in mentions):
        return None
    words = _words(message["message_type"], json.loads(message["content"]))
    said, named = _named(words, mentions, bot)
    thread = (message.get("root_id") or message["message_id"]) if message.get("thread_id") else None
    place = Place(PLATFORM, account if direct else message["chat_id"], direct=direct, thread=thread)
    via = {} if direct else {REPLY: message["message_id"]}
    above = tuple(dict.fromkeys(str(message[key]) for key in ("parent_id", "root_id") if message.get(key)))
    quoted = Quoted(above) if above else None
    return Event(message["message_id"], place, Sender(account), Said(said, mentions=named), _at(message["create_time"]), via, quoted=quoted)


def _words(kind_: str, content: Json) -> str:
    """What was typed; nothing for pictures, files and stickers."""
    if kind_ == "text":
        return str(content["text"])
    if kind_ != "post":
        return ""
    body = content if "content" in content else next(iter(content.values()), {})
    lines = ["".join(_spans(line)) for line in body.get("content", [])]
    return "\n".join(line for line in (str(body.get("title", "")), *lines) if line)


def _spans(line: Any) -> Iterator[str]:
    for span in line:
        if span.get("tag") in {"text", "a", "md", "code_block"}:
            yield str(span.get("text", ""))
        elif span.get("tag") == "at":
            yield str(span.get("user_id", ""))


def _named(words: str, mentions: Any, bot: str) -> tuple[str, tuple[Mention, ...]]:
    """The words with names in place of the platform's marks, without the bot's own; and who was named."""
    known = {m.get("key"): m for m in mentions}
    found: dict[str, Mention] = {}

    def name(mark: re.Match[str]) -> str:
        who = known.get(mark.group())
        if who is None:
            return "@all" if mark.group() == "@_all" else mark.group()
        account, called = _mentioned(who), str(who.get("name") or mark.group()[1:])
        if account == bot:
            return ""
        found.setdefault(account, Mention(account, called))
        return f"@{called}"

    said = MENTION_KEY.sub(name, words)
    lines = (SPACES.sub(" ", line).strip() for line in said.strip().splitlines())
    return EVERYBODY_FIRST.sub("", "\n".join(lines)), tuple(mention for account, mention in found.items() if account)


def _mentioned(mention: Json) -> str:
    """The account; empty for everybody, and for whom the app may not know."""
    return str((mention.get("id") or {}).get("open_id") or "")


# --- cards -----------------------------------------------------------------------------------------------------------------------


def _pressed(payload: Json) -> Event | None:
    header, event = payload["header"], payload["event"]
    action, context = event["action"], event["context"]
    value = action.get("value")
    press = Press.load(value) if isinstance(value, Mapping) and "d" in value else submitted(str(action.get("name", "")))
    if press is None:
        return None
    account = event["operator"]["open_id"]
    place = Place(PLATFORM, account if press.direct else context["open_chat_id"], direct=press.direct)
    sent = press.fields or action.get("form_value") or submitted(str(action.get("name", "")))
    content = _filled(action, press) if sent else _said(press)
    sender = Sender(account, timezone=action.get("timezone") or None)
    return Event(header["event_id"], place, sender, content, _at(header["create_time"]), {}, context["open_message_id"])


def _said(press: Press) -> Said:
    return Said(press.says, ref=press.ref, pressed=True)


def _filled(action: Json, press: Press) -> Filled:
    """The answers by question; long texts put together again; what was left empty may not have come at all."""
    pieces: dict[str, dict[int, str]] = {name: {} for name in press.fields}
    for key, given in (action.get("form_value") or {}).items():
        found = FIELD_NAME.fullmatch(key)
        if found:
            pieces.setdefault(found["name"], {})[int(found["piece"] or 0)] = _value(given, found["kind"])
    values = {name: "".join(text for _, text in sorted(parts.items())) for name, parts in pieces.items()}
    return Filled(values, press.ref)


def _value(given: Any, kind_: str) -> str:
    if isinstance(given, list):
        return ",".join(map(str, given))
    text = "" if given is None else str(given)
    return _date(text) if kind_ == DATE else text


def _date(text: str) -> str:
    """`2024-04-01 +0800`, or the day's beginning in milliseconds, as 2024-04-01."""
    if found := ZONED_DATE.fullmatch(text):
        return found[1]
    if text.isdecimal() and len(text) >= 12:
        return datetime.fromtimestamp(int(text) / 1000, CHINA).date().isoformat()
    return text


# --- the bot's menu and chat -----------------------------------------------------------------------------------------------------


def _menu(payload: Json) -> Event:
    """An entry of the bot's menu says its key as a command: `inbox` is `/okr inbox`, `okr` alone is `/okr`."""
    header, event = payload["header"], payload["event"]
    account = event["operator"]["operator_id"]["open_id"]
    key = " ".join(str(event["event_key"]).replace("_", " ").split())
    words = "/okr" if key.casefold() in {"", "okr"} else f"/okr {key}"
    sender = Sender(account, name=event["operator"].get("operator_name") or None)
    return Event(header["event_id"], Place(PLATFORM, account), sender, Said(words), _at(header["create_time"]))


def _entered(payload: Json) -> Event | None:
    """The platform tells of every visit; only the first, to an empty chat, asks for a welcome."""
    header, event = payload["header"], payload["event"]
    if event.get("last_message_id"):
        return None
    account = event["operator_id"]["open_id"]
    return Event(header["event_id"], Place(PLATFORM, account), Sender(account), Opened(), _at(header["create_time"]))


def _grouped(payload: Json, content: Added | Removed) -> Event:
    """Into a group, or out of it; who did it may be missing, for administrators can from outside."""
    header, event = payload["header"], payload["event"]
    chat = str(event["chat_id"])
    operator = (event.get("operator_id") or {}).get("open_id") or chat
    return Event(header["event_id"], Place(PLATFORM, chat, direct=False), Sender(operator), content, _at(header["create_time"]))


# --- the address book ------------------------------------------------------------------------------------------------------------


def _listed(payload: Json) -> Event:
    """Who came, left or changed, as they are listed now. Only an own leader is told here, not that of the department."""
    header, found = payload["header"], profile(payload["event"]["object"], {})
    left = header["event_type"] == "contact.user.deleted_v3"
    name = None if found.name == found.account else found.name
    units = [str(unit) for unit in payload["event"]["object"].get("department_ids") or () if str(unit) != ROOT]
    content = Listed(found.active and not left, name, manager=found.manager_account, unit=units[0] if units else None)
    return Event(header["event_id"], Place(PLATFORM, found.account), Sender(found.account), content, _at(header["create_time"]))


def _department(payload: Json) -> Event:
    """How a department is listed now; of what it was before only what has changed is told."""
    header, event = payload["header"], payload["event"]
    now, before = event["object"], event.get("old_object") or {}
    unit = str(now["open_department_id"])
    content = ListedTeam(
        unit,
        str(now.get("name") or "") or None,
        str(now.get("leader_user_id") or "") or None,
        was_name=str(before.get("name") or now.get("name") or "") or None,
        was_lead=str(before.get("leader_user_id") or now.get("leader_user_id") or "") or None,
        above=above if (above := str(now.get("parent_department_id") or "")) not in ("", ROOT) else None,
        new=header["event_type"] == "contact.department.created_v3",
    )
    return Event(header["event_id"], Place(PLATFORM, unit), Sender(unit), content, _at(header["create_time"]))
