"""Which platforms there are: how their ids look, and how an adapter is made of its settings."""

from __future__ import annotations

from pydantic import SecretStr

from bot.exchange.plan import Platform
from bot.ports import Adapter, Clock
from bot.settings import DingTalkSettings, FeishuSettings, Settings, SlackSettings

PLATFORMS = (
    Platform("slack", account=("U", "W"), channel=("C", "G")),
    Platform("feishu", account=("ou_",), channel=("oc_",)),
    Platform("dingtalk"),
)
NAMES = tuple(platform.name for platform in PLATFORMS)


def adapters(settings: Settings, clock: Clock) -> list[Adapter]:
    """One for each platform that is configured; only their libraries are loaded, for some are slow and large."""
    made: list[Adapter] = []
    if settings.slack:
        made.append(_slack(settings.slack, clock))
    return made


def _slack(slack: SlackSettings, clock: Clock) -> Adapter:
    from adapters.slack.adapter import Slack

    return Slack(
        clock,
        bot_token=_told(slack.bot_token) or "",
        app_token=_told(slack.app_token),
        signing_secret=_told(slack.signing_secret),
        api_url=slack.api_url,
    )


def _told(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
