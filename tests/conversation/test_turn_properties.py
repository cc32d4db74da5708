"""Whatever a person does, in whatever order: the conversation ends in a state that plain answers lead to, and loses nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.speaking import catalogue
from bot.conversation.event import Filled, Said
from bot.conversation.flow import Asking, Ended, Position, replay
from bot.conversation.form import plain
from bot.conversation.message import Form, Message, controls, dump, load
from bot.conversation.plaintext import plaintext
from bot.conversation.talk import Talk
from bot.conversation.turn import Taken, Turn
from bot.routing import Commands
from tests.conversation.generated import TEXTS, Script, replies, scripts, typed

FEW = settings(max_examples=60, deadline=None)


CATALOGUE = catalogue()
COMMANDS = Commands.of(CATALOGUE)
SPEAK = CATALOGUE.speak("en", "Asia/Shanghai")


def turn(script: Script, talk: Talk, *, forms: bool) -> Turn:
    def run(answers: Mapping[str, Any]) -> Position:
        return replay(script.start(), answers, forms=forms)

    return Turn(talk, run, SPEAK, COMMANDS.steering, forms, COMMANDS.corrected)


def opened(script: Script, *, forms: bool) -> Taken:
    talk = Talk("t", "me", "made_up")
    shown = turn(script, talk, forms=forms).show()
    return replace(shown, talk=replace(shown.talk, rev=1))


def takes(script: Script, at: Taken, said: str, *, forms: bool) -> Taken:
    """One reply; as the engine does, only what grew is kept."""
    content = filled(script, at.talk, forms=forms) if said == "<form>" else Said(said)
    taken = turn(script, at.talk, forms=forms).take(content)
    return taken if taken.talk.rev > at.talk.rev else replace(taken, talk=at.talk)


def filled(script: Script, talk: Talk, *, forms: bool) -> Filled:
    position = turn(script, talk, forms=forms).run(talk.answers)
    missing = position.missing if isinstance(position, Asking) else ()
    given = {"text": TEXTS[1], "choice": "green", "number": "8"}
    return Filled({q.name: given[q.name.rsplit(".", 1)[1]] for q in missing})


def on_the_way(position: Position, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that the flow looked at to come where it stands."""
    names = {name for stop in position.used for name in stop}
    if isinstance(position, Asking):
        names |= {q.name for q in position.ask.questions}
    return {name: value for name, value in answers.items() if name in names}


def stand(position: Position) -> object:
    """What a position comes to, comparable."""
    if isinstance(position, Ended):
        return position.end.result
    return (tuple(q.name for q in position.missing), position.kept)


@FEW
@given(scripts, st.lists(replies, max_size=14), st.booleans())
def test_every_state_is_one_that_plain_answers_lead_to(script: Script, said: list[str], forms: bool) -> None:
    at = opened(script, forms=forms)
    for one in said:
        if one != "restart":
            at = takes(script, at, one, forms=forms)
    position = turn(script, at.talk, forms=forms).run(at.talk.answers)
    target = on_the_way(position, at.talk.answers)
    plainly = opened(script, forms=False)
    for _ in range(len(target)):
        reached = turn(script, plainly.talk, forms=False).run(plainly.talk.answers)
        wanted = next((q for q in reached.missing if q.name in target), None) if isinstance(reached, Asking) else None
        if wanted is None or reached.missing[0].name != wanted.name:  # type: ignore[union-attr]
            break
        value = target[wanted.name]
        text = "skip" if value is None else typed(wanted.name.rsplit(".", 1)[1], value)
        without_offers = replace(plainly, talk=replace(plainly.talk, offers=()))  # a text of digits is a text, not the number of an offer
        plainly = takes(script, without_offers, text, forms=False)
        assert plainly.talk.answers[wanted.name] == value
    named = {name: value for name, value in plainly.talk.answers.items() if name in target}
    unasked = {n for n in target if n not in named}
    without = {
        n for n in unasked if not (_asked_in_forms_only(script, n) or _later_of_its_stop(n, position) or _hangs_on_nothing(n, target))
    }
    assert not without, (target, named)
    assert stand(turn(script, at.talk, forms=forms).run(target)) == stand(position)


def _asked_in_forms_only(script: Script, name: str) -> bool:
    position = replay(script.start(), {}, forms=True)
    return forms_only(script, name) or isinstance(position, Ended)


def forms_only(script: Script, name: str) -> bool:
    """Whether one by one this question would not have been asked."""
    answers: dict[str, Any] = {}
    for _ in range(60):
        position = replay(script.start(), answers, forms=True)
        if isinstance(position, Ended):
            return False
        for question in position.ask.questions:
            if question.name == name:
                return question.only_in_form
        answers |= {q.name: "red" if q.name.endswith("choice") else TEXTS[0] for q in position.missing}
    return False


def _hangs_on_nothing(name: str, answers: Mapping[str, Any]) -> bool:
    """A form leaves out what hangs on a question that was left out; one by one it is not asked at all."""
    first = f"{name.split('.', maxsplit=1)[0]}.0."
    return answers[name] is None and any(answer is None for other, answer in answers.items() if other.startswith(first))


def _later_of_its_stop(name: str, position: Position) -> bool:
    """A correction may leave a hole in a stop of several questions: what is behind it waits for it."""
    return isinstance(position, Asking) and name in {q.name for q in position.ask.questions}


@FEW
@given(scripts, st.lists(replies, max_size=12), st.booleans())
def test_an_answer_is_lost_only_by_what_the_person_said(script: Script, said: list[str], forms: bool) -> None:
    at = opened(script, forms=forms)
    for one in said:
        before = at.talk
        at = takes(script, at, one, forms=forms)
        lost = {n for n, v in before.answers.items() if n not in at.talk.answers or at.talk.answers[n] != v}
        words = plain(one)
        if words in ("back", "上一步", "start over") or (before.offers[-1:] == ("Start over",) and words.isdecimal()):
            assert all(at.talk.old[n] == before.answers[n] for n in lost if n not in at.talk.answers)
        elif words in ("undo", "撤销"):
            assert not lost or at.talk.answers == before.past[-1]
        elif words.startswith(("correction", "更正")):
            assert len(lost) <= 1
        else:
            assert not lost, (one, lost)
        assert at.talk.past[-1:] != (at.talk.answers,) or plain(one) in ("undo", "撤销") or before.answers == at.talk.answers


@FEW
@given(scripts, st.lists(replies, max_size=10))
def test_the_number_of_an_offer_is_the_offer(script: Script, said: list[str]) -> None:
    at = opened(script, forms=False)
    for one in said:
        at = takes(script, at, one, forms=False)
    message = turn(script, at.talk, forms=False).show().message
    if at.talk.state != "open" or not message.numbered:
        return
    for n, button in enumerate(controls(message), start=1):
        assert f"{n}) {button.label}" in plaintext(message)
        by_number, by_words = (takes(script, at, text, forms=False) for text in (str(n), button.says))
        assert (by_number.talk, by_number.message) == (by_words.talk, by_words.message)
        pressed = turn(script, at.talk, forms=False).take(
            Said(button.says, at.message.ref and turn(script, at.talk, forms=False).ref_of(at.talk), pressed=True)
        )
        assert pressed.talk.answers == by_words.talk.answers


@FEW
@given(scripts, st.lists(replies, max_size=8), st.booleans())
def test_every_message_survives_the_outbox_and_can_be_answered_as_text(script: Script, said: list[str], forms: bool) -> None:
    at = opened(script, forms=forms)
    for one in said:
        at = takes(script, at, one, forms=forms)
        shown: Message = at.message
        assert load(dump(shown)) == shown
        text = plaintext(shown)
        for button in controls(shown):
            assert button.label in text if shown.numbered else button.says in text
        for block in shown.blocks:
            if isinstance(block, Form):
                assert all(f.label in text for section in block.sections for f in section.fields)


@FEW
@given(scripts, st.lists(replies, max_size=10), st.booleans())
def test_undo_goes_back_through_every_step(script: Script, said: list[str], forms: bool) -> None:
    at = opened(script, forms=forms)
    seen = [at.talk.answers]
    for one in said:
        if plain(one) in ("undo", "撤销"):
            continue
        taken = takes(script, at, one, forms=forms)
        if taken.talk.past != at.talk.past:
            seen.append(taken.talk.answers)
        at = taken
    if at.talk.state in ("done", "dropped"):
        return
    for answers in reversed(seen[:-1]):
        at = takes(script, at, "undo", forms=forms)
        assert at.talk.answers == answers


@FEW
@given(scripts, st.lists(replies, max_size=10), st.booleans())
def test_an_old_card_changes_nothing(script: Script, said: list[str], forms: bool) -> None:
    cards = [opened(script, forms=forms)]
    for one in said:
        cards.append(takes(script, cards[-1], one, forms=forms))
    at = cards[-1]
    for card in cards[:-1]:
        if card.talk.rev == at.talk.rev or at.talk.state in ("done", "dropped"):
            continue
        ref = turn(script, card.talk, forms=forms).ref_of(card.talk)
        for says in [b.says for b in controls(card.message)] or ["first"]:
            assert turn(script, at.talk, forms=forms).take(Said(says, ref, pressed=True)).talk.answers == at.talk.answers
        assert turn(script, at.talk, forms=forms).take(Filled({"q0.0.text": "late"}, ref)).talk.answers == at.talk.answers
