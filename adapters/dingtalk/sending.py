"""Sends a post as the best thing that works at this moment, redraws it, and says what may safely be sent again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

from adapters.dingtalk.cards import Cards, Fallback
from adapters.dingtalk.client import Client
from adapters.dingtalk.errors import Barred
from adapters.dingtalk.render import Card, Level, Plain, render
from adapters.dingtalk.robot import Robot
from adapters.dingtalk.wire import WEBHOOK, Receipt, track
from bot.conversation.event import Place
from bot.conversation.message import Form, Image, Message, controls
from bot.ports import Later, Never, Post, Problem, Uncertain

MOST_KEPT = 2000
LONGEST_WAIT = 300.0


class Sending:
    """One post at a time per conversation is what calls this. `answering`: cards whose press is being answered at this moment."""

    def __init__(self, client: Client, robot: Robot, cards: Cards) -> None:
        self.client, self.robot, self.cards = client, robot, cards
        self.answering: dict[str, asyncio.Event] = {}
        self.barred: Problem | None = None  # why nothing can be said at this moment
        self._done: OrderedDict[str, list[str]] = OrderedDict()  # plain parts of a message that went out before an attempt failed
        self._media: OrderedDict[bytes, str] = OrderedDict()

    async def send(self, post: Post) -> str:
        """The receipt. Raises Later, Never, Uncertain."""
        try:
            receipt = await self._send(post)
        except Later as later:
            self.barred = later.problem if isinstance(later, Barred) else self.barred
            if later.scope != "app":
                raise
            raise Later(min(LONGEST_WAIT, later.seconds * 2 ** (post.attempt - 1)), later.scope, later.reason) from later
        if receipt.tracks or receipt.queries:  # sessions take answers from everybody
            self.barred = None
        return receipt.dump()

    async def find(self, post: Post) -> str | None:
        """None where sending again is safe: a card's id is used once, and redrawing does no harm. Raises Never."""
        place = _place(post)
        old = Receipt.load(post.edits) if post.edits else None
        if post.key in self._done:
            raise Never("dingtalk: a plain message cannot be looked for")
        if (old and old.tracks) or self._as(post, place, self.cards.levels()[0]) != "plain":
            return None
        raise Never("dingtalk: a plain message cannot be looked for")

    async def _send(self, post: Post) -> Receipt:
        place, pictures = _place(post), await self._pictures(post.message)
        old = Receipt.load(post.edits) if post.edits else Receipt()
        for level in self.cards.levels():
            if level not in self.cards.levels():
                continue  # the refusal of the level above was meant for this one too
            chosen = self._as(post, place, level)
            if chosen == "plain":
                break
            try:
                return await self._as_cards(post, place, chosen, old, pictures)
            except Fallback:
                continue
        receipt = await self._as_plain(post, place, pictures)
        if old.queries:
            await self.robot.recall(old.queries, place)
        return receipt

    def _as(self, post: Post, place: Place, level: Level) -> Level:
        """A card where there is something to press, to redraw, or a board that will be; all else costs less as a plain message."""
        message = post.message
        pressable = bool(controls(message)) or any(isinstance(block, Form) for block in message.blocks)
        redrawn = bool(post.edits) and bool(Receipt.load(post.edits or "").tracks)
        board = not place.direct and not post.via.get(WEBHOOK)
        return level if pressable or redrawn or board else "plain"

    # --- cards -------------------------------------------------------------------------------------------------------------------

    async def _as_cards(self, post: Post, place: Place, level: Level, old: Receipt, pictures: Mapping[str, str]) -> Receipt:
        cards = [part for part in render(post.message, place, level, pictures) if isinstance(part, Card)]
        if old.tracks and old.template == cards[0].template:
            try:
                return await self._redraw(post, place, cards, old)
            except Fallback:  # too old to be changed, or gone: a new one says it
                old = Receipt()
        tracks = tuple(track(post.key, card.template, number, len(cards)) for number, card in enumerate(cards))
        for card, name in zip(cards, tracks, strict=True):
            await self.cards.create(card, name, place, urgent=bool(post.via))
        return Receipt(tracks)

    async def _redraw(self, post: Post, place: Place, cards: list[Card], old: Receipt) -> Receipt:
        """In place, part by part; parts too many say nothing any more, parts too few follow below."""
        tracks = list(old.tracks)
        empty = render(Message("–"), place, "form" if old.template == "form" else "buttons")[0]
        assert isinstance(empty, Card)
        for number, name in enumerate(tracks):
            if waiting := self.answering.get(name):
                await waiting.wait()  # DingTalk wants no change by API while a press is being answered
            await self.cards.update(cards[number] if number < len(cards) else empty, name, urgent=bool(post.via))
        for number in range(len(tracks), len(cards)):
            tracks.append(track(post.key, cards[number].template, number, len(cards)))
            await self.cards.create(cards[number], tracks[-1], place, urgent=bool(post.via))
        return Receipt(tuple(tracks))

    # --- plain -------------------------------------------------------------------------------------------------------------------

    async def _as_plain(self, post: Post, place: Place, pictures: Mapping[str, str]) -> Receipt:
        """Part by part; what an earlier attempt has sent is not sent again."""
        done = self._done.pop(post.key, [])
        parts = [part for part in render(post.message, place, "plain", pictures) if isinstance(part, Plain)]
        try:
            for part in parts[len(done) :]:
                done.append(await self.robot.send(part, place, post.via))
        except (Later, Uncertain):
            self._done[post.key] = done
            if len(self._done) > MOST_KEPT:
                self._done.popitem(last=False)
            raise
        return Receipt(queries=tuple(query for query in done if query))

    async def _pictures(self, message: Message) -> Mapping[str, str]:
        """The message's pictures as media ids; one that cannot be uploaded is drawn as its words."""
        found: dict[str, str] = {}
        for block in message.blocks:
            if not isinstance(block, Image) or block.png in found:
                continue
            digest = blake2b(block.png.encode(), digest_size=16).digest()
            if digest not in self._media:
                try:
                    self._media[digest] = await self.client.upload(block.png)
                except (Later, Never, Uncertain, ValueError):
                    continue
                if len(self._media) > MOST_KEPT:
                    self._media.popitem(last=False)
            found[block.png] = self._media[digest]
        return found


def _place(post: Post) -> Place:
    """What only one member of a group may see goes to that member's direct chat."""
    if post.only and not post.place.direct:
        return replace(post.place, address=post.only, direct=True)
    return post.place
