"""Messages with every block there is, and with texts that would do harm on a careless page."""

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

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HARM = (
    "<img src=x onerror=\"document.title='harmed'\"><script>document.title='harmed'</script> <!channel> @all 1 < 2 & \"3\" '4' `5` {6} 🙂"
)
TENS = tuple(Option(str(number), str(number)) for number in range(1, 11))

FORM = Form(
    "This week",
    (
        Section(
            "KR1 First replies within two hours",
            (
                Field("kr1.value", "Where it is now", "number", "38%", hint="a number, such as 38%"),
                Field("kr1.confidence", "Confidence", "choice", "6", options=TENS),
                Field("kr1.next", "Next step", "text", ""),
                Field("kr1.note", "Note", "lines", "two\nlines", optional=True),
            ),
            note="last week 35%, confidence 7",
        ),
        Section(
            "KR2 Fewer reopened tickets",
            (
                Field("kr2.due", "Due", "date", "2026-12-31"),
                Field("kr2.who", "Who helps", "person", "u-wang", optional=True),
                Field(
                    "kr2.how", "How it goes", "choice", "", options=(Option("As planned", "plan"), Option("Something changed", "change"))
                ),
                Field("kr2.unit", "Unit", "choice", "h", options=tuple(Option(f"in {name}", name) for name in "hdwmqyx")),
            ),
        ),
    ),
    "Send it",
)

CORPUS = (
    Message("plain words only"),
    Message(HARM, HARM, "warn", (Text(HARM), Text(HARM, "quote"), Facts((Fact(HARM, HARM),))), Ref("t0", 1)),
    Message(
        "everything",
        "Support · week 47",
        "good",
        (
            Text("a\nb", "strong"),
            Text("small", "quiet"),
            Facts((Fact("Answered", "3 of 4"),)),
            Progress("KR1", 0.42, "38%", "good"),
            Progress("KR2", None),
            Progress("KR3", 0.0, "", "bad"),
            Trend("Confidence", (5, None, 7.5)),
            Table(("Who", "Confidence"), (("Ana", "7"), (HARM, "4"))),
            Divider(),
            Image(DOT, "one dot"),
            Buttons((Button("My part", "/okr team", "primary"), Button(HARM, HARM), Button("丢弃", "取消", "danger"))),
        ),
        Ref("t1", 7),
    ),
    Message("two rows", blocks=(Buttons((Button("是", "是"),)), Text("or"), Buttons((Button("不是", "不是"), Button("same words", "是"))))),
    Message("a form", blocks=(FORM, Buttons((Button("Nothing changed", "no change"),))), ref=Ref("t2", 3)),
)
