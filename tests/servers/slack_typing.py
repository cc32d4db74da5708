"""What Slack makes of what a person types, before an app gets to see it."""

import re

from tests.servers.slack_records import Json
from tests.servers.slack_workspace import Workspace

_LINK = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)]")
_EMAIL = re.compile(r"(?<![\w.:/@])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DOMAIN = re.compile(r"(?<![\w.@/:-])(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|cn)\b(?![@\w])", re.IGNORECASE)
_PIECE = re.compile(r"<(@[UW]\w+|#C\w+|[a-z]+:[^<>|]*)(?:\|([^<>]*))?>|:([a-z0-9_+-]+):|(?<!\w)\*([^*\n]+)\*(?!\w)")
EMOJI = {
    "🎉": ("tada", "1f389"),
    "👍": ("+1", "1f44d"),
    "🙂": ("slightly_smiling_face", "1f642"),
    "👩‍💻": ("female-technologist", "1f469-200d-1f4bb"),
}
_CODES = dict(EMOJI.values())


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_sent(ws: Workspace, text: str, *, command: bool = False) -> str:
    """Typed text as it reaches an app: escaped, emoji as :names:, `@name` and `#channel` of known ones as ids, links in angle brackets.

    A command carries `<@U1|name>` (its manifest says should_escape), a message `<@U1>`.
    """
    out = escaped(text)
    out = _LINK.sub(lambda m: f"<{m[0]}>", out)
    out = _EMAIL.sub(lambda m: f"<mailto:{m[0]}|{m[0]}>", out)
    out = _DOMAIN.sub(lambda m: f"<http://{m[0]}|{m[0]}>", out)
    for sign, (name, _) in EMOJI.items():
        out = out.replace(sign, f":{name}:")
    for user in sorted(ws.users.values(), key=lambda u: -len(u.name)):
        mention = f"<@{user.id}|{user.name}>" if command else f"<@{user.id}>"
        out = re.sub(rf"@{re.escape(user.name)}(?![\w.])", mention, out)
    for channel in ws.channels.values():
        if channel.name:
            out = re.sub(rf"#{re.escape(channel.name)}(?![\w-])", f"<#{channel.id}|{channel.name}>", out)
    return out


def as_blocks(ws: Workspace, sent: str) -> list[Json]:
    """The rich_text block that comes along with a typed message; *words* were set bold."""
    parts: list[Json] = []
    end = 0
    for found in _PIECE.finditer(sent):
        parts += [{"type": "text", "text": _unescaped(sent[end : found.start()])}] if found.start() > end else []
        parts.append(_part(found))
        end = found.end()
    parts += [{"type": "text", "text": _unescaped(sent[end:])}] if sent[end:] else []
    inside = [{"type": "rich_text_section", "elements": parts}]
    return [{"type": "rich_text", "block_id": ws.number("b"), "elements": inside}] if parts else []


def _part(found: re.Match[str]) -> Json:
    token, label, name, bold = found.groups()
    if token is None:
        if bold is not None:
            return {"type": "text", "text": _unescaped(bold), "style": {"bold": True}}
        known = {"unicode": _CODES[name]} if name in _CODES else {}
        return {"type": "emoji", "name": name} | known
    if token.startswith("@"):
        return {"type": "user", "user_id": token[1:]}
    if token.startswith("#"):
        return {"type": "channel", "channel_id": token[1:]}
    return {"type": "link", "url": _unescaped(token)} | ({"text": _unescaped(label)} if label else {})
