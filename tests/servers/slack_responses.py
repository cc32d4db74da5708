"""response_url: the address at which one press or command may be answered, five times."""

from dataclasses import dataclass, field

from aiohttp import web

from tests.servers.slack_api import Call, SlackApi
from tests.servers.slack_chat import contents
from tests.servers.slack_records import BOT_USER, Channel, Json, Message, SlackError

USES = 5


@dataclass
class Answerable:
    """What may still be answered; `expired` is what half an hour does to it."""

    user: str
    channel: Channel
    message: Message | None = None
    left: int = USES
    expired: bool = False


@dataclass
class Responses:
    """All addresses handed out."""

    api: SlackApi
    open: dict[str, Answerable] = field(default_factory=dict)
    busy: int = 0  # so many answers to come are told to wait seven seconds

    def address(self, user: str, channel: Channel, message: Message | None = None) -> str:
        name = self.api.workspace.number("R")
        self.open[name] = Answerable(user, channel, message)
        return f"{self.api.address}/actions/{name}"

    async def handle(self, request: web.Request) -> web.Response:
        if self.busy:
            self.busy -= 1
            return web.Response(status=429, headers={"Retry-After": "7"})
        try:
            self._answer(self.open.get(request.match_info["name"]), await request.json())
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        except SlackError as refused:
            return web.json_response(refused.body, status=404 if "url" in refused.body["error"] else 400)
        return web.Response(text="ok")

    def _answer(self, target: Answerable | None, body: Json) -> None:
        if target is None or target.expired:
            raise SlackError("expired_url")
        if target.left <= 0:
            raise SlackError("used_url")
        target.left -= 1
        self.respond(target, body)

    def respond(self, target: Answerable, body: Json) -> None:
        """Posts, replaces or deletes as the body says; ephemeral unless it says in_channel. Raises SlackError."""
        ws, old = self.api.workspace, target.message
        if body.get("delete_original") and old is not None:
            old.deleted = True
            ws.touched(old)
            return
        text, blocks = contents(self.api, Call(body, set()))
        if body.get("replace_original") and old is not None:
            old.edit(text, blocks)
            ws.touched(old)
            return
        seen_by = None if body.get("response_type") == "in_channel" else target.user
        ws.post(target.channel, BOT_USER, text, blocks=blocks, ephemeral_to=seen_by)
