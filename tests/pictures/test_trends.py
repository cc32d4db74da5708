"""The picture of the weeks: a PNG that shows every line, in both scripts, cuts no word off, and stays small."""

from __future__ import annotations

import base64
from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image, ImageColor

from bot.pictures.lettering import MORE, fitted, font, known, settable
from bot.pictures.trends import CONFIDENCE, EDGE, HEAD, MOST_LINES, PROGRESS, ROW, SHARP, Line, trends

LONG = "通过优化排班和知识库，解决企业客户在夜间和周末找不到人的问题，在12月31日之前把首次响应时长从9小时降到2小时，并连续保持四周不反弹"


def drawn(*lines: Line, weeks: int = 5, title: str = "客服 · 走势") -> Image.Image:
    png = base64.b64decode(trends(title, tuple(f"{40 + n}周" for n in range(weeks)), lines, "信心", "进度"))
    assert len(png) < 300_000
    return Image.open(BytesIO(png)).convert("RGB")


def line(n: int, weeks: int = 5, label: str = LONG) -> Line:
    return Line(f"KR{n} {label}", tuple((n + w) % 10 + 1.0 for w in range(weeks)), tuple(w / 10 for w in range(weeks)))


def near(colour: str, picture: Image.Image) -> bool:
    wanted = ImageColor.getrgb(colour)
    found = (one for _, one in picture.getcolors(picture.width * picture.height) or ())
    return any(sum(abs(a - b) for a, b in zip(one, wanted, strict=True)) < 60 for one in found)


@pytest.mark.parametrize("count", [1, 8, 12])
def test_every_line_has_a_row_with_both_curves(count: int) -> None:
    picture = drawn(*(line(n, 13) for n in range(count)), weeks=13)
    for n in range(count):
        row = picture.crop((0, round((HEAD + n * ROW) * SHARP), picture.width, round((HEAD + (n + 1) * ROW - 6) * SHARP)))
        assert near(CONFIDENCE, row), n
        assert near(PROGRESS, row), n


def test_no_word_runs_over_the_edge() -> None:
    picture = drawn(line(1), line(2, label="x" * 300), title="欧阳娜娜" * 30)
    margin = picture.crop((picture.width - round(EDGE * SHARP * 0.8), 0, picture.width, picture.height))
    assert all(low > 250 for low, _ in margin.getextrema())


@pytest.mark.parametrize("weeks", [1, 2, 14])
def test_unknown_weeks_and_any_number_of_weeks_are_drawn(weeks: int) -> None:
    drawn(Line("x", (None,) * weeks, (0.5,) * weeks), Line("y" * 300, (11.0,) * weeks, (-1.0,) * weeks), weeks=weeks)
    drawn(weeks=weeks)


def test_what_has_no_room_is_said() -> None:
    lines = tuple(line(n) for n in range(MOST_LINES + 3))
    assert trends("t", ("a",) * 5, lines, "c", "p", "3 more") != trends("t", ("a",) * 5, lines, "c", "p")


def test_the_font_knows_both_scripts_rare_names_too_and_stands_with_its_licence() -> None:
    for character in "信心进度周走势团队，：（）–→…Aé€喆堃玥祎赟彧龑":
        assert known(character), character
    folder = files("bot.pictures")
    assert len(folder.joinpath("NotoSansSC-subset.otf").read_bytes()) < 6_000_000
    assert "SIL OPEN FONT LICENSE" in folder.joinpath("OFL.txt").read_text("utf-8")


def test_what_the_font_does_not_know_is_no_empty_box() -> None:
    assert settable("🎉 上线 👍🏽\n第二天") == "上线 第二天"
    assert settable("𠮷野") == "〓野"


@pytest.mark.parametrize(("text", "most"), [(LONG, 3), (LONG, 1), ("First reply time from 9 hours to 2 hours by the end of December", 2)])
def test_lines_are_broken_by_their_width(text: str, most: int) -> None:
    lines = fitted(text, 20, 300, most)
    assert len(lines) <= most
    assert all(font(20).getlength(one) <= 330 for one in lines), "a comma may hang over"
    whole = "".join(lines).replace(" ", "")
    assert whole == text.replace(" ", "") or lines[-1].endswith(MORE)
    assert not any(one.startswith("，") for one in lines)
    assert text.isascii() is all(word.strip(MORE) in text.split() for one in lines for word in one.split())
