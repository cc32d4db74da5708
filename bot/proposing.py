"""Asks the model for what people wish for, outside of every transaction, and puts what came into their conversations."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import structlog

from bot.company import Setup
from bot.masking import Masking
from bot.ports import Clock, NoProposals, Proposer, Sentence, Store
from bot.promising import PATIENCE, Promised, Promising

AT_ONCE = 16  # calls under way
LOOKED_AT = 8  # of what a model brings
LONGEST = 240

_MARK = re.compile(
    r"^(?:[-*•·–—#>]+(?=\s)|[(（]?\d{1,2}[.)、）](?!\d)|(?:KR|O|Objective|Key result|关键结果|目标)\s*\d*\s*[:：])\s*", re.IGNORECASE
)
_ALIVE = re.compile(r"://|www\.|@|[`|\\{}]|\]\(|!\[|<\S*>|</?[a-z!]|\*\*|__\w|~~", re.IGNORECASE)
_QUOTES = "\"'“”‘’「」『』《》 "

log = structlog.get_logger("proposals")


@dataclass(slots=True)
class Proposing:
    """`push` takes a promise that was just committed; `wake` tells delivery that one is kept. Late answers are dropped."""

    setup: Setup
    store: Store
    clock: Clock
    proposer: Proposer
    wake: Callable[[], None]
    patience: float = PATIENCE
    _under_way: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), init=False)

    def push(self, promised: Promised) -> None:
        """Works on it beside everything else."""
        task = asyncio.create_task(self._keep(promised))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def drain(self) -> None:
        """Waits until everything under way is kept or given up."""
        while self._under_way:
            await asyncio.wait(list(self._under_way))

    async def stop(self) -> None:
        """Gives up what is under way: who waits is told by whoever composes the row."""
        for task in list(self._under_way):
            task.cancel()
        await self.drain()

    async def _keep(self, promised: Promised) -> None:
        try:
            texts = await self._texts(promised)
            now = self.clock.now()
            wanted = await self.store.write(lambda tx: Promising(self.setup, tx, now).keep(promised, texts))
        except Exception as wrong:  # noqa: BLE001 whatever it is: the row says by itself that nothing came
            log.warning("no_proposals", key=promised.key, error=type(wrong).__name__)
            return
        if texts:
            log.info("proposals", key=promised.key, count=len(texts), wanted=wanted)
        self.wake()

    async def _texts(self, promised: Promised) -> Sequence[str]:
        """What came, names put back; nothing when it took too long or went wrong, which the operator sees in one line."""
        try:
            async with asyncio.timeout(self.patience), self._places:
                return await self._asked(promised)
        except TimeoutError:
            log.warning("no_proposals", key=promised.key, error=f"no answer within {self.patience:g} s")
        except NoProposals as none:
            log.warning("no_proposals", key=promised.key, error=none.reason)
        return ()

    async def _asked(self, promised: Promised) -> Sequence[str]:
        wish = promised.wish
        names = await self.store.read(lambda tx: tx.names())
        masking = await asyncio.to_thread(Masking, names, wish.text, wish.advice)
        what: Literal["objective", "key_result"] = "key_result" if ".kr" in wish.name else "objective"
        came = await self.proposer.propose(Sentence(what, masking.hide(wish.text), masking.hide(wish.advice), promised.language))
        usable = (inert(text) for text in came[:LOOKED_AT])
        revealed = (masking.reveal(text, wish.text) for text in usable if text)
        return tuple(dict.fromkeys(text for text in revealed if text and len(text) <= LONGEST))


def inert(said: str) -> str | None:
    """One line of plain words; None where that is not what it is: addresses, mentions, markup, too long, no words."""
    seen = "".join(" " if c.isspace() else c for c in said if c.isspace() or unicodedata.category(c)[0] != "C")
    text = _MARK.sub("", " ".join(seen.split()), count=1).strip(_QUOTES)
    worded = any(unicodedata.category(c)[0] == "L" for c in text)
    return text if worded and len(text) <= LONGEST and not _ALIVE.search(text) else None
