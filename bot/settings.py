"""The environment and `.env`, read once into frozen values; everything that is missing or malformed is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.okr.calendars import valid_calendar
from bot.okr.localtime import valid_timezone

ENV_FILE: Final = ".env"


class SettingsProblem(Exception):
    """Settings are missing or malformed. `lines`: one each, naming the setting and the mend, never a secret."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("; ".join(self.lines))


def _told(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("told", "{sentence}", {"sentence": sentence})


def _zone(name: str) -> str:
    if not valid_timezone(name):
        raise _told("is no time zone; give an IANA name such as Asia/Shanghai")
    return name


def _calendar(code: str) -> str:
    if not valid_calendar(code):
        raise _told("is no calendar; give a country such as CN, or country and region such as US-CA")
    return code


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _told("is no address; give one that begins with https:// (or http:// for tests)")
    return url


def _starts(*beginnings: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not secret.get_secret_value().startswith(beginnings):
            raise _told(f"does not begin with {' or '.join(beginnings)}; copy it again from the app's page")
        return secret

    return AfterValidator(check)


Zone = Annotated[str, AfterValidator(_zone)]
CalendarCode = Annotated[str, AfterValidator(_calendar)]
Address = Annotated[str, AfterValidator(_address)]
Port = Annotated[int, Field(ge=0, le=65535)]


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

    database_url: SecretStr = SecretStr("sqlite:///okrbot.db")
    timezone: Zone = "Asia/Shanghai"
    language: Literal["zh-CN", "en"] = "zh-CN"
    calendar: CalendarCode = "CN"
    http_host: str = "127.0.0.1"
    http_port: Port = 8642
    public_url: Address | None = None


class SlackSettings(BaseSettings):
    """A Slack app; with an app token it uses Socket Mode, else HTTP."""

    model_config = _read("SLACK_")

    bot_token: Annotated[SecretStr, _starts("xoxb-", "xoxe.")] | None = None
    app_token: Annotated[SecretStr, _starts("xapp-")] | None = None
    signing_secret: SecretStr | None = None
    api_url: Address = "https://slack.com/api/"

    def missing(self) -> Iterator[str]:
        if not self.bot_token and (self.app_token or self.signing_secret):
            yield "SLACK_BOT_TOKEN: missing; set the bot token (xoxb-…) of the Slack app, under OAuth & Permissions"
        if self.bot_token and not (self.app_token or self.signing_secret):
            yield "SLACK_APP_TOKEN: missing; set the app-level token (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode"


class FeishuSettings(BaseSettings):
    """A Feishu or Lark app; a verification token or an encrypt key means webhooks, else the long connection."""

    model_config = _read("FEISHU_")

    app_id: str | None = None
    app_secret: SecretStr | None = None
    domain: Address = "https://open.feishu.cn"
    verification_token: SecretStr | None = None
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

    client_id: str | None = None
    client_secret: SecretStr | None = None
    robot_code: str | None = None
    api_base: Address = "https://api.dingtalk.com"
    oapi_base: Address = "https://oapi.dingtalk.com"
    card_template: str | None = None
    form_template: str | None = None
    callback_secret: SecretStr | None = None

    def missing(self) -> Iterator[str]:
        others = (self.client_id, self.client_secret, self.robot_code, self.card_template, self.form_template, self.callback_secret)
        if any(others) and not self.client_id:
            yield "DINGTALK_CLIENT_ID: missing; set the Client ID (AppKey) from the app's page Credentials"
        if any(others) and not self.client_secret:
            yield "DINGTALK_CLIENT_SECRET: missing; set the Client Secret (AppSecret) from the app's page Credentials"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator decides. A platform that is not configured is None."""

    okrbot: OkrbotSettings
    slack: SlackSettings | None = None
    feishu: FeishuSettings | None = None
    dingtalk: DingTalkSettings | None = None

    @property
    def database_url(self) -> str:
        """Where everything is kept; may hold a password."""
        return self.okrbot.database_url.get_secret_value()

    @property
    def is_sqlite(self) -> bool:
        """A SQLite file is brought up to date by whoever opens it."""
        return self.database_url.startswith("sqlite")


NO_PLATFORM: Final = (
    "no platform is configured; set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or FEISHU_APP_ID and FEISHU_APP_SECRET, "
    "or DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET (see .env.example), or run `okrbot try`, which needs none"
)

Model = TypeVar("Model", bound=BaseSettings)


def load_settings(*, platforms: bool) -> Settings:
    """The settings; those of the platforms only if asked for, and then at least one must be configured.

    Raises SettingsProblem with everything that is wrong.
    """
    lines: list[str] = []
    okrbot = _load(OkrbotSettings, lines)
    slack, feishu, dingtalk = (
        (_load(SlackSettings, lines), _load(FeishuSettings, lines), _load(DingTalkSettings, lines)) if platforms else (None, None, None)
    )
    lines += [line for found in (slack, feishu, dingtalk) if found for line in found.missing()]
    if lines or okrbot is None:
        raise SettingsProblem(dict.fromkeys(lines))
    settings = Settings(
        okrbot,
        slack if slack and slack.bot_token else None,
        feishu if feishu and feishu.app_id else None,
        dingtalk if dingtalk and dingtalk.client_id else None,
    )
    if platforms and not (settings.slack or settings.feishu or settings.dingtalk):
        raise SettingsProblem([NO_PLATFORM])
    return settings


def unknown_names() -> tuple[str, ...]:
    """Names in `.env` that begin like a setting and are none: typing errors, most likely."""
    models: tuple[type[BaseSettings], ...] = (OkrbotSettings, SlackSettings, FeishuSettings, DingTalkSettings)
    known = {f"{model.model_config.get('env_prefix', '')}{name}".upper() for model in models for name in model.model_fields}
    prefixes = tuple(str(model.model_config.get("env_prefix")) for model in models)
    try:
        text = Path(ENV_FILE).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ()
    names = (line.removeprefix("export ").partition("=")[0].strip().upper() for line in text.splitlines() if "=" in line)
    return tuple(sorted({name for name in names if name.startswith(prefixes) and name not in known}))


def _load(model: type[Model], lines: list[str]) -> Model | None:
    try:
        return model()
    except ValidationError as wrong:
        prefix = model.model_config.get("env_prefix", "")
        lines += [f"{prefix}{str(error['loc'][0]).upper()}: {_said(error)}" for error in wrong.errors(include_input=False)]
    except UnicodeDecodeError:
        lines.append(f"{ENV_FILE}: is not UTF-8 text; save it as UTF-8")
    except OSError as wrong:
        lines.append(f"{ENV_FILE}: cannot be read ({wrong.strerror}); give the bot's user the right to read it")
    return None


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
