"""docs/slack.md: its manifest asks Slack for all that the adapter needs, and for nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

from adapters.slack.checks import SCOPES
from tests.servers.slack_chat import METHODS as CHAT
from tests.servers.slack_files import METHODS as FILES
from tests.servers.slack_lookups import METHODS as LOOKUPS

TEXT = (Path(__file__).parents[3] / "docs" / "slack.md").read_text(encoding="utf-8")
MANIFEST = json.loads(re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)[1])


def test_the_scopes_are_those_that_doctor_checks() -> None:
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    for scope in SCOPES:
        assert f"`{scope}`" in TEXT


def test_every_method_that_is_called_has_its_scope() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in (Path(__file__).parents[3] / "adapters" / "slack").glob("*.py"))
    called = {name.replace("_", ".", 1) for name in re.findall(r"\.((?:chat|conversations|users|files)_\w+)\(", source)}
    needed = {scope for name, method in (LOOKUPS | CHAT | FILES).items() if name in called for scope in method.scopes[:1]}
    assert {"chat.postMessage", "conversations.open", "users.info"} <= called
    assert needed <= set(SCOPES)


def test_what_is_switched_on_is_what_is_used() -> None:
    settings, features = MANIFEST["settings"], MANIFEST["features"]
    assert set(settings["event_subscriptions"]["bot_events"]) == {
        *("app_home_opened", "message.im", "app_mention", "team_join", "user_change", "tokens_revoked", "app_uninstalled"),
        "member_joined_channel",
    }
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert not settings["token_rotation_enabled"]
    assert features["app_home"] == {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    assert features["slash_commands"][0]["command"] == "/okr"
    assert features["slash_commands"][0]["should_escape"]
    assert len(MANIFEST["display_information"]["name"]) <= 35
