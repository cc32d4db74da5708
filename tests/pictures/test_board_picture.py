"""The board as a picture: everything has its place, nothing runs over an edge, what has no room is counted, and it stays small."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from PIL import Image

from bot.pictures.board import EDGE, LONGEST, SHARP, Bar, Goal, Mark, Panel, board

LONG = "通过优化排班和知识库，解决企业客户在夜间和周末找不到人的问题，在12月31日之前把首次响应时长从9小时降到2小时" * 3
PANELS = (
    Panel("健康度", (Mark("yellow", "团队状态 " + LONG), Mark("red", "x" * 200), Mark("green", "质量"))),
    Panel("本周重点", (Mark("name", "欧阳娜娜" * 9), *(Mark(sign, f"P1 {LONG}") for sign in ("open", "done", "carried", "dropped")))),
    Panel("未来四周", (Mark("name", "李雷"), Mark("", LONG))),
)


def goal(n: int) -> Goal:
    bars = (Bar(LONG, 0.3, f"8小时 · 信心 3/10 ▼ {n} {LONG}", "bad"), Bar("x" * 200, None, "", "neutral"), Bar("两倍", 2.0, "-", "good"))
    return Goal(LONG, "欧阳娜娜" * 20, bars)


def drawn(*goals: Goal, panels: tuple[Panel, ...] = PANELS) -> Image.Image:
    png = base64.b64decode(board("客服" * 60, "第42周", goals, panels, "还有 {n} 个"))
    assert len(png) < 600_000
    return Image.open(BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("panels", [PANELS, ()], ids=["four quadrants", "key results alone"])
def test_nothing_runs_over_the_edge(panels: tuple[Panel, ...]) -> None:
    picture = drawn(goal(1), goal(2), panels=panels)
    margin = picture.crop((picture.width - round(EDGE * SHARP * 0.5), 0, picture.width, picture.height))
    assert all(low > 245 for low, _ in margin.getextrema())


def test_it_is_as_high_as_it_must_be_and_no_higher() -> None:
    one, two, many = (drawn(*(goal(n) for n in range(count)), panels=()).height for count in (1, 2, 100))
    assert one < two < many < (LONGEST + 200) * SHARP
    assert drawn(panels=PANELS).height > 0
