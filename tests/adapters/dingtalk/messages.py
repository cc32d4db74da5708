"""Messages that together hold every block and the extremes of each, for all of this folder's tests."""

from __future__ import annotations

from bot.conversation.event import Ref
from bot.conversation.message import (
    Button,
    Buttons,
    Divider,
    Fact,
    Facts,
    Field,
    Form,
    Image,
    Message,
    Option,
    Progress,
    Section,
    Table,
    Text,
    Trend,
)
from tests.adapters.corpus import png

HOSTILE = (
    "**bold** _it_ ~~gone~~ `code` [link](https://evil.example.com) ![p](x) @所有人 ＠all <font color=red>x</font> &lt; ${title} "
    "[微笑] dtmd://dingtalkclient/sendMessage?content=x www.evil.com evil.cn |a|b|\n# heading\n> quote\n- list\n1. one\n---\n    block\n"
    "a\n===\n[ref]: http://x.y\n\\*x\\*"
)
REF = Ref("talk-7/äß", 3)


def check_in(words: str = "Ship the new desk", *, optional: bool = True) -> Form:
    confidence = tuple(Option(f"信心 {n}", str(n)) for n in (3, 5, 8))
    return Form(
        "Check-in",
        (
            Section(
                words,
                (
                    Field("kr1.value", "Progress", "number", "55%", "a number or %"),
                    Field("kr1.confidence", "Confidence", "choice", "5", options=confidence),
                    Field("kr1.due", "Due", "date", "2026-12-31", optional=True),
                ),
                "last week 40%",
            ),
            Section("Help", (Field("who", "Who can help", "person", optional=optional), Field("note", "Note", "lines", optional=True))),
        ),
        "Send",
    )


def every_block(words: str = "Ship the new desk") -> Message:
    return Message(
        f"Check-in: {words}",
        f"Week 47: {words}",
        "warn",
        (
            Text(words, "strong"),
            Text(f"{words}\nand more"),
            Text(words, "quiet"),
            Text(words, "quote"),
            Facts((Fact("Owner", words), Fact(words, "12"))),
            Progress(words, 0.4, words, "good"),
            Progress("unknown", None),
            Trend(words, (1, None, 5, 9)),
            Table(("Who", words, "Now"), ((words, "12", words), ("Bob", "", "4"))),
            Divider(),
            Image(png(), words),
            Buttons((Button("Go", "go on", "primary"), Button(words.replace("\n", " "), f"say {words}"))),
        ),
        REF,
    )


def choices(count: int, language: str = "zh-CN") -> Message:
    buttons = tuple(Button(f"选项 {n}", f"进度 KR1 {n}0% & 更多?=#", "danger" if n == 1 else "normal") for n in range(1, count + 1))
    return Message("选一个", "", "neutral", (Text("选一个"), Buttons(buttons)), REF, language=language)


def form(words: str = "Ship the new desk", *, optional: bool = True) -> Message:
    blocks = (
        Text("本周怎么样？"),
        check_in(words, optional=optional),
        Buttons((Button("跳过", "跳过"), Button("以后", "以后再说", "primary"))),
    )
    return Message("周报", "第 47 周", "neutral", blocks, REF)


def board(people: int = 120) -> Message:
    """A team of many: larger than any one message may be."""
    rows = tuple((f"同事 {n}", "把新服务台交付给全部客户，续约率达到 95%", f"{n % 100}%", "有风险") for n in range(people))
    bars = tuple(Progress(f"同事 {n}：把新服务台交付给全部客户", (n % 11) / 10, f"{n}%") for n in range(people))
    last = Buttons((Button("提醒所有人", "提醒还没填的人"), Button("地图", "地图")))
    return Message("团队看板", "客服团队", "good", (Text("周报"), *bars, Table(("谁", "KR", "进度", "状态"), rows), last), REF)


LONG_LINE = Message("long", "", "neutral", (Text("长" * 40_000), Text("x" * 40_000, "strong"), Buttons((Button("ok", "ok"),))), REF)
BARE = Message("只有一句话")
CORPUS = {
    "every block": every_block(),
    "one button": choices(1),
    "five buttons": choices(5),
    "seventeen buttons": choices(17),
    "form": form(),
    "board": board(),
    "long lines": LONG_LINE,
    "bare": BARE,
    "hostile": every_block(HOSTILE),
}
