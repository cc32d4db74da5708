"""Every platform at every level and in every mode, by name."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.clocks import StillClock
from tests.adapters.contract.house import House

DRAWN = ("playground", "slack", "feishu", "dingtalk-plain", "dingtalk-buttons", "dingtalk-form")
"""What draws differently."""

HEARD = ("playground", "slack", "slack-http", "feishu", "feishu-signed", "feishu-token", "dingtalk-form", "dingtalk-http")
"""What hears differently."""

LINES = ("slack", "feishu", "dingtalk-form")
"""What holds a line that can break."""


def build(name: str, folder: Path, clock: StillClock) -> House:
    """Only the platform that is asked for is loaded."""
    platform, _, level = name.partition("-")
    match platform:
        case "playground":
            from tests.adapters.contract.playground_house import PlaygroundHouse

            return PlaygroundHouse(folder, clock)
        case "slack":
            from tests.adapters.contract.slack_house import SlackHouse

            return SlackHouse(level or "socket", clock)
        case "feishu":
            from tests.adapters.contract.feishu_house import FeishuHouse

            return FeishuHouse(level or "socket", clock)
    from tests.adapters.contract.dingtalk_house import DingTalkHouse

    return DingTalkHouse("form" if level == "http" else level, clock, http=level == "http")
