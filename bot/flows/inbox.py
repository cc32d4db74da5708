"""What waits for me, of every kind, as one list: each thing with the button that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.change_parts import Line, left_lines
from bot.flows.draft_parts import shortened
from bot.flows.known import Ctx, FlowSpec, Need
from bot.flows.naming import quoted, told_apart
from bot.okr.depending import open_for

Style = Literal["normal", "primary"]
NEEDS: frozenset[Need] = frozenset({"waiting", "asked", "shared", "requests", "left", "offers", "memo_waiting", "stuck"})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what is asked, about which words, how it is opened."""

    heading: str
    texts: tuple[str, ...]
    button: Button


def items(ctx: Ctx) -> tuple[Item, ...]:
    """Everything that waits for this person, what holds others up first."""
    urgent = (*_approvals(ctx), *_changes(ctx), *_offers(ctx), *_dependencies(ctx))
    return (*urgent, *_left_behind(ctx), *_drafts(ctx), *_improvements(ctx), *_stuck(ctx))


def _approvals(ctx: Ctx) -> Iterator[Item]:
    t, known = ctx.t, ctx.known
    by_owner: dict[str, list[str]] = {}
    for objective in known.others:
        by_owner.setdefault(objective.owner, []).append(objective.text)
    for owner, texts in by_owner.items():
        name = known.name(owner)
        said = told_apart(known, owner, by_owner)
        button = Button(t("inbox.open", name=said), t("inbox.open_says", name=said), "primary")
        yield Item(t("inbox.approval", name=name), tuple(texts), button)


def _dependencies(ctx: Ctx) -> Iterator[Item]:
    t, known = ctx.t, ctx.known
    for objective in known.asked:
        name = known.name(objective.owner)
        for line, mine in open_for(known.me.key, objective):
            heading = t("inbox.discuss", name=name) if mine.state == "discuss" else t("inbox.dependency", name=name)
            button = _opens(ctx, t("inbox.answer", name=name, text=shortened(line.text, 24)), "answer", line.id, line.text)
            yield Item(heading, (line.text,), button)


def _changes(ctx: Ctx) -> Iterator[Item]:
    t, known = ctx.t, ctx.known
    for request in known.requests:
        objective = next(o for o in known.changing if o.id == request.objective)
        line = next((kr.text for kr in objective.key_results if kr.id == request.key_result), objective.text)
        name = known.name(request.asked_by)
        heading = t("inbox.hand_over", name=name) if request.heir else t("inbox.change", name=name)
        button = _opens(ctx, t("inbox.decide", name=name, text=shortened(line, 24)), "decide", request.id, line)
        yield Item(heading, (line,), button)


def _offers(ctx: Ctx) -> Iterator[Item]:
    t, known = ctx.t, ctx.known
    for one in known.offers:
        name = known.name(one.by)
        button = _opens(ctx, t("inbox.look", name=name, text=shortened(one.text, 24)), "look", one.id, one.text)
        yield Item(t("inbox.offer", name=name), (one.text,), button)


def _left_behind(ctx: Ctx) -> Iterator[Item]:
    """What somebody holds who has left, to be handed over."""
    t, known = ctx.t, ctx.known
    for line in left_lines(ctx):
        name = known.name(line.key_result.owner if line.key_result else line.objective.owner)
        button = give(ctx, line)
        yield Item(t("inbox.left", name=name), (line.text,), button)


def give(ctx: Ctx, line: Line, style: Style = "normal") -> Button:
    """Hands over what somebody holds who has left."""
    return _opens(ctx, ctx.t("inbox.give", text=shortened(line.text, 24)), "give", line.id, line.text, style)


def _opens(ctx: Ctx, label: str, what: str, which: str, text: str, style: Style = "normal") -> Button:
    t, says = ctx.t, f"inbox.{what}_says"
    return Button(label, t(says, which=which), style, t(says, which=quoted(t, text)))


def nudge_button(ctx: Ctx, person: str) -> Button:
    """A kind word to one person."""
    t, name = ctx.t, ctx.known.name(person)
    return Button(t("digest.nudge", name=name), t("digest.nudge_says", key=person), spoken=t("digest.nudge_says", key=name))


def _drafts(ctx: Ctx) -> Iterator[Item]:
    """Drafts that are shown to me and not submitted to me."""
    t, known = ctx.t, ctx.known
    submitted = {o.id for o in known.others}
    by_owner: dict[str, list[str]] = {}
    for objective in known.shared:
        if objective.id not in submitted:
            by_owner.setdefault(objective.owner, []).append(objective.text)
    for owner, texts in by_owner.items():
        name = known.name(owner)
        button = Button(t("inbox.read", name=name), t("inbox.read_says", name=name))
        yield Item(t("inbox.shared", name=name), tuple(texts), button)


def _improvements(ctx: Ctx) -> Iterator[Item]:
    """What my team proposes for its memo."""
    t, waiting = ctx.t, ctx.known.learning.waiting
    if waiting:
        texts = tuple(t("memo.line", text=one.text, name=ctx.known.name(one.by)) for one in waiting)
        yield Item(t("memo.inbox"), texts, Button(t("memo.decide", n=len(waiting)), t("memo.decide_says")))


def _stuck(ctx: Ctx) -> Iterator[Item]:
    """Whose draft has not moved: that it is so, and nothing of what it says."""
    t, known = ctx.t, ctx.known
    for one in known.stuck:
        name = known.name(one.person)
        yield Item(t("inbox.stuck", name=name, n=one.count, days=one.days), (), nudge_button(ctx, one.person))


def _my_drafts(ctx: Ctx) -> Iterator[Item]:
    """What I have begun to write, or was asked to look at again."""
    t, known = ctx.t, ctx.known
    for state in ("returned", "draft"):
        texts = tuple(o.text for o in known.mine if o.owner == known.me.key and o.state == state)
        if texts:
            yield Item(t(f"inbox.mine.{state}"), texts, Button(t("button.go_on"), t("button.draft_says")))


def inbox(ctx: Ctx) -> Flow:
    """The list, one button each."""
    yield from keep()
    t, waiting = ctx.t, (*items(ctx), *_my_drafts(ctx))
    blocks: list[Block] = []
    for item in waiting:
        blocks += [Text(item.heading, "strong"), *([Text("\n".join(item.texts), "quote")] if item.texts else [])]
    buttons = tuple(dict.fromkeys(item.button for item in waiting))
    if not blocks:
        blocks.append(Text(t("inbox.empty")))
        buttons = (Button(t("button.home"), t("button.home_says")),)
    return End((), t("inbox.summary", n=len(waiting)), t("inbox.title"), shows=(*blocks, Buttons(buttons)), in_place=False)


INBOX = FlowSpec("inbox", inbox, frozenset[Need]({"mine", *NEEDS}))
