"""Drafting and checking in, answered in any order: what comes of it is what plain answers would have come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cli.speaking import catalogue
from bot.conversation.event import Said
from bot.conversation.flow import Asking, Ended, Position, replay
from bot.conversation.message import controls, dump, load
from bot.conversation.talk import Talk
from bot.conversation.turn import Turn
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company, Ctx, FlowSpec, Known
from bot.okr.cycles import cycle_of
from bot.okr.model import KeyResult, Objective, Person
from bot.routing import Commands
from tests.ready import everybody

NOW = datetime(2026, 10, 9, 8, 0, tzinfo=UTC)
ME = Person("li", "Li Lei", None, "wang", "support")
WANG = Person("wang", "Wang Fang")
FEW = settings(max_examples=25, deadline=None)
PARENT = Objective("wang.1", "wang", "2026Q4", "Customers trust us", kind="committed", state="agreed")


CATALOGUE = catalogue()
COMMANDS = Commands.of(CATALOGUE)
SPEAK = CATALOGUE.speak("en", "Asia/Shanghai")


def known(mine: tuple[Objective, ...] = ()) -> Known:
    org = everybody({"li": ME, "wang": WANG})
    return Known(NOW, ME, Company(), org, (cycle_of("2026Q4"),), mine, (PARENT,))


def turn(spec: FlowSpec, world: Known, about: Mapping[str, str], talk: Talk, *, forms: bool) -> Turn:
    def words(key: str) -> tuple[str, ...]:
        return CATALOGUE.words(f"pick.{key}")

    def run(answers: Mapping[str, Any]) -> Position:
        return replay(partial(spec.run, Ctx(world, SPEAK, about, answers, talk.id, words)), answers, forms=forms)

    return Turn(talk, run, SPEAK, COMMANDS.steering, forms, COMMANDS.corrected)


def says(spec: FlowSpec, world: Known, about: Mapping[str, str], talk: Talk, text: str, *, forms: bool) -> Talk:
    taken = turn(spec, world, about, talk, forms=forms).take(Said(text))
    assert load(dump(taken.message)) == taken.message
    assert not any(button.label == "" or button.says == "" for button in controls(taken.message))
    return taken.talk if taken.talk.rev > talk.rev else talk


def outcome(position: Position) -> tuple[object, ...]:
    return position.end.result if isinstance(position, Ended) else position.kept


DRAFT = FLOWS["draft"]
ABOUT = {"cycle": "2026Q4", "base": "0"}
KRS = (
    "First reply time from 9 hours to 2 hours",
    "一次解决率从 71% 提升到 90%",
    "Renewals from 120 to 180",
    "差评率从 8% 降到 2%",
    "Onboarding time from 9 days to 3 days",
)
DRAFTED = st.one_of(
    st.sampled_from(KRS),
    st.sampled_from(["Customers get an answer while they ask", "让客户的问题当天就有答案", "stretch", "承诺", "keep mine", "1", "2", "3"]),
    st.sampled_from(["that's all", "不加了", "back", "undo", "add another objective", "add kr", "加一条关键结果", "none of these"]),
    st.sampled_from(
        ["edit kr1", "改 KR2", "edit O1", "remove kr1", "删除 KR2", "edit o1 kind", "as it was", "cancel", "stay", "later", "resume"]
    ),
    st.sampled_from(
        ["O: Support is quick\nKR1: Backlog from 90 to 30\nKR2: Calls from 5 to 9", "correction: Backlog from 80 to 20", "submit", "help"]
    ),
    st.just("\n".join(("O: Everything at once", *(f"KR{n}: {text}" for n, text in enumerate(KRS, 1))))),
)


@FEW
@given(st.lists(DRAFTED, max_size=14), st.booleans())
@example(said=["O: Everything at once\nKR1: First reply time from 9 hours to 2 hours", "stretch", "1", "3"], forms=False)
def test_a_draft_comes_to_what_plain_answers_come_to(said: list[str], forms: bool) -> None:
    talk = Talk("draft", "li", "draft", ABOUT, rev=1)
    for text in said:
        talk = says(DRAFT, known(), ABOUT, talk, text, forms=forms)
        if talk.state in ("done", "dropped"):
            break
    position = turn(DRAFT, known(), ABOUT, talk, forms=forms).run(talk.answers)
    plainly = Talk("draft", "li", "draft", ABOUT, rev=1)
    for _ in range(len(talk.answers) * 2):
        reached = turn(DRAFT, known(), ABOUT, plainly, forms=False).run(plainly.answers)
        if isinstance(reached, Ended) or reached.missing[0].name not in talk.answers:
            break
        name = reached.missing[0].name
        text = _typed(name, talk.answers[name])
        plainly = says(DRAFT, known(), ABOUT, replace(plainly, offers=()), text, forms=False)
        assert plainly.answers[name] == talk.answers[name], (name, text)
    ahead = {name: value for name, value in talk.answers.items() if name not in plainly.answers}
    behind = (".text", ".kind", ".serves", ".next", ".parked")  # of an objective whose text is being written anew, all of it
    assert all(name.endswith(behind) or ".keep." in name for name in ahead)
    again = turn(DRAFT, known(), ABOUT, plainly, forms=False).run({**plainly.answers, **ahead})
    assert outcome(again) == outcome(position)


def _typed(name: str, value: Any) -> str:
    if ".keep." in name:
        return "keep mine"
    if value is None:
        return "none of these" if name.endswith("serves") else "that's all"
    if name.endswith(".serves"):
        return "wang fang: customers trust us"
    return {"add": "add another objective"}.get(value, str(value))


@FEW
@given(st.lists(DRAFTED, max_size=14))
def test_a_draft_never_forgets_a_text_that_was_not_taken_back(said: list[str]) -> None:
    """Every objective and key result text that was accepted is there until an edit, a removal, back, undo or a paste over it takes it."""
    talk = Talk("draft", "li", "draft", ABOUT, rev=1)
    for text in said:
        before, talk = talk, says(DRAFT, known(), ABOUT, talk, text, forms=True)
        taking = text.split()[0] in (
            "back",
            "undo",
            "edit",
            "改",
            "remove",
            "删除",
            "cancel",
            "correction:",
            "O:",
            "1",
            "2",
            "3",
            "add",
            "加一条关键结果",
        )
        if talk.state in ("done", "dropped") or taking:
            continue
        texts = {str(value) for name, value in talk.answers.items() if name.endswith((".text", ".parked"))}
        gone = [v for n, v in before.answers.items() if n.endswith(".text") and v and str(v) not in texts]
        assert len(gone) <= 1, (text, gone)
        assert not gone or _replaced(before, text), (text, gone)


def _replaced(before: Talk, text: str) -> bool:
    """Where the coach waits for another wording, what is typed is that."""
    position = turn(DRAFT, known(), ABOUT, before, forms=True).run(before.answers)
    return isinstance(position, Asking) and ".keep." in position.missing[0].name


RUNNING = Objective(
    "li.1",
    "li",
    "2026Q4",
    "Customers get an answer while they ask",
    kind="aspirational",
    state="agreed",
    key_results=(
        KeyResult("a", "li.1", KRS[0], "li", 1, unit="hours", baseline=9, target=2, direction="down"),
        KeyResult("b", "li.1", KRS[1], "li", 2, unit="%", baseline=71, target=90, direction="up", current=74, progress=0.16, confidence=6),
        KeyResult("c", "li.1", "Open the second office", "li", 3),
    ),
)
REPORTED = st.one_of(
    st.sampled_from(
        ["KR1 40%", "KR1 7 hours, conf 6, next week we start; KR2 no change", "KR2 80%，信心 7", "kr9 3", "rest same", "KR3 10%，信心 2"]
    ),
    st.sampled_from(
        ["40%", "80", "７", "3", "no change", "Leave out this week", "as before", "skip", "we hire", "全部没变", "all unchanged"]
    ),
    st.sampled_from(
        ["edit kr1", "改 KR2", "back", "undo", "yes", "no", "cancel", "stay", "later", "resume", "更正：KR1 5 hours", "1", "help"]
    ),
)


@pytest.mark.parametrize(
    ("said", "others"),
    [("This one: no change", False), ("no change", False), ("没变化", False), ("all unchanged", True), ("全部没变", True)],
)
def test_what_was_said_of_one_key_result_stands_when_nothing_moved_in_another(said: str, others: bool) -> None:
    spec, about, world = FLOWS["checkin"], {"week": "2026-W41"}, known((RUNNING,))
    talk = Talk("checkin", "li", "checkin", about, rev=1)
    for text in ("7", "6", "we hire", said):
        talk = says(spec, world, about, talk, text, forms=False)
    assert (talk.answers["kr.a.now"]["value"], talk.answers["kr.a.confidence"], talk.answers["kr.a.next"]) == (7, 6, "we hire")
    assert talk.answers["kr.b.now"] == {"same": True}
    assert ("kr.c.now" in talk.answers) is others


@FEW
@given(st.lists(REPORTED, max_size=16), st.booleans())
def test_a_check_in_reports_what_was_said_and_nothing_else(said: list[str], forms: bool) -> None:
    spec, about, world = FLOWS["checkin"], {"week": "2026-W41"}, known((RUNNING,))
    talk = Talk("checkin", "li", "checkin", about, rev=1)
    for text in said:
        talk = says(spec, world, about, talk, text, forms=forms)
        if talk.state in ("done", "dropped"):
            break
    position = turn(spec, world, about, talk, forms=forms).run(talk.answers)
    if not isinstance(position, Ended) or not position.end.result:
        return
    (report,) = position.end.result
    told = {c.key_result: c for c in report.check_ins}
    assert set(told) == {name.split(".")[1] for name, value in talk.answers.items() if name.endswith(".now") and value is not None}
    for check_in in told.values():
        assert check_in.confidence is not None
        assert 1 <= check_in.confidence <= 10
        assert check_in.progress is None or 0 <= check_in.progress <= 1
        assert not check_in.no_change or (check_in.value, check_in.next, check_in.note) == (_now(check_in.key_result), None, None)


def _now(key_result: str) -> float | None:
    return next(kr.current for kr in RUNNING.key_results if kr.id == key_result)


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_flows_do_not_change_what_they_are_given(name: str) -> None:
    """Replaying is safe only if running a flow twice on the same answers comes to the same."""
    answers = {
        "o1.text": "Customers get an answer",
        "o1.kind": "committed",
        "kr.a.now": {"same": True},
        "days": ["2026-10-12", "2026-10-13"],
    }
    about = {"week": "2026-W41", "cycle": "2026Q4", "base": "0", "objectives": "li.1", "owner": "li", "what": "agreed", "by": "wang"}
    if name not in ("draft", "checkin", "leave", "home", "team", "help"):
        return
    spec, world = FLOWS[name], known((RUNNING,))
    first, second = (turn(spec, world, about, Talk("t", "li", name, about), forms=True).run(dict(answers)) for _ in range(2))
    assert (outcome(first), first.used) == (outcome(second), second.used)
