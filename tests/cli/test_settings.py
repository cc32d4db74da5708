"""Settings: all mistakes at once, one line each with the mend, never a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.speaking import catalogue, names_of
from bot.env_file import ENV_FILE
from bot.settings import SettingsProblem, load_settings, load_what_is_right, misspelt

SECRET = "hush-hush-4711"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for prefix, names in {
        "OKRBOT": "DATABASE_URL TIMEZONE LANGUAGE CALENDAR HTTP_HOST HTTP_PORT PUBLIC_URL MODEL_URL MODEL_KEY MODEL_NAME",
        "SLACK": "BOT_TOKEN APP_TOKEN SIGNING_SECRET API_URL",
        "FEISHU": "APP_ID APP_SECRET DOMAIN VERIFICATION_TOKEN ENCRYPT_KEY",
        "DINGTALK": "CLIENT_ID CLIENT_SECRET ROBOT_CODE API_BASE OAPI_BASE CARD_TEMPLATE FORM_TEMPLATE CALLBACK_SECRET",
    }.items():
        for name in names.split():
            monkeypatch.delenv(f"{prefix}_{name}", raising=False)


def dotenv(text: str) -> None:
    Path(ENV_FILE).write_text(text, "utf-8")


def lines(*, platforms: bool = True) -> list[str]:
    with pytest.raises(SettingsProblem) as wrong:
        load_settings(platforms=platforms)
    assert SECRET not in str(wrong.value) + repr(wrong.value)
    return [line.partition(":")[0] for line in wrong.value.lines]


def test_without_any_setting_the_defaults_hold() -> None:
    settings = load_settings(platforms=False)
    assert settings.database_url == "sqlite:///okrbot.db"
    assert (settings.okrbot.timezone, settings.okrbot.language, settings.okrbot.calendar) == ("Asia/Shanghai", "zh-CN", "CN")
    assert (settings.okrbot.http_host, settings.okrbot.http_port, settings.okrbot.public_url) == ("127.0.0.1", 8642, None)


def test_an_empty_setting_is_none_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv("\ufeffOKRBOT_TIMEZONE=Europe/Berlin\nOKRBOT_CALENDAR=\nOKRBOT_HTTP_PORT=1\n")
    monkeypatch.setenv("OKRBOT_HTTP_PORT", "2")
    settings = load_settings(platforms=False)
    assert (settings.okrbot.timezone, settings.okrbot.calendar, settings.okrbot.http_port) == ("Europe/Berlin", "CN", 2)


def test_all_mistakes_are_told_at_once() -> None:
    dotenv(
        f"OKRBOT_TIMEZONE=Mars\nOKRBOT_LANGUAGE=de\nOKRBOT_CALENDAR=ZZ\nOKRBOT_HTTP_PORT={SECRET}\nOKRBOT_PUBLIC_URL=here\n"
        f"SLACK_BOT_TOKEN={SECRET}\nSLACK_API_URL=ftp://x\nFEISHU_APP_SECRET={SECRET}\nDINGTALK_CLIENT_ID=x\nDINGTALK_API_BASE=x\n"
        f"OKRBOT_DATABASE_URL=mysql://u:{SECRET}@h/d\n"
    )
    assert sorted(lines()) == [
        "DINGTALK_API_BASE",
        "DINGTALK_CLIENT_SECRET",
        "FEISHU_APP_ID",
        "OKRBOT_CALENDAR",
        "OKRBOT_DATABASE_URL",
        "OKRBOT_HTTP_PORT",
        "OKRBOT_LANGUAGE",
        "OKRBOT_PUBLIC_URL",
        "OKRBOT_TIMEZONE",
        "SLACK_API_URL",
        "SLACK_APP_TOKEN",
        "SLACK_BOT_TOKEN",
    ]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("SLACK_BOT_TOKEN=xoxb-1", ["SLACK_APP_TOKEN"]),
        ("SLACK_APP_TOKEN=xapp-1", ["SLACK_BOT_TOKEN"]),
        ("FEISHU_APP_ID=cli_1", ["FEISHU_APP_SECRET"]),
        ("FEISHU_ENCRYPT_KEY=x", ["FEISHU_APP_ID", "FEISHU_APP_SECRET"]),
        ("DINGTALK_FORM_TEMPLATE=x", ["DINGTALK_CLIENT_ID", "DINGTALK_CLIENT_SECRET"]),
        ("OKRBOT_MODEL_NAME=small-1", ["OKRBOT_MODEL_URL", "OKRBOT_MODEL_KEY"]),
        ("OKRBOT_MODEL_URL=https://h/v1\nOKRBOT_MODEL_KEY=k", ["OKRBOT_MODEL_NAME"]),
        ("OKRBOT_MODEL_URL=ftp://h\nOKRBOT_MODEL_KEY=k\nOKRBOT_MODEL_NAME=n", ["OKRBOT_MODEL_URL"]),
        ("OKRBOT_MODEL_URL=http://h:99999/v1\nOKRBOT_MODEL_KEY=密钥\nOKRBOT_MODEL_NAME=n", ["OKRBOT_MODEL_URL", "OKRBOT_MODEL_KEY"]),
    ],
)
def test_half_a_platform_or_model_says_what_is_missing(text: str, missing: list[str]) -> None:
    dotenv(text)
    assert lines() == missing


def test_no_platform_at_all_says_what_to_set() -> None:
    with pytest.raises(SettingsProblem, match="set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or FEISHU_APP_ID"):
        load_settings(platforms=True)


def test_a_platform_or_model_that_is_wrong_does_not_hinder_other_commands() -> None:
    dotenv("SLACK_BOT_TOKEN=nonsense\nOKRBOT_MODEL_KEY=x\n")
    settings = load_settings(platforms=False)
    assert (settings.slack, settings.model) == (None, None)


def test_a_model_is_there_when_all_three_are_set_and_the_playground_asks_for_it_alone() -> None:
    dotenv(f"OKRBOT_MODEL_URL=http://127.0.0.1:1/v1\nOKRBOT_MODEL_KEY={SECRET}\nOKRBOT_MODEL_NAME=small-1\n")
    model = load_settings(platforms=False, model=True).model
    assert model
    assert (model.url, model.name, SECRET in repr(model)) == ("http://127.0.0.1:1/v1", "small-1", False)
    assert load_settings(platforms=False).model is None
    assert misspelt() == ()


def test_secrets_show_nowhere_and_settings_do_not_change() -> None:
    dotenv(
        f"OKRBOT_DATABASE_URL=postgresql://u:{SECRET}@h/d\nSLACK_BOT_TOKEN=xoxb-{SECRET}\nSLACK_SIGNING_SECRET={SECRET}\n"
        f"FEISHU_APP_ID=cli\nFEISHU_APP_SECRET={SECRET}\nFEISHU_VERIFICATION_TOKEN={SECRET}\nFEISHU_ENCRYPT_KEY={SECRET}\n"
        f"DINGTALK_CLIENT_ID=d\nDINGTALK_CLIENT_SECRET={SECRET}\nDINGTALK_CALLBACK_SECRET={SECRET}\n"
    )
    settings = load_settings(platforms=True)
    assert SECRET not in repr(settings) + str(settings)
    assert settings.slack
    assert settings.slack.bot_token
    assert settings.slack.bot_token.get_secret_value() == f"xoxb-{SECRET}"
    with pytest.raises(ValueError, match="frozen"):
        settings.okrbot.http_port = 1


def test_a_file_that_is_no_text_is_one_line() -> None:
    Path(ENV_FILE).write_bytes(b"OKRBOT_TIMEZONE=\xff\xfe\n")
    assert lines(platforms=False) == [ENV_FILE]


def test_a_typing_error_in_a_name_is_found() -> None:
    dotenv("# SLACK_TOKEN=x\nSLACK_BOT_TOKN=x\nexport OKRBOT_TIMEZONE=Asia/Tokyo\nOTHER=1\n")
    assert [line.split()[1] for line in misspelt()] == ["SLACK_BOT_TOKN"]
    with pytest.raises(SettingsProblem, match=r"no platform is configured.*; \.env: SLACK_BOT_TOKN is no setting"):
        load_settings(platforms=True)


def said(text: str) -> str:
    """The one line that is said of a file with these words in it."""
    dotenv(text)
    with pytest.raises(SettingsProblem) as wrong:
        load_settings(platforms=True)
    (line,) = wrong.value.lines
    return line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("SLACK_BOT_TOKEN=xapp-1\nSLACK_APP_TOKEN=xapp-1", "SLACK_BOT_TOKEN: is an app-level token, which belongs into SLACK_APP_TOKEN;"),
        ("SLACK_BOT_TOKEN=xoxb-1\nSLACK_APP_TOKEN=xoxb-1", "SLACK_APP_TOKEN: is a bot token, which belongs into SLACK_BOT_TOKEN;"),
        ("SLACK_BOT_TOKEN=xoxp-1\nSLACK_APP_TOKEN=xapp-1", "SLACK_BOT_TOKEN: is a user's token; set the bot token"),
        ("SLACK_BOT_TOKEN=xoxb-…\nSLACK_APP_TOKEN=xapp-1", "SLACK_BOT_TOKEN: still ends in the … of the example;"),
        ("SLACK_BOT_TOKEN=xoxb-1\nSLACK_SIGNING_SECRET=a b", "SLACK_SIGNING_SECRET: holds spaces or letters that no key has;"),
        ("FEISHU_APP_ID=cli_…\nFEISHU_APP_SECRET=x", "FEISHU_APP_ID: still ends in the … of the example; copy the whole id"),
        ("DINGTALK_CLIENT_ID=“d”\nDINGTALK_CLIENT_SECRET=x", "DINGTALK_CLIENT_ID: stands in quotation marks; leave them out"),
        ("SLACK_BOT_TOKEN: xoxb-1", ".env: line 1 is not NAME=value;"),
        ('# so\nFEISHU_APP_SECRET="x', ".env: line 2 is not NAME=value;"),
        (
            "FEISHU_APP_ID=cli_1\nFEISHU_APP_SECRET=s\nFEISHU_DOMAIN=https://open.feishu.cn/open-apis",
            "FEISHU_DOMAIN: has something behind the host; give https://open.feishu.cn alone",
        ),
    ],
)
def test_what_a_newcomer_gets_wrong_is_named(text: str, line: str) -> None:
    assert said(text).startswith(line)


def test_where_settings_were_looked_for_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match=rf"and there is no file \.env in {tmp_path}; set"):
        load_settings(platforms=True)
    assert f"neither in the environment nor in {tmp_path}/.env; set" in said("")


def test_a_folder_in_the_place_of_the_file_is_one_line() -> None:
    Path(ENV_FILE).mkdir()
    assert lines(platforms=False) == [ENV_FILE]
    assert load_what_is_right() is None


def test_a_windows_file_with_quotes_and_spaces_is_read() -> None:
    Path(ENV_FILE).write_bytes(
        b"\xef\xbb\xbfSLACK_BOT_TOKEN = 'xoxb-1' \r\nexport SLACK_APP_TOKEN=\"xapp-1\" \r\nSLACK_API_URL=http://x/ \r\n"
    )
    slack = load_settings(platforms=True).slack
    assert slack
    assert slack.bot_token
    assert slack.app_token
    assert (slack.bot_token.get_secret_value(), slack.app_token.get_secret_value(), slack.api_url) == ("xoxb-1", "xapp-1", "http://x/")


def test_one_platform_that_is_wrong_does_not_hinder_another() -> None:
    dotenv("SLACK_BOT_TOKEN=xoxb-1\nSLACK_APP_TOKEN=xapp-1\nFEISHU_APP_ID=cli_1\nDINGTALK_API_BASE=nowhere\n")
    assert lines() == ["FEISHU_APP_SECRET", "DINGTALK_API_BASE"]
    assert load_settings(platforms=True, only="slack").slack
    right = load_what_is_right()
    assert right
    assert (right.slack is not None, right.feishu, right.dingtalk) == (True, None, None)


@pytest.mark.parametrize(
    ("domain", "en", "zh"),
    [
        ("https://open.feishu.cn", "Feishu", "飞书"),
        ("https://open.larksuite.com", "Lark", "Lark"),
        ("http://127.0.0.1:9", "Feishu", "飞书"),
    ],
)
def test_people_of_lark_know_it_by_that_name(domain: str, en: str, zh: str) -> None:
    dotenv(f"FEISHU_APP_ID=cli_1\nFEISHU_APP_SECRET={SECRET}\nFEISHU_DOMAIN={domain}\n")
    spoken = catalogue(names_of(load_settings(platforms=True)))
    assert [spoken.speak(language, "UTC")("platform.feishu") for language in ("en", "zh-CN")] == [en, zh]
