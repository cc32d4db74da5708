"""What of a sentence is a report of somebody's week: key results called by their number, or by their words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.form import plain
from bot.flows.known import active_key_results
from bot.flows.pasting import objectives_in
from bot.okr import reading
from bot.okr.model import KeyResult, Person
from bot.okr.reading import Measure, Report, ReportLine
from bot.ports import Tx
from bot.routing import Command

LABELLED = 99  # more key results than anybody has: only labels are looked for


@dataclass(frozen=True, slots=True)
class Reporting:
    """One person's sentence, read with the key results they report on."""

    tx: Tx
    me: Person

    def by_number(self, text: str) -> Report | None:
        """KR1 40%; rest same."""
        return reading.read_report(text, LABELLED)

    def by_words(self, text: str) -> Report | None:
        """The renewal rate is at 78%. Units say nothing here: "three days" may be about anything."""
        if not reading.may_report(text):
            return None
        mine = self._mine()
        report = reading.read_report(text, len(mine), (), tuple(Measure(kr.text) for kr in mine)) if mine else None
        return report if report and report.named else None

    def plainly(self, report: Report | None) -> bool:
        """Figures of a numbered key result are a report while an OKR is drafted too, where there is one to report on."""
        told = report is not None and (report.rest_same or any(_plainly(line) for line in report.lines))
        return told and bool(self._mine())

    def reports(self, text: str) -> bool:
        """Whether a sentence plainly reports on a key result that it calls by its words."""
        return self.plainly(self.by_words(text))

    def begins_like(self, command: Command, text: str) -> bool:
        """Whether a command's words are only how a report begins: new customers: 5; 改一下，KR1 其实是 5.5 小时."""
        if command.flow == "draft":
            return bool(command.reply) and self.reports(text)
        report = self.by_number(text) if command.flow == "change" and reading.read_change(text) is None else None
        return report is not None and report.correction and self.anything()

    def stands_aside(self, flow: str, report: Report | None) -> bool:
        """What names key results where something else is talked about: scores, remarks on a draft, a draft of who has nothing to report."""
        match flow:
            case "score":
                return report is not None and all(line.confidence is None for line in report.lines)
            case "approve":
                return not self.plainly(report)
            case _:
                return flow == "draft" and not self.anything()

    def anything(self) -> bool:
        """Whether there is a key result to report on."""
        return bool(self._mine())

    def sends_okr(self, text: str) -> bool:
        """Whether a message is a whole OKR, and none that is agreed and reported on."""
        sent = set(map(plain, objectives_in(text)))
        running = [c.key for c in self.tx.cycles() if not c.closed] if sent else []
        known = {plain(o.text) for o in self.tx.owned([self.me.key], running) if o.state == "agreed"} if sent else set()
        return bool(sent) and not sent & known

    def _mine(self) -> tuple[KeyResult, ...]:
        running = [c.key for c in self.tx.cycles() if not c.closed]
        return tuple(kr for _, kr in active_key_results(self.tx.owned([self.me.key], running), self.me.key))


def _plainly(line: ReportLine) -> bool:
    return (
        line.confidence is not None
        or line.confidence_step is not None
        or line.no_change
        or (line.progress is not None and line.note is None)
    )
