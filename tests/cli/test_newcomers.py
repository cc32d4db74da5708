"""What `okrbot doctor` notes of an address book: each case once, and nothing that HR or an earlier word has settled."""

from __future__ import annotations

from bot.cli.newcomers import Known, noted
from bot.conversation.event import Listed
from bot.okr.model import Person
from bot.ports import Profile

ACTIVE = ("ann", "bob", "cat", "dan")
PEOPLE = tuple(Person(key, key, manager="ann", accounts={"feishu": key}) for key in ACTIVE)
GONE = tuple(Person(key, key, accounts={"feishu": key}, active=False) for key in ("eve", "fay"))
HERE = Known(
    (*PEOPLE, *GONE),
    {("feishu", key): Listed(manager="ann", unit="od-1") for key in ACTIVE} | {("feishu", "dan"): Listed(active=False)},
    {"eve": "slack", "fay": "okrbot import"},
)


def test_who_is_new_left_back_or_moved_is_noted_and_nobody_else() -> None:
    listed = (
        Profile("ann", "Ann"),
        Profile("bob", "Bob", manager_account="cat", unit="od-2"),
        Profile("cat", "Cat", active=False),
        Profile("dan", "Dan", active=False),
        Profile("eve", "Eve"),
        Profile("fay", "Fay"),
        Profile("new", "New"),
    )
    see = "see okrbot import people --from feishu --dry-run"
    assert list(noted("feishu", listed, HERE, ("slack", "feishu"))) == [
        f"feishu: 1 person (New) there and not known here; {see}",
        f"feishu: 1 person (cat) left there and active here; {see}",
        f"feishu: 1 person (eve) there, and left here by a platform's word; {see}",
        f"feishu: 1 person (bob) led by somebody else there by now; {see}",
        f"feishu: 1 person (bob) in another department there by now; {see}",
    ]
