"""Sends a post: as a message of one or more parts, a redrawn one, a whisper in a channel, or somebody's Home; and finds it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.slack.client import Client, metadata_for
from adapters.slack.errors import NO_ANSWER
from adapters.slack.forms import Forms
from adapters.slack.parse import ANSWER, HOME, TRIGGER
from adapters.slack.render import Part, home, render
from adapters.slack.wire import Receipt
from bot.ports import Later, Never, Post

NO_MEMBER = ("channel_not_found", "not_in_channel", "user_not_in_channel")
LONGEST_WAIT = 300.0


@dataclass(frozen=True, slots=True)
class Sending:
    """One post at a time per conversation is what calls this; `forms` remembers what buttons open."""

    client: Client
    forms: Forms

    async def send(self, post: Post) -> str:
        """The receipt. Raises Later, Never, Uncertain."""
        try:
            return await self._send(post)
        except Later as later:
            if later.reason != NO_ANSWER:
                raise
            raise Later(min(LONGEST_WAIT, later.seconds * 2 ** (post.attempt - 1)), later.scope, later.reason) from later

    async def _send(self, post: Post) -> str:
        if HOME in post.via:
            return await self._home(post, post.via[HOME])
        parts = render(post.message)
        if post.only and not post.place.direct:
            receipt = await self._whisper(post, post.only, parts)
        elif post.edits:
            receipt = await self._redraw(post, parts, Receipt.load(post.edits))
        else:
            receipt = await self._post(post, parts)
        await self._show_form(post, parts, receipt)
        return receipt.dump()

    async def find(self, post: Post) -> str | None:
        """The receipt of a post that may have gone out. Raises Later, Never."""
        if HOME in post.via or post.edits:
            return None  # doing it again does no harm
        if post.only and not post.place.direct:
            raise Never("slack: what only one member sees cannot be looked for")
        parts = render(post.message)
        channel = await self.client.channel(post.place.address)
        found = await self.client.stamped(channel, post.place.thread, post.key, len(parts), post.since)
        return Receipt(channel, tuple(found[n] for n in sorted(found))).dump() if len(found) == len(parts) else None

    # --- ways to send ----------------------------------------------------------------------------------------------------------

    async def _home(self, post: Post, account: str) -> str:
        view = home(post.message)
        if view is None:
            raise Never("slack: the overview is too long for a Home")
        await self.client.publish(account, view)
        return f"home:{account}"

    async def _post(self, post: Post, parts: Sequence[Part]) -> Receipt:
        """Parts that an earlier attempt has left are not posted again."""
        there: dict[int, str] = {}
        channel = post.place.address
        if post.attempt > 1 and len(parts) > 1:
            channel = await self.client.channel(channel)
            there = await self.client.stamped(channel, post.place.thread, post.key, len(parts), post.since)
        for number, part in enumerate(parts):
            if number not in there:
                data = metadata_for(post.key, part, number, len(parts))
                try:
                    channel, there[number] = await self.client.post(channel, part, data, post.place.thread)
                except Never as never:
                    return await self._outside(post, parts, never)
        return Receipt(channel, tuple(there[n] for n in range(len(parts))))

    async def _redraw(self, post: Post, parts: Sequence[Part], old: Receipt) -> Receipt:
        """In place, part by part; parts too many are removed, parts too few or gone are posted below."""
        if old.reader:
            return await self._whisper(post, old.reader, parts)
        if old.siblings > 1:
            old = await self._whole(old, post.place.thread)
        stamps: list[str] = []
        for number, part in enumerate(parts):
            data = metadata_for(post.key, part, number, len(parts))
            here = old.stamps[number] if number < len(old.stamps) else None
            if here is None or not await self.client.redraw(old.channel, here, part, data):
                here = (await self.client.post(old.channel, part, data, post.place.thread))[1]
            stamps.append(here)
        for stamp in old.stamps[len(parts) :]:
            await self.client.remove(old.channel, stamp)
        return Receipt(old.channel, tuple(stamps))

    async def _whole(self, known: Receipt, thread: str | None) -> Receipt:
        """All parts of a message of which a button named one."""
        data = await self.client.one(known.channel, known.stamps[0])
        if not data or not data.get("key"):
            return known
        found = await self.client.stamped(known.channel, thread, str(data["key"]), known.siblings)
        return replace(known, stamps=tuple(found[n] for n in sorted(found)) or known.stamps)

    async def _whisper(self, post: Post, reader: str, parts: Sequence[Part]) -> Receipt:
        """To one member; where Slack still lets the very message be replaced that was pressed, in its place."""
        if post.edits and ANSWER in post.via:
            await self._answer(post, parts, private=True, replaced=True)
            return Receipt.load(post.edits)
        stamps: list[str] = []
        for part in parts:
            try:
                stamps.append((await self.client.whisper(post.place.address, reader, part, post.place.thread))[1])
            except Never as never:
                return await self._outside(post, parts, never)
        return Receipt(post.place.address, tuple(stamps), reader)

    async def _outside(self, post: Post, parts: Sequence[Part], never: Never) -> Receipt:
        """Where the bot is no member, a command can still be answered through its own address."""
        if ANSWER not in post.via or not any(code in never.reason for code in NO_MEMBER):
            raise never
        await self._answer(post, parts, private=post.only is not None, replaced=False)
        return Receipt(post.place.address, (), post.only)

    async def _answer(self, post: Post, parts: Sequence[Part], *, private: bool, replaced: bool) -> None:
        for number, part in enumerate(parts):
            await self.client.answer(post.via[ANSWER], part, private=private, replace=replaced and number == 0)

    async def _show_form(self, post: Post, parts: Sequence[Part], receipt: Receipt) -> None:
        """Remembers what the message's button opens; and opens it at once for who has just asked for it."""
        for part, stamp in zip(parts, receipt.stamps, strict=False):
            if part.form is None:
                continue
            self.forms.remember(receipt.channel, stamp, part.form)
            if trigger := post.via.get(TRIGGER):
                place = replace(post.place, thread=post.place.thread)
                await self.forms.show(trigger, part.form, post.message.ref, place, receipt.dump())
