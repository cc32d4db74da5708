"""What makes sense at a cycle's end, as buttons of the home card."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.message import Button
from bot.flows.known import Ctx
from bot.flows.score import to_be_scored
from bot.okr import cycles


def ending_buttons(ctx: Ctx) -> Iterator[Button]:
    """Scoring while something of mine has no score yet; then looking back."""
    t, known = ctx.t, ctx.known
    scoring = [c for c in known.cycles if cycles.state_of(c, known.today) == "scoring"]
    lines = [line for cycle in scoring for line in to_be_scored(known, cycle)]
    if any(line.kr.score is None for line in lines):
        yield Button(t("button.score"), t("button.score_says"), "primary")
