"""Signs: each stands for one conversation at one revision, and anything else stays what it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.event import Ref
from bot.conversation.signs import meant, sign_of, signed

REFS = st.builds(Ref, st.text(max_size=40), st.integers(0, 10**6))


@given(st.lists(REFS, min_size=1, max_size=6, unique=True), REFS)
def test_a_sign_means_what_it_was_made_of(open_now: list[Ref], other: Ref) -> None:
    for ref in open_now:
        found = meant(signed(sign_of(ref)), lambda: open_now)
        assert found == ref or sign_of(found) == sign_of(ref)
    assert meant(other, lambda: open_now) == other or other.conversation.startswith("#")


def test_of_what_is_over_or_has_moved_on_a_sign_means_nothing() -> None:
    old = signed(sign_of(Ref("checkin:li:2026-W41", 3)))
    assert meant(old, lambda: [Ref("checkin:li:2026-W41", 4), Ref("checkin:li:2026-W47", 3)]) == old
    assert meant(old, lambda: [Ref("checkin:li:2026-W41", 3)]) == Ref("checkin:li:2026-W41", 3)
