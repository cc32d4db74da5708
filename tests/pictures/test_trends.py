"""The picture of the weeks: a PNG that shows every line, in both scripts, and stays small."""

from __future__ import annotations

import base64
from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image

from bot.pictures.trends import COLOURS, Line, font, trends


def drawn(*lines: Line, weeks: int = 5, title: str = "客服 · 走势") -> Image.Image:
    png = base64.b64decode(trends(title, tuple(f"{40 + n}周" for n in range(weeks)), lines, "信心", "进度"))
    assert len(png) < 100_000
    return Image.open(BytesIO(png)).convert("RGB")


def line(n: int, weeks: int = 5) -> Line:
    return Line(f"KR{n} 首次响应时长 first reply", tuple((n + w) % 10 + 1.0 for w in range(weeks)), tuple(w / 10 for w in range(weeks)))


@pytest.mark.parametrize("count", [0, 1, 8, 12])
def test_every_line_has_its_colour(count: int) -> None:
    picture = drawn(*(line(n) for n in range(count)))
    found = {colour for _, colour in picture.getcolors(picture.width * picture.height) or ()}
    for colour in COLOURS[: min(count, len(COLOURS))]:
        wanted = tuple(bytes.fromhex(colour[1:]))
        assert any(sum(abs(a - b) for a, b in zip(one, wanted, strict=True)) < 60 for one in found), colour


@pytest.mark.parametrize("weeks", [1, 2, 14])
def test_unknown_weeks_and_any_number_of_weeks_are_drawn(weeks: int) -> None:
    drawn(Line("x", (None,) * weeks, (0.5,) * weeks), Line("y" * 300, (11.0,) * weeks, (-1.0,) * weeks), weeks=weeks)


def test_the_font_knows_both_scripts_and_stands_with_its_licence() -> None:
    missing = font(20).getmask("\U0010fffd").getbbox()
    for character in "信心进度周走势团队，：（）–→Aé€":
        assert font(20).getmask(character).getbbox() != missing, character
    folder = files("bot.pictures")
    assert len(folder.joinpath("NotoSansSC-subset.otf").read_bytes()) < 6_000_000
    assert "SIL OPEN FONT LICENSE" in folder.joinpath("OFL.txt").read_text("utf-8")
