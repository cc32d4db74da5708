"""A member of the workspace at their keyboard: writes, mentions, commands, opens the bot's Home."""

from tests.servers import slack_events as events
from tests.servers.slack_api import Call
from tests.servers.slack_chat import contents
from tests.servers.slack_delivery import Delivery
from tests.servers.slack_eyes import Heard, alive_mentions
from tests.servers.slack_hands import Hands
from tests.servers.slack_records import BOT_USER, Channel, Json
from tests.servers.slack_typing import as_blocks, as_sent

__all__ = ["Heard", "SlackHuman", "alive_mentions"]


class SlackHuman(Hands):
    """One member at their screen."""

    async def says(self, text: str, *, raw: bool = False, thread: str | None = None) -> Delivery:
        """Types in the direct messages with the bot; `raw` sends the text as given, without Slack's escaping and linking."""
        sent = text if raw else as_sent(self.ws, text)
        message = self.ws.post(self.dm, self.id, sent, blocks=as_blocks(self.ws, sent), thread_ts=thread)
        return await self.server.emit(events.message_event(self.ws, self.dm, message))

    async def mentions(self, text: str, channel: Channel, *, thread: str | None = None) -> Delivery:
        """Types `@okr text` in a channel."""
        sent = f"<@{BOT_USER}> " + as_sent(self.ws, text)
        message = self.ws.post(channel, self.id, sent, blocks=as_blocks(self.ws, sent), thread_ts=thread)
        return await self.server.emit(events.message_event(self.ws, channel, message, "app_mention"))

    async def commands(self, text: str = "", *, channel: Channel | None = None, command: str = "/okr") -> Json | None:
        """Types a slash command and waits until the app has acknowledged it; a message in the acknowledgement is shown.

        Raises SlackError operation_timeout or dispatch_failed when Slack would show that to the person.
        """
        where = channel or self.dm
        address = self.server.responses.address(self.id, where)
        sent = as_sent(self.ws, text, command=True)
        payload = events.slash_command(self.ws, where, self.id, command, sent, address)
        delivery = await self.server.transport.send("slash_commands", payload)
        answer = await delivery.ack()
        if answer and (answer.get("text") or answer.get("blocks")):
            said, blocks = contents(self.server.api, Call(answer, set()))
            seen_by = None if answer.get("response_type") == "in_channel" else self.id
            self.ws.post(where, BOT_USER, said, blocks=blocks, ephemeral_to=seen_by)
        return answer

    async def opens_home(self, *, wait: bool = True) -> Heard:
        """Opens the App Home and, unless `wait` is false, waits until the bot has published it (anew)."""
        before = self.ws.homes[self.id].published if self.id in self.ws.homes else 0
        await self.server.emit(events.home_opened(self.ws, self.id))
        if wait:
            await self.ws.signals.until(
                f"views:{self.id}", lambda: self.id in self.ws.homes and self.ws.homes[self.id].published > before, lambda: "no Home"
            )
        return self._look(self.ws.homes[self.id])
