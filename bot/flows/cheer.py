"""Recognition between colleagues: a cheer, a thumb up for a check-in, a comment on how a key result goes."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Buttons, Text
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.flows.nearby import NEAR, nobody_called, this_one
from bot.okr.deeds_week import Cheer, CommentOn, Like
from bot.okr.model import Person
from bot.okr.weeks import Week
from bot.wording import week_name

LINE = re.compile(r"\s*kr\s*(\d{1,2})\s*[:：,，]?\s*", re.IGNORECASE)
LONGEST = 1000


def cheer(ctx: Ctx) -> Flow:
    """To the colleague at once; in a group everybody there sees it."""
    yield from keep()
    t, to = ctx.t, ctx.known.subject
    if to is None or to.key == ctx.known.me.key:
        return _nobody(ctx, "cheer")
    why = ctx.known.said[:LONGEST]
    names = {"by": ctx.known.me.name, "name": to.name}
    sentence = t("cheer.done_why", **names, why=why) if why else t("cheer.done", **names)
    return End((Cheer(to.key, why),), sentence, tone="good", shows=(Text(sentence),), in_place=False)


def cheered(ctx: Ctx) -> Flow:
    """To whoever is cheered."""
    yield from keep()
    t, by = ctx.t, ctx.known.subject
    sentence = t("cheer.got", name=by.name if by else ctx.about["by"])
    said = (Text(ctx.about["text"], "quote"),) if ctx.about.get("text") else ()
    return End((), sentence, tone="good", shows=(Text(sentence, "strong"), *said))


def like(ctx: Ctx) -> Flow:
    """The newest check-in of the colleague that I may see."""
    yield from keep()
    t, known = ctx.t, ctx.known
    if known.subject is None or known.subject.key == known.me.key:
        return _nobody(ctx, "like")
    weeks = [report.week for report in known.last.values() if report.by == known.subject.key]
    if not weeks:
        sentence = t("like.none", name=known.subject.name)
        return End((), sentence, shows=(Text(sentence),), in_place=False)
    sentence = t("like.done", name=known.subject.name, week=week_name(t, Week.parse(max(weeks))))
    return End((Like(known.subject.key, max(weeks)),), sentence, tone="good", shows=(Text(sentence),), in_place=False)


def liked(ctx: Ctx) -> Flow:
    """To whose check-in it is: everybody who liked it, in one message."""
    yield from keep()
    t, known = ctx.t, ctx.known
    sentence = t("like.got", names=t.list([known.name(key) for key in known.likes]), week=week_name(t, Week.parse(ctx.about["week"])))
    return End((), sentence, tone="good", shows=(Text(sentence),))


def comment(ctx: Ctx) -> Flow:
    """On one key result of a colleague, by the number under which they have it."""
    yield from keep()
    t, known = ctx.t, ctx.known
    if known.subject is None or known.subject.key == known.me.key:
        return _nobody(ctx, "comment")
    mine = active_key_results(known.others, known.subject.key)
    line = LINE.match(known.said)
    text = (known.said[line.end() :] if line else known.said).strip()[:LONGEST]
    number = int(line[1]) if line else 1 if len(mine) == 1 else 0
    if not text or not 0 < number <= len(mine):
        shown = "\n".join(f"KR{n} · {kr.text}" for n, (_, kr) in enumerate(mine, start=1))
        sentence = t("comment.how", key=known.subject.name) if mine else t("person.empty", name=known.subject.name)
        return End((), sentence, shows=(Text(sentence), *((Text(shown, "quiet"),) if shown else ())), in_place=False)
    objective, kr = mine[number - 1]
    sentence = t("comment.done", name=known.subject.name, text=kr.text)
    deed = CommentOn(known.subject.key, objective.id, kr.id, text)
    return End((deed,), sentence, tone="good", shows=(Text(sentence), Text(text, "quote")), in_place=False)


def _nobody(ctx: Ctx, flow: str) -> End:
    """Nobody is named, or several are; then each is a button that says the sentence with the right one."""
    t, known, said = ctx.t, ctx.known, ctx.about.get("name", "").lstrip("@")
    several: tuple[Person, ...] = ()
    if known.subject is not None:
        sentence = t("cheer.yourself")
    else:
        several = next((people for name, people in known.named.items() if len(people) > 1 and not name.startswith(NEAR)), ())
        name = next(iter(known.named), said)
        unknown = t("cheer.unknown", said=said[:60]) if said else t("cheer.whom")
        sentence = t("cheer.several", name=name) if several else unknown
    buttons = tuple(this_one(person, _says(ctx, flow)) for person in several[:5])
    if near := next((name for name in known.named if name.startswith(NEAR)), ""):
        sentence, buttons = nobody_called(ctx, near.removeprefix(NEAR), _says(ctx, flow))
    return End((), sentence, shows=(Text(sentence), *((Buttons(buttons),) if buttons else ())), in_place=False)


def _says(ctx: Ctx, flow: str) -> Callable[[str], str]:
    """The sentence once more, about whoever is meant."""
    begins = {"cheer": "/okr cheer", "like": "/okr like", "comment": "/okr comment"}[flow]
    return lambda who: f"{begins} @{who} {ctx.known.said}".strip()


CHEER = FlowSpec("cheer", cheer, frozenset({"addressed"}), private=False)
CHEERED = FlowSpec("cheered", cheered, frozenset({"alert"}))
LIKE = FlowSpec("like", like, frozenset({"addressed"}))
LIKED = FlowSpec("liked", liked, frozenset({"liked"}))
COMMENT = FlowSpec("comment", comment, frozenset({"addressed"}))
