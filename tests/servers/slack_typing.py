"""What Slack makes of what a person types, before an app gets to see it."""

import re

from tests.servers.slack_records import Json
from tests.servers.slack_workspace import Workspace

_LINK = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)]")
_EMAIL = re.compile(r"(?<![\w.:/@])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DOMAIN = re.compile(r"(?<![\w.@/:-])(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|cn)\b(?![@\w])", re.IGNORECASE)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_sent(ws: Workspace, text: str, *, command: bool = False) -> str:
    """Typed text as it reaches an app: escaped, `@name` and `#channel` of known ones as ids, links in angle brackets.

    A command carries `<@U1|name>` (its manifest says should_escape), a message `<@U1>`.
    """
    out = escaped(text)
    out = _LINK.sub(lambda m: f"<{m[0]}>", out)
    out = _EMAIL.sub(lambda m: f"<mailto:{m[0]}|{m[0]}>", out)
    out = _DOMAIN.sub(lambda m: f"<http://{m[0]}|{m[0]}>", out)
    for user in sorted(ws.users.values(), key=lambda u: -len(u.name)):
        mention = f"<@{user.id}|{user.name}>" if command else f"<@{user.id}>"
        out = re.sub(rf"@{re.escape(user.name)}(?![\w.])", mention, out)
    for channel in ws.channels.values():
        if channel.name:
            out = re.sub(rf"#{re.escape(channel.name)}(?![\w-])", f"<#{channel.id}|{channel.name}>", out)
    return out


def as_blocks(ws: Workspace, sent: str) -> list[Json]:
    """The rich_text block that comes along with a typed message."""
    parts: list[Json] = []
    for piece in re.split(r"(<@[UW]\w+>)", sent):
        if mention := re.fullmatch(r"<@([UW]\w+)>", piece):
            parts.append({"type": "user", "user_id": mention[1]})
        elif piece:
            parts.append({"type": "text", "text": piece})
    inside = [{"type": "rich_text_section", "elements": parts}]
    return [{"type": "rich_text", "block_id": ws.number("b"), "elements": inside}] if parts else []
