"""What was submitted, on one card for whoever is asked: agree, or send it back with a comment (docs/method.md, agreeing)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.conversation.flow import End, Flow, ask
from bot.conversation.form import Pick, Question, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows import draft_summary as summary
from bot.flows.known import Ctx, FlowSpec, Known
from bot.okr.deeds import Agree, Return
from bot.wording import cycle_name


def approve(ctx: Ctx) -> Flow:
    """One decision about everything submitted together."""
    t, known = ctx.t, ctx.known
    ids = tuple(ctx.about["objectives"].split(";"))
    objectives = tuple(o for o in known.others if o.id in ids and o.state != "dropped")
    waiting = tuple(o for o in objectives if o.state == "submitted")
    owner = known.name(ctx.about["owner"])
    if not waiting:
        return _decided(ctx, owner)
    title = t("approve.title", name=owner, cycle=cycle_name(t, waiting[0].cycle))
    picks = (
        Pick("agree", t("approve.agree"), ctx.words("agree")),
        Pick("return", t("approve.return"), ctx.words("return")),
    )
    decision = yield from ask(
        Question("decision", t("approve.ask", name=owner), choice(*picks)),
        title=title,
        summary=t("approve.summary", name=owner),
        shows=(*_note(ctx), *summary.shown(ctx, waiting, advice=True)),
        reads=lambda typed: _with_comment(ctx, typed),
        in_place=True,
    )
    if decision == "agree":
        return _ended(ctx, title, t("approve.agreed", name=owner), (Agree(tuple(o.id for o in waiting)),))
    comment = yield from ask(Question("comment", t("approve.ask_comment", name=owner), words(2000)), title=title)
    return _ended(ctx, title, t("approve.returned", name=owner), (Return(tuple(o.id for o in waiting), comment),), comment)


def _with_comment(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """Decides and comments at once: `return: the target is too low`."""
    head, mark, comment = unicodedata.normalize("NFKC", typed).partition(":")
    if not mark or plain(head) not in {plain(w) for w in ctx.words("return")}:
        return None
    comment = typed.strip()[len(head) + 1 :].strip()
    return {"decision": "return", "comment": comment} if comment else {"decision": "return"}


def _note(ctx: Ctx) -> tuple[Block, ...]:
    """Why this one is asked, where it is not the owner's manager."""
    owner = ctx.known.person(ctx.about["owner"])
    if owner is None or owner.manager == ctx.known.me.key:
        return ()
    return (Text(ctx.t("approve.stands_in", name=owner.name), "quiet"),)


def _ended(ctx: Ctx, title: str, sentence: str, deeds: tuple[Any, ...], comment: str = "") -> End:
    quote: tuple[Block, ...] = (Text(comment, "quote"),) if comment else ()
    buttons = Buttons((Button(ctx.t("button.inbox"), ctx.t("button.inbox_says")),))
    return End(deeds, sentence, title, "good", (Text(sentence), *quote, buttons))


def _decided(ctx: Ctx, owner: str) -> End:
    """Somebody was faster, or it was taken back."""
    ids = ctx.about["objectives"].split(";")
    steps = [e for o in ctx.known.others if o.id in ids for e in o.events if e.what in ("agreed", "returned", "withdrawn")]
    newest = max(steps, key=lambda e: e.at, default=None)
    if newest is None:
        sentence = ctx.t("approve.gone", name=owner)
    else:
        sentence = ctx.t(f"approve.already.{newest.what}", name=owner, by=ctx.known.name(newest.by), when=ctx.t.when(newest.at))
    return End((), sentence, "", "neutral", (Text(sentence), Buttons((Button(ctx.t("button.inbox"), ctx.t("button.inbox_says")),))))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """Asked for by name: what that person has submitted to me."""
    if about.get("objectives"):
        return about
    name = plain(about.get("name", ""))
    owners = dict.fromkeys(o.owner for o in known.others)
    owner = next((key for key in owners if name in (plain(key), plain(known.name(key)))), None) or (
        next(iter(owners)) if len(owners) == 1 else None
    )
    theirs = [o for o in known.others if o.owner == owner]
    version = f"{theirs[0].id}:{sum(len(o.events) for o in theirs)}" if theirs else ""
    return {"owner": owner or "", "objectives": ";".join(o.id for o in theirs), "submission": version}


APPROVE = FlowSpec("approve", approve, frozenset({"submission"}), keys=("submission",), begin=begin)
