"""Forms behind buttons: remembered while the process lives, else read from the message's metadata; shown as modals."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import structlog

from adapters.slack.client import Client
from adapters.slack.parse import OpenForm
from adapters.slack.render import modal
from adapters.slack.wire import Behind, unpack
from bot.conversation.event import Place, Ref
from bot.conversation.message import Form
from bot.ports import Later, Never, Uncertain

REMEMBERED = 2_000

log = structlog.get_logger("slack")


@dataclass(frozen=True, slots=True)
class Forms:
    """Finds the form of a message and puts it on somebody's screen."""

    client: Client
    _known: OrderedDict[tuple[str, str], Form] = field(default_factory=OrderedDict)

    def remember(self, channel: str, stamp: str, form: Form) -> None:
        self._known[channel, stamp] = form
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def open(self, wanted: OpenForm) -> bool:
        """Opens the form of the message that was pressed; False when it is not known any more."""
        channel, stamp = wanted.source.channel, wanted.source.stamps[0]
        form = self._known.get((channel, stamp))
        if form is None and wanted.source.reader is None:
            form = await self._looked_up(channel, stamp)
        if form is None:
            return False
        return await self.show(wanted.trigger, form, wanted.press.ref, wanted.event.place, wanted.source.dump())

    async def _looked_up(self, channel: str, stamp: str) -> Form | None:
        try:
            data = await self.client.one(channel, stamp)
            return unpack(str(data["form"])) if data and data.get("form") else None
        except (Later, Never, Uncertain, ValueError) as error:
            log.warning("form_not_found", reason=str(error))
            return None

    async def show(self, trigger: str, form: Form, ref: Ref | None, place: Place, source: str | None) -> bool:
        """Opens it as a modal. A trigger that came too late is no loss: the button is still there."""
        view = modal(form, Behind(ref, place.address, place.direct, place.thread, source))
        if view is None:
            return False
        try:
            await self.client.open_view(trigger, view)
        except (Later, Never, Uncertain) as error:
            log.warning("form_not_opened", reason=str(error))
        return True
