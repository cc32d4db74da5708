"""Which platforms there are: how their ids look, and how an adapter is made of its settings."""

from __future__ import annotations

from bot.exchange.plan import Platform

PLATFORMS = (
    Platform("slack", account=("U", "W"), channel=("C", "G")),
    Platform("feishu", account=("ou_",), channel=("oc_",)),
    Platform("dingtalk"),
)
NAMES = tuple(platform.name for platform in PLATFORMS)
