"""What lies outside: which platforms there are, how their ids look, how an adapter, or a model, is made of its settings."""

from __future__ import annotations

from pydantic import SecretStr

from bot.exchange.plan import Platform
from bot.ports import Adapter, Clock, Proposer
from bot.settings import DingTalkSettings, FeishuSettings, Settings, SlackSettings
from bot.spreading import Limits

PLATFORMS = (
    Platform("slack", account=("U", "W"), channel=("C", "G")),
    Platform("feishu", account=("ou_",), channel=("oc_",)),
    Platform("dingtalk"),
)
NAMES = tuple(platform.name for platform in PLATFORMS)


def limits() -> Limits:
    """How many messages of its own the bot sends on each platform in how many seconds."""
    from adapters.dingtalk.limits import CALLS_A_SECOND, SPREAD
    from adapters.feishu.limits import SPREAD_A_MINUTE as FEISHU_A_MINUTE
    from adapters.slack.limits import SPREAD_A_MINUTE as SLACK_A_MINUTE

    return {"slack": (SLACK_A_MINUTE, 60.0), "feishu": (FEISHU_A_MINUTE, 60.0), "dingtalk": (CALLS_A_SECOND, SPREAD)}


def adapters(settings: Settings, clock: Clock) -> list[Adapter]:
    """One for each platform that is configured; only their libraries are loaded, for some are slow and large."""
    made: list[Adapter] = []
    if settings.slack:
        made.append(_slack(settings.slack, clock))
    if settings.feishu:
        made.append(_feishu(settings.feishu, clock))
    if settings.dingtalk:
        made.append(_dingtalk(settings.dingtalk, clock, settings.okrbot.public_url))
    return made


def proposer(settings: Settings) -> Proposer | None:
    """The model that is configured."""
    if settings.model is None:
        return None
    from adapters.model import Model

    return Model(settings.model.url or "", _told(settings.model.key), settings.model.name or "")


def _slack(slack: SlackSettings, clock: Clock) -> Adapter:
    from adapters.slack.adapter import Slack

    return Slack(
        clock,
        bot_token=_told(slack.bot_token),
        app_token=_told(slack.app_token) or None,
        signing_secret=_told(slack.signing_secret) or None,
        api_url=slack.api_url,
    )


def _feishu(feishu: FeishuSettings, clock: Clock) -> Adapter:
    from adapters.feishu.adapter import Feishu

    return Feishu(
        app_id=feishu.app_id or "",
        app_secret=_told(feishu.app_secret),
        now=clock.now,
        domain=feishu.domain,
        verification_token=_told(feishu.verification_token),
        encrypt_key=_told(feishu.encrypt_key),
    )


def _dingtalk(dingtalk: DingTalkSettings, clock: Clock, public_url: str | None) -> Adapter:
    from adapters.dingtalk.adapter import DingTalk

    return DingTalk(
        client_id=dingtalk.client_id or "",
        client_secret=_told(dingtalk.client_secret),
        now=clock.now,
        robot_code=dingtalk.robot_code,
        api_base=dingtalk.api_base,
        oapi_base=dingtalk.oapi_base,
        card_template=dingtalk.card_template,
        form_template=dingtalk.form_template,
        callback_secret=_told(dingtalk.callback_secret) or None,
        public_url=public_url,
    )


def _told(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
