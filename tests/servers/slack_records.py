"""The things a Slack workspace is made of: people, channels, messages and views, as the Web API shows them."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEAM = "T0LOOPBACK"
APP = "A0LOOPBACK"
BOT_USER = "U0BOT"
BOT = "B0BOT"


class SlackError(Exception):
    """A refusal with Slack's own error code, and whatever else stands beside it in the answer."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.body: Json = {"ok": False, "error": code, **more}


@dataclass
class User:
    """A member; `tz_offset` in seconds as Slack derives it, `tz` the IANA name."""

    id: str
    name: str
    real_name: str
    email: str | None = None
    tz: str = "Asia/Shanghai"
    tz_offset: int = 28800
    locale: str = "zh-CN"
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    team: str = TEAM

    def as_json(self, *, email: bool, locale: bool) -> Json:
        profile: Json = {"real_name": self.real_name, "display_name": self.name, "team": TEAM}
        if email and self.email:
            profile["email"] = self.email
        body: Json = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "profile": profile,
            "updated": 1700000000,
        }
        if not self.deleted:
            body |= {
                "tz": self.tz,
                "tz_label": self.tz,
                "tz_offset": self.tz_offset,
                "is_restricted": self.is_restricted,
                "is_ultra_restricted": False,
                "is_admin": False,
                "is_owner": False,
            }
        if locale and not self.deleted:
            body["locale"] = self.locale
        return body


@dataclass(eq=False)
class Message:
    """One message as it stands now; `edits` holds what it was before each change."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    ephemeral_to: str | None = None
    thread_ts: str | None = None
    edits: list[tuple[str, list[Json]]] = field(default_factory=list)
    deleted: bool = False
    file_ids: list[str] = field(default_factory=list)
    names_live: bool = False  # posted with link_names or parse=full

    @property
    def by_bot(self) -> bool:
        return self.user == BOT_USER

    def edit(self, text: str, blocks: list[Json]) -> None:
        self.edits.append((self.text, self.blocks))
        self.text, self.blocks = text, blocks

    def as_json(self, *, metadata: bool = False) -> Json:
        body: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": TEAM}
        if self.by_bot:
            body |= {"bot_id": BOT, "app_id": APP}
        if self.blocks:
            body["blocks"] = self.blocks
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        if self.edits:
            body["edited"] = {"user": self.user, "ts": self.ts}
        if metadata and self.metadata is not None:
            body["metadata"] = self.metadata
        return body


@dataclass
class Channel:
    """A public or private channel, or the direct messages between the bot and `im_user`."""

    id: str
    name: str
    kind: str = "channel"  # channel, group (private) or im
    members: set[str] = field(default_factory=set)
    archived: bool = False
    im_user: str | None = None
    messages: list[Message] = field(default_factory=list)
    by_ts: dict[str, Message] = field(default_factory=dict)

    def as_json(self) -> Json:
        body: Json = {
            "id": self.id,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_private": self.kind == "group",
            "is_archived": self.archived,
            "is_member": BOT_USER in self.members,
        }
        if self.kind == "im":
            return body | {"user": self.im_user}
        return body | {"name": self.name, "num_members": len(self.members)}


@dataclass
class View:
    """A modal on one person's screen, or their App Home."""

    id: str
    user: str
    body: Json
    hash: str
    previous: str | None = None
    root: str | None = None
    closed: bool = False
    published: int = 0  # how often a Home was published
    typed: dict[str, dict[str, Json]] = field(default_factory=dict)

    def as_json(self) -> Json:
        return self.body | {
            "id": self.id,
            "team_id": TEAM,
            "app_id": APP,
            "bot_id": BOT,
            "hash": self.hash,
            "root_view_id": self.root or self.id,
            "previous_view_id": self.previous,
            "state": {"values": self.typed},
        }
