"""What the bot asks of a language model, where an operator has set one up: other wordings of one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.ports.platforms import Problem


class NoProposals(Exception):
    """None came; `reason` is for the operator: one line, nothing of what was sent or answered in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is sent: one sentence, what it is to be, what the coach says about it; names of people are hidden in both."""

    what: Literal["objective", "key_result"]
    text: str
    advice: str
    language: str


class Proposer(Protocol):
    """One endpoint."""

    async def propose(self, sentence: Sentence) -> Sequence[str]:
        """Other wordings as they came, to be read with suspicion. Raises NoProposals."""

    async def check(self) -> Sequence[Problem]:
        """Everything an operator has to mend (`okrbot doctor`)."""

    async def close(self) -> None: ...
