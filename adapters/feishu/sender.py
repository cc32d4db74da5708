"""Puts a post on the platform: cards with their pictures, in parts where one is not enough, redrawn in place, or as words."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from adapters.feishu import wire
from adapters.feishu.client import Client, fits
from adapters.feishu.errors import GONE, NO_CARD, NOT_THERE, TOO_OLD, Refusal, Unanswered, verdict
from adapters.feishu.parse import REPLY
from adapters.feishu.pieces import dumps
from adapters.feishu.render import Card, emptied, render, text_of
from bot.conversation.message import Image, Message, Text
from bot.ports import Later, Post

KEPT_PICTURES = 500


class Sender:
    """Sends and redraws through one client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._pictures: dict[str, str] = {}

    async def send(self, post: Post, people: Sequence[str] = ()) -> str:
        """The receipt. The same post again within the hour sends nothing new. Raises Later, Never, Uncertain."""
        try:
            cards = render(await self._drawable(post.message), direct=post.place.direct, people=people)
            if post.edits:
                return await self._redraw(post, cards)
            return await self._fresh(post, cards)
        except (Refusal, Unanswered) as problem:
            found = verdict(problem, self._client.scope_page)
            raise found from problem

    async def _fresh(self, post: Post, cards: Sequence[Card]) -> str:
        ids: list[str] = []
        try:
            for part, card in enumerate(cards):
                ids.append(await self._put(post, part, "interactive", card.json(await self._keys(card))))
        except Refusal as refusal:
            if refusal.code not in NO_CARD:
                raise
            ids.append(await self._put(post, len(ids), "text", dumps({"text": text_of(post.message)})))
        return wire.receipt(tuple(ids))

    async def _put(self, post: Post, part: int, kind: str, content: str) -> str:
        """One message: below the one that is answered in a group, else to the person or group."""
        uuid = wire.uuid(post.key, part)
        await self._client.pace.target(post.place.address)
        answered = post.place.thread or (post.via.get(REPLY) if not post.place.direct and part == 0 else None)
        if answered:
            try:
                return await self._client.reply(answered, thread=post.place.thread is not None, kind=kind, content=content, uuid=uuid)
            except Refusal as refusal:
                if refusal.code not in GONE:  # what was asked is not there any more; the answer is still wanted
                    raise
        return await self._client.create(post.place.address, direct=post.place.direct, kind=kind, content=content, uuid=uuid)

    async def _redraw(self, post: Post, cards: Sequence[Card]) -> str:
        """Part by part in place; what is new is added, what is left over emptied. A message that is too old, or not there, is sent anew."""
        known = wire.parts(post.edits or "")
        try:
            for message, card in zip(known, cards, strict=False):
                await self._patch(message, card.json(await self._keys(card)))
            for message in known[len(cards) :]:
                await self._patch(message, emptied(post.message).json())
        except Refusal as refusal:
            if refusal.code in {TOO_OLD, NOT_THERE} or refusal.code in NO_CARD:
                return await self._fresh(post, cards)
            raise
        except Unanswered as problem:
            raise Later(2, "conversation", problem.reason) from problem  # drawing it again does no harm
        added = [
            await self._put(post, part, "interactive", card.json(await self._keys(card)))
            for part, card in enumerate(cards[len(known) :], len(known))
        ]
        return wire.receipt((*known, *added))

    async def _patch(self, message: str, content: str) -> None:
        await self._client.pace.target(message)
        await self._client.patch(message, content)

    async def _drawable(self, message: Message) -> Message:
        """With the words of those pictures that the platform does not take: in a card they take room of their own."""
        if not any(isinstance(block, Image) for block in message.blocks):
            return message
        blocks = [b if not isinstance(b, Image) or await self._picture(b.png) else Text(f"[{b.alt}]") for b in message.blocks]
        return replace(message, blocks=tuple(blocks))

    async def _keys(self, card: Card) -> list[str]:
        return [await self._picture(png) for png in card.pictures]

    async def _picture(self, png: str) -> str:
        """The key of an uploaded picture, uploaded once; empty when the platform does not take it, then its words are shown."""
        name = hashlib.sha256(png.encode()).hexdigest()
        if name not in self._pictures:
            try:
                data = base64.b64decode(png, validate=True)
                key = await self._client.upload(data) if fits(data) else ""
            except (binascii.Error, Refusal):
                return ""
            except Unanswered as problem:
                raise Later(2, "conversation", problem.reason) from problem  # nothing was sent yet
            while len(self._pictures) >= KEPT_PICTURES:
                self._pictures.pop(next(iter(self._pictures)))
            self._pictures[name] = key
        return self._pictures[name]
