"""Every message is drawn completely and within the limits, nothing typed comes alive, every control says what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.feishu import escape, wire
from adapters.feishu.adapter import Feishu
from adapters.feishu.parse import parse
from adapters.feishu.render import render
from bot.conversation.event import Filled, Place, Ref, Said
from bot.conversation.message import Button, Buttons, Fact, Facts, Field, Form, Message, Option, Progress, Section, Table, Text, controls
from bot.ports import Post
from tests.adapters.corpus import CORPUS as COMMON
from tests.adapters.corpus import REF, board, form
from tests.adapters.feishu.conftest import Desk
from tests.servers.feishu import FeishuHuman, FeishuServer, Heard, alive_mentions
from tests.servers.feishu_cards import check_card
from tests.servers.feishu_events import pressed
from tests.servers.feishu_screen import markup
from tests.servers.feishu_tenant import Message as Posted
from tests.servers.feishu_tenant import Tenant

NASTY = (
    '<at id=all></at> <at user_id="all">all</at> <at email=a@b.cn></at> <person id=ou_x></person> [x](https://evil.example) '
    "https://bare.example <a href='https://e'>e</a> <link>l</link> **bold** *it* ~~no~~ `code` # head\n# head\n- list\n1. one\n"
    "> quote\n    indented\n| a | b |\n|---|---|\n| 1 | 2 |\n&#60;at id=all&#62; &lt; :DONE: $x$ \\ <font color='red'>red</font>"
)


def nasty() -> Message:
    fields = (Field("a", NASTY, "text", NASTY.replace("\n", " "), NASTY), Field("b", NASTY, "lines", NASTY))
    return Message(
        NASTY,
        NASTY[:140],
        "neutral",
        (
            *(Text(NASTY, style) for style in ("normal", "strong", "quiet", "quote")),
            Facts((Fact(NASTY, NASTY),)),
            Progress(NASTY, 0.5, NASTY),
            Table((NASTY, "b"), ((NASTY, NASTY),)),
            Buttons((Button(NASTY, NASTY), Button("short", NASTY, "danger"))),
            Form(NASTY, (Section(NASTY, fields, NASTY),), NASTY),
        ),
        REF,
    )


CORPUS = COMMON | {
    "nasty": nasty(),
    "two forms": Message("Two", blocks=(form(1), replace(form(1), submit="Send the other")), ref=REF),
    "no conversation": Message("Go", blocks=(Buttons((Button("Go", "/okr"),)), replace(form(1), submit="Send it"))),
    "a long answer to edit": Message("Edit", blocks=(Form("T", (Section("", (Field("a", "A", "lines", "字" * 2500),)),), "OK"),), ref=REF),
    "six tables": Message("T", blocks=(Table(("a",), (("1",),)),) * 7, ref=REF),
    "board of everybody": board(60, 10),
}


async def sent(adapter: Feishu, bob: FeishuHuman, message: Message, key: str = "k") -> list[Heard]:
    """Everything of the message on Bob's screen."""
    receipt = await adapter.send(Post(key, Place("feishu", bob.id), message))
    return await bob.hears(len(wire.parts(receipt)))


def forms(message: Message) -> list[Form]:
    return [b for b in message.blocks if isinstance(b, Form)]


@pytest.mark.parametrize("name", CORPUS)
async def test_every_button_says_what_it_says(adapter: Feishu, feishu: FeishuServer, desk: Desk, name: str) -> None:
    message, bob = CORPUS[name], feishu.human("Bob")
    parts = await sent(adapter, bob, message)
    buttons = [(part, c) for part in parts for c in part.controls if c.kind == "button" and not c.form]
    for part, control in buttons:
        event = parse(pressed(feishu.tenant, bob.id, part.shown, bob._action(control)), "ou_bot")
        assert event is not None
        desk.events.append(event)
    assert [e.content for e in desk.events] == [Said(b.says, ref=message.ref, pressed=True) for b in controls(message)]
    assert [c.label for _, c in buttons] == [b.label for b in controls(message)]
    assert {e.source for e in desk.events} <= {p.shown.id for p in parts}


@pytest.mark.parametrize("name", [n for n, m in CORPUS.items() if forms(m)])
async def test_every_form_sends_what_stands_in_it(adapter: Feishu, feishu: FeishuServer, desk: Desk, name: str) -> None:
    message, bob = CORPUS[name], feishu.human("Bob")
    parts = await sent(adapter, bob, message)
    for number, drawn in enumerate(forms(message)):
        fields = [f for s in drawn.sections for f in s.fields]
        part = next((p for p in parts if drawn.submit in p.labels), None)
        if part is None:  # too large for a card: every question stands there and can be answered by typing
            assert all(f.label in p.text for p in parts[:1] for f in fields[:1])
            continue
        if name == "picks":
            await bob.fill({"Owner": bob.id}, drawn.submit, part)
        else:
            assert (
                await bob.fill({}, drawn.submit, replace(part, controls=tuple(c for c in part.controls if c.form == f"form{number}"))) == {}
            )
        tight = not any(c.kind == "select_static" for c in part.controls)  # choices are typed where there is no room for pickers
        shown = {f.name: next((o.label for o in f.options if tight and o.value == f.value), f.value) for f in fields}
        if name == "picks":
            shown["owner"] = bob.id
        assert desk.events.pop().content == Filled(shown, message.ref)


@pytest.mark.parametrize("name", CORPUS)
@pytest.mark.parametrize("direct", [True, False])
async def test_every_message_is_drawn_within_the_limits_and_complete(
    adapter: Feishu, feishu: FeishuServer, name: str, direct: bool
) -> None:
    message, bob = CORPUS[name], feishu.human("Bob")
    team = feishu.channel("Team", bob)
    place = Place("feishu", bob.id if direct else team.id, direct=direct)
    receipt = await adapter.send(Post("k", place, message))
    heard = await bob.hears(len(wire.parts(receipt)), channel=None if direct else team)
    assert all(part.shown.kind == "interactive" for part in heard)  # the platform took every card: none fell back to words
    titles = [part.shown.card.get("header", {}).get("title", {}).get("content", "") for part in heard]
    bodies = [part.text.removeprefix(title) for title, part in zip(titles, heard, strict=True)]
    shown = "".join("".join(bodies).split())
    place_in_text = 0
    for block in message.blocks:
        if isinstance(block, Text):
            place_in_text = shown.index("".join(block.text.split()), place_in_text)


@pytest.mark.parametrize("name", CORPUS)
async def test_nothing_typed_comes_alive(adapter: Feishu, feishu: FeishuServer, name: str) -> None:
    for part in await sent(adapter, feishu.human("Bob"), CORPUS[name]):
        assert alive_mentions(part) == []
        assert part.alive_markup() == []


async def test_a_message_refused_as_a_card_goes_out_as_words_that_can_be_answered(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    feishu.faults.add("refuse", "POST /im/v1/messages", code=230099, msg="Failed to create card content, ext=ErrCode: 11310; ErrMsg: no;")
    heard = (await sent(adapter, bob, nasty()))[0]
    assert heard.shown.kind == "text"
    assert "2) short" in heard.text
    assert [a for a in alive_mentions(heard) if "at" in a[:4]] == []


def test_dates_and_persons_are_drawn_with_the_platforms_own_pickers() -> None:
    fields = (Field("due", "Due", "date", "2026-12-31"), Field("owner", "Owner", "person"))
    message = Message("x", blocks=(Form("F", (Section("", fields),), "OK"),), ref=REF)

    def kinds(**more: object) -> list[str]:
        (card,) = render(message, **more)  # type: ignore[arg-type]
        return [e["tag"] for e in card.body["body"]["elements"][0]["elements"]]

    assert kinds(direct=False) == ["div", "div", "date_picker", "div", "select_person", "button"]
    assert kinds(direct=True, people=("ou_a",)) == ["div", "div", "date_picker", "div", "select_person", "button"]
    assert kinds(direct=True) == ["div", "div", "date_picker", "input", "button"]  # only the two of them could be picked


async def test_colleagues_can_be_picked_in_a_direct_chat(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob, ann = feishu.human("Bob"), feishu.human("Ann")
    feishu.human("Gone", resigned=True)
    message = Message("x", blocks=(Form("F", (Section("", (Field("owner", "Owner", "person"),)),), "OK"),), ref=REF)
    (heard,) = await sent(adapter, bob, message)
    options = next(c for c in heard.controls if c.kind == "select_person").element["options"]
    assert options == [{"value": ann.id}, {"value": bob.id}]
    await bob.fill({"Owner": "Ann"})
    assert desk.events[0].content == Filled({"owner": ann.id}, REF)


# --- properties ----------------------------------------------------------------------------------------------------------------

TYPED = st.text(st.sampled_from("<>@at id=&#;[]()*_~`|!$-+:/\\\"'# \n1.字aA"), max_size=80) | st.text(max_size=200)


def shown(message: Message) -> list[Posted]:
    cards = [card.body for card in render(message)]
    for card in cards:
        check_card(card, {})
    return [Posted("om_1", "oc_1", "ou_bot", "interactive", card, 0.0) for card in cards]


@given(TYPED, TYPED)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_inert_wherever_it_stands(a: str, b: str) -> None:
    blocks = (Text(a, "quote"), Facts((Fact(a, b),)), Progress(a, 0.3, b), Table((a,), ((b,),)), Buttons((Button(a or "x", b or "y"),)))
    for message in shown(Message(a, b, blocks=blocks, ref=REF)):
        assert alive_mentions(message) == []
        assert markup(message) == []


@given(TYPED)
def test_escaped_text_reads_as_it_was_typed(text: str) -> None:
    import html

    read = html.unescape(escape.markdown(text)).replace("\N{NO-BREAK SPACE}", " ")
    assert read.split() == text.split() or not text.isprintable()


NAMES = st.text(min_size=1, max_size=20)
VALUES = st.text(st.sampled_from("字a1 .+d"), max_size=2500)
FIELDS = st.lists(st.tuples(NAMES, st.sampled_from(["text", "lines", "number"]), VALUES), max_size=5, unique_by=lambda f: f[0])


@given(FIELDS, st.text(max_size=30), st.integers(-1, 99), st.booleans())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_any_form_comes_back_as_it_was_drawn(fields: list[tuple[str, str, str]], conversation: str, rev: int, direct: bool) -> None:
    drawn = tuple(Field(name, "L", kind, value, optional=True) for name, kind, value in fields)  # type: ignore[arg-type]
    ref = Ref(conversation, rev)
    message = Message("x", blocks=(Form("F", (Section("", drawn),), "OK"),), ref=ref)
    (posted,) = shown_with(message, direct)
    inputs = [e for e in posted.card["body"]["elements"][0]["elements"] if e["tag"] == "input"]
    button = posted.card["body"]["elements"][0]["elements"][-1]
    values = {e["name"]: e["default_value"] for e in inputs if e.get("default_value")}
    for value in ({"value": button["behaviors"][0]["value"]}, {}):
        action = {"tag": "button", "name": button["name"], "form_value": values} | value
        event = parse(pressed(Tenant(lambda: 0.0), "ou_bob", posted, action), "ou_bot")
        assert event is not None
        assert isinstance(event.content, Filled)
        assert event.content.ref == ref
        assert event.place == (Place("feishu", "ou_bob") if direct else Place("feishu", "oc_1", direct=False))
        assert {k: v for k, v in event.content.values.items() if v} == {f.name: f.value for f in drawn if f.value}
        if value:
            assert set(event.content.values) == {f.name for f in drawn}


def shown_with(message: Message, direct: bool) -> list[Posted]:
    return [Posted("om_1", "oc_1", "ou_bot", "interactive", card.body, 0.0) for card in render(message, direct=direct)]


def test_options_that_mean_nothing_are_not_offered() -> None:
    options = (Option("None", ""), Option("A", "a"), Option("A again", "a"))
    (card,) = render(Message("x", blocks=(Form("", (Section("", (Field("o", "O", "choice", options=options),)),), "OK"),)))
    picker = card.body["body"]["elements"][0]["elements"][1]
    assert [o["value"] for o in picker["options"]] == ["a"]


def test_long_buttons_stand_by_themselves_over_the_whole_width() -> None:
    labels = ["Yes", "No", "KR1 · First reply time from 9 hours to 2 hours", "改 KR1", "让新来的同事第一周就能独立上手", "Later"]
    (card,) = render(Message("x", blocks=(Buttons(tuple(Button(label, label) for label in labels)),), ref=REF))
    drawn = [
        [c["elements"][0]["text"]["content"] for c in e["columns"]] if e["tag"] == "column_set" else (e["text"]["content"], e.get("width"))
        for e in card.body["body"]["elements"]
    ]
    assert drawn == [["Yes", "No"], (labels[2], "fill"), (labels[3], None), (labels[4], "fill"), (labels[5], None)]
    (card,) = render(Message("x", blocks=(Buttons(tuple(Button(label, label) for label in labels[1:3])),), ref=REF))
    assert [e.get("width") for e in card.body["body"]["elements"]] == ["fill", "fill"]  # a choice between a few
