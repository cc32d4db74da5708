"""Slack payload -> Event, purely. What is not for the bot, or not a person's doing, is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.slack.text import Reader, mentioned
from adapters.slack.wire import FIELD, FORM, OPEN, SAY, SEND, VALUE, Behind, Press, Receipt
from bot.conversation.event import Added, Event, Filled, Opened, Place, Quoted, Ref, Said, Sender

Json = Mapping[str, Any]
PLATFORM = "slack"
HEARD_SUBTYPES = {None, "file_share", "thread_broadcast", "me_message"}
TRIGGER, ANSWER, HOME = "trigger", "answer", "home"  # keys of Event.via


@dataclass(frozen=True, slots=True)
class Around:
    """What a payload does not say: the bot's user id, how people are called, who the sender is, and the time where Slack gives none."""

    bot: str
    now: datetime
    sender: Sender
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Somebody wants the form of the message `source`, in a modal for `trigger`."""

    trigger: str
    source: Receipt
    press: Press
    event: Event


def who(body: Json) -> str | None:
    """The account that did it."""
    user = body.get("user_id") or (body.get("user") or {}).get("id") or (body.get("event") or {}).get("user")
    return user if isinstance(user, str) else None


def mentions_in(body: Json) -> tuple[str, ...]:
    """The accounts whose names are needed to read it."""
    return mentioned(str(body.get("text") or (body.get("event") or {}).get("text") or ""))


def parse(body: Json, around: Around) -> Event | OpenForm | None:
    """One payload of any kind. Raises KeyError, TypeError or ValueError when it is not what Slack sends."""
    match body.get("type"):
        case "event_callback":
            return _event(body, body["event"], around)
        case "block_actions":
            return _pressed(body, around)
        case "view_submission":
            return _submitted(body, around) if body["view"].get("callback_id") == FORM else None
        case None if "command" in body:
            return _command(body, around)
    return None


def _event(body: Json, event: Json, around: Around) -> Event | None:
    if event.get("type") == "member_joined_channel":
        return _added(body, event) if event["user"] == around.bot else None
    if event.get("bot_id") or event.get("user") == around.bot or not event.get("user"):
        return None
    direct = event.get("channel_type") == "im"
    match event["type"]:
        case "message" if direct and event.get("subtype") in HEARD_SUBTYPES and event.get("text"):
            place = Place(PLATFORM, event["user"], direct=True, thread=event.get("thread_ts"))
        case "app_mention" if not event["channel"].startswith("D"):
            place = Place(PLATFORM, event["channel"], direct=False, thread=event.get("thread_ts"))
        case "app_home_opened" if event.get("tab") == "home":
            place = Place(PLATFORM, event["user"])
            return Event(body["event_id"], place, around.sender, Opened(), _at(event["event_ts"]), {HOME: event["user"]})
        case _:
            return None
    text, mentions = Reader(around.bot, around.names).read(event.get("text") or "", event.get("blocks") or ())
    return Event(body["event_id"], place, around.sender, Said(text, mentions=mentions), _at(event["event_ts"]), quoted=_quoted(event))


def _added(body: Json, event: Json) -> Event:
    """The bot is in a channel now; nobody is named where it joined by itself."""
    place = Place(PLATFORM, event["channel"], direct=False)
    return Event(body["event_id"], place, Sender(event.get("inviter") or event["user"]), Added(), _at(event["event_ts"]))


def _quoted(event: Json) -> Quoted | None:
    """The message whose thread it stands in, or that was shared with a word to it."""
    found = [(event["channel"], stamp)] if (stamp := event.get("thread_ts")) and stamp != event.get("ts") else []
    shared = (one for one in event.get("attachments") or () if one.get("channel_id") and one.get("ts"))
    found += [(one["channel_id"], one["ts"]) for one in shared]
    return Quoted(tuple(Receipt(str(channel), (str(stamp),)).dump() for channel, stamp in found), _at(found[0][1])) if found else None


def _at(stamp: str) -> datetime:
    return datetime.fromtimestamp(float(stamp), UTC)


def _command(body: Json, around: Around) -> Event:
    """A slash command, whatever it is called in this workspace, is `/okr`."""
    direct = body.get("channel_name") == "directmessage"
    place = Place(PLATFORM, body["user_id"] if direct else body["channel_id"], direct=direct)
    text, mentions = Reader(around.bot, around.names).read(body.get("text") or "")
    content = Said(f"/okr {text}".strip(), mentions=mentions)
    return Event(f"command:{body['trigger_id']}", place, around.sender, content, around.now, _via(body))


def _via(body: Json) -> dict[str, str]:
    """How this very deed may be answered: once with a modal, five times through an address."""
    given = {TRIGGER: body.get("trigger_id"), ANSWER: body.get("response_url")}
    return {key: value for key, value in given.items() if value}


def _pressed(body: Json, around: Around) -> Event | OpenForm | None:
    action = body["actions"][0]
    kind = str(action["action_id"]).partition(".")[0]
    if kind not in (SAY, SEND, OPEN):
        return None
    press = Press.load(action["value"])
    place, source = _where(body, press)
    content: Said | Filled = Said(press.says, ref=press.ref, pressed=True)
    if kind == SEND:
        content = _filled(body["state"]["values"], press.values, press.ref)
    event = Event(f"action:{body['trigger_id']}", place, around.sender, content, around.now, _via(body), source.dump() if source else None)
    if kind == OPEN and source is not None:
        return OpenForm(body["trigger_id"], source, press, event)
    return event


def _where(body: Json, press: Press) -> tuple[Place, Receipt | None]:
    """The place of a press and the message it was made on; a Home has no message."""
    user, container = body["user"]["id"], body["container"]
    if container["type"] != "message":
        return Place(PLATFORM, user), None
    channel = container["channel_id"]
    direct = (body.get("channel") or {}).get("name") == "directmessage" or channel.startswith("D")
    thread = (body.get("message") or {}).get("thread_ts") or container.get("thread_ts")
    thread = None if thread == container["message_ts"] else thread
    reader = user if container.get("is_ephemeral") else None
    source = Receipt(channel, (container["message_ts"],), reader, 0 if reader else press.parts)
    return Place(PLATFORM, user if direct else channel, direct=direct, thread=thread), source


def _submitted(body: Json, around: Around) -> Event:
    view = body["view"]
    behind = Behind.load(view["private_metadata"])
    place = Place(PLATFORM, behind.address or body["user"]["id"], direct=behind.direct or not behind.address, thread=behind.thread)
    content = _filled(view["state"]["values"], behind.values, behind.ref)
    return Event(f"form:{body['trigger_id']}", place, around.sender, content, around.now, _via(body), behind.source)


def _filled(state: Json, values: Mapping[str, Mapping[str, str]], ref: Ref | None) -> Filled:
    """Every input of ours by its field's name; what was left empty is empty text."""
    found: dict[str, str] = {}
    for block, inputs in state.items():
        if block.startswith(FIELD) and VALUE in inputs:
            name = block.removeprefix(FIELD)
            value = _value(inputs[VALUE])
            found[name] = values.get(name, {}).get(value, value)
    return Filled(found, ref=ref)


def _value(state: Json) -> str:
    option = state.get("selected_option")
    if option:
        return str(option["value"])
    return str(state.get("value") or state.get("selected_date") or state.get("selected_user") or "")


def errors(view: Json, wrong: Mapping[str, str]) -> dict[str, str]:
    """Errors by field name as Slack wants them, by block; what belongs to no input of this modal stands at the first one."""
    blocks = [b["block_id"] for b in view["blocks"] if b["type"] == "input"]
    found: dict[str, str] = {}
    for name, words in wrong.items():
        block = FIELD + name if FIELD + name in blocks else blocks[0]
        found[block] = f"{found[block]} {words}" if block in found else words
    return found
