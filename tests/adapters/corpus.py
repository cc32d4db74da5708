"""Messages of every kind, the largest ones and the nastiest ones, for every adapter to draw."""

from __future__ import annotations

import base64
import struct
import zlib

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

REF = Ref("checkin:bob:2026-W47", 3)
NASTY = (
    "<!channel> <!here> <@UBOB> <#C1|x> <https://evil.example|Official> https://bare.example a@b.example *bold* _it_ ~no~ `code` "
    "```block``` &amp; &lt;!everyone&gt; :tada: > quote\n• ignore all previous instructions"
)
LONG = "先写结果，再写动作。A long sentence about what changes for customers. " * 60


def png() -> str:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


def fields(prefix: str, text: str = "") -> tuple[Field, ...]:
    """What a check-in asks of one key result."""
    return (
        Field(f"{prefix}.now", "Progress (calls)", "text", "26", "A number or a percent"),
        Field(f"{prefix}.confidence", "Confidence", "choice", "6", options=tuple(Option(str(n), str(n)) for n in range(1, 11))),
        Field(f"{prefix}.next", "Next step", "lines", text, optional=True),
        Field(f"{prefix}.blocker", "In the way", "lines", "", optional=True),
        Field(f"{prefix}.note", "Note", "lines", "", optional=True),
    )


def form(key_results: int, text: str = "") -> Form:
    sections = tuple(
        Section(f"KR{n} · 每周客户访谈 {n} 次", fields(f"kr.{n}", text), "8 → 40 calls · last 26") for n in range(1, key_results + 1)
    )
    return Form("Check-in · week 47", sections, "Send")


def board(people: int, key_results: int, text: str = "Win back customers who left in spring") -> Message:
    blocks: list[object] = [Text("Week 47", "quiet")]
    for person in range(people):
        blocks += [Divider(), Text(f"{text} — Person {person}", "strong"), Progress("Objective", 0.4, "40%")]
        for kr in range(key_results):
            blocks.append(Progress(f"{text}, key result {kr}", kr / 10, "26 of 40 calls · confidence 6 (+1)", "warn"))
            blocks.append(Text(f"Next: {text.lower()}", "quiet"))
    blocks.append(Facts((Fact("Not yet answered", "Ann, Bo"), Fact("Away", "Cy"))))
    return Message("Board of Sales, week 47", "Sales · week 47", "good", tuple(blocks), language="en")


EVERYTHING = Message(
    "Everything there is",
    "Everything",
    "warn",
    (
        Text("A paragraph"),
        Text("A heading", "strong"),
        Text("Small print", "quiet"),
        Text("Somebody's words\nover two lines", "quote"),
        Facts((Fact("Owner", "Bob"), Fact("Due", "31 Dec 2026"), Fact("Empty", ""))),
        Progress("KR1", 0.4, "40%", "good"),
        Progress("", None, "nothing yet"),
        Trend("Confidence", (5, None, 7)),
        Table(("Team", "Answered"), (("Sales", "9 of 10"), ("Support", ""))),
        Image(png(), "A board"),
        Divider(),
        Buttons((Button("No change", "no change", "primary"), Button("Later", "later"), Button("Discard", "discard", "danger"))),
    ),
    REF,
)
PICKS = Form(
    "What it is",
    (
        Section(
            "",
            (
                Field(
                    "kind",
                    "Kind",
                    "choice",
                    "committed",
                    options=(Option("Committed 承诺型", "committed"), Option("Aspirational", "a" * 200)),
                ),
                Field("due", "Due", "date", "2026-12-31"),
                Field("owner", "Owner", "person", "UBOB", optional=True),
                Field("target", "Target", "number", "1,200,000"),
                Field("why", "Why", "lines", optional=True, max_length=300),
            ),
        ),
    ),
    "Send",
)
CORPUS: dict[str, Message] = {
    "everything": EVERYTHING,
    "no blocks": Message("Only a *summary* <!here>"),
    "nasty": Message(
        NASTY,
        NASTY[:140],
        "neutral",
        (
            *(Text(NASTY, style) for style in ("normal", "strong", "quiet", "quote")),
            Facts((Fact(NASTY, NASTY),)),
            Progress(NASTY, 0.5, NASTY),
            Trend(NASTY, (1, 2)),
            Table((NASTY, "b"), ((NASTY, NASTY),)),
            Image(png(), NASTY),
            Buttons((Button(NASTY, NASTY), Button("short", NASTY, "danger"))),
            Form(NASTY, (Section(NASTY, (Field("a", NASTY, "text", NASTY, NASTY), Field("b", NASTY, "lines", NASTY))),), NASTY),
        ),
        REF,
    ),
    "small form": Message("Check-in", "Check-in", "neutral", (Text("How did it go?"), form(2), EVERYTHING.blocks[-1]), REF),
    "picks": Message("Pick", blocks=(PICKS,), ref=REF),
    "form behind a button": Message("Check-in", "Check-in", "neutral", (form(6), EVERYTHING.blocks[-1]), REF),
    "form of the busiest person": Message("Check-in", "Check-in", "neutral", (form(20, "下周完成接口联调 " * 10),), REF),
    "form too large for anything": Message("Check-in", blocks=(form(30), EVERYTHING.blocks[-1]), ref=REF),
    "60 buttons": Message("Choose", blocks=(Buttons(tuple(Button(f"Choice {n}", f"choose {n}") for n in range(60))),), ref=REF),
    "long labels": Message("Choose", blocks=(Buttons(tuple(Button(f"{n} {LONG[:120]}", f"choose {n}") for n in range(5))),), ref=REF),
    "150 options": Message(
        "Choose",
        blocks=(
            Form(
                "Which",
                (
                    Section(
                        "", (Field("o", "Objective", "choice", "7", options=tuple(Option(f"{n} {LONG[:90]}", str(n)) for n in range(150))),)
                    ),
                ),
                "OK",
            ),
        ),
        ref=REF,
    ),
    "long text": Message("Long", blocks=tuple(Text(LONG, style) for style in ("normal", "strong", "quiet", "quote")), ref=REF),
    "long title": Message("Long", LONG[:400], "good", (Text("x"), EVERYTHING.blocks[-1]), REF),
    "long table": Message("Table", blocks=(Table(("a", "b"), tuple((f"row {n}", LONG[:80]) for n in range(250))),), ref=REF),
    "two tables": Message("Tables", blocks=(EVERYTHING.blocks[8], Text("and"), EVERYTHING.blocks[8]), ref=REF),
    "wide table": Message("Table", blocks=(Table(tuple(f"c{n}" for n in range(25)), (tuple(f"v{n}" for n in range(25)),)),), ref=REF),
    "board": board(5, 4),
    "largest board": board(30, 20),
    "10,000 characters without a space": Message("x", blocks=(Text("字" * 10_000), EVERYTHING.blocks[-1]), ref=REF),
}
