"""The bot is brought into a group, or named there without a word: it says in short what it does there and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from bot.company import Setup
from bot.conversation.event import Event
from bot.conversation.i18n import Speak
from bot.conversation.message import Button, Buttons, Message, Text
from bot.okr.model import Team
from bot.ports import Tx


@dataclass(frozen=True, slots=True)
class Greeting:
    """In the language of whoever brought it, as far as they are known, else the company's."""

    setup: Setup
    tx: Tx

    def message(self, event: Event) -> Message:
        """Nothing in it is about anybody's OKRs: strangers may be in the group."""
        place = event.place
        person = self.tx.person_at(place.platform, event.sender.account)
        company = self.setup.company
        t = self.setup.speak(person) if person else self.setup.catalogue.speak(company.language, company.timezone)
        teams = self.tx.teams()
        here = [team for team in teams if (team.board_platform, team.board_channel) == (place.platform, place.address)]
        led = next((team for team in teams if person and team.lead == person.key), None)
        next_step = t("greeting.board_is_here", teams=", ".join(team.name for team in here)) if here else t("greeting.board")
        blocks = (Text(t("greeting.sentence")), Text(next_step), Text(t("greeting.private"), "quiet"))
        return Message(
            t("greeting.title"), t("greeting.title"), "neutral", (*blocks, _buttons(t, led, placed=bool(here))), language=t.language
        )


def _buttons(t: Speak, led: Team | None, *, placed: bool) -> Buttons:
    """The board now; and, where no board appears yet, that it is to: of the team that whoever brought the bot leads."""
    name, key = (f" {led.name}", f" {led.key}") if led else ("", "")
    board = Button(t("greeting.board_button") + name, t("greeting.board_says") + key)
    team = Button(t("button.team"), t("button.team_says"), "primary")
    return Buttons((team,) if placed else (team, board))
