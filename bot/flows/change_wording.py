"""A key result whose words name another day than its new due date: pointed out, and words that agree offered (docs/method.md 8)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date
from typing import Any

from bot.conversation.flow import Ask, Keep, ask
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Text
from bot.flows.known import Ctx
from bot.okr import reading
from bot.okr.model import Cycle, KeyResult
from bot.okr.model_asking import FieldValue

Fields = Mapping[str, FieldValue]


def following(ctx: Ctx, kr: KeyResult, cycle: Cycle, changed: Fields) -> Generator[Ask | Keep, Mapping[str, Any], Fields]:
    """Asks whether the words shall follow the new date, where they name another; they stay as they are unless the person says so."""
    due = date.fromisoformat(str(changed["due"])) if changed.get("due") else None
    old = _said(ctx, kr.text, cycle)
    if due is None or "text" in changed or old is None or old.last == due:
        return changed
    t, better = ctx.t, rewritten(ctx, kr.text, cycle, due)
    shows = [Text(kr.text, "quote"), Text(t("change.still_says", said=kr.text[old.start : old.end], due=t.long_date(due)))]
    picks = [Pick("leave", t("change.leave_words"), ctx.words("keep_mine"))]
    if better is not None:
        shows.append(Text(better, "quote"))
        picks.insert(0, Pick("follow", t("change.follow"), ctx.words("yes")))
    question = Question("wording", t("change.ask_follow" if better else "change.ask_leave"), choice(*picks))
    picked = yield from ask(question, title=t("change.title"), shows=tuple(shows))
    return {**changed, "text": better} if picked == "follow" and better is not None else changed


def rewritten(ctx: Ctx, text: str, cycle: Cycle, due: date) -> str | None:
    """The text with its date replaced by `due`, in the first way of writing it that is then read as that day; None when none is."""
    old = _said(ctx, text, cycle)
    if old is None:
        return None
    said = (ctx.t.month_day(due), ctx.t.long_date(due))
    ways = said if text.isascii() is said[0].isascii() else ()  # a sentence of the other language gets a date that both read
    tried = (f"{text[: old.start]}{way}{text[old.end :]}" for way in (*ways, due.isoformat()))
    return next((one for one in tried if _due(ctx, one, cycle) == due), None)


def _said(ctx: Ctx, text: str, cycle: Cycle) -> reading.DateSpan | None:
    """Where the text says when it is due."""
    due = _due(ctx, text, cycle)
    reference = min(max(ctx.known.today, cycle.starts), cycle.ends)
    return next((span for span in reversed(reading.find_dates(text, reference)) if span.last == due), None)


def _due(ctx: Ctx, text: str, cycle: Cycle) -> date | None:
    return reading.read_key_result(text, ctx.known.today, cycle.starts, cycle.ends).due
