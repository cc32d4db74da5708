"""An objective that my manager offers me: accept, word it anew, or decline with a reason for them alone (docs/method.md 6)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.naming import is_called, quoted
from bot.okr.deeds_asking import AnswerOffer
from bot.okr.model_asking import Offer

LONGEST = 500


def offer(ctx: Ctx) -> Flow:
    """One offer, one answer."""
    t, known = ctx.t, ctx.known
    found = next((o for o in known.offers if o.id == ctx.about.get("offer") and o.to == known.me.key), None)
    if found is None:
        yield from keep()
        return _ended(ctx, t("offer.gone"))
    name = known.name(found.by)
    if found.state != "offered":
        yield from keep()
        return _ended(ctx, t(f"offer.already.{found.state}", name=name))
    title = t("offer.title", name=name)
    picks = tuple(_pick(ctx, found, one) for one in ("accept", "edit", "decline"))
    said = yield from ask(
        Question("answer", t("offer.ask"), choice(*picks)),
        title=title,
        summary=title,
        shows=shown(ctx, found),
        reads=lambda typed: _with_note(ctx, typed),
        in_place=True,
    )
    if said == "decline":
        note = yield from ask(Question("note", t("offer.ask_note", name=name), words(2000), t("offer.hint_note", name=name)), title=title)
        return _ended(ctx, t("offer.declined", name=name), AnswerOffer(found.id, accepted=False, note=note))
    text = None
    if said == "edit":
        text = yield from ask(Question("text", t("offer.ask_text"), words(LONGEST)), title=title, shows=(Text(found.text, "quote"),))
    return _ended(ctx, t("offer.accepted"), AnswerOffer(found.id, accepted=True, text=text))


def _pick(ctx: Ctx, found: Offer, one: str) -> Pick:
    t, label = ctx.t, ctx.t(f"offer.{one}")
    return Pick(one, label, ctx.words(f"offer_{one}"), spoken=t("offer.decide_says", which=quoted(t, found.text), answer=label))


def shown(ctx: Ctx, found: Offer) -> tuple[Block, ...]:
    """The words offered, and the key result they come from."""
    source = next((kr.text for o in ctx.known.others for kr in o.key_results if kr.id == found.key_result), "")
    blocks: tuple[Block, ...] = (Text(found.text, "quote"),)
    return (*blocks, Text(ctx.t("offer.out_of", text=source), "quiet")) if source and source != found.text else blocks


def _with_note(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """Declines and says why at once."""
    head, mark, _ = unicodedata.normalize("NFKC", typed).partition(":")
    note = typed.strip()[len(head) + 1 :].strip()
    declines = {plain(w) for w in (*ctx.words("offer_decline"), ctx.t("offer.decline"))}
    return {"answer": "decline", "note": note} if mark and note and plain(head) in declines else None


def _ended(ctx: Ctx, sentence: str, *deeds: AnswerOffer) -> End:
    accepted = any(deed.accepted for deed in deeds)
    draft = Button(ctx.t("button.go_on"), ctx.t("button.draft_says"), "primary")
    buttons = Buttons(((draft,) if accepted else ()) + (Button(ctx.t("button.inbox"), ctx.t("button.inbox_says")),))
    return End(deeds, sentence, "", "good" if deeds else "neutral", (Text(sentence), buttons))


def offer_told(ctx: Ctx) -> Flow:
    """To the manager: accepted, in these words; or declined, and why."""
    yield from keep()
    t, known = ctx.t, ctx.known
    found = next((o for o in known.offers if o.id == ctx.about.get("offer") and o.by == known.me.key), None)
    if found is None:
        return _ended(ctx, t("offer.gone"))
    sentence = t(f"offer.heard.{found.state}", name=known.name(found.to))
    note: tuple[Block, ...] = (Text(found.note, "quote"),) if found.note else ()
    home = Buttons((Button(t("button.home"), t("button.home_says")),))
    return End((), sentence, "", "good" if found.state == "accepted" else "warn", (Text(sentence), *shown(ctx, found), *note, home))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """Asked for by its id, by its words, by who offers, or just like that: the first that waits."""
    if about.get("offer"):
        return about
    said = about.get("name", "")
    open_ones = [o for o in known.offers if o.to == known.me.key and o.state == "offered"]
    meant = (o.id for o in open_ones if plain(said) in (plain(o.id), plain(o.by), plain(known.name(o.by)), "") or is_called(said, o.text))
    return {"offer": next(meant, "")}


OFFER = FlowSpec("offer", offer, frozenset({"offers"}), keys=("offer",), begin=begin)
OFFER_TOLD = FlowSpec("offer_told", offer_told, frozenset({"offers"}))
