"""What docs/feishu.md tells people to click is what the adapter needs."""

from __future__ import annotations

import json
import re

from adapters.feishu import doctor
from adapters.feishu.parse import parse
from tests.servers.feishu_api import SCOPES
from tests.source_tree import ROOT

TEXT = (ROOT / "docs/feishu.md").read_text("utf-8")


def test_the_scopes_to_paste_are_all_that_doctor_asks_for() -> None:
    found = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert found
    pasted = set(json.loads(found[1])["scopes"]["tenant"])
    assert all(pasted.intersection(scopes) for scopes, _ in doctor.WANTED)
    assert pasted == SCOPES


def test_the_events_to_subscribe_to_are_those_that_are_read() -> None:
    source = (ROOT / "adapters/feishu/parse.py").read_text("utf-8")
    cases = " ".join(re.findall(r"^ *case (.*):$", source, re.MULTILINE))
    read = set(re.findall(r'"([a-z0-9_.]+\.[a-z0-9_]+)"', cases))
    rooms = {"im", "application", "card", "contact"}
    told = {name for name in re.findall(r"`([a-z0-9_.]+)`", TEXT) if "." in name and name.split(".")[0] in rooms}
    assert read == told - {"card.action.trigger_v1"}
    assert parse({"header": {"event_type": "card.action.trigger_v1"}}, "ou_bot") is None
