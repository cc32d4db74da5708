"""The payloads Feishu sends: messages, menu entries, opened chats, and what is pressed on cards (event schema 2.0)."""

import json

from tests.servers.feishu_tenant import APP_ID, TENANT, Chat, Json, Message, Tenant

VERIFICATION_TOKEN = "loopback-verification-token"


def envelope(tenant: Tenant, kind: str, event: Json) -> Json:
    """The envelope around every event; event_id is new."""
    header = {
        "event_id": tenant.number("ev-"),
        "token": VERIFICATION_TOKEN,
        "create_time": str(int(tenant.clock() * 1000)),
        "event_type": kind,
        "tenant_key": TENANT,
        "app_id": APP_ID,
    }
    return {"schema": "2.0", "header": header, "event": event}


def ids(open_id: str) -> Json:
    return {"open_id": open_id, "union_id": open_id.replace("ou_", "on_"), "user_id": None}


def received(tenant: Tenant, chat: Chat, message: Message, mentions: list[Json], *, sender_type: str = "user") -> Json:
    """im.message.receive_v1"""
    body: Json = {
        "message_id": message.id,
        "create_time": str(int(message.at * 1000)),
        "update_time": str(int(message.at * 1000)),
        "chat_id": chat.id,
        "chat_type": "p2p" if chat.person else "group",
        "message_type": message.kind,
        "content": json.dumps(message.content, ensure_ascii=False),
    }
    if mentions:
        body["mentions"] = mentions
    if message.reply_to:
        body |= {"root_id": message.reply_to, "parent_id": message.reply_to}
    if message.in_thread:
        body["thread_id"] = "omt_" + (message.reply_to or message.id).removeprefix("om_")
    sender = {"sender_id": ids(message.sender), "sender_type": sender_type, "tenant_key": TENANT}
    return envelope(tenant, "im.message.receive_v1", {"sender": sender, "message": body})


def mention(number: int, open_id: str, name: str) -> Json:
    who = {"key": f"@_user_{number}", "id": ids(open_id), "name": name, "tenant_key": TENANT}
    return who | {"mentioned_type": "bot" if open_id == "ou_bot" else "user"}


def menu(tenant: Tenant, open_id: str, name: str, key: str) -> Json:
    """application.bot.menu_v6"""
    operator = {"operator_name": name, "operator_id": ids(open_id)}
    return envelope(tenant, "application.bot.menu_v6", {"operator": operator, "event_key": key, "timestamp": int(tenant.clock())})


def entered(tenant: Tenant, open_id: str) -> Json:
    """im.chat.access_event.bot_p2p_chat_entered_v1: sent each time the person opens the chat."""
    chat = tenant.dm(open_id)
    event: Json = {"chat_id": chat.id, "operator_id": ids(open_id)}
    if chat.messages:
        last = chat.messages[-1]
        event |= {"last_message_id": last.id, "last_message_create_time": str(int(last.at * 1000))}
    return envelope(tenant, "im.chat.access_event.bot_p2p_chat_entered_v1", event)


def bot_added(tenant: Tenant, open_id: str, chat: Chat) -> Json:
    """im.chat.member.bot.added_v1; without a person an administrator did it from outside."""
    event: Json = {
        "chat_id": chat.id,
        "external": False,
        "operator_tenant_key": TENANT,
        "name": chat.name,
        "i18n_names": {"zh_cn": chat.name},
    }
    return envelope(tenant, "im.chat.member.bot.added_v1", event | ({"operator_id": ids(open_id)} if open_id else {}))


def pressed(tenant: Tenant, open_id: str, message: Message, action: Json) -> Json:
    """card.action.trigger"""
    operator = {"tenant_key": TENANT, "user_id": None, **{k: v for k, v in ids(open_id).items() if k != "user_id"}}
    event = {
        "operator": operator,
        "token": tenant.number("c-"),
        "action": action,
        "host": "im_message",
        "context": {"open_message_id": message.id, "open_chat_id": message.chat},
    }
    return envelope(tenant, "card.action.trigger", event)
