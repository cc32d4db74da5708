"""A flow is a plain generator that can only ask; replayed over the answers so far it stops at the first gap: there it stands."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.form import Question
from bot.conversation.message import Block, Button, Tone
from bot.conversation.talk import Answers


@dataclass(frozen=True, slots=True)
class Change:
    """A button of a question that changes other answers: drops some (they are asked again), puts some."""

    label: str
    says: str
    drop: tuple[str, ...] = ()
    put: Mapping[str, Any] | None = None
    words: tuple[str, ...] = ()
    primary: bool = False
    shown: bool = True  # False: may be said, has no button of its own


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about one thing, under its name."""

    heading: str
    names: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One stop of a flow: what is shown, what is asked (several at once = a form where there are forms), what else may be pressed.

    `reads` may understand one typed line as answers to several questions (name -> value) or as a change; None when the line is nothing
    of the kind.
    `in_place`: pressing a control redraws the card instead of adding one below.
    """

    questions: tuple[Question, ...]
    title: str = ""
    summary: str = ""
    tone: Tone = "neutral"
    shows: tuple[Block, ...] = ()
    groups: tuple[Group, ...] = ()
    changes: tuple[Change, ...] = ()
    links: tuple[Button, ...] = ()
    reads: Callable[[str], Mapping[str, Any] | Change | None] | None = None
    submit: str = ""
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Keep:
    """What the flow would come to if it ended here; stored in the same turn."""

    result: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class End:
    """What a flow came to, and the message that says so. `goes_on`: the flow that begins with this, and what is said to it."""

    result: tuple[Any, ...] = ()
    summary: str = ""
    title: str = ""
    tone: Tone = "neutral"
    shows: tuple[Block, ...] = ()
    in_place: bool = True
    goes_on: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of which only the names of its questions are known at once: what is shown there is made when somebody is to see it."""

    names: tuple[str, ...]
    ask: Callable[[], Ask]


Flow = Generator[Ask | Stop | Keep, Mapping[str, Any], End]
"""Yields stops and results so far, is sent the answers of each stop by name, returns its end."""


def ask(question: Question, **stop: Any) -> Generator[Ask | Keep, Mapping[str, Any], Any]:
    """Asks one question; comes back with its answer. `stop` are fields of Ask."""
    answers = yield Ask((question,), summary=stop.pop("summary", question.label), **stop)
    return answers[question.name]


def keep(*result: Any) -> Generator[Ask | Keep, Mapping[str, Any], None]:
    """Stores what there is so far."""
    yield Keep(result)


@dataclass(frozen=True, slots=True)
class Asking:
    """The flow waits at `ask`; `missing` are its questions without an answer. `used` are the stops passed, each with its answer names."""

    ask: Ask
    missing: tuple[Question, ...]
    used: tuple[tuple[str, ...], ...] = ()
    kept: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """The flow came to its end."""

    end: End
    used: tuple[tuple[str, ...], ...] = ()
    kept: tuple[Any, ...] = ()


Position = Asking | Ended


def _open(question: Question, answers: Answers) -> bool:
    """Not answered yet, and not settled by leaving out what it hangs on."""
    return question.name not in answers and not (question.after in answers and answers[question.after] is None)


def replay(start: Callable[[], Flow], answers: Answers, *, forms: bool = True) -> Position:
    """Runs the flow from the top with these answers to its first gap or its end. Without forms, what only a form asks counts as skipped."""
    flow = start()
    used: list[tuple[str, ...]] = []
    kept: tuple[Any, ...] = ()
    try:
        step = next(flow)
        while True:
            if isinstance(step, Keep):
                kept = step.result
                step = flow.send({})
                continue
            if isinstance(step, Stop):
                if answers.keys() >= set(step.names):
                    used.append(step.names)
                    step = flow.send({name: answers[name] for name in step.names})
                    continue
                step = step.ask()
            missing = tuple(q for q in step.questions if _open(q, answers) and (forms or not q.only_in_form))
            if missing:
                return Asking(step, missing, tuple(used), kept)
            used.append(tuple(q.name for q in step.questions))
            step = flow.send({q.name: answers.get(q.name) for q in step.questions})
    except StopIteration as stop:
        end: End = stop.value
        return Ended(end, tuple(used), kept)
    finally:
        flow.close()
