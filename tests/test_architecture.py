"""Holds the house together: who may import whom, one clock, no platform in the core, files of one idea each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source_tree import OURS, PRODUCT, ROOT, Source, full_names, imports, none, sources, within

# What each room may import of ours. The longest matching name counts, and a room may always import itself.
MAY_IMPORT = {
    "bot": {"bot"},
    "bot.okr": set(),
    "bot.conversation": set(),
    "bot.flows": {"bot.okr", "bot.conversation", "bot.boards", "bot.wording", "bot.coaching", "bot.pictures"},
    "bot.boards": {"bot.okr", "bot.conversation", "bot.wording"},
    "bot.wording": {"bot.okr", "bot.conversation"},
    "bot.coaching": {"bot.okr", "bot.conversation"},
    "bot.pictures": set(),
    "bot.ports": {"bot.okr", "bot.conversation"},
    "bot.clock": {"bot.ports"},
    "bot.settings": {"bot.okr", "bot.conversation", "bot.setting_values", "bot.env_file"},
    "bot.env_file": set(),
    "bot.setting_values": {"bot.okr"},
    "bot.cli": {"bot", "adapters", "storage"},
    "bot.__main__": {"bot.cli"},
    "adapters": {"bot.conversation", "bot.ports"},
    "storage": {"bot.okr", "bot.conversation", "bot.ports"},
}
PURE = {"bot.okr", "bot.conversation", "bot.flows", "bot.boards", "bot.wording", "bot.coaching"}
NAMES_PLATFORMS = {"bot.cli", "bot.settings"}  # nobody else below bot/

# What reaches outside, waits, or answers differently each time.
IMPURE = (
    "asyncio concurrent ctypes http multiprocessing os pathlib random secrets select selectors shutil signal socket sqlite3 ssl subprocess "
    "tempfile threading time urllib.request aiohttp aiosqlite alembic apscheduler httpx lark_oapi prometheus_client psycopg "
    "pydantic_settings slack_bolt slack_sdk sqlalchemy sqlmodel starlette structlog typer uvicorn websockets"
)
ASKS_THE_TIME = {
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime")),
    *(f"sqlalchemy.func.{name}" for name in ("now", "current_timestamp", "current_date")),
    *(f"sqlmodel.func.{name}" for name in ("now", "current_timestamp", "current_date")),
}
DATABASE_TIME = re.compile(r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(now|clock_timestamp)\(\)|\bdatetime\('now'", re.IGNORECASE)
PLATFORM = re.compile(r"slack|feishu|飞书|lark|ding_?talk|钉钉|playground", re.IGNORECASE)
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
NO_PLATFORM = {"pages"}  # the bot's own web pages, on its own HTTP door
LONGEST_MODULE, LONGEST_FUNCTION = 260, 45


def room_of(module: str) -> str:
    return max((room for room in MAY_IMPORT if within(module, {room})), key=len)


def forbidden_imports(source: Source) -> Iterator[str]:
    room = room_of(source.module)
    allowed = MAY_IMPORT[room] | {room}
    for node, name in imports(source):
        if name.partition(".")[0] not in OURS:
            continue
        if not within(name, allowed) or (within(name, {"bot.cli"}) and room not in {"bot.cli", "bot.__main__"}):
            yield f"{source.at(node)}: {room} may not import {name}"


def other_platforms(source: Source) -> Iterator[str]:
    """An adapter knows its own platform; what adapters share lies directly in adapters/ and knows none."""
    home = source.module.split(".")[1] if source.path.count("/") > 1 else ""
    for node, name in imports(source):
        parts = name.split(".")
        if parts[0] == "adapters" and len(parts) > 1 and (ROOT / "adapters" / parts[1]).is_dir() and parts[1] != home:
            yield f"{source.at(node)}: {source.module} may not import {name}"


def impurities(source: Source) -> Iterator[str]:
    for node, name in imports(source):
        if within(name, set(IMPURE.split())):
            yield f"{source.at(node)}: {name} in a room without I/O and clock"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"}:
            yield f"{source.at(node)}: {node.func.id}() in a room without I/O"
        if isinstance(node, ast.AsyncFunctionDef):
            yield f"{source.at(node)}: {node.name} is async in a room that only computes"


def clock_readings(source: Source) -> Iterator[str]:
    for node, name in full_names(source):
        if name in ASKS_THE_TIME:
            yield f"{source.at(node)}: {name}"
    for text in source.strings():
        if source.path.startswith("storage/") and DATABASE_TIME.search(text.value):
            yield f"{source.at(text)}: the database's own clock"


def hidden_state(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Global):
            yield f"{source.at(node)}: global {', '.join(node.names)}"
    for node, name in full_names(source):
        if name == "contextvars.ContextVar" and isinstance(node, ast.Name | ast.Attribute):
            yield f"{source.at(node)}: a context variable"


def platform_names(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := PLATFORM.search(line):
            yield f"{source.path}:{number}: {found.group()}"


def sentences(source: Source) -> Iterator[str]:
    """Strings that a person would read: Chinese, or three words and more. What an operator reads in an exception is not meant."""
    raised = {id(s) for n in ast.walk(source.tree) if isinstance(n, ast.Raise) for s in ast.walk(n)}
    for text in source.strings():
        if id(text) not in raised and (IDEOGRAPH.search(text.value) or re.search(r"[A-Za-z]{2,} [a-z']+ [a-z']{2,}", text.value)):
            yield f"{source.at(text)}: {text.value[:60]!r}"


def too_long(source: Source) -> Iterator[str]:
    if (lines := len(source.text.splitlines())) > LONGEST_MODULE:
        yield f"{source.path}: {lines} lines"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{source.at(node)}: {node.name} has {lines} lines"


def says_why(source: Source) -> bool:
    first = ast.get_docstring(source.tree, clean=False)
    starts = source.tree.body[0].lineno if source.tree.body else 0
    return bool(first and first.splitlines()[0].strip()) and starts <= (2 if source.text.startswith("#!") else 1)


def test_rooms_import_only_what_they_may() -> None:
    none(line for s in sources(*PRODUCT) for line in forbidden_imports(s))


def test_adapters_do_not_know_each_other() -> None:
    none(line for s in sources("adapters") for line in other_platforms(s))


def test_rules_and_conversations_do_no_io_and_read_no_clock() -> None:
    none(line for s in sources("bot") if within(s.module, PURE) for line in impurities(s))


def test_only_the_clock_asks_what_time_it_is() -> None:
    none(line for s in sources(*PRODUCT) if s.path != "bot/clock.py" for line in clock_readings(s))


def test_no_global_state() -> None:
    none(line for s in sources(*PRODUCT) for line in hidden_state(s))


def test_the_core_names_no_platform() -> None:
    none(line for s in sources("bot") if not within(s.module, NAMES_PLATFORMS) for line in platform_names(s))


def test_what_people_read_stands_in_the_catalogues() -> None:
    speaking = {"bot.flows", "bot.boards", "bot.engine"}
    none(line for s in sources("bot") if within(s.module, speaking) for line in sentences(s))


def test_every_adapter_has_the_same_four_files() -> None:
    folders = [f for f in sorted((ROOT / "adapters").iterdir()) if f.is_dir() and any(f.glob("*.py")) and f.name not in NO_PLATFORM]
    needed = ("__init__.py", "adapter.py", "parse.py", "render.py", "client.py")
    assert folders
    none(f"{folder.name}/{name} is missing" for folder in folders for name in needed if not (folder / name).is_file())


def test_no_module_and_no_function_holds_two_ideas() -> None:
    none(line for s in sources(*PRODUCT) if not s.is_migration for line in too_long(s))


def test_every_file_says_in_its_first_line_why_it_exists() -> None:
    none(s.path for s in sources() if not says_why(s))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("bot/okr/model.py", "import bot.conversation.event"),
        ("bot/okr/model.py", "from bot import ports"),
        ("bot/okr/model.py", "from ..conversation import event"),
        ("bot/okr/model.py", "from storage.store import Store"),
        ("bot/conversation/turn.py", "from bot.okr.model import Person"),
        ("bot/flows/draft.py", "from bot.ports import Store"),
        ("bot/boards.py", "from bot.flows.draft import draft"),
        ("bot/engine.py", "from adapters import http"),
        ("bot/engine.py", "from bot.cli import main"),
        ("bot/engine.py", "import importlib\nimportlib.import_module('adapters.slack')"),
        ("adapters/slack/parse.py", "from bot.okr.model import Person"),
        ("adapters/slack/parse.py", "import bot"),
        ("storage/store.py", "from bot.flows import draft"),
        ("storage/store.py", "from tests import source_tree"),
    ],
)
def test_a_forbidden_import_is_found(path: str, code: str) -> None:
    assert list(forbidden_imports(Source(path, code)))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("bot/okr/model.py", "from bot.okr.calendars import Week\nfrom . import reading\nimport re"),
        ("bot/flows/draft.py", "from bot.okr import model\nfrom bot.boards import card\nfrom bot.flows.words import yes"),
        ("bot/engine.py", "from bot import flows, ports"),
        ("bot/cli.py", "from adapters.slack.adapter import Slack\nfrom storage.store import Store"),
        ("bot/__main__.py", "from bot.cli import main"),
        ("adapters/slack/adapter.py", "from adapters.slack.parse import parse\nfrom adapters import http\nfrom bot.ports import Adapter"),
        ("storage/store.py", "from bot.ports import Store"),
    ],
)
def test_an_allowed_import_is_left_alone(path: str, code: str) -> None:
    assert not list(forbidden_imports(Source(path, code)))


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\ndatetime.now(UTC)",
        "import datetime as d\nd.datetime.utcnow()",
        "from datetime import date as day\nday.today()",
        "import time\ntime.time()",
        "from time import time_ns\ntime_ns()",
        "from sqlalchemy import func\nfunc.now()",
        "sql = 'UPDATE outbox SET at = CURRENT_TIMESTAMP'",
    ],
)
def test_a_second_clock_is_found(code: str) -> None:
    assert list(clock_readings(Source("storage/store.py", code)))


def test_other_uses_of_the_same_words_are_no_clock() -> None:
    code = (
        "from datetime import datetime, time\nimport time as t\nclock.now(); datetime.fromisoformat(x); time(16, 0); t.monotonic(); 'now'"
    )
    assert not list(clock_readings(Source("storage/store.py", code)))


def test_each_remaining_check_finds_what_it_is_for() -> None:
    assert list(impurities(Source("bot/okr/a.py", "import asyncio")))
    assert list(impurities(Source("bot/okr/a.py", "def f():\n    return open('x')")))
    assert list(impurities(Source("bot/flows/a.py", "async def f(): ...")))
    assert list(hidden_state(Source("bot/a.py", "def f():\n    global x\n    x = 1")))
    assert list(hidden_state(Source("bot/a.py", "from contextvars import ContextVar\nc = ContextVar('c')")))
    assert list(platform_names(Source("bot/a.py", "# Feishu wants it so")))
    assert list(sentences(Source("bot/flows/a.py", "title = '本周进展'")))
    assert list(sentences(Source("bot/flows/a.py", "title = 'How did it go?'")))
    assert not list(sentences(Source("bot/flows/a.py", "def f():\n    'Says what it does at length.'\n    return 'draft.title'")))
    assert list(too_long(Source("bot/a.py", "x = 1\n" * (LONGEST_MODULE + 1))))
    assert list(too_long(Source("bot/a.py", "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION)))
    assert not says_why(Source("bot/a.py", "import re\n"))
    assert not says_why(Source("bot/a.py", "# note\n'''Why.'''\n"))
    assert says_why(Source("bot/a.py", "'''Why.'''\n"))
    assert list(other_platforms(Source("adapters/http.py", "from adapters.slack import parse")))
    assert not list(other_platforms(Source("adapters/slack/adapter.py", "from adapters.slack import parse\nfrom adapters import http")))
