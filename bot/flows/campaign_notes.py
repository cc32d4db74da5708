"""What a campaign says to one person: HR's words in their language, or the occasion's; and to a manager who is still to be helped along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot.conversation.flow import End, Flow, keep
from bot.conversation.i18n import Speak
from bot.conversation.message import Block, Button, Buttons, Fact, Facts, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.model_ending import Broadcast
from bot.wording import cycle_name

DRAFTS = ("opens", "half", "last_day", "no_draft", "drafting", "returned", "not_submitted", "due")


def broadcast_word(ctx: Ctx) -> Flow:
    """One message with the button for what it asks."""
    yield from keep()
    t, one = ctx.t, ctx.known.ending.broadcast
    if one is None:
        return End((), t("campaign.gone"), shows=(Text(t("campaign.gone")),))
    sentence = words_of(ctx, one)
    from_whom: tuple[Block, ...] = (Text(t("campaign.by", name=ctx.known.name(one.by)), "quiet"),) if one.by else ()
    return End((), sentence.splitlines()[0], "", shows=(*from_whom, Text(sentence), Buttons(_buttons(ctx, one))), in_place=False)


def words_of(ctx: Ctx, one: Broadcast) -> str:
    """In the listener's language where there are words in it."""
    t, cycle = ctx.t, ctx.known.ending.cycle
    template = one.texts.get("template") or (one.occasion if not one.texts else "")
    if not template:
        return said(one.texts, t.language)
    due = _deadline(t, one.texts["until"]) if "until" in one.texts else t.short_date(cycle.drafts_due) if cycle else ""
    ends = t.short_date(cycle.ends) if cycle else ""
    return t(f"campaign.words.{template}", cycle=cycle_name(t, cycle.key) if cycle else "", due=due, ends=ends)


def _deadline(t: Speak, until: str) -> str:
    """A day, or an instant in the listener's own time."""
    return t.when(datetime.fromisoformat(until)) if "T" in until else t.short_date(date.fromisoformat(until))


def said(texts: Mapping[str, str], language: str) -> str:
    """The words in that language, else in the one there is."""
    return texts.get(language) or next((text for code, text in texts.items() if code != "template"), "")


def _buttons(ctx: Ctx, one: Broadcast) -> tuple[Button, ...]:
    t = ctx.t
    about = {one.occasion, one.texts.get("template"), *one.audience.stages}
    home = Button(t("button.home"), t("button.home_says"))
    if about & {"scoring", "not_scored", "due_scores"}:
        return (Button(t("button.score"), t("button.score_says"), "primary"), home)
    if about & set(DRAFTS):
        return (Button(t("button.draft"), t("button.draft_says"), "primary"), home)
    return (home,)


def overdue(ctx: Ctx) -> Flow:
    """To a manager: who has no agreed OKR yet, and how far each is; nobody else sees it."""
    yield from keep()
    t, known = ctx.t, ctx.known
    cycle = cycle_name(t, ctx.about["cycle"])
    rows = []
    for stage in ("no_draft", "drafting", "returned", "submitted"):
        names = [person.name for person, at in known.ending.behind if at == stage]
        if names:
            rows.append(Fact(t(f"stage.{stage}"), t.list(names)))
    sentence = t("campaign.words.overdue", cycle=cycle, due="", ends="")
    buttons = Buttons((Button(t("button.inbox"), t("button.inbox_says"), "primary"), Button(t("button.team"), t("button.team_says"))))
    return End((), sentence, "", shows=(Text(sentence), Facts(tuple(rows)), buttons), in_place=False)


BROADCAST_WORD = FlowSpec("broadcast_word", broadcast_word, frozenset({"broadcast"}))
OVERDUE = FlowSpec("overdue", overdue, frozenset({"broadcast"}))
