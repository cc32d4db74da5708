"""What a person does on the page reaches the bot once, as one event, and is written down once."""

from __future__ import annotations

from bot.conversation.event import Event, Filled, Mention, Opened, Place, Ref, Said, Sender
from bot.conversation.message import Message
from bot.ports import Outcome
from tests.adapters.playground.conftest import Page
from tests.servers.playground import START, Running, direct, silence


async def answers(running: Running, event: Event) -> Outcome:
    answer = Message("the answer")
    await running.post(event.place, answer, via=event.via)
    return Outcome(toast="the answer", reply=answer)


async def test_typing_is_said(running: Running, page: Page) -> None:
    answer = await page.do("say", "u-ana", text="KR1 40%, confidence 6")
    assert answer.status_code == 200
    place = Place("playground", "u-ana")
    assert running.heard == [
        Event(
            "deed-000001",
            place,
            Sender("u-ana", name="Ana Silva", language="en"),
            Said("KR1 40%, confidence 6"),
            START,
            {"deed": "deed-000001"},
        )
    ]
    assert await page.texts("u-ana") == ["KR1 40%, confidence 6"]


async def test_the_same_id_twice_is_one_line_and_the_same_event(running: Running, page: Page) -> None:
    for _ in range(2):
        await page.do("say", "u-ana", id="the-same-id", text="once")
    assert [event.id for event in running.heard] == ["the-same-id", "the-same-id"]
    assert await page.texts("u-ana") == ["once"]


async def test_pressing_says_the_button_and_tells_which_card(running: Running, page: Page) -> None:
    await page.do("press", "u-ana", says="yes", label="Yes, store it", ref={"conversation": "t1", "rev": 4}, source="17")
    (event,) = running.heard
    assert event.content == Said("yes", ref=Ref("t1", 4), pressed=True)
    assert event.source == "17"


async def test_a_channel_does_not_show_what_somebody_presses(running: Running, page: Page) -> None:
    await page.do("press", "u-ana", "c-support", says="/okr team", label="My part")
    assert running.heard[0].place == Place("playground", "c-support", direct=False)
    assert await page.lines("c-support") == []


async def test_a_form_is_filled(running: Running, page: Page) -> None:
    await page.do(
        "fill",
        "u-ana",
        values={"value": "38%", "who": "u-tom", "note": ""},
        title="This week",
        ref={"conversation": "t1", "rev": 1},
        source="3",
    )
    (event,) = running.heard
    assert event.content == Filled({"value": "38%", "who": "u-tom", "note": ""}, ref=Ref("t1", 1))


async def test_what_was_pressed_or_filled_in_stands_before_a_new_answer(running: Running, page: Page) -> None:
    running.script = answers
    await page.do("press", "u-ana", says="yes", label="Yes, store it")
    await page.do("fill", "u-ana", values={}, title="This week")
    assert await page.texts("u-ana") == ["Yes, store it", "the answer", "This week", "the answer"]


async def test_a_card_that_is_redrawn_in_its_place_speaks_for_itself(running: Running, page: Page) -> None:
    card = await running.post(direct("u-ana"), Message("the card"))

    async def redraws(running: Running, event: Event) -> Outcome:
        await running.post(event.place, Message("the card, answered"), edits=event.source, via=event.via)
        return Outcome()

    running.script = redraws
    await page.do("press", "u-ana", says="yes", label="Yes, store it", source=card)
    running.script = answers
    await page.do("say", "u-ana", text="and now?")
    assert await page.texts("u-ana") == ["the card, answered", "and now?", "the answer"]


async def test_a_form_that_has_to_be_corrected_leaves_no_line(running: Running, page: Page) -> None:
    async def wrong(running: Running, event: Event) -> Outcome:
        return Outcome(errors={"value": "A number, please."})

    running.script = wrong
    answer = await page.do("fill", "u-ana", values={"value": "much"}, title="This week")
    assert answer.json()["errors"] == {"value": "A number, please."}
    assert await page.lines("u-ana") == []


async def test_opening_an_empty_conversation_is_one_event_however_many_tabs_ask(running: Running, page: Page) -> None:
    await page.do("open", "u-ana")
    await page.do("open", "u-ana")
    assert [event.content for event in running.heard] == [Opened(), Opened()]
    assert len({event.id for event in running.heard}) == 1
    await page.do("open", "u-tom")
    assert len({event.id for event in running.heard}) == 2


async def test_in_a_channel_the_bot_hears_only_what_is_meant_for_it(running: Running, page: Page) -> None:
    await page.do("say", "u-ana", "c-support", text="lunch?")
    await page.do("say", "u-ana", "c-support", text="@okrbot, team")
    await page.do("say", "u-ana", "c-support", text="／okr 团队")
    await page.do("say", "u-ana", "c-support", text="write to @okrbotty")
    assert [event.content for event in running.heard] == [Said("team"), Said("／okr 团队")]
    assert await page.texts("c-support") == ["lunch?", "@okrbot, team", "／okr 团队", "write to @okrbotty"]


async def test_people_are_mentioned_by_name(running: Running, page: Page) -> None:
    await page.do("say", "u-ana", text="/okr ＠tom reed请看, and @王芳 @nobody @Tom Reeder")
    said = running.heard[0].content
    assert said == Said(
        "/okr @Tom Reed请看, and @王芳 @nobody @Tom Reeder", mentions=(Mention("u-tom", "Tom Reed"), Mention("u-wang", "王芳"))
    )


async def test_what_cannot_be_is_refused_and_changes_nothing(running: Running, page: Page) -> None:
    cases = [
        (await page.do("say", "u-nobody", text="hello"), 404, "unknown_person"),
        (await page.do("say", "u-ana", "u-tom", text="hello"), 404, "unknown_place"),
        (await page.do("say", "u-ana", "c-nowhere", text="hello"), 404, "unknown_place"),
        (await page.do("say", "u-ana", text=None), 422, "not_understood"),
        (await page.do("say", "u-ana", id="x", text="an id too short"), 422, "not_understood"),
        (await page.do("say", "u-ana", text="hello", more="than there is"), 422, "not_understood"),
        (await page.do("say", "u-ana", text="x" * 20_001), 422, "not_understood"),
    ]
    assert [(answer.status_code, answer.json()["error"]) for answer, _, _ in cases] == [(status, error) for _, status, error in cases]
    assert running.heard == []
    assert await page.lines("u-ana") == await page.lines("u-tom") == []


async def test_a_body_without_end_is_not_read(running: Running, page: Page) -> None:
    answer = await page.do("say", "u-ana", text="x" * 300_000)
    assert answer.status_code == 413
    assert running.heard == []


async def test_every_character_arrives_as_it_was_typed(running: Running, page: Page) -> None:
    text = "<b>&amp;</b> \u202e \x00 🙂 ６０％ ' \" \\ \n\n <!channel>"
    await page.do("say", "u-ana", text=f"a{text}b")
    assert running.heard[0].content == Said(f"a{text}b")
    assert await page.texts("u-ana") == [f"a{text}b"]


async def test_when_the_bot_fails_the_page_may_ask_again_with_the_same_id(running: Running, page: Page) -> None:
    async def stops(running: Running, event: Event) -> Outcome:
        await running.adapter.stop()
        return Outcome()

    running.script = stops
    assert (await page.do("say", "u-ana", id="again-and-again", text="hello")).status_code == 200
    later = await page.do("say", "u-ana", id="again-and-again", text="hello")
    assert (later.status_code, later.json()) == (503, {"error": "not_ready"})
    running.script = silence
    await running.adapter.start(running.receive)
    assert (await page.do("say", "u-ana", id="again-and-again", text="hello")).status_code == 200
    assert [event.id for event in running.heard] == ["again-and-again", "again-and-again"]
    assert await page.texts("u-ana") == ["hello"]


async def test_a_message_may_answer_while_the_deed_is_under_way(running: Running, page: Page) -> None:
    running.script = answers
    answer = await page.do("say", "u-ana", text="the question")
    assert answer.json()["toast"] == "", "what is about to be read needs no toast"
    assert await page.texts("u-ana") == ["the question", "the answer"]
    assert [line["author"] for line in await page.lines("u-ana")] == ["u-ana", None]
    assert direct("u-ana") == running.heard[0].place
