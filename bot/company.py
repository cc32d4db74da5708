"""What the whole engine is set up with: the catalogue, the flows, the company's defaults, what each platform can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.conversation.i18n import Catalogue, Speak
from bot.flows.known import Company, FlowSpec
from bot.okr.model import Person
from bot.ports import Abilities
from bot.routing import Commands


@dataclass(frozen=True)
class Setup:
    """Everything that does not change while the program runs."""

    catalogue: Catalogue
    flows: Mapping[str, FlowSpec]
    company: Company
    abilities: Mapping[str, Abilities]

    @cached_property
    def commands(self) -> Commands:
        return _commands(self.catalogue)

    @cached_property
    def picks(self) -> Mapping[str, tuple[str, ...]]:
        """What choices are called in every language, by their key."""
        keys = (key for key in self.catalogue.word_keys() if key.startswith("pick."))
        return {key.removeprefix("pick."): self.catalogue.words(key) for key in keys}

    @cached_property
    def _voice(self) -> Callable[[str, str], Speak]:
        return lru_cache(maxsize=1024)(self.catalogue.speak)

    def speak(self, person: Person) -> Speak:
        """In the person's language and time zone."""
        return self._voice(self.company.language_of(person), self.company.timezone_of(person))

    def able(self, platform: str) -> Abilities:
        return self.abilities.get(platform) or Abilities(forms=False, edits=False)


@lru_cache(maxsize=4)
def _commands(catalogue: Catalogue) -> Commands:
    """Sorting some hundred words out is done once for each catalogue."""
    return Commands.of(catalogue)
