"""What a request that was recognised comes to: its flow with whom, what and which team the sentence names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.conversation.whole_words import stands
from bot.okr.model import Person
from bot.okr.reading.hours import speaks_of_hours
from bot.okr.zone_names import zone_said
from bot.plain_requests import Requests
from bot.ports import Tx
from bot.rhythm_said import rhythm_command
from bot.routing import Command
from bot.team_named import team_meant

DECIDES = ("approve", "agree_to", "send_back")  # flows of rules that name somebody
TOPIC = "why."  # before a question's topic, where a rule is for it
WITH_WORDS = ("leave", "broadcast", "stand_in", "days")
IN_ONE = {"carry_over": "draft", "cycle": "cycle", "settings": "settings"}  # the flow that reads the sentence as a whole
SEVERAL = re.compile("[,;:，；：。]|\\b(?:because|since|as)\\b|因为", re.IGNORECASE)
HEARS_TEXT = ("change",)
_CLAUSE = re.compile(r",|\bbecause\b|因为")
_FOR = re.compile(r"\bfor\s+(?!(?:me|us)\b)(?P<why>\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One person's request, by the rules of the catalogue."""

    requests: Requests
    tx: Tx
    me: Person

    def command(self, flow: str, text: str) -> Command | None:
        """The command of a flow that a sentence asks for; None where what the flow needs is not named."""
        if flow.startswith(TOPIC):
            return Command("why", {"topic": flow.removeprefix(TOPIC)})
        if flow in IN_ONE:
            return Command(IN_ONE[flow], {}, text, sentence=True)
        if flow in HEARS_TEXT:
            return Command(flow, {"said": text})
        if flow in ("who_stands", "report", "team"):
            return self._people(flow, text)
        match flow:
            case "rhythm":
                return rhythm_command(self.tx, self.me, text, self.requests.units)
            case "time_zone":
                return Command(flow, {"said": text}) if zone_said(text) else None
            case "board_here" | "board_off":
                return Command(flow, self._team_in(text))
            case "who_reported":
                return Command(flow, {"name": text}) if self._looks_after_somebody() else Command("team")
            case "nudge" if "hr" not in self.me.roles:
                return Command(flow, {"name": text})
            case "nudge":  # HR writes to all of a kind
                return self._with_words("broadcast", text)
            case "pause":
                return Command("settings", {}, text, sentence=True) if speaks_of_hours(text) else Command(flow, {"said": text})
            case _:
                return self._with_words(flow, text)

    def _with_words(self, flow: str, text: str) -> Command:
        if flow == "propose" and (words := _behind_colon(text)):
            return Command("memo", {"name": words})  # which asks back before it goes to somebody else
        if flow == "skip_week":
            return Command(flow, {}, text if SEVERAL.search(text.strip(" ,.，。！!~")) else "")  # beside the wish stands the reason
        of = {"of": "scoring"} if flow == "broadcast" and self._speaks_of_scores(text) else {}
        return Command(flow, of, text if flow in WITH_WORDS and (flow != "stand_in" or "@" in text) else "")

    def decision(self, how: str, name: str, words: str) -> Command:
        """Somebody's OKR is decided: words that agree are put on the card, which asks once more; what is sent back goes with its reason."""
        if how == "approve":
            return Command(how, {"name": name})
        if how == "agree_to":
            return Command("approve", {"name": name}, f"O1: {words}" if words else "", sentence=True)
        sends_back = self.requests.sends_back[0]
        return Command("approve", {"name": name}, f"{sends_back}: {words}" if words else sends_back, sentence=True)

    def about(self, flow: str, text: str, name: str) -> Command:
        """A request about somebody who is named anywhere in it; what stands behind the next comma are the words for them."""
        if flow in DECIDES:  # whichever: the card asks, with the words on it
            behind = _CLAUSE.split(unicodedata.normalize("NFKC", text[text.find(name) + len(name) :]), maxsplit=1)[1:]
            asks = text.rstrip().endswith(("?", "？"))
            return self.decision("agree_to", name, "" if asks or not behind else behind[0].strip(" ,.。!！"))
        if flow == "stand_in":
            return self.deputy(text, name)
        if flow == "change":
            return Command(flow, {"said": text.replace(name, f"@{name}", 1)})
        return Command(flow, {"name": f"{name} {self._why(text, name)}".strip() if flow == "cheer" else name})

    def _why(self, text: str, name: str) -> str:
        """What somebody is cheered for: what stands behind "for", else the longest clause that is not the cheer itself."""
        clauses = [clause.replace(name, "").strip(" ,.。!！") for clause in _CLAUSE.split(unicodedata.normalize("NFKC", text))]
        cheers = [one for one in clauses if any(stands(word, one) for word in self.requests.cheering)]
        reason = next((found["why"] for one in cheers if (found := _FOR.search(one))), "")
        return reason or max((one for one in clauses if one not in cheers), key=len, default="")

    def deputy(self, text: str, name: str) -> Command:
        """Who stands in, named as people are in a sentence about it."""
        at = text.casefold().find(name)
        return Command("stand_in", {}, text if at < 0 or "@" in text else f"{text[:at]}@{text[at:]}")

    def _people(self, flow: str, text: str) -> Command:
        """How far people are: to HR the numbers, to whoever looks after somebody their names, to others the team's board."""
        of = {"of": "scoring"} if self._speaks_of_scores(text) else {}
        if flow == "report" and not (of and any(stands(word, text) for word in self.requests.not_yet)):
            return Command(flow, of)
        asked = flow != "team" or self.requests.find(text, hr=True) in ("who_stands", "report")
        return Command("who_stands", {"said": text, **of}) if asked and self._looks_after_somebody() else Command("team")

    def _speaks_of_scores(self, text: str) -> bool:
        return any(stands(word, text) for word in self.requests.scoring)

    def _team_in(self, text: str) -> dict[str, str]:
        """The team that a sentence names."""
        own = self.tx.team(self.me.team) if self.me.team else None
        named = team_meant(text, self.tx.teams(), self.requests.units, own=own)
        return {"name": named.team.name} if named else {}

    def _looks_after_somebody(self) -> bool:
        if self.me.roles & {"hr", "coach", "exec"} or self.tx.reports(self.me.key):
            return True
        return any(self.me.key in (team.lead, team.coach) for team in self.tx.teams())


def _behind_colon(text: str) -> str:
    """What somebody asks for and says at once: "I have an improvement: ..."."""
    return unicodedata.normalize("NFKC", text).partition(":")[2].strip()
