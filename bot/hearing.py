"""What one event is meant for: the card that was used, a command, the talk that waits, the week's report; else help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.asking_steps import topic_of_step
from bot.beside import Beside
from bot.company import Setup
from bot.conversation import signs
from bot.conversation.event import Event, Filled, Ref, Said
from bot.conversation.form import plain
from bot.conversation.talk import Talk
from bot.conversation.turn import Taken, Turn
from bot.flows.alert import STRAIGHT
from bot.okr import reading
from bot.okr.localtime import to_local
from bot.okr.model import Person
from bot.ports import Tx
from bot.redrafting import changes_draft, newest_submissions
from bot.reporting import Reporting
from bot.requesting import Requesting
from bot.routing import DECIDES, PREFIX, Command
from bot.scores_said import scores_said
from bot.talking import Talking
from bot.undoing import undo_said
from bot.waiting import BESIDE, PASSES_ON, READS_LINES, TAKES_PERSON, WORDS_FOR_OTHERS, anew, focus_of, gone, offering_draft, passes_on

ANSWERED_AGAIN = ("alert", "word", "checkin")  # of which more can be said when they are over
BEFORE = {"approve": "inbox"}  # where one is already what "agreed, but …" would show


@dataclass(slots=True)
class Hearing:
    """One event of one person. `private` tells afterwards whether the answer is for their eyes only."""

    setup: Setup
    tx: Tx
    me: Person
    now: datetime
    event: Event
    private: bool = field(default=True, init=False)
    talking: Talking = field(init=False)

    def __post_init__(self) -> None:
        self.talking = Talking(self.setup, self.tx, self.me, self.now, self.setup.able(self.event.place.platform).forms)

    def overview(self) -> Taken:
        """The chat was opened: where things stand."""
        return self._run(Command("home"))

    def take(self, content: Said | Filled) -> Taken:
        """Hears what was said or filled in; where a draft waits for its next line, the end of anything else offers to go on with it."""
        taken = self._heard(content)
        return offering_draft(taken, self.tx, self.setup.speak(self.me), self.now) if self.event.place.direct else taken

    def _heard(self, content: Said | Filled) -> Taken:
        if content.ref is not None:
            return self._card(replace(content, ref=signs.meant(content.ref, self._waiting)))
        if isinstance(content, Filled):
            return gone(self.setup.speak(self.me), self.me.key)
        if taken := self._quoted(content):
            return taken
        direct = self.event.place.direct
        open_talks = newest_submissions(self.tx, filter(self._current, self.tx.talks(self.me.key))) if direct else ()
        command = self._requesting.command(content.text, with_rest=not open_talks or passes_on(open_talks))
        if command and not PREFIX.match(content.text) and self._reporting.begins_like(command, content.text):
            command = None  # "new customers: 5" begins with a command's word
        if command and not (open_talks and self._means_answer(open_talks, content, command)):
            return self._run(command)
        if not direct:
            return self._run(self._requesting.any(content.text))
        return self._steered(content) or self._conversation(content, open_talks)

    @property
    def _today(self) -> date:
        return to_local(self.now, self.setup.company.timezone_of(self.me)).date()

    @property
    def _requesting(self) -> Requesting:
        return Requesting(self.setup.commands, self.tx, self.me)

    @property
    def _beside(self) -> Beside:
        return Beside(self._requesting)

    @property
    def _reporting(self) -> Reporting:
        return Reporting(self.tx, self.me)

    def _waiting(self) -> Iterable[Ref]:
        return map(Turn.ref_of, self.tx.talks(self.me.key, states=("open", "parked")))

    def _card(self, content: Said | Filled) -> Taken:
        """A control of a card: its own talk hears it, whatever else is going on; links on it are commands."""
        assert content.ref is not None
        talk = self.tx.talk(content.ref.conversation)
        if talk is not None and talk.person != self.me.key:
            return gone(self.setup.speak(self.me), self.me.key)
        if isinstance(content, Said) and (talk is None or talk.state in ("done", "dropped") or talk.rev != content.ref.rev):
            command = self.setup.commands.find(content.text, with_rest=True)
            steered = None if command else self._steered(content, talk)
            if command or steered:
                return self._run(command) if command else steered or gone(self.setup.speak(self.me), self.me.key)
        if talk is None:
            return gone(self.setup.speak(self.me), self.me.key)
        if not self._current(talk):
            return self._run(Command(talk.flow))
        self.private = self.setup.flows[talk.flow].private
        taken = self.talking.reply(talk, content)
        if (
            isinstance(content, Said)
            and not taken.heard
            and (command := self.setup.commands.find(taken.meant or content.text, with_rest=True))
        ):
            return self._run(command)
        return taken

    def _quoted(self, content: Said) -> Taken | None:
        """Words in the thread of one of our messages, or with a quote of it, belong to its talk, if that can make anything of them."""
        quoted, place = self.event.quoted, self.event.place
        if quoted is None or not place.direct or PREFIX.match(content.text):
            return None
        message = self.tx.spoken(place.platform, self.me.key, quoted)
        talk = self.tx.talk(message.ref.conversation) if message and message.ref else None
        if talk is None or talk.person != self.me.key or not self._current(talk):
            return None
        if talk.state in ("done", "dropped"):
            if talk.flow not in ANSWERED_AGAIN:
                return None
            talk = self.talking.begin(talk.flow, talk.about)
        if talk.flow in PASSES_ON:  # words beneath a message are meant for whoever wrote it
            talk = replace(talk, answers={**talk.answers, STRAIGHT: True})
        taken = self.talking.reply(replace(talk, state="open"), content)
        return taken if taken.heard else None

    def _current(self, talk: Talk) -> bool:
        """Whether a talk is still about what it was begun for: the card of a week ends with the next prompt."""
        if talk.flow != "checkin":
            return True
        week = talk.about["week"]
        return week in (self.talking.about("checkin", about)["week"] for about in ({}, {"correcting": "yes"}))

    def _means_answer(self, open_talks: tuple[Talk, ...], content: Said, command: Command | None = None) -> bool:
        """Whether a word that is also a command is an answer here: one of the offers of the talk that waits, or asks for help with it."""
        focus, text = open_talks[0], content.text.strip()
        if command and command.flow == "help" and not command.about and focus_of(open_talks):
            return True
        takes_person = focus.flow in TAKES_PERSON and bool(focus.touched) and text.startswith("@")
        asks_others = focus.flow in WORDS_FOR_OTHERS and bool(focus.touched) and self._requesting.asks_back(text) and not PREFIX.match(text)
        return takes_person or asks_others or plain(text) in {plain(offer) for offer in focus.offers}

    def _run(self, command: Command, *, whole: bool = False) -> Taken:
        spec = self.setup.flows[command.flow]
        self.private = spec.private
        place = self.event.place
        room = {} if self.private or place.direct else {"room": place.address, "on": place.platform}
        talk = self.talking.begin(command.flow, {**command.about, **room})
        if command.reply and command.flow in DECIDES:
            talk = replace(talk, answers={})  # the whole decision is said, whatever was asked about it last
        return self.talking.feed(talk, command.reply, whole=whole or command.sentence)

    def _steered(self, content: Said, card: Talk | None = None) -> Taken | None:
        """Resume and undo reach beyond the talk that is open; on a card that is over they mean what that card did."""
        match self.setup.commands.steering.get(plain(content.text)):
            case "resume":
                waiting = self.tx.talks(self.me.key, states=("parked", "open"))
                if not waiting:
                    return self._run(Command("home"))
                return self.talking.opened(replace(waiting[0], state="open", pending="", touched=self.now))
            case "undo" if card is not None and card.state == "done":
                return self._run(undo_said(self.tx, self.me.key, self.now, card))
            case "undo":
                open_talks = self.tx.talks(self.me.key)
                if open_talks and open_talks[0].past and open_talks[0].touched:
                    return None
                return self._run(undo_said(self.tx, self.me.key, self.now))
            case _:
                return None

    def _conversation(self, content: Said, open_talks: tuple[Talk, ...]) -> Taken:
        """The talk that was touched last hears it, unless it reads as a report and that talk is about something else."""
        focus, text = focus_of(open_talks), content.text
        changed = reading.read_change(text)
        if meant := self._whatever_waits(content, focus, changed):
            return meant
        report = self._reporting.by_number(text) or (self._reporting.by_words(text) if focus is None else None)
        about = {"correcting": "yes"} if report and (report.correction or report.last_week) else {}
        reported = Command("checkin", about, text) if report and report.named else None
        if focus and self._means_answer((focus,), content):
            reported = None  # "as it was" is an offer of what waits
        if reported and focus is None and (other := self._beside.no_report(text, bool(about) or self._reporting.plainly(report))):
            return self._run(other)
        if reported and (focus is None or focus.flow not in READS_LINES or (focus.flow == "draft" and self._reporting.plainly(report))):
            return self._run(reported, whole=True)
        if focus is None:
            return self._loose(content, open_talks)
        if other := self._beside.other(text, focus, self._today):
            return self._run(other)
        if (asks := self._requesting.asks_back(text)) and focus.flow in BESIDE:
            return self._asked_back(focus, content)
        taken = self.talking.reply(focus, content)
        if taken.heard:
            return taken
        command = self._unheard(focus, taken, content, changed)
        command = command or (None if self._reporting.stands_aside(focus.flow, report) else reported)
        if command:
            return self._run(command)
        if focus.flow in PASSES_ON:
            return self.talking.reply(anew(focus), content)
        return self._asked_back(focus, content) if asks and focus.flow not in WORDS_FOR_OTHERS else taken

    def _whatever_waits(self, content: Said, focus: Talk | None, changed: reading.ReadChange | None) -> Taken | None:
        """Who is away, a submission said anew, a whole OKR, a change: meant whatever waits, unless that reads such lines itself."""
        if leave := self._beside.leave(content.text, focus.flow if focus else "", self._today, self._reporting):
            return self._run(leave)
        if focus is None or focus.flow not in READS_LINES:
            if talk := changes_draft(self.talking, self._reporting, content):
                return self.talking.reply(talk, content)
            if self._reporting.sends_okr(content.text):
                return self._run(Command("pasted", {"text": content.text}))
        if changed and (focus is None or focus.flow not in READS_LINES or (focus.flow == "checkin" and changed.named and changed.value)):
            return self._run(Command("change", {"said": content.text}))
        reads_scores = focus is not None and focus.flow in READS_LINES and focus.flow != "checkin"
        scores = None if reads_scores else scores_said(self.talking, content.text)
        return self._run(scores, whole=True) if scores else None

    def _unheard(self, focus: Talk, taken: Taken, content: Said, changed: reading.ReadChange | None) -> Command | None:
        """What is meant by what is no answer here."""
        drafting = focus.flow == "draft" and not self._reporting.anything()
        if changed and not drafting:
            return Command("change", {"said": content.text})
        command = self._requesting.command(taken.meant or content.text, with_rest=True)
        if command is None and (asked := self._requesting.find(content.text)):
            command = asked if asked.about.get("name") or asked.flow not in (focus.flow, BEFORE.get(focus.flow)) else None
        return None if drafting and command and command.flow == "change" else command

    def _asked_back(self, focus: Talk, content: Said) -> Taken:
        """A question where an answer is waited for: the topic it names, else what explains this step, or that it is shown once more."""
        turn, _ = self.talking.turn(focus, content)
        topic = self.setup.commands.topics.named(content.text) or topic_of_step(turn)
        return self._run(Command("why", {"topic": topic})) if topic else turn.show("talk.question")

    def _loose(self, content: Said, open_talks: tuple[Talk, ...]) -> Taken:
        """Nothing waits for it, or several do: then the one that offers just this, if it is one."""
        offering = [talk for talk in open_talks if self._means_answer((talk,), content)]
        offered = self.talking.reply(offering[0], content) if len(offering) == 1 else None
        if offered is not None and offered.heard:
            return offered
        if command := self._requesting.command(content.text, with_rest=True):
            return self._run(command)
        if [t for t in open_talks if t.flow == "approve"]:
            return self._run(self._requesting.find(content.text) or Command("inbox"))
        for talk in open_talks:
            taken = self.talking.reply(talk, content)
            if taken.heard:
                return taken
        return self._run(self._requesting.any(content.text))
