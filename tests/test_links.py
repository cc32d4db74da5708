"""A link lets one person open one thing for a while: whatever is changed in it, however little, and it opens nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import Grant, NotValid, read, sign

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
GRANT = Grant("map", "li", NOW + timedelta(minutes=15))
TOKEN = sign("secret", GRANT, NOW)


def test_a_link_says_whose_it_is() -> None:
    found = read("secret", TOKEN, "map", NOW)
    assert (found.person, found.until) == ("li", GRANT.until)
    assert found.mark == TOKEN.partition(".")[2]


def test_a_visit_remembers_its_link() -> None:
    token = sign("secret", Grant("map-visit", "李雷", GRANT.until, "a mark"), NOW)
    assert read("secret", token, "map-visit", NOW) == Grant("map-visit", "李雷", GRANT.until, "a mark")


@pytest.mark.parametrize(
    ("secret", "audience", "later", "why"),
    [("secret", "map", 15, "old"), ("other", "map", 0, "changed"), ("secret", "map-visit", 0, "changed")],
)
def test_what_opens_nothing(secret: str, audience: str, later: int, why: str) -> None:
    with pytest.raises(NotValid) as wrong:
        read(secret, TOKEN, audience, NOW + timedelta(minutes=later))  # type: ignore[arg-type]
    assert wrong.value.why == why


@given(st.integers(0, len(TOKEN) - 1), st.characters(max_codepoint=0x2FFF))
def test_a_changed_link_opens_nothing(at: int, character: str) -> None:
    changed = TOKEN[:at] + character + TOKEN[at + 1 :]
    if changed != TOKEN:
        with pytest.raises(NotValid):
            read("secret", changed, "map", NOW)


@given(st.text())
def test_no_text_opens_anything(text: str) -> None:
    with pytest.raises(NotValid):
        read("secret", text, "map", NOW)


def test_two_links_differ() -> None:
    assert sign("secret", GRANT, NOW + timedelta(microseconds=1)) != TOKEN
