"""The environment and `.env`, read once into frozen values; everything that is missing or malformed is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeVar

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.env_file import ENV_FILE, names, unreadable, where
from bot.setting_values import Address, CalendarCode, DatabaseUrl, HeaderSecret, Identifier, Origin, Port, Zone, starts


class SettingsProblem(Exception):
    """Settings are missing or malformed. `lines`: one each, naming the setting and the mend, never a secret."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("; ".join(self.lines))


def _read(prefix: str) -> SettingsConfigDict:
    return SettingsConfigDict(
        env_prefix=prefix,
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )


class OkrbotSettings(BaseSettings):
    """The company's defaults, where everything is kept, where webhooks and health are served."""

    model_config = _read("OKRBOT_")

    database_url: DatabaseUrl = SecretStr("sqlite:///okrbot.db")
    timezone: Zone = "Asia/Shanghai"
    language: Literal["zh-CN", "en"] = "zh-CN"
    calendar: CalendarCode = "CN"
    http_host: str = "127.0.0.1"
    http_port: Port = 8642
    public_url: Address | None = None


NO_BOT_TOKEN: Final = {
    "xapp-": "is an app-level token, which belongs into SLACK_APP_TOKEN; set the bot token (xoxb-…), under OAuth & Permissions",
    "xoxp-": "is a user's token; set the bot token (xoxb-…), under OAuth & Permissions",
}
NO_APP_TOKEN: Final = {
    "xoxb-": "is a bot token, which belongs into SLACK_BOT_TOKEN; set the app-level token (xapp-…), under Basic Information",
}


class SlackSettings(BaseSettings):
    """A Slack app; with an app token it uses Socket Mode, else HTTP."""

    model_config = _read("SLACK_")

    bot_token: Annotated[HeaderSecret, starts("xoxb-", "xoxe.", elsewhere=NO_BOT_TOKEN)] | None = None
    app_token: Annotated[HeaderSecret, starts("xapp-", elsewhere=NO_APP_TOKEN)] | None = None
    signing_secret: HeaderSecret | None = None
    api_url: Address = "https://slack.com/api/"

    def missing(self) -> Iterator[str]:
        if not self.bot_token and (self.app_token or self.signing_secret):
            yield "SLACK_BOT_TOKEN: missing; set the bot token (xoxb-…) of the Slack app, under OAuth & Permissions"
        if self.bot_token and not (self.app_token or self.signing_secret):
            yield "SLACK_APP_TOKEN: missing; set the app-level token (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode"


class FeishuSettings(BaseSettings):
    """A Feishu or Lark app; a verification token or an encrypt key means webhooks, else the long connection."""

    model_config = _read("FEISHU_")

    app_id: Identifier | None = None
    app_secret: HeaderSecret | None = None
    domain: Origin = "https://open.feishu.cn"
    verification_token: HeaderSecret | None = None
    encrypt_key: SecretStr | None = None

    def missing(self) -> Iterator[str]:
        others = (self.app_id, self.app_secret, self.verification_token, self.encrypt_key)
        if any(others) and not self.app_id:
            yield "FEISHU_APP_ID: missing; set the App ID (cli_…) from the app's page Credentials & Basic Info"
        if any(others) and not self.app_secret:
            yield "FEISHU_APP_SECRET: missing; set the App Secret from the app's page Credentials & Basic Info"


class DingTalkSettings(BaseSettings):
    """A DingTalk app; a callback secret means HTTP, else Stream."""

    model_config = _read("DINGTALK_")

    client_id: Identifier | None = None
    client_secret: HeaderSecret | None = None
    robot_code: Identifier | None = None
    api_base: Address = "https://api.dingtalk.com"
    oapi_base: Address = "https://oapi.dingtalk.com"
    card_template: Identifier | None = None
    form_template: Identifier | None = None
    callback_secret: SecretStr | None = None

    def missing(self) -> Iterator[str]:
        others = (self.client_id, self.client_secret, self.robot_code, self.card_template, self.form_template, self.callback_secret)
        if any(others) and not self.client_id:
            yield "DINGTALK_CLIENT_ID: missing; set the Client ID (AppKey) from the app's page Credentials"
        if any(others) and not self.client_secret:
            yield "DINGTALK_CLIENT_SECRET: missing; set the Client Secret (AppSecret) from the app's page Credentials"


class ModelSettings(BaseSettings):
    """A language model that the coach may ask for other wordings; none unless all three are set."""

    model_config = _read("OKRBOT_MODEL_")

    url: Address | None = None
    key: HeaderSecret | None = None
    name: str | None = None

    def missing(self) -> Iterator[str]:
        given = {"url": self.url, "key": self.key, "name": self.name}
        if any(given.values()):
            rest = "set it too, or none of OKRBOT_MODEL_URL, OKRBOT_MODEL_KEY and OKRBOT_MODEL_NAME (docs/model.md)"
            yield from (f"OKRBOT_MODEL_{name.upper()}: missing; {rest}" for name, value in given.items() if not value)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator decides. A platform that is not configured is None."""

    okrbot: OkrbotSettings
    slack: SlackSettings | None = None
    feishu: FeishuSettings | None = None
    dingtalk: DingTalkSettings | None = None
    model: ModelSettings | None = None

    @property
    def database_url(self) -> str:
        """Where everything is kept; may hold a password."""
        return self.okrbot.database_url.get_secret_value()

    @property
    def is_sqlite(self) -> bool:
        """A SQLite file is brought up to date by whoever opens it."""
        return self.database_url.startswith("sqlite")


NO_PLATFORM: Final = (
    "no platform is configured, {where}; set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or FEISHU_APP_ID and FEISHU_APP_SECRET, "
    "or DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET (see .env.example), or run `okrbot try`, which needs none"
)

Model = TypeVar("Model", bound=BaseSettings)


def load_settings(*, platforms: bool, model: bool | None = None, only: str | None = None) -> Settings:
    """The settings; those of the platforms only if asked for, and then at least one must be configured. `model`: the same unless said.

    `only`: one platform's alone, which may be not configured. Raises SettingsProblem with everything that is wrong.
    """
    lines = [*unreadable()]
    if lines:
        raise SettingsProblem(lines)
    okrbot = _load(OkrbotSettings, lines)
    slack = _load(SlackSettings, lines) if platforms and only in (None, "slack") else None
    feishu = _load(FeishuSettings, lines) if platforms and only in (None, "feishu") else None
    dingtalk = _load(DingTalkSettings, lines) if platforms and only in (None, "dingtalk") else None
    proposing = _load(ModelSettings, lines) if model or (model is None and platforms and not only) else None
    if lines or okrbot is None:
        raise SettingsProblem(dict.fromkeys([*lines, *misspelt()]))
    settings = _configured(okrbot, slack, feishu, dingtalk, proposing)
    if platforms and not (only or settings.slack or settings.feishu or settings.dingtalk):
        raise SettingsProblem([NO_PLATFORM.format(where=where()), *misspelt()])
    return settings


def load_what_is_right() -> Settings | None:
    """For looking on after a SettingsProblem: what is neither missing nor malformed. None where the company's own are."""
    okrbot = None if unreadable() else _right(OkrbotSettings)
    if okrbot is None:
        return None
    return _configured(okrbot, _right(SlackSettings), _right(FeishuSettings), _right(DingTalkSettings), _right(ModelSettings))


def _configured(
    okrbot: OkrbotSettings,
    slack: SlackSettings | None,
    feishu: FeishuSettings | None,
    dingtalk: DingTalkSettings | None,
    model: ModelSettings | None,
) -> Settings:
    return Settings(
        okrbot,
        slack if slack and slack.bot_token else None,
        feishu if feishu and feishu.app_id else None,
        dingtalk if dingtalk and dingtalk.client_id else None,
        model if model and model.url else None,
    )


def _right(model: type[Model]) -> Model | None:
    lines: list[str] = []
    found = _load(model, lines)
    return None if lines else found


def misspelt() -> tuple[str, ...]:
    """A line for each name in `.env` that begins like a setting and is none: a typing error, most likely."""
    models: tuple[type[BaseSettings], ...] = (OkrbotSettings, SlackSettings, FeishuSettings, DingTalkSettings, ModelSettings)
    known = {f"{model.model_config.get('env_prefix', '')}{name}".upper() for model in models for name in model.model_fields}
    prefixes = tuple(str(model.model_config.get("env_prefix")) for model in models)
    wrong = sorted({name for name in names() if name.startswith(prefixes) and name not in known})
    return tuple(f"{ENV_FILE}: {name} is no setting; see .env.example" for name in wrong)


def _load(model: type[Model], lines: list[str]) -> Model | None:
    """What the settings of one kind are, or lines for all that is wrong: malformed as well as missing."""
    try:
        found = model()
    except ValidationError as wrong:
        prefix = model.model_config.get("env_prefix", "")
        errors = wrong.errors(include_input=False)
        lines += [f"{prefix}{str(error['loc'][0]).upper()}: {_said(error)}" for error in errors]
        lines += _missing(_standing_in(model, [str(error["loc"][0]) for error in errors]))
    else:
        lines += _missing(found)
        return found
    return None


def _standing_in(model: type[Model], malformed: Iterable[str]) -> Model:
    """The same with something in the place of what is malformed, so that it does not count as missing."""
    defaults = {name: model.model_fields[name].default for name in malformed}
    return model(**defaults).model_copy(update={name: SecretStr("-") for name, default in defaults.items() if default is None})


def _missing(settings: BaseSettings) -> Iterable[str]:
    return settings.missing() if isinstance(settings, SlackSettings | FeishuSettings | DingTalkSettings | ModelSettings) else ()


def _said(error: ErrorDetails) -> str:
    match error["type"]:
        case "told":
            return str(error["ctx"]["sentence"])
        case "literal_error":
            return f"is not known; give {error['ctx']['expected'].replace(chr(39), '')}"
        case "int_parsing" | "int_type" | "less_than_equal" | "greater_than_equal":
            return "is no port; give a number from 1 to 65535"
        case _:
            return f"{error['msg'][:1].lower()}{error['msg'][1:]}; correct it"
