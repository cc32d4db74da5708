"""What is wrong stands in the log once when it begins, once when it is over, and nowhere a hundred times."""

from __future__ import annotations

from structlog.testing import capture_logs

from bot.ports import Problem
from bot.standing import Standing

DOWN = Problem("SLACK_APP_TOKEN", "Slack refuses the token", "copy it again")
OTHER = Problem("feishu", "no answer", "wait")


def test_each_problem_is_told_once_and_so_is_its_end() -> None:
    standing = Standing()
    with capture_logs() as told:
        for problems in ((), (DOWN,), (DOWN,), (DOWN, OTHER), (OTHER,), (OTHER,), (), (DOWN,)):
            standing.look(problems)
    assert [(line["event"], line["where"], line.get("mend")) for line in told] == [
        ("problem", "SLACK_APP_TOKEN", "copy it again"),
        ("problem", "feishu", "wait"),
        ("mended", "SLACK_APP_TOKEN", None),
        ("mended", "feishu", None),
        ("problem", "SLACK_APP_TOKEN", "copy it again"),
    ]
