"""Any message as text that can still be answered: for platforms and moments without controls, and for transcripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from bot.conversation.message import Block, Buttons, Divider, Facts, Field, Form, Image, Links, Message, Progress, Table, Text, Trend, aloud

BARS = 10
STEPS = "▁▂▃▄▅▆▇█"


def bar(share: float | None) -> str:
    """▓▓▓▓░░░░░░; unknown is drawn as dots, never as empty."""
    if share is None:
        return "·" * BARS
    full = round(max(0.0, min(1.0, share)) * BARS)
    return "▓" * full + "░" * (BARS - full)


def spark(trend: Trend) -> str:
    """▂▄▆ with a dot where a week has no value."""
    span = (trend.high - trend.low) or 1
    steps = (None if p is None else round((p - trend.low) / span * (len(STEPS) - 1)) for p in trend.points)
    return "".join("·" if s is None else STEPS[max(0, min(len(STEPS) - 1, s))] for s in steps)


def plaintext(message: Message) -> str:
    """Title, blocks, and every control as something that can be typed: by number, or by its words where a number would be an answer."""
    numbers = iter(range(1, 1000))
    parts = [message.title] if message.title else []
    colon = "\uff1a" if message.language.startswith("zh") else ": "
    parts += [_block(block, numbered=message.numbered, numbers=numbers, colon=colon) for block in message.blocks]
    return "\n".join(part for part in parts if part) or message.summary


def _block(block: Block, *, numbered: bool, numbers: Iterator[int], colon: str) -> str:  # noqa: C901, PLR0912 a case for each block
    match block:
        case Text(text=text, style="quote"):
            return "\n".join(f"> {line}" for line in text.splitlines())
        case Text(text=text):
            return text
        case Facts(rows=rows):
            return "\n".join(f"{row.label}{colon}{row.value}" for row in rows)
        case Progress(label=label, share=share, note=note):
            return " ".join(part for part in (label, bar(share), note) if part)
        case Trend(label=label):
            return f"{label} {spark(block)}"
        case Table(columns=columns, rows=rows):
            return "\n".join(" | ".join(row) for row in (columns, *rows))
        case Image(alt=alt):
            return f"[{alt}]"
        case Divider():
            return "———"
        case Links(links=links):
            return "\n".join(f"{link.label}{colon}{link.url}" for link in links)
        case Buttons(buttons=buttons):
            if numbered:
                return "\n".join(f"{n}) {b.label}" for n, b in zip(numbers, buttons, strict=False))
            return " / ".join(f"「{aloud(b)}」" for b in buttons)
        case Form(sections=sections):
            return "\n".join(_section(s.heading, s.note, s.fields) for s in sections)
        case _:
            assert_never(block)


def _section(heading: str, note: str, fields: tuple[Field, ...]) -> str:
    lines = [heading, note, *(f"- {f.label}{f' ({f.value})' if f.value else ''}" for f in fields)]
    return "\n".join(line for line in lines if line)
