"""im/v1 and bot/v3: sending, replying, redrawing, reading messages, uploading pictures."""

import json
from typing import Any

from tests.servers.feishu_api import Api, Call, FeishuApi
from tests.servers.feishu_cards import check_card
from tests.servers.feishu_tenant import BOT_OPEN_ID, Chat, FeishuError, Json, Message

TEXT_BYTES, UUID_LENGTH, UUID_LIFE, EDIT_LIFE, IMAGE_BYTES = 150 * 1024, 50, 3600, 14 * 86400, 10 * 2**20
SENDING = ("im:message", "im:message:send_as_bot")


def contents(api: FeishuApi, kind: str, raw: Any) -> Json:
    """The content of a message, checked. Raises 230001, 230025, 230099."""
    try:
        content = json.loads(raw) if isinstance(raw, str) else None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise FeishuError(230001, "Your request contains an invalid request parameter, ext=content is not a string in json format")
    if kind == "interactive":
        check_card(content, api.tenant.images)
    elif kind == "text":
        if not isinstance(content.get("text"), str) or not content["text"]:
            raise FeishuError(230001, "Your request contains an invalid request parameter, ext=text is empty")
        if len(raw.encode()) > TEXT_BYTES:
            raise FeishuError(230025, "The length of the message content reaches its limit.")
    elif kind not in {"post", "image"}:
        raise FeishuError(230001, f"Your request contains an invalid request parameter, ext=invalid msg_type {kind}")
    return content


def _once(api: FeishuApi, call: Call) -> Message | None:
    """The message that was sent under this uuid within the hour. Raises 230049 while it is being sent."""
    uuid = call.body.get("uuid")
    if uuid is None:
        return None
    if not isinstance(uuid, str) or len(uuid) > UUID_LENGTH:
        raise FeishuError(99992402, f"field validation failed: uuid: the max len is {UUID_LENGTH}")
    if uuid in api.being_sent:
        raise FeishuError(230049, "The message is being sent.")
    message_id, at = api.uuids.get(uuid, ("", 0.0))
    return api.tenant.messages[message_id] if message_id and api.tenant.clock() - at < UUID_LIFE else None


def _chat(api: FeishuApi, kind: str, address: str) -> Chat:
    if kind == "chat_id":
        chat = api.tenant.chats.get(address)
        if chat is None:
            raise FeishuError(230001, "Your request contains an invalid request parameter, ext=invalid receive_id")
        if not chat.bot:
            raise FeishuError(230002, "Bot/User can NOT be out of the chat.")
        return chat
    user = api.tenant.users.get(address) if kind == "open_id" else None
    if user is None:
        raise FeishuError(230001, "Your request contains an invalid request parameter, ext=invalid receive_id")
    if user.resigned or not user.reachable:
        raise FeishuError(230013, "Bot has NO availability to this user.")
    return api.tenant.dm(address)


def _deliver(api: FeishuApi, call: Call, chat: Chat, **more: Any) -> Json:
    if known := _once(api, call):
        return known.as_json()
    api.limits.target(chat.person or chat.id)
    kind = call.need("msg_type")
    content = contents(api, kind, call.need("content"))
    message = api.tenant.post(chat, BOT_OPEN_ID, kind, content, uuid=call.body.get("uuid"), **more)
    if message.uuid:
        api.uuids[message.uuid] = (message.id, message.at)
    return message.as_json()


def _create(api: FeishuApi, call: Call) -> Json:
    kind = call.query.get("receive_id_type", "")
    if kind not in {"open_id", "user_id", "union_id", "email", "chat_id"}:
        raise FeishuError(99992402, "field validation failed: receive_id_type is required, options: [open_id,...]")
    return _deliver(api, call, _chat(api, kind, call.need("receive_id")))


def _reply(api: FeishuApi, call: Call) -> Json:
    parent = api.tenant.messages.get(call.path["id"])
    if parent is None:
        raise FeishuError(230001, "Your request contains an invalid request parameter, ext=invalid message_id")
    if parent.recalled:
        raise FeishuError(230011, "The message was withdrawn.")
    chat = api.tenant.chats[parent.chat]
    if not chat.bot:
        raise FeishuError(230002, "Bot/User can NOT be out of the chat.")
    root = parent.reply_to or parent.id
    return _deliver(api, call, chat, reply_to=root, in_thread=bool(call.body.get("reply_in_thread")) or parent.in_thread)


def _own(api: FeishuApi, message_id: str) -> Message:
    message = api.tenant.messages.get(message_id)
    if message is None:
        raise FeishuError(230001, "Your request contains an invalid request parameter, ext=invalid message_id")
    if not message.by_bot:
        raise FeishuError(230027, "Lack of necessary permissions.")
    if message.recalled:
        raise FeishuError(230011, "The message was withdrawn.")
    return message


def _patch(api: FeishuApi, call: Call) -> Json:
    message = _own(api, call.path["id"])
    if message.kind != "interactive":
        raise FeishuError(230054, "This operation is not supported for this message type.")
    if api.tenant.clock() - message.at > EDIT_LIFE:
        raise FeishuError(230031, "The message exceeds the time limit within which it may be updated.")
    if not api.tenant.chats[message.chat].bot:
        raise FeishuError(230002, "Bot/User can NOT be out of the chat.")
    api.limits.target(message.id)
    api.tenant.change(message, contents(api, "interactive", call.need("content")))
    return {}


def _get(api: FeishuApi, call: Call) -> Json:
    message = api.tenant.messages.get(call.path["id"])
    if message is None:
        raise FeishuError(230001, "Your request contains an invalid request parameter, ext=invalid message_id")
    return {"items": [message.as_json()]}


def _delete(api: FeishuApi, call: Call) -> Json:
    message = _own(api, call.path["id"])
    message.recalled = True
    api.tenant.signals.changed(message.chat)
    return {}


def _image(api: FeishuApi, call: Call) -> Json:
    if call.need("image_type") not in {"message", "avatar"}:
        raise FeishuError(234001, "Invalid request param.")
    data = call.need("image")
    if not isinstance(data, bytes) or not data.startswith((b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF")):
        raise FeishuError(234011, "Can't recognize image format.")
    if len(data) > IMAGE_BYTES:
        raise FeishuError(234006, "The file size exceed the max value.")
    key = api.tenant.number("img_v3_")
    api.tenant.images[key] = data
    return {"image_key": key}


APIS = {
    "POST /im/v1/messages": Api(_create, SENDING),
    "POST /im/v1/messages/:id/reply": Api(_reply, SENDING),
    "PATCH /im/v1/messages/:id": Api(_patch, ("im:message", "im:message:send_as_bot", "im:message:update")),
    "GET /im/v1/messages/:id": Api(_get, ("im:message", "im:message:readonly")),
    "DELETE /im/v1/messages/:id": Api(_delete, ("im:message", "im:message:send_as_bot", "im:message:recall")),
    "POST /im/v1/images": Api(_image, ("im:resource", "im:resource:upload")),
}
