"""A draft shown to the manager or the coach before it is submitted; they comment on its lines (docs/method.md 7)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Question, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows import draft_summary as summary
from bot.flows import line_comments
from bot.flows.draft_parts import OPEN
from bot.flows.known import Ctx, FlowSpec, Known
from bot.okr import access
from bot.okr.deeds_asking import AddComments, Remark, Share
from bot.okr.model import Objective, Person
from bot.wording import cycle_name

LONGEST = 2000


def _mine(ctx: Ctx) -> tuple[Objective, ...]:
    me = ctx.known.me.key
    return tuple(o for o in ctx.known.mine if o.owner == me and o.state in OPEN)


def share(ctx: Ctx) -> Flow:
    """`share with Wang`: my drafts as they are now, and whatever becomes of them."""
    yield from keep()
    t, known = ctx.t, ctx.known
    found = tuple(p for p in known.named.get(ctx.about.get("name", ""), ()) if access.may_be_shown(p, known.me, known.org))
    if len(found) != 1:
        return _said(ctx, t("share.with_whom", names=t.list([known.name(key) for key in _readers(ctx)]) or t("common.none")))
    return _shared(ctx, found[0], None)


def ask_coach(ctx: Ctx) -> Flow:
    """`how do I write this?`: the question and the draft go to the coach of the team."""
    t, known = ctx.t, ctx.known
    coach = known.person(access.coach_of(known.me, known.org))
    if coach is None or not coach.active:
        yield from keep()
        see = Buttons((Button(t("example.see"), t("example.see_says"), "primary"), Button(t("button.go_on"), t("button.draft_says"))))
        return End((), t("share.no_coach"), "", shows=(Text(t("share.no_coach")), see))
    question = Question("question", t("share.ask_question", name=coach.name), words(LONGEST), t("share.hint_question"), optional=True)
    asked = yield from ask(question, title=t("share.title"))
    return _shared(ctx, coach, asked or t("share.how_to_write"))


def _shared(ctx: Ctx, person: Person, question: str | None) -> End:
    drafts = _mine(ctx)
    if not drafts:
        return _said(ctx, ctx.t("share.no_draft"))
    done = ctx.t("share.done", name=person.name)
    return _said(ctx, done, Share(tuple(o.id for o in drafts), person.key, question))


def _said(ctx: Ctx, sentence: str, *deeds: Share | AddComments) -> End:
    buttons = Buttons((Button(ctx.t("button.go_on"), ctx.t("button.draft_says")), Button(ctx.t("button.home"), ctx.t("button.home_says"))))
    return End(deeds, sentence, "", "good" if deeds else "neutral", (Text(sentence), buttons))


def _readers(ctx: Ctx) -> tuple[str, ...]:
    """To whom a draft may be shown: the manager and the coach, where there are any."""
    me, org = ctx.known.me, ctx.known.org
    return tuple(key for key in dict.fromkeys((me.manager, access.coach_of(me, org))) if key)


def read_draft(ctx: Ctx) -> Flow:
    """To whom a draft is shown: how it reads now; remarks on its lines go to the owner."""
    t, known = ctx.t, ctx.known
    ids = ctx.about.get("objectives", "").split(";")
    shown = tuple(o for o in known.others if o.id in ids and access.may_comment(known.me, o, known.org))
    if not shown:
        yield from keep()
        return _read(ctx, t("share.gone"))
    name = known.name(shown[0].owner)
    remarks = line_comments.remarks(ctx, shown)
    asked: tuple[Block, ...] = (Text(ctx.about["note"], "quote"),) if ctx.about.get("note") else ()
    question = Question(
        "said", t("share.ask_remarks", name=name), words(LONGEST), t("share.hint_remarks"), optional=True, skip_label=t("share.no_more")
    )
    said = yield from ask(
        question,
        title=t("share.reads", name=name, cycle=cycle_name(t, shown[0].cycle)),
        summary=t("share.summary", name=name),
        shows=(*asked, *summary.shown(ctx, shown, advice=True, notes=line_comments.notes(ctx, shown, rounds=2))),
        reads=lambda typed: line_comments.read_comment(shown, typed),
        in_place=True,
    )
    all_of_it = (*remarks, Remark(shown[0].id, None, said)) if said else remarks
    deeds = (AddComments(all_of_it, told=True),) if all_of_it else ()
    return _read(ctx, t("share.told", name=name) if all_of_it else t("share.nothing_said"), *deeds)


def _read(ctx: Ctx, sentence: str, *deeds: AddComments) -> End:
    button = Button(ctx.t("button.inbox"), ctx.t("button.inbox_says"))
    return End(deeds, sentence, "", "good" if deeds else "neutral", (Text(sentence), Buttons((button,))))


def commented(ctx: Ctx) -> Flow:
    """To the owner: remarks on their lines."""
    yield from keep()
    t, known = ctx.t, ctx.known
    said = [c for c in known.comments if c.by == ctx.about["by"] and c.at.isoformat() == ctx.about["at"]]
    texts = {
        line: text
        for o in known.mine
        for line, text in ((o.id, o.text), *((kr.id, f"KR{kr.position} · {kr.text}") for kr in o.key_results))
    }
    blocks = [b for c in said for b in (Text(texts.get(c.subject, ""), "quiet"), Text(c.text, "quote"))]
    sentence = t("share.commented", name=known.name(ctx.about["by"]))
    buttons = Buttons((Button(t("button.revise"), t("button.draft_says"), "primary"),))
    return End((), sentence, "", "neutral", (Text(sentence), *blocks, buttons))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """Asked for by name: the drafts that this person shares with me."""
    if about.get("objectives"):
        return about
    name = plain(about.get("name", ""))
    theirs = [o for o in known.shared if name in (plain(o.owner), plain(known.name(o.owner)), "")]
    owner = theirs[0].owner if theirs else ""
    return {"owner": owner, "objectives": ";".join(o.id for o in theirs if o.owner == owner)}


SHARE = FlowSpec("share", share, frozenset({"mine", "around"}))
ASK_COACH = FlowSpec("ask_coach", ask_coach, frozenset({"mine", "around"}))
READ_DRAFT = FlowSpec("read_draft", read_draft, frozenset({"submission", "comments", "shared"}), keys=("objectives",), begin=begin)
COMMENTED = FlowSpec("commented", commented, frozenset({"mine", "comments"}))
