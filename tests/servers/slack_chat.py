"""chat.* of the Web API: posting, editing, deleting, and messages that one member sees."""

import json

from tests.servers.slack_api import Call, Method, SlackApi, invalid
from tests.servers.slack_blocks import check_message
from tests.servers.slack_records import BOT_USER, Channel, Json, Message, SlackError

TEXT_MOST, EDITED_MOST = 40_000, 4_000


def contents(api: SlackApi, call: Call) -> tuple[str, list[Json]]:
    """Text and blocks of a post. Raises no_text, invalid_blocks with pointers, only_one_table_allowed, msg_blocks_too_long."""
    if call.args.get("_broken"):
        raise SlackError("invalid_json")
    text, blocks = call.args.get("text") or "", call.parsed("blocks", "invalid_blocks_format")
    if not isinstance(text, str):
        raise invalid(["[ERROR] must be a string [json-pointer:/text]"])
    if blocks is not None:
        problems = check_message(blocks, api.workspace.files) if blocks else []
        for code in ("only_one_table_allowed", "msg_blocks_too_long"):
            if code in problems:
                raise SlackError(code)
        if problems:
            raise invalid(problems, "invalid_blocks")
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > TEXT_MOST:
        raise SlackError("msg_too_long")
    return text, named(api, blocks or [])


def named(api: SlackApi, blocks: list[Json]) -> list[Json]:
    """The same blocks, each with the block_id (and element action_id) that Slack gives where there is none."""
    for block in blocks:
        block.setdefault("block_id", api.workspace.number("b"))
        if block["type"] == "input":
            block["element"].setdefault("action_id", api.workspace.number("a"))
    return blocks


def _metadata(call: Call) -> Json | None:
    data = call.parsed("metadata", "invalid_metadata_format")
    if data is None:
        return None
    if not isinstance(data, dict) or set(data) != {"event_type", "event_payload"} or not isinstance(data["event_payload"], dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(data)) > 16_000:
        raise SlackError("metadata_too_large")
    return data


def _post(api: SlackApi, call: Call) -> Json:
    channel = api.channel(str(call.need("channel")), to_post=True, call=call)
    text, blocks = contents(api, call)
    metadata = _metadata(call)
    message = api.workspace.post(
        channel,
        BOT_USER,
        text,
        blocks=blocks,
        metadata=metadata,
        thread_ts=call.args.get("thread_ts"),
        names_live=call.yes("link_names") or call.args.get("parse") == "full",
    )
    api.on_post(channel, message, "posted")
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json(metadata=True)}


def _post_ephemeral(api: SlackApi, call: Call) -> Json:
    channel = api.channel(str(call.need("channel")))
    user = str(call.need("user"))
    if channel.archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = contents(api, call)
    thread = call.args.get("thread_ts")
    message = api.workspace.post(channel, BOT_USER, text, blocks=blocks, ephemeral_to=user, thread_ts=thread)
    return {"message_ts": message.ts}


def _mine(api: SlackApi, call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = api.workspace.channels.get(str(call.need("channel")))
    if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
        raise SlackError("channel_not_found")
    message = channel.by_ts.get(str(call.need("ts")))
    if message is None or message.deleted or message.ephemeral_to:
        raise SlackError("message_not_found")
    if not message.by_bot:
        raise SlackError(refusal)
    if channel.archived:
        raise SlackError("is_archived")
    return channel, message


def _update(api: SlackApi, call: Call) -> Json:
    channel, message = _mine(api, call, "cant_update_message")
    given = call.args.get("text")
    if isinstance(given, str) and len(given) > EDITED_MOST:
        raise SlackError("msg_too_long")
    text, blocks = contents(api, call)
    metadata = _metadata(call)
    message.edit(text if given is not None else message.text, blocks)
    message.metadata = metadata or message.metadata
    api.workspace.touched(message)
    api.on_post(channel, message, "changed")
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_json(metadata=True)}


def _delete(api: SlackApi, call: Call) -> Json:
    channel, message = _mine(api, call, "cant_delete_message")
    message.deleted = True
    api.workspace.touched(message)
    return {"channel": channel.id, "ts": message.ts}


METHODS = {
    "chat.postMessage": Method(_post, None, ("chat:write",), posts=True),
    "chat.postEphemeral": Method(_post_ephemeral, 4, ("chat:write",)),
    "chat.update": Method(_update, 3, ("chat:write",)),
    "chat.delete": Method(_delete, 3, ("chat:write",)),
}
