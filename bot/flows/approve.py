"""What was submitted, on one card for whoever is asked: agree, or send it back with a comment (docs/method.md 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.flow import End, Flow, ask
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Divider, Text
from bot.flows import draft_summary as summary
from bot.flows import line_comments
from bot.flows.decision_said import read_decision
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.naming import told_apart
from bot.okr import access
from bot.okr.deeds import Agree, Return
from bot.okr.deeds_asking import AddComments
from bot.okr.model import Objective
from bot.wording import cycle_name


def approve(ctx: Ctx) -> Flow:
    """One decision about everything submitted together; remarks on single lines go along with it, or by themselves."""
    t, known = ctx.t, ctx.known
    if ctx.about.get("among"):
        return _which(ctx)
    ids = tuple(ctx.about["objectives"].split(";"))
    objectives = tuple(o for o in known.others if o.id in ids and o.state == "submitted")
    waiting = tuple(o for o in objectives if access.may_approve(known.me, o, known.org))
    owner = known.name(ctx.about["owner"]) or ctx.about.get("name", "")
    if not waiting:
        return _moved_on(ctx, owner) if objectives else _decided(ctx, owner)
    title = t("approve.title", name=owner, cycle=cycle_name(t, waiting[0].cycle))
    remarks = line_comments.remarks(ctx, waiting)
    decision = yield from ask(
        Question("decision", t("approve.ask", name=owner), _decision(ctx, owner, bool(remarks)), t("approve.hint_lines")),
        title=title,
        summary=t("approve.summary", name=owner),
        shows=(
            *_note(ctx),
            *_since(ctx, waiting),
            *summary.shown(ctx, waiting, advice=True, notes=line_comments.notes(ctx, waiting, rounds=2)),
        ),
        reads=lambda typed: read_decision(ctx, waiting, typed) or line_comments.read_comment(waiting, typed),
        in_place=True,
    )
    named = tuple(o.id for o in waiting)
    said: tuple[Any, ...] = (AddComments(remarks, told=decision == "comment"),) if remarks else ()
    if decision != "return":
        done = (*said, Agree(named)) if decision == "agree" else said
        quote = "\n".join(one.text for one in remarks) if decision == "agree" else None
        return _ended(ctx, title, t("approve.agreed" if decision == "agree" else "approve.commented", name=owner), done, quote)
    question = Question(
        "comment", t("approve.ask_comment", name=owner), words(2000), optional=bool(remarks), skip_label=t("approve.lines_say_it")
    )
    comment = yield from ask(question, title=title)
    return _ended(ctx, title, t("approve.returned", name=owner), (*said, Return(named, comment)), comment)


def _picks(ctx: Ctx, owner: str, remarked: bool) -> tuple[Pick, ...]:
    t = ctx.t
    said = {"agree": ctx.words("agree"), "return": ctx.words("return")} | ({"comment": ctx.words("only_comment")} if remarked else {})
    labels = {"agree": t("approve.agree"), "return": t("approve.return"), "comment": t("approve.comment")}
    return tuple(
        Pick(one, labels[one], words, one == "agree", t("approve.decide_says", name=owner, answer=labels[one]))
        for one, words in said.items()
    )


def _decision(ctx: Ctx, owner: str, remarked: bool) -> Kind:
    """One of these; what is none of them is told how words go along."""
    kind = choice(*_picks(ctx, owner, remarked))

    def read(text: str) -> Any:
        try:
            return kind.reads(text)
        except Unclear:
            raise Unclear("approve.unclear", name=owner) from None

    return replace(kind, reads=read)


def _since(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[Block, ...]:
    """What reads differently than when it was submitted last."""
    again = [o for o in objectives if len(o.versions) > 1]
    if not again:
        return ()
    lines: list[str] = []
    for objective in again:
        before, now = objective.versions[-2:]
        lines += [ctx.t("approve.line_new", text=line) for line in now if line not in before]
        lines += [ctx.t("approve.line_gone", text=line) for line in before if line not in now]
    if not lines:
        return (Text(ctx.t("approve.unchanged"), "quiet"),)
    return (Text(ctx.t("approve.changed"), "strong"), Text("\n".join(lines)), Divider())


def _moved_on(ctx: Ctx, owner: str) -> End:
    """It waits for somebody else by now: another manager, or the manager who is back."""
    person = ctx.known.person(ctx.about["owner"])
    now = access.approvers(person, ctx.known.org) if person else ()
    sentence = ctx.t("approve.moved", name=owner, approver=ctx.t.list([ctx.known.name(key) for key in now]))
    return End((), sentence, "", "neutral", (Text(sentence), Buttons((Button(ctx.t("button.inbox"), ctx.t("button.inbox_says")),))))


def _note(ctx: Ctx) -> tuple[Block, ...]:
    """Why this one is asked, where it is not the owner's manager."""
    owner = ctx.known.person(ctx.about["owner"])
    if owner is None or owner.manager == ctx.known.me.key:
        return ()
    manager = ctx.known.person(owner.manager)
    if manager and manager.stand_in == ctx.known.me.key:
        return (Text(ctx.t("approve.while_away", name=manager.name), "quiet"),)
    return (Text(ctx.t("approve.stands_in", name=owner.name), "quiet"),)


def _ended(ctx: Ctx, title: str, sentence: str, deeds: tuple[Any, ...], comment: str | None = None) -> End:
    quote: tuple[Block, ...] = (Text(comment, "quote"),) if comment else ()
    buttons = Buttons((Button(ctx.t("button.inbox"), ctx.t("button.inbox_says")),))
    return End(deeds, sentence, title, "good", (Text(sentence), *quote, buttons))


def _which(ctx: Ctx) -> End:
    """Several who wait are called so: nobody is taken for the other."""
    t, name = ctx.t, ctx.about["name"]
    buttons = tuple(Button(one, t("inbox.open_says", name=one)) for one in ctx.about["among"].split("\n"))
    return End((), t("person.several", name=name), shows=(Text(t("person.several", name=name)), Buttons(buttons)), in_place=False)


def _decided(ctx: Ctx, owner: str) -> End:
    """Somebody was faster, or it was taken back."""
    ids = ctx.about["objectives"].split(";")
    steps = [e for o in ctx.known.others if o.id in ids for e in o.events if e.what in ("agreed", "returned", "withdrawn")]
    newest = max(steps, key=lambda e: e.at, default=None)
    if newest is None:
        sentence = ctx.t("approve.gone", name=owner) if owner else ctx.t("inbox.empty")
    else:
        sentence = ctx.t(f"approve.already.{newest.what}", name=owner, by=ctx.known.name(newest.by), when=ctx.t.when(newest.at))
    return End((), sentence, "", "neutral", (Text(sentence), Buttons((Button(ctx.t("button.inbox"), ctx.t("button.inbox_says")),))))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """Asked for by name: what that person has submitted to me. Of namesakes it is asked who is meant."""
    if about.get("objectives"):
        return about
    name, owners = about.get("name", ""), list(dict.fromkeys(o.owner for o in known.others))
    meant = [key for key in owners if plain(name) == plain(key)] if name else owners
    called = {person.key for person in known.named.get(name, ())}
    meant = meant or [key for key in owners if key in called or plain(name) == plain(known.name(key))]
    if len(meant) != 1:
        among = "\n".join(told_apart(known, key, meant) for key in meant) if name else ""
        return {**about, "owner": "", "objectives": "", "submission": "", "among": among}
    theirs = [o for o in known.others if o.owner == meant[0]]
    version = f"{theirs[0].id}:{sum(len(o.events) for o in theirs)}"
    return {**about, "owner": meant[0], "objectives": ";".join(o.id for o in theirs), "submission": version}


APPROVE = FlowSpec("approve", approve, frozenset({"submission", "comments"}), keys=("submission",), begin=begin)
