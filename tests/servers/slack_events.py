"""The payloads Slack sends: events, slash commands, presses and submitted modals."""

from tests.servers.slack_records import APP, BOT, BOT_USER, TEAM, Channel, Json, Message, View
from tests.servers.slack_workspace import Workspace

TOKEN = "verification-token"
COMMON: Json = {"token": TOKEN, "api_app_id": APP, "is_enterprise_install": False, "enterprise": None}


def event_callback(ws: Workspace, event: Json) -> Json:
    """The envelope around every event; event_id is new."""
    return {
        "token": TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": ws.number("Ev"),
        "event_time": int(ws.clock()),
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }


def message_event(ws: Workspace, channel: Channel, message: Message, kind: str = "message") -> Json:
    """A message as `message` (direct) or `app_mention` event."""
    event: Json = {
        "type": kind,
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": TEAM,
        "channel": channel.id,
        "event_ts": message.ts,
        "blocks": message.blocks,
    }
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    if message.by_bot:
        event |= {"bot_id": BOT, "app_id": APP, "bot_profile": {"id": BOT, "app_id": APP, "name": "okr"}}
    else:
        event["client_msg_id"] = f"c{message.ts}"
    if kind == "message":
        event["channel_type"] = "im" if channel.kind == "im" else channel.kind
    return event


def changed_event(ws: Workspace, channel: Channel, message: Message) -> Json:
    """What an edit looks like."""
    stamp = ws.stamp()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message.as_json(),
        "previous_message": message.as_json() | {"text": message.edits[-1][0]},
        "channel": channel.id,
        "hidden": True,
        "ts": stamp,
        "event_ts": stamp,
        "channel_type": "im" if channel.kind == "im" else channel.kind,
    }


def home_opened(ws: Workspace, user: str, tab: str = "home") -> Json:
    home = ws.homes.get(user)
    event: Json = {"type": "app_home_opened", "user": user, "channel": ws.dm(user).id, "tab": tab, "event_ts": ws.stamp()}
    return event | ({"view": home.as_json()} if home else {})


def _who(ws: Workspace, user: str) -> Json:
    name = ws.users[user].name
    return {"user": {"id": user, "username": name, "name": name, "team_id": TEAM}, "team": {"id": TEAM, "domain": "loopback"}}


def slash_command(ws: Workspace, channel: Channel, user: str, command: str, text: str, response_url: str) -> Json:
    """Form fields of a slash command."""
    return {
        "token": TOKEN,
        "team_id": TEAM,
        "team_domain": "loopback",
        "channel_id": channel.id,
        "channel_name": {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name),
        "user_id": user,
        "user_name": ws.users[user].name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": ws.trigger(user),
    }


def message_action(ws: Workspace, user: str, message: Message, action: Json, state: Json, response_url: str) -> Json:
    """A press in a message; an ephemeral one does not come along itself."""
    channel = ws.channels[message.channel]
    name = {"im": "directmessage"}.get(channel.kind, channel.name)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    body = (
        COMMON
        | _who(ws, user)
        | {
            "type": "block_actions",
            "container": container,
            "trigger_id": ws.trigger(user),
            "channel": {"id": channel.id, "name": name},
            "state": {"values": state},
            "response_url": response_url,
            "actions": [action | {"action_ts": ws.stamp()}],
        }
    )
    return body if message.ephemeral_to else body | {"message": message.as_json()}


def view_action(ws: Workspace, user: str, view: View, action: Json) -> Json:
    """A press in a modal or an App Home."""
    return (
        COMMON
        | _who(ws, user)
        | {
            "type": "block_actions",
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": ws.trigger(user, view.id),
            "view": view.as_json(),
            "actions": [action | {"action_ts": ws.stamp()}],
        }
    )


def view_submission(ws: Workspace, user: str, view: View) -> Json:
    return (
        COMMON
        | _who(ws, user)
        | {
            "type": "view_submission",
            "trigger_id": ws.trigger(user, view.id),
            "view": view.as_json(),
            "response_urls": [],
        }
    )


def view_closed(ws: Workspace, user: str, view: View, *, cleared: bool) -> Json:
    return COMMON | _who(ws, user) | {"type": "view_closed", "view": view.as_json(), "is_cleared": cleared}
