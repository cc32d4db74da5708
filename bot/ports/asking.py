"""What the bot asks of its memory about what people ask of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, Protocol

from bot.okr.model import Person
from bot.okr.model_asking import ChangeRequest, Comment, Offer


class AskingStore(Protocol):
    """Dependencies, comments, change requests, offers, and who stands in for whom."""

    def depending_on(self, person: str) -> tuple[str, ...]:
        """Ids of the objectives with a key result on which this person collaborates."""

    def shown_to(self, person: str) -> tuple[str, ...]:
        """Ids of the objectives whose owners share the draft with this person."""

    def left_behind(self, manager: str) -> tuple[Person, ...]:
        """Those who reported to this manager and have left."""

    def last_touched(self, subjects: Iterable[str]) -> Mapping[str, datetime]:
        """When something was last done to each of these, remarks aside, by the audit trail; what it does not know is left out."""

    def represented_by(self, stand_in: str) -> tuple[Person, ...]:
        """Active people for whom this person decides while they are away."""

    def save_comment(self, comment: Comment) -> None: ...
    def comments(self, subjects: Iterable[str] | None = None) -> tuple[Comment, ...]:
        """All on these lines, or all there are; oldest first."""

    def save_change_request(self, request: ChangeRequest) -> None: ...
    def change_requests(
        self, by: Literal["id", "objective", "owner", "heir", "asked_by"] | None = None, keys: Iterable[str] = ()
    ) -> tuple[ChangeRequest, ...]:
        """Those in which that field is one of the keys, or all there are; oldest first."""

    def save_offer(self, offer: Offer) -> None: ...
    def offers(self, by: Literal["id", "by", "to", "key_result"] | None = None, keys: Iterable[str] = ()) -> tuple[Offer, ...]:
        """Those in which that field is one of the keys, or all there are; oldest first."""
