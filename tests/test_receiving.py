"""What comes in is acknowledged once it is kept, heard once whatever happens, and in the order in which a person said it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.conversation.event import LONGEST, Event, Filled, Mention, Opened, Place, Quoted, Ref, Said, Sender
from bot.ports import Abilities, Outcome
from bot.receiving import OVERDUE, TRIES, Receiving
from bot.running import Running
from tests.dialogues.stage import SetClock, Stage
from tests.ready import store_at

NOTHING = timedelta(0)
HURRIED = Abilities(hurried=True)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await Stage(tmp_path / "s.db").open()
    yield stage
    await stage.close()


def said(stage: Stage, number: int, text: str = "help", *, pressed: bool = False) -> Event:
    return Event(f"e{number}", Place("paper", "li"), Sender("li"), Said(text, pressed=pressed), stage.clock.at)


@dataclass
class Gate:
    """Hears once it is opened; notes whom it let in, and who got through."""

    hear: Callable[[Event], Awaitable[Outcome]]
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    heard: list[str] = field(default_factory=list)
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, event: Event) -> Outcome:
        self.entered.set()
        await self.opened.wait()
        self.heard.append(event.id)
        return await self.hear(event)


def receiving(stage: Stage, gate: Gate | None = None, abilities: Abilities = HURRIED) -> Receiving:
    return Receiving(gate or stage.engine.receive, stage.store, stage.clock, lambda _: abilities, stage.engine.apologise)


async def waiting(stage: Stage) -> tuple[Event, ...]:
    return await stage.store.read(lambda tx: tx.kept(stage.clock.at, stage.clock.at, 99))


async def test_words_and_presses_are_acknowledged_before_they_are_heard_and_heard_in_their_order(stage: Stage) -> None:
    gate = Gate(stage.engine.receive)
    one = receiving(stage, gate)
    for number, pressed in ((1, False), (2, True), (3, False)):
        assert await one.receive(said(stage, number, pressed=pressed)) == Outcome()
    assert (await one.receive(said(stage, 2, pressed=True))).duplicate
    assert [event.id for event in await waiting(stage)] == ["e1", "e2", "e3"]
    assert stage.paper.log == []
    gate.opened.set()
    await one.end()
    await stage.settle()
    assert (gate.heard, len(stage.paper.log), await waiting(stage)) == (["e1", "e2", "e3"], 3, ())
    assert (await one.receive(said(stage, 1))).duplicate


async def test_what_its_acknowledgement_answers_is_heard_first_and_behind_what_was_said_before(stage: Stage) -> None:
    gate = Gate(stage.engine.receive)
    one = receiving(stage, gate, Abilities(toasts=True, hurried=True))
    assert await one.receive(said(stage, 1)) == Outcome()
    press = asyncio.create_task(one.receive(said(stage, 2, "home", pressed=True)))
    form = asyncio.create_task(one.receive(replace(said(stage, 3), content=Filled({}, Ref("gone", 1)))))
    await gate.entered.wait()
    assert not press.done()
    gate.opened.set()
    assert [(await press).toast != "", (await form).reply is not None] == [True, True]
    assert gate.heard[0] == "e1"
    assert [event.id for event in await waiting(stage)] == []


async def test_a_press_is_acknowledged_with_what_it_came_to_if_that_is_soon_known(stage: Stage) -> None:
    toasting = Abilities(toasts=True, hurried=True)
    one, busy = receiving(stage, abilities=toasting), receiving(stage, Gate(stage.engine.receive), toasting)
    busy.toast = 0.0
    assert (await one.receive(said(stage, 1, "home", pressed=True))).toast
    assert await busy.receive(said(stage, 2, "home", pressed=True)) == Outcome()
    assert [event.id for event in await waiting(stage)] == ["e2"]


async def test_where_nothing_is_hurried_all_is_heard_before_it_is_acknowledged(stage: Stage) -> None:
    one = receiving(stage, abilities=Abilities())
    assert (await one.receive(said(stage, 1))).reply is not None
    assert (await one.receive(replace(said(stage, 2), content=Opened()))).reply is not None


@pytest.mark.parametrize("abilities", [HURRIED, Abilities()])
async def test_of_what_is_far_too_long_no_more_is_taken_than_tells_that_it_is(stage: Stage, abilities: Abilities) -> None:
    heard: list[Event] = []

    async def hear(event: Event) -> Outcome:
        heard.append(event)
        return Outcome()

    one = Receiving(hear, stage.store, stage.clock, lambda _: abilities, stage.engine.apologise)
    await one.receive(said(stage, 1, "x" * (LONGEST * 3)))
    await one.receive(replace(said(stage, 2), content=Filled({"a": "x" * (LONGEST * 3), "b": "y"})))
    await one.end()
    assert heard[0].content == Said("x" * (LONGEST + 1))
    assert heard[1].content == Filled({"a": "x" * (LONGEST + 1), "b": "y"})


async def test_what_a_dead_process_kept_is_heard_once_by_whoever_finds_it(stage: Stage) -> None:
    died = receiving(stage, Gate(stage.engine.receive))  # never opened
    for number in (1, 2):
        await died.receive(said(stage, number))
    gates = [Gate(stage.engine.receive), Gate(stage.engine.receive)]
    others = [receiving(stage, gate) for gate in gates]
    assert [await other.look() for other in others] == [0, 0]
    stage.clock.at += OVERDUE
    assert [await other.look() for other in others] == [2, 2]
    for gate in gates:
        gate.opened.set()
    await asyncio.gather(*(other.end() for other in others))
    await stage.settle()
    assert [sheet.post.key for sheet in stage.paper.log] == ["reply:paper:e1", "reply:paper:e2"]
    assert await others[0].look(NOTHING) == 0


async def test_what_was_kept_by_a_clock_that_was_ahead_is_heard(stage: Stage) -> None:
    stage.clock.at += timedelta(days=1)
    await receiving(stage, Gate(stage.engine.receive)).receive(said(stage, 1))
    stage.clock.at -= timedelta(days=1)
    other = receiving(stage)
    assert await other.look() == 1
    await other.end()
    assert await waiting(stage) == ()


async def test_what_another_version_kept_holds_up_nothing_else(stage: Stage) -> None:
    other = replace(said(stage, 1), sender=Sender("li", name=5))  # type: ignore[arg-type]
    assert await stage.store.write(lambda tx: tx.keep(other, stage.clock.at))
    assert await stage.store.write(lambda tx: tx.keep(said(stage, 2), stage.clock.at))
    assert await receiving(stage).look(NOTHING) == 1


async def test_what_could_not_be_heard_is_tried_again_after_a_rest(stage: Stage) -> None:
    fails = [OSError("disk"), OSError("disk")]

    async def hear(event: Event) -> Outcome:
        if fails:
            raise fails.pop()
        return await stage.engine.receive(event)

    one = receiving(stage, hear)  # type: ignore[arg-type]
    with capture_logs() as logged:
        await one.receive(said(stage, 1, "a secret"))
        looks = []
        for _ in range(5):
            while one._lanes:
                await asyncio.wait(list(one._lanes.values()))
            stage.clock.at += OVERDUE / 2
            looks.append(await one.look())
        await one.end()
    await stage.settle()
    assert looks == [0, 1, 0, 1, 0]
    assert [line["event"] for line in logged if line["event"] == "not_heard_yet"] == ["not_heard_yet"] * 2
    assert "a secret" not in str(logged)
    assert len(stage.paper.log) == 1


async def test_what_cannot_be_written_down_is_heard_at_once(stage: Stage) -> None:
    event = replace(said(stage, 1, "help \ud83d"), sender=Sender("li", "half of a \ud83d"))
    assert (await receiving(stage).receive(event)).reply is not None
    assert (await receiving(stage).receive(replace(event, sender=Sender("li")))).duplicate


async def test_what_can_never_be_heard_is_apologised_for(stage: Stage) -> None:
    async def hear(event: Event) -> Outcome:
        raise OSError

    one = receiving(stage, hear)  # type: ignore[arg-type]
    await one.receive(said(stage, 1))
    for _ in range(TRIES + 1):
        while one._lanes:
            await asyncio.wait(list(one._lanes.values()))
        stage.clock.at += OVERDUE
        await one.look()
    await one.end()
    assert await waiting(stage) == ()
    await stage.settle()
    assert ["went wrong on my side" in sheet.text for sheet in stage.paper.log] == [True]


async def test_at_the_end_nothing_new_is_kept(stage: Stage) -> None:
    one = receiving(stage)
    await one.end()
    assert (await one.receive(said(stage, 1))).reply is not None


async def test_the_bot_hears_at_its_start_what_was_kept_before_it_died(stage: Stage) -> None:
    await stage.store.write(lambda tx: tx.keep(said(stage, 1), stage.clock.at))
    running = Running(stage.setup, stage.store, stage.clock, {"paper": stage.paper}, "r")
    await running.start()
    await running.stop()
    await stage.settle()
    assert [sheet.post.key for sheet in stage.paper.log] == ["reply:paper:e1"]


words = st.text(max_size=20)
contents = st.builds(
    Said, words, st.none() | st.builds(Ref, words, st.integers(0, 9)), st.tuples(st.builds(Mention, words, words)), st.booleans()
)
events = st.builds(
    Event,
    st.text(min_size=1, max_size=9),
    st.builds(Place, st.just("paper"), words, st.booleans(), st.none() | words),
    st.builds(Sender, words, st.none() | words, st.none() | words),
    contents | st.builds(Opened),
    st.datetimes(timezones=st.just(UTC)),
    st.dictionaries(words, words, max_size=2),
    st.none() | words,
    st.none() | st.builds(Quoted, st.tuples(words), st.none()),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(events, max_size=4, unique_by=lambda event: event.id))
async def test_every_event_is_heard_as_it_came(tmp_path_factory: pytest.TempPathFactory, came: list[Event]) -> None:
    store, clock = store_at(tmp_path_factory.mktemp("kept") / "s.db"), SetClock()

    def work(tx: object) -> list[bool]:
        return [tx.keep(event, clock.at + timedelta(seconds=n)) for n, event in enumerate(came)]  # type: ignore[attr-defined]

    assert await store.write(work) == [True] * len(came)
    later = clock.at + OVERDUE
    assert await store.read(lambda tx: tx.kept(later, later, 9)) == tuple(came)
    await store.close()
