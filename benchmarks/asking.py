"""Twenty people who talk to one bot at once over a loopback platform: what every measurement of replies does, whatever the platform."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.company import made
from benchmarks.processes import Process, ask, process

PEOPLE = 20
GROUPS = 6
SECONDS = 1.0
CHECK_IN = [line for n in range(40) for line in (f"kr1 {20 + n}%, conf 6, next week call customer {n}; rest same", "yes")]
"""Nobody says the same twice, and nobody corrects a week's report a thousand times: after a second it is the next twenty's turn."""


@dataclass(frozen=True)
class Ground:
    """A loopback platform: its server, the settings its first line stands for, the account of a person; what slows its calls."""

    platform: str
    server: str
    settings: Callable[[str], Mapping[str, str]]
    account: Callable[[int], str]
    control: Callable[[str], str]
    slow: str = ""
    slows: str = ""


@dataclass(frozen=True)
class Bot:
    """Who answers: a module with its words. `stores`: the product, which needs a company."""

    name: str
    module: str
    words: tuple[str, ...] = ()
    stores: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)


def slack_settings(line: str) -> dict[str, str]:
    api, bot_token, app_token, _ = line.split()
    return {"SLACK_API_URL": api, "SLACK_BOT_TOKEN": bot_token, "SLACK_APP_TOKEN": app_token}


def feishu_settings(line: str) -> dict[str, str]:
    domain, app_id, secret = line.split()
    return {"FEISHU_DOMAIN": domain, "FEISHU_APP_ID": app_id, "FEISHU_APP_SECRET": secret}


def dingtalk_settings(line: str) -> dict[str, str]:
    url, client_id, secret = line.split()
    return {
        "DINGTALK_API_BASE": url,
        "DINGTALK_OAPI_BASE": url,
        "DINGTALK_CLIENT_ID": client_id,
        "DINGTALK_CLIENT_SECRET": secret,
        "DINGTALK_CARD_TEMPLATE": "none",
    }


SLACK = Ground(
    "slack",
    "tests.servers.slack",
    slack_settings,
    lambda n: f"UPERSON{n}",
    lambda line: line.split()[0].removesuffix("/api/"),
)
FEISHU = Ground(
    "feishu",
    "tests.servers.feishu",
    feishu_settings,
    lambda n: f"ou_person{n}",
    lambda line: line.split()[0],
    "set",
    "latency",
)
DINGTALK = Ground(
    "dingtalk",
    "tests.servers.dingtalk",
    dingtalk_settings,
    lambda n: f"manager{n + 1:04}",
    lambda line: line.split()[0],
    "delay",
    "seconds",
)


def product(ground: Ground) -> Bot:
    return Bot("check-in", "benchmarks.bot", (ground.platform,), stores=True)


def compared(ground: Ground, bots: Sequence[Bot], rounds: int, *, latency: float = 0.0) -> dict[str, dict[str, float]]:
    """By bot, the median of several rounds: replies a second, ms to the reply and to the acknowledgement, processor ms a reply."""
    found: dict[str, list[dict[str, Any]]] = {bot.name: [] for bot in bots}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            for bot in bots:
                found[bot.name].append(measured(ground, bot, Path(folder) / f"{bot.name}{number}", latency))
    return {
        name: {
            "per_second": statistics.median(one["per_second"] for one in rows),
            "p50": statistics.median(one["reply_ms"]["p50"] for one in rows),
            "p95": statistics.median(one["reply_ms"]["p95"] for one in rows),
            "ack": statistics.median(one["ack_ms"]["p95"] for one in rows),
            "cpu": statistics.median(one["cpu"] for one in rows),
        }
        for name, rows in found.items()
    }


def measured(ground: Ground, bot: Bot, folder: Path, latency: float = 0.0) -> dict[str, Any]:
    """One bot against a server of its own."""
    folder.mkdir()
    count = PEOPLE * (GROUPS + 1)
    with process(ground.server, "--people", str(count), *(() if ground.slow else ("--delay", str(latency)))) as server:
        line = server.line()
        settings, control = dict(ground.settings(line)), ground.control(line)
        people = [f"person{number}" for number in range(count)]
        if bot.stores:
            settings["OKRBOT_DATABASE_URL"] = made(folder, count, [ground.account(number) for number in range(count)], ground.platform)
        with process(bot.module, *bot.words, env={**settings, **bot.extra}, cwd=folder if bot.stores else Path.cwd()) as running:
            if not bot.stores:
                running.line()
            if ground.slow:
                ask(control, "connected")
            warm(control, people)
            if ground.slow:
                ask(control, ground.slow, **{ground.slows: latency})
            return loaded(running, control, people, CHECK_IN if bot.stores else ["hello", "there"])


def warm(control: str, people: Sequence[str]) -> None:
    """The first group's words wait until the bot has connected."""
    ask(control, "load", people=list(people[:PEOPLE]), lines=["hello"], seconds=SECONDS)


def loaded(bot: Process, control: str, people: list[str], lines: list[str]) -> dict[str, Any]:
    """Group after group says the lines in turn."""
    groups = [people[at : at + PEOPLE] for at in range(PEOPLE, len(people), PEOPLE)]
    before = bot.cpu()
    found = [ask(control, "load", people=group, lines=lines, seconds=SECONDS) for group in groups]
    replies = sum(one["replies"] for one in found)
    took = sum(one["replies"] / one["per_second"] for one in found)
    usual = {what: {p: statistics.median(one[what][p] for one in found) for p in ("p50", "p95")} for what in ("reply_ms", "ack_ms")}
    return {**usual, "per_second": replies / took, "cpu": (bot.cpu() - before) / replies * 1000}
