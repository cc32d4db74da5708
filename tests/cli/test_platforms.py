"""Doctor, directories and `okrbot run` against the platforms' servers on loopback."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.cli.commanding import Command, Said
from tests.servers.dingtalk import DingTalkServer
from tests.servers.feishu import APP_ID, APP_SECRET, FeishuServer
from tests.servers.model import KEY, NAME, model_server, proposals
from tests.servers.slack import SlackServer

PATIENCE = 60


@dataclass
class Platforms:
    """All three, and the settings that lead to them."""

    slack: SlackServer
    feishu: FeishuServer
    dingtalk: DingTalkServer

    def settings(self, *names: str) -> dict[str, str]:
        every = {
            "slack": {
                "SLACK_BOT_TOKEN": self.slack.bot_token,
                "SLACK_APP_TOKEN": self.slack.app_token,
                "SLACK_API_URL": self.slack.api_url,
            },
            "feishu": {"FEISHU_APP_ID": APP_ID, "FEISHU_APP_SECRET": APP_SECRET, "FEISHU_DOMAIN": self.feishu.domain},
            "dingtalk": {
                "DINGTALK_CLIENT_ID": self.dingtalk.client_id,
                "DINGTALK_CLIENT_SECRET": self.dingtalk.client_secret,
                "DINGTALK_API_BASE": self.dingtalk.url,
                "DINGTALK_OAPI_BASE": self.dingtalk.url,
            },
        }
        return {name: value for chosen in names for name, value in every[chosen].items()}


@pytest.fixture
async def platforms() -> AsyncIterator[Platforms]:
    async with SlackServer() as slack, FeishuServer() as feishu, DingTalkServer() as dingtalk:
        yield Platforms(slack, feishu, dingtalk)


async def said(okrbot: Command, *arguments: str, **settings: str) -> Said:
    return await asyncio.to_thread(okrbot, *arguments, **settings)


async def test_the_doctor_finds_nothing_where_all_is_well(okrbot: Command, platforms: Platforms) -> None:
    done = await said(okrbot, "doctor", **platforms.settings("slack", "feishu", "dingtalk"))
    assert done.out.splitlines()[-1] == "all is well", done.out
    assert done.code == 0
    assert {f"ok: {name}: token, scopes and clock" for name in ("slack", "feishu", "dingtalk")} <= set(done.out.splitlines())


async def test_the_doctor_names_every_setting_to_change_and_no_secret(okrbot: Command, platforms: Platforms) -> None:
    wrong = {"SLACK_BOT_TOKEN": "xoxb-hush-hush", "FEISHU_APP_SECRET": "hush-hush", "DINGTALK_CLIENT_SECRET": "hush-hush"}
    okrbot.write(".env", "SLACK_TOKEN=x\n")
    url = "sqlite:///no/such/folder/x.db"
    done = await said(okrbot, "doctor", **(platforms.settings("slack", "feishu", "dingtalk") | wrong | {"OKRBOT_DATABASE_URL": url}))
    assert done.code == 1
    problems = [line for line in done.out.splitlines() if line.startswith("problem: ")]
    for named in ("SLACK_TOKEN", "OKRBOT_DATABASE_URL", "SLACK_BOT_TOKEN", "FEISHU_APP_SECRET", "DINGTALK_CLIENT_SECRET"):
        assert any(named in line for line in problems), (named, done.out)
    assert "hush-hush" not in done.out + done.err


async def test_the_doctor_asks_the_model_for_a_wording(okrbot: Command, platforms: Platforms) -> None:
    async with model_server() as server:
        model = {"OKRBOT_MODEL_URL": server.url, "OKRBOT_MODEL_KEY": KEY, "OKRBOT_MODEL_NAME": NAME}
        server.says = proposals("Reply time from 9 to 2 hours")
        well = await said(okrbot, "doctor", **platforms.settings("slack"), **model)
        assert (well.code, "ok: model: address, key and name" in well.out) == (0, True)
        server.does = 401
        done = await said(okrbot, "doctor", **platforms.settings("slack"), **model)
        assert done.code == 1
        assert "problem: OKRBOT_MODEL_KEY: is refused: the endpoint answers HTTP 401; copy the key again" in done.out
        assert KEY not in done.out + done.err


async def test_what_works_and_may_still_not_be_wanted_is_noted(okrbot: Command, platforms: Platforms) -> None:
    await said(
        okrbot, "import", "people", okrbot.write("p.csv", "key,name,email,manager,slack\na,A,,,UANN\nb,B,,a,\nc,C,c@example.com,,\n")
    )
    platforms.slack.human("Ann")
    platforms.slack.human("Lin")
    platforms.slack.workspace.users["UANN"].deleted = True
    done = await said(okrbot, "doctor", **platforms.settings("slack"))
    assert done.code == 0
    notes = [line for line in done.out.splitlines() if line.startswith("note: ")]
    assert "note: 1 person (c) without a manager: HR is asked to agree to their OKRs" in notes
    assert "note: 1 person (b) without an account on any platform: the bot cannot write to them; import it (docs/people.md)" in notes
    mailed = "note: 1 person (c) known by e-mail only: okrbot import people --from a platform lets the bot write to them"
    assert mailed in notes
    assert "note: slack: 1 person (Lin) there and not known here; see okrbot import people --from slack --dry-run" in notes
    assert "note: slack: 1 person (a) left there and active here; see okrbot import people --from slack --dry-run" in notes


async def test_people_are_read_from_a_platform_and_previewed_first(okrbot: Command, platforms: Platforms) -> None:
    settings = platforms.settings("slack")
    platforms.slack.human("Lin")
    platforms.slack.human("Mei")
    await said(okrbot, "import", "people", okrbot.write("p.csv", "key,name,email\nmei.w,Mei Wang,mei@example.com\n"))
    preview = await said(okrbot, "import", "people", "--from", "slack", "--dry-run", **settings)
    assert preview.code == 0, preview.err
    assert "new: Lin (lin), ULIN" in preview.out
    assert "linked by e-mail: Mei Wang (mei.w), UMEI" in preview.out
    assert preview.out.endswith("people: 1 new, 1 changed, 0 unchanged\ndry run: nothing was stored\n")
    assert (await said(okrbot, "import", "people", "--from", "slack", **settings)).code == 0
    again = await said(okrbot, "import", "people", "--from", "slack", **settings)
    assert again.out == "people: 0 new, 0 changed, 2 unchanged\n"
    for user in ("ULIN", "UMEI"):
        platforms.slack.workspace.users[user].real_name += " Wu"
    renamed = await said(okrbot, "import", "people", "--from", "slack", **settings)
    assert renamed.out == "people: 0 new, 1 changed, 1 unchanged\n"  # Mei's name is HR's word
    platforms.slack.workspace.users["ULIN"].deleted = True
    left = await said(okrbot, "import", "people", "--from", "slack", **settings)
    assert left.out == "left: Lin Wu (lin) is deactivated\npeople: 0 new, 1 changed, 1 unchanged\n"


@pytest.mark.parametrize(("name", "missing"), [("feishu", "has no settings"), ("irc", "is no platform")])
async def test_a_platform_that_cannot_be_asked_is_one_line(okrbot: Command, platforms: Platforms, name: str, missing: str) -> None:
    done = await said(okrbot, "import", "people", "--from", name, **platforms.settings("slack"))
    assert done.code == 1
    assert done.err.startswith(f"okrbot: --from {name}: {missing}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("name", ["feishu", "dingtalk"])
async def test_contacts_of_the_other_platforms_come_in_as_well(okrbot: Command, platforms: Platforms, name: str) -> None:
    server: FeishuServer | DingTalkServer = getattr(platforms, name)
    server.human("Lin")
    done = await said(okrbot, "import", "people", "--from", name, **platforms.settings(name))
    assert done.code == 0, done.err
    assert "people: 1 new" in done.out


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_imports_are_seen_by_a_bot_that_runs_and_it_stops_when_asked(okrbot: Command, platforms: Platforms) -> None:
    lin = platforms.slack.human("Lin")
    environment = okrbot.environment(**platforms.settings("slack"), OKRBOT_HTTP_PORT=str(free_port()))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=okrbot.folder,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await asyncio.wait_for(platforms.slack.socket.connected(), PATIENCE)
        await lin.says("help")
        stranger = await asyncio.wait_for(lin.hears_one(), PATIENCE)
        assert "ULIN" in stranger.text
        await said(okrbot, "import", "people", okrbot.write("p.csv", "key,name,slack,language\nlin,Lin,ULIN,en\n"))
        await lin.says("help")
        known = await asyncio.wait_for(lin.hears_one(), PATIENCE)
        assert "ULIN" not in known.text
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
