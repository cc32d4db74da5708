"""One reply in, the next thing out: the words that steer any conversation, then the answer itself. Pure: a turn is a function of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.conversation import draw
from bot.conversation.event import Filled, Ref, Said
from bot.conversation.filling import read_form
from bot.conversation.flow import Asking, Ended, Position
from bot.conversation.form import Partly, Unclear, plain
from bot.conversation.i18n import Speak
from bot.conversation.message import Button, Message, aloud, controls
from bot.conversation.talk import Answers, Talk
from bot.conversation.understanding import Meant, answers_here, chosen, corrected, still_open, understood

KEEP_PAST = 20

Run = Callable[[Answers], Position]
CONTEXTUAL = ("small_talk", "discard", "keep", "go_on", "yes", "no", "keep_mine", "submit", "later")
"""What these mean hangs on the question: where it offers nothing of the kind they are no answer, and never somebody's text."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn came to. `talk` is to be saved when its revision grew; `kept` and `ended` are what the flow wants stored.

    `heard` is False when the reply was no answer to anything here: it may be meant for something else.
    """

    talk: Talk
    message: Message
    ended: Ended | None = None
    kept: tuple[Any, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    heard: bool = True
    meant: str = ""  # what was said, where a number or an older card stood for it
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """The setting of a turn: the conversation, how to run its flow, the listener's language, the steering words, forms or not."""

    talk: Talk
    run: Run
    t: Speak
    steering: Mapping[str, str]
    forms: bool = True
    correction: Callable[[str], str] = lambda _: ""
    light: bool = False  # nothing is kept for later here: cancelled, it is over

    def take(self, reply: Said | Filled) -> Taken:
        """Hears one reply."""
        if self.talk.state in ("done", "dropped"):
            return self._over()
        stale = reply.ref is not None and reply.ref.rev != self.talk.rev
        if stale and (isinstance(reply, Filled) or reply.pressed):
            return self.show("talk.earlier_card")
        if isinstance(reply, Filled):
            return self._filled(reply.values)
        text = chosen(reply.text, self.talk, self.run(self.talk.answers), self._offers)
        if self.talk.pending:
            return self._pending(text)
        steer = self.steering.get(plain(text))
        return self._steered(steer) if steer and not self._is_answer(steer, text) else self._answered(text)

    def _offers(self) -> tuple[str, ...]:
        return self._at(self.talk).talk.offers

    def _is_answer(self, steer: str, text: str) -> bool:
        """Whether words that steer elsewhere answer this question: "ok" where yes or no is asked, an offer that is called like that."""
        if steer not in (*CONTEXTUAL, "finish"):
            return False
        return answers_here(self.run(self.talk.answers), text, finishes=steer == "finish")

    def show(self, notice: str = "", **args: object) -> Taken:
        """Says again where the conversation stands, without changing it."""
        return self.show_text(self.t(notice, **args) if notice else "")

    def show_text(self, notice: str) -> Taken:
        """The same, with a sentence that is made already."""
        return self._at(self.talk, notice)

    # --- steering --------------------------------------------------------------------------------------------------------------

    def _steered(self, steer: str) -> Taken:
        match steer:
            case "back":
                return self._back()
            case "skip" | "finish" | "submit":
                return self._skip(steer)
            case "undo":
                return self._undo()
            case "as_was":
                return self._as_was()
            case "cancel" if self.light and not self.talk.written():
                return self._dropped("talk.left")
            case "cancel":
                return self._saved(replace(self.talk, pending="cancel"))
            case "later":
                return self._park()
            case "small_talk":
                label = still_open(self.run(self.talk.answers)) if self.talk.answers else ""
                return self.show("talk.still_open", label=label) if label else self.show("talk.small_talk")
            case "resume":
                return self._saved(replace(self.talk, state="open")) if self.talk.state == "parked" else self.show()
            case "help":
                return self.show(f"{self.talk.flow}.help" if self.t.has(f"{self.talk.flow}.help") else "talk.help")
            case _:
                label = still_open(self.run(self.talk.answers))
                return self.show("talk.still_open", label=label) if label else self.show("talk.nothing_to_choose")

    def _back(self) -> Taken:
        position = self.run(self.talk.answers)
        here = () if isinstance(position, Ended) else tuple(q.name for q in position.ask.questions)
        given = [name for name in self.talk.answers if name in here]
        if given and not (self.forms and len(here) > 1):
            names: tuple[str, ...] = (given[-1],)
        elif position.used:
            names = position.used[-1] if self.forms else position.used[-1][-1:]
        else:
            return self.show("talk.at_the_start")
        return self._changed(drop=(*names, *given), put={})

    def _skip(self, steer: str) -> Taken:
        position = self.run(self.talk.answers)
        if isinstance(position, Ended):
            return self._over()
        question = position.missing[0]
        if not question.optional:
            return self.show("talk.cannot_skip" if steer == "skip" else "talk.needs_answer")
        return self._changed(put={question.name: None})

    def _as_was(self) -> Taken:
        position = self.run(self.talk.answers)
        if isinstance(position, Ended) or position.missing[0].name not in self.talk.old:
            return self.show("talk.nothing_to_choose")
        name = position.missing[0].name
        return self._changed(put={name: self.talk.old[name]})

    def _undo(self) -> Taken:
        if not self.talk.past:
            return replace(self.show("talk.nothing_to_undo"), heard=False)
        talk = replace(self.talk, answers=self.talk.past[-1], past=self.talk.past[:-1])
        return self._saved(talk, self.t("talk.undone"))

    def _park(self) -> Taken:
        talk = replace(self.talk, state="parked", pending="", rev=self.talk.rev + 1)
        resume = Button(self.t("talk.resume"), self.t("talk.resume"), "primary")
        kept = self.run(talk.answers).kept
        return Taken(talk, draw.notice(self.t, self.t("talk.parked"), self.ref_of(talk), (resume,)), kept=kept)

    def _dropped(self, sentence: str) -> Taken:
        talk = replace(self.talk, state="dropped", pending="", rev=self.talk.rev + 1)
        return Taken(talk, draw.notice(self.t, self.t(sentence), self.ref_of(talk)))

    def _pending(self, text: str) -> Taken:
        answer = self.steering.get(plain(text))
        if answer == "cancel":
            return self._saved(self.talk)  # what was written is not thrown away by saying a word twice
        if answer == "discard":
            return self._dropped("talk.discarded")
        if answer in ("keep", "later", "yes"):
            return self._park()
        if answer in ("go_on", "resume", "no"):
            return self._saved(replace(self.talk, pending=""))
        taken = replace(self, talk=replace(self.talk, pending="")).take(Said(text))
        if answer == "help":
            return taken
        return taken if taken.talk.rev > self.talk.rev else replace(self.show(), heard=taken.heard)

    # --- answers ---------------------------------------------------------------------------------------------------------------

    def _answered(self, text: str) -> Taken:
        position = self.run(self.talk.answers)
        if isinstance(position, Ended):
            return self._at(self.talk)
        if plain(text) in {plain(said) for link in position.ask.links for said in (link.says, aloud(link))}:
            return replace(self._at(self.talk), heard=False, meant=text)
        try:
            drop, put = self._meant(position, text)
        except Partly as partly:
            return self._changed(drop=partly.drop, put=partly.put, notice=self.t(partly.key, **partly.args_))
        except Unclear as unclear:
            return replace(self._at(self.talk, self.t(unclear.key, **unclear.args_)), heard=unclear.held)
        return self._changed(drop=drop, put={**put, **self._extras(drop, put)})

    def _extras(self, drop: tuple[str, ...], put: Mapping[str, Any]) -> Mapping[str, None]:
        """Whoever types is not asked for what only a form asks: where nothing else is open, it is left out."""
        position = self.run({name: value for name, value in self.talk.answers.items() if name not in drop} | dict(put))
        missing = position.missing if isinstance(position, Asking) else ()
        return {q.name: None for q in missing} if missing and all(q.only_in_form and q.optional for q in missing) else {}

    def _meant(self, position: Asking, text: str) -> Meant:
        """What the text drops and puts: as the stop reads it, else as a correction of the answer before. Raises Unclear."""
        rest = self.correction(text)
        if not rest or (position.ask.reads and position.ask.reads(rest)) or answers_here(position, rest, finishes=False):
            return understood(position, rest or text, self.t)
        return corrected(position, rest, self.talk, self.run, self.t) or understood(position, text, self.t)

    def _filled(self, values: Mapping[str, str]) -> Taken:
        position = self.run(self.talk.answers)
        if isinstance(position, Ended):
            return self._at(self.talk)
        put, errors = read_form(position.ask, self.talk.answers, values, self.t)
        if errors:
            shown = self._at(self.talk, draw.errors_text(errors, position.ask.questions))
            return replace(shown, errors=errors)
        return self._changed(put=put)

    # --- the next state --------------------------------------------------------------------------------------------------------

    def _changed(self, *, put: Mapping[str, Any], drop: tuple[str, ...] = (), notice: str = "") -> Taken:
        before = self.talk.answers
        answers = {name: value for name, value in before.items() if name not in drop and name not in put} | dict(put)
        old = dict(self.talk.old) | {name: before[name] for name in drop if name in before}
        past = (*self.talk.past, before)[-KEEP_PAST:]
        talk = replace(self.talk, answers=answers, old=old, past=past, pending="", state="open", rev=self.talk.rev + 1)
        return self._at(talk, notice)

    def _saved(self, talk: Talk, notice: str = "") -> Taken:
        return self._at(replace(talk, rev=talk.rev + 1), notice)

    def _at(self, talk: Talk, notice: str = "") -> Taken:
        """The talk and the message for where it stands now."""
        position = self.run(talk.answers)
        if isinstance(position, Ended):
            ended = replace(talk, state="done")
            message = draw.closing(position.end, self.t, self.ref_of(ended), notice)
            return Taken(ended, message, position, position.kept, in_place=position.end.in_place)
        if talk.pending == "cancel":
            message = draw.leaving(self.t, self.ref_of(talk))
        else:
            message = draw.draw(position.ask, position.missing, self.t, self.ref_of(talk), forms=self.forms, notice=notice, old=talk.old)
        talk = replace(talk, offers=tuple(b.says for b in controls(message)))
        return Taken(talk, message, None, position.kept, in_place=position.ask.in_place)

    def _over(self) -> Taken:
        """A talk that is finished says what came of it, where its flow can tell; else just that it is finished."""
        again = self.run({}) if self.talk.state == "done" else None
        if isinstance(again, Ended):
            return Taken(self.talk, draw.closing(again.end, self.t, self.ref_of(self.talk)), heard=False, in_place=again.end.in_place)
        return Taken(self.talk, draw.notice(self.t, self.t(f"talk.already.{self.talk.state}"), self.ref_of(self.talk)), heard=False)

    @staticmethod
    def ref_of(talk: Talk) -> Ref:
        """What a card drawn for this state of the talk carries."""
        return Ref(talk.id, talk.rev)
