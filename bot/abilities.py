"""What each platform can do at this moment: an adapter may lose and regain abilities while it runs (cards refused, a quota used up)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.ports import Abilities, Adapter


class AbilitiesNow(Mapping[str, Abilities]):
    """Platform -> abilities, asked of its adapter each time."""

    def __init__(self, adapters: Iterable[Adapter]) -> None:
        self._adapters = {adapter.name: adapter for adapter in adapters}

    def __getitem__(self, platform: str) -> Abilities:
        return self._adapters[platform].abilities

    def __iter__(self) -> Iterator[str]:
        return iter(self._adapters)

    def __len__(self) -> int:
        return len(self._adapters)
