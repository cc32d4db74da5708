"""The memo of a team: what it improves in this cycle and the next, and what somebody proposes for it (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, Known
from bot.okr.deeds_learning import ProposeImprovements
from bot.okr.improving import may_see_memo, memo_team, waits
from bot.okr.looking_back import leads
from bot.okr.model import Team
from bot.okr.model_learning import Improvement
from bot.wording import cycle_name

LONGEST, MOST = 500, 10
MINE = ("proposed", "later", "declined")


def memo(ctx: Ctx) -> Flow:
    """The list to read; words that are no team's name are a proposal."""
    t, known = ctx.t, ctx.known
    said = ctx.about.get("said")
    if said:
        return (yield from _said(ctx, said))
    yield from keep()
    team = known.team
    if team is None or not team.lead:
        return _ended(ctx, t("memo.none"))
    if not may_see_memo(known.me, team, known.org):
        return _ended(ctx, t("memo.not_yours", team=team.name))
    title = t("memo.title", team=team.name)
    blocks = (*accepted(ctx), *_undecided(ctx, team))
    empty = () if blocks else (Text(t("memo.empty", cycle=_cycle(ctx))),)
    return End((), title, title, shows=(*blocks, *empty, Text(t("memo.how"), "quiet"), Buttons(_buttons(ctx, team))), in_place=False)


def accepted(ctx: Ctx) -> Iterator[Block]:
    """What everybody does in this cycle, and in the next."""
    learning = ctx.known.learning
    for cycle in (learning.now, learning.following):
        found = [one for one in learning.memo if one.cycle == cycle and one.state == "accepted"]
        if found:
            yield Text(ctx.t("memo.list", cycle=cycle_name(ctx.t, cycle)), "strong")
            yield Text(lines(ctx, found))


def _undecided(ctx: Ctx, team: Team) -> Iterator[Block]:
    """For the lead what waits; for everybody what became of their own."""
    t, learning, me = ctx.t, ctx.known.learning, ctx.known.me.key
    if waiting := _waiting(ctx, team):
        yield Text(t("memo.waiting" if me == team.lead else "memo.waiting_for", name=ctx.known.name(team.lead)), "strong")
        yield Text(lines(ctx, waiting))
    for state in MINE:
        mine = [
            one for one in learning.memo if one.by == me and one.state == state and (state == "proposed" or one.cycle == learning.following)
        ]
        if mine and me != team.lead:
            yield Text(t(f"memo.mine.{state}"), "strong")
            yield Text("\n".join(f"• {one.text}" for one in mine))


def _waiting(ctx: Ctx, team: Team) -> tuple[Improvement, ...]:
    """What the lead is to decide, or somebody above while the lead cannot."""
    learning = ctx.known.learning
    return tuple(one for one in learning.memo if waits(one, learning.following)) if leads(ctx.known.me, team.key, ctx.known.org) else ()


def lines(ctx: Ctx, improvements: Iterable[Improvement]) -> str:
    """One a line, with whose idea it was."""
    return "\n".join(f"• {ctx.t('memo.line', text=one.text, name=ctx.known.name(one.by))}" for one in improvements)


def _buttons(ctx: Ctx, team: Team) -> tuple[Button, ...]:
    t, waiting = ctx.t, len(_waiting(ctx, team))
    decide = (_decide(ctx, team, waiting),) if waiting else ()
    own = memo_team(ctx.known.me.team, ctx.known.org)
    propose = (Button(t("memo.propose"), t("memo.propose_says"), "normal" if decide else "primary"),) if own == team else ()
    return (*decide, *propose, Button(t("button.home"), t("button.home_says")))


def _decide(ctx: Ctx, team: Team, waiting: int) -> Button:
    t, says = ctx.t, "memo.decide_team_says"
    label = t("memo.decide", n=waiting)
    if ctx.known.me.key == team.lead:
        return Button(label, t("memo.decide_says"), "primary")
    return Button(label, t(says, team=team.key), spoken=t(says, team=team.name))


def _said(ctx: Ctx, said: str) -> Flow:
    """Words behind the command: asked back, since they go to somebody else."""
    t, known = ctx.t, ctx.known
    if known.team is None or not known.team.lead:
        yield from keep()
        return _ended(ctx, t("memo.none"))
    picks = (Pick("yes", t("memo.put_in"), ctx.words("yes")), Pick("no", t("memo.leave_out"), ctx.words("no")))
    label = t("memo.ask_said", cycle=_cycle(ctx))
    sure = yield from ask(
        Question("sure", label, choice(*picks)), title=t("memo.title", team=known.team.name), shows=(Text(said, "quote"),)
    )
    return _proposed(ctx, known.team, (said,)) if sure == "yes" else _ended(ctx, t("memo.left_out"))


def propose(ctx: Ctx) -> Flow:
    """One proposal, or one a line."""
    t, known = ctx.t, ctx.known
    team = known.team
    if team is None or not team.lead:
        yield from keep()
        return _ended(ctx, t("memo.none"))
    question = Question("text", t("memo.ask", team=team.name, cycle=_cycle(ctx)), words(LONGEST * 4, lines=True), t("memo.hint"))
    text = yield from ask(question, title=t("memo.title", team=team.name))
    return _proposed(ctx, team, tuple(line for part in text.splitlines() if (line := part.strip(" •-*\t")))[:MOST])


def _proposed(ctx: Ctx, team: Team, texts: tuple[str, ...]) -> End:
    t, known = ctx.t, ctx.known
    own = team.lead == known.me.key
    sentence = t("memo.own", cycle=_cycle(ctx)) if own else t("memo.proposed", name=known.name(team.lead))
    more = Button(t("memo.another"), t("memo.propose_says"))
    buttons = Buttons((Button(t("memo.see"), t("memo.see_says"), "primary"), more))
    shows = (Text("\n".join(f"• {one}" for one in texts), "quote"), Text(sentence), buttons)
    return End((ProposeImprovements(team.key, known.learning.following, texts),), sentence, t("memo.title", team=team.name), "good", shows)


def _cycle(ctx: Ctx) -> str:
    return cycle_name(ctx.t, ctx.known.learning.following)


def _ended(ctx: Ctx, sentence: str) -> End:
    home = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End((), sentence, ctx.t("memo.name"), shows=(Text(sentence), home))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """What stands behind the command is a team, else what somebody proposes to their own."""
    name = about.get("name")
    return {"said": name} if name and known.team is None else about


MEMO = FlowSpec("memo", memo, frozenset({"memo"}), begin=begin)
PROPOSE = FlowSpec("propose", propose, frozenset({"memo"}))
