"""auth.*, conversations.*, users.* and usergroups.* of the Web API: what a bot can find out."""

from typing import Any

from tests.servers.slack_api import Call, Method, SlackApi
from tests.servers.slack_records import BOT, BOT_USER, TEAM, Channel, Json, SlackError, User

READS = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
HISTORIES = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}


def _auth_test(api: SlackApi, _: Call) -> Json:
    return {
        "url": f"{api.address}/",
        "team": "Loopback",
        "user": "okr",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def _page(call: Call, rows: list[Any], default: int, most: int) -> tuple[list[Any], Json]:
    """One page of rows and the cursor to the next; a cursor is the place to go on from."""
    cursor = str(call.args.get("cursor") or "0")
    if not cursor.isdigit() or int(cursor) > len(rows):
        raise SlackError("invalid_cursor")
    start, limit = int(cursor), call.number("limit", default, most)
    after = start + limit
    return rows[start:after], {"next_cursor": str(after) if after < len(rows) else ""}


def _open(api: SlackApi, call: Call) -> Json:
    users = [u for u in str(call.args.get("users") or "").split(",") if u]
    if len(users) != 1:
        raise SlackError("users_list_not_supplied" if not users else "not_enough_users")
    channel = api.direct(users[0])
    return {"channel": channel.as_json() if call.yes("return_im") else {"id": channel.id}}


def _visible(api: SlackApi, call: Call) -> Channel:
    return api.channel(str(call.need("channel")))


def _info(api: SlackApi, call: Call) -> Json:
    channel = _visible(api, call)
    call.scope(READS[channel.kind], *(["im:history"] if channel.kind == "im" else []))
    return {"channel": channel.as_json()}


def _members(api: SlackApi, call: Call) -> Json:
    channel = _visible(api, call)
    call.scope(READS[channel.kind], *(["im:history"] if channel.kind == "im" else []))
    members, meta = _page(call, sorted(channel.members), 100, 1000)
    return {"members": members, "response_metadata": meta}


def _list(api: SlackApi, call: Call) -> Json:
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    wanted = {kinds.get(k.strip()) for k in str(call.args.get("types") or "public_channel").split(",")}
    for kind in wanted & set(READS):
        call.scope(READS[str(kind)])
    rows = [c for c in api.workspace.channels.values() if c.kind in wanted and (c.kind == "channel" or BOT_USER in c.members)]
    page, meta = _page(call, [c.as_json() for c in rows], 100, 1000)
    return {"channels": page, "response_metadata": meta}


def _join(api: SlackApi, call: Call) -> Json:
    channel = _visible(api, call)
    if channel.archived:
        raise SlackError("is_archived")
    channel.members.add(BOT_USER)
    return {"channel": channel.as_json()}


def _history(api: SlackApi, call: Call) -> Json:
    channel = _visible(api, call)
    call.scope(HISTORIES[channel.kind])
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    oldest, latest = float(call.args.get("oldest") or 0), float(call.args.get("latest") or 9e12)
    inclusive = call.yes("inclusive")

    def within(ts: float) -> bool:
        return oldest < ts < latest or (inclusive and ts in (oldest, latest))

    rows = [
        m.as_json(metadata=call.yes("include_all_metadata"))
        for m in reversed(channel.messages)
        if not m.deleted and not m.ephemeral_to and within(float(m.ts)) and m.thread_ts in (None, m.ts)
    ]
    page, meta = _page(call, rows, 100, 999)
    return {"messages": page, "has_more": bool(meta["next_cursor"]), "pin_count": 0, "response_metadata": meta}


def _replies(api: SlackApi, call: Call) -> Json:
    channel, parent = _visible(api, call), str(call.need("ts"))
    call.scope(HISTORIES[channel.kind])
    if parent not in channel.by_ts:
        raise SlackError("thread_not_found")
    rows = [
        m.as_json(metadata=call.yes("include_all_metadata"))
        for m in channel.messages
        if not m.deleted and not m.ephemeral_to and parent in (m.ts, m.thread_ts)
    ]
    page, meta = _page(call, rows, 1000, 1000)
    return {"messages": page, "has_more": bool(meta["next_cursor"]), "response_metadata": meta}


def _user(call: Call, user: User, *, locale: bool = False) -> Json:
    return user.as_json(email="users:read.email" in call.scopes, locale=locale)


def _users_info(api: SlackApi, call: Call) -> Json:
    user = api.workspace.users.get(str(call.need("user")))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": _user(call, user, locale=call.yes("include_locale"))}


def _users_list(api: SlackApi, call: Call) -> Json:
    if api.team_is_big and not call.args.get("limit"):
        raise SlackError("limit_required")
    rows = list(api.workspace.users.values())
    page, meta = _page(call, rows, len(rows) or 1, 1000)
    return {"members": [_user(call, u, locale=call.yes("include_locale")) for u in page], "response_metadata": meta, "cache_ts": 0}


def _by_email(api: SlackApi, call: Call) -> Json:
    email = str(call.need("email")).lower()
    for user in api.workspace.users.values():
        if user.email and user.email.lower() == email and not user.deleted:
            return {"user": _user(call, user)}
    raise SlackError("users_not_found")


def _groups(api: SlackApi, call: Call) -> Json:
    with_users = call.yes("include_users")
    rows = [g if with_users else {k: v for k, v in g.items() if k != "users"} for g in api.workspace.groups.values()]
    return {"usergroups": rows}


def _group_users(api: SlackApi, call: Call) -> Json:
    group = api.workspace.groups.get(str(call.need("usergroup")))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group["users"]}


METHODS = {
    "auth.test": Method(_auth_test, None),
    "conversations.open": Method(_open, 3, ("im:write",)),
    "conversations.info": Method(_info, 3),
    "conversations.members": Method(_members, 4),
    "conversations.list": Method(_list, 2),
    "conversations.join": Method(_join, 3, ("channels:join",)),
    "conversations.history": Method(_history, 3),
    "conversations.replies": Method(_replies, 3),
    "users.info": Method(_users_info, 4, ("users:read",)),
    "users.list": Method(_users_list, 2, ("users:read",)),
    "users.lookupByEmail": Method(_by_email, 3, ("users:read.email",)),
    "usergroups.list": Method(_groups, 2, ("usergroups:read",)),
    "usergroups.users.list": Method(_group_users, 2, ("usergroups:read",)),
}
