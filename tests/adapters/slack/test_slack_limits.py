"""Whatever the message, Slack takes it, nothing is left out of it, and nothing in it comes alive."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.adapter import Slack
from adapters.slack.render import home, modal, render, summary
from adapters.slack.wire import Behind
from bot.conversation.event import Place
from bot.conversation.message import Button, Buttons, Facts, Field, Form, Image, Message, Progress, Section, Table, Text
from bot.ports import Post
from tests.adapters.corpus import CORPUS, NASTY, REF
from tests.adapters.slack.test_slack_echo import sent
from tests.servers.slack import SlackServer
from tests.servers.slack_blocks import check_message, check_view
from tests.servers.slack_records import Message as Posted
from tests.servers.slack_records import View
from tests.servers.slack_screen import alive, markup, text_of
from tests.servers.slack_workspace import Workspace


def words(message: Message) -> list[str]:
    """Everything a reader has to be able to read."""
    found = [message.title] if message.title else []
    for block in message.blocks:
        match block:
            case Text():
                found.append(block.text)
            case Facts():
                found += [text for row in block.rows for text in (row.label, row.value)]
            case Progress():
                found += [block.label, block.note]
            case Table():
                found += [cell for row in (block.columns, *block.rows) for cell in row]
            case Image():
                found.append(block.alt)
            case Form():
                found += [s.heading for s in block.sections]
    return [w for w in found if w.strip()]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", CORPUS)
async def test_slack_takes_it_and_shows_all_of_it(adapter: Slack, slack: SlackServer, name: str) -> None:
    bob = slack.human("Bob")
    parts = await sent(adapter, bob, CORPUS[name])
    everything = squeezed("\n".join([p.text for p in parts] + [label for p in parts for label in p.labels + p.fields]))
    for text in words(CORPUS[name]):
        assert squeezed(text) in everything
    if not CORPUS[name].blocks:
        assert CORPUS[name].summary in parts[0].text


@pytest.mark.parametrize("name", CORPUS)
async def test_nothing_in_it_comes_alive(adapter: Slack, slack: SlackServer, name: str) -> None:
    for part in await sent(adapter, slack.human("Bob"), CORPUS[name]):
        assert part.alive_mentions() == []
        assert part.alive_markup() == []


async def test_a_board_of_ordinary_size_is_one_message(adapter: Slack, slack: SlackServer) -> None:
    assert len(await sent(adapter, slack.human("Bob"), CORPUS["board"])) == 1


@pytest.mark.parametrize("name", CORPUS)
async def test_it_can_be_a_home(adapter: Slack, slack: SlackServer, name: str) -> None:
    view = home(CORPUS[name])
    if view is None:
        assert name == "largest board"
        return
    assert check_view(view, ()) == []
    assert alive(View("V", "U", view, "")) == markup(View("V", "U", view, "")) == []


async def test_a_home_is_published_for_who_opens_it(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    receipt = await adapter.send(Post("k", Place("slack", bob.id), CORPUS["small form"], via={"home": bob.id}))
    assert receipt == f"home:{bob.id}"
    assert bob.home is not None
    assert bob.home.labels == ["Check-in · week 47", "No change", "Later", "Discard"]
    assert slack.posts(bob.dm) == []


def test_the_line_for_notifications_is_escaped_and_short() -> None:
    line = summary(Message(NASTY * 20))
    assert len(line) < 3500
    assert alive(Posted("C", "1", "U0BOT", line, blocks=[{"type": "divider"}])) == []


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200) | st.sampled_from([NASTY, "", " ", "*b*", "<!here>"])
BLOCKS = st.lists(
    st.one_of(
        st.builds(Text, TEXT, st.sampled_from(["normal", "strong", "quiet", "quote"])),
        st.builds(Progress, TEXT, st.none() | st.floats(0, 1), TEXT, st.sampled_from(["neutral", "good", "warn", "bad"])),
        st.builds(Buttons, st.lists(st.builds(Button, TEXT, TEXT.filter(bool)), min_size=1, max_size=30).map(tuple)),
        st.lists(TEXT, min_size=1, max_size=4).map(lambda row: Table(tuple(row), (tuple(row), tuple(row)))),
    ),
    max_size=80,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=TEXT, summary_line=TEXT, blocks=BLOCKS)
def test_any_message_is_taken_whole_and_inert(title: str, summary_line: str, blocks: list[object]) -> None:
    message = Message(summary_line, title, blocks=tuple(blocks), ref=REF)
    workspace = Workspace()
    shown = []
    for part in render(message):
        assert check_message(list(part.blocks), ()) == []
        posted = Posted("C", "1", "U0BOT", part.text, blocks=list(part.blocks))
        assert alive(posted) == markup(posted) == []
        shown.append(text_of(workspace, posted))
    everything = squeezed("\n".join(shown))
    for text in words(message):
        assert squeezed(text) in everything


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Check-in · week 47 (Mon, Nov 16 – Sun, Nov 22)", "Check-in · week 47"),
        ("更新进展 · 第47周（11月16日 周一 – 11月22日 周日）", "更新进展 · 第47周"),
        ("(" + "x" * 30, "(" + "x" * 22 + "…"),
        ("Short (one)", "Short (one)"),
    ],
)
def test_a_modals_title_ends_before_its_brackets_and_stands_below_in_full(title: str, shown: str) -> None:
    view = modal(Form(title, (Section("KR1", (Field("a", "Now"),)),), "Send"), Behind())
    assert view is not None
    assert view["title"]["text"] == shown
    assert (title in str(view["blocks"])) is (shown != title)
