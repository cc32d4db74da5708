"""What became of campaigns: delivered, failed, left out and why."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Text
from bot.flows.broadcast import NAMES, sent_end
from bot.flows.known import Ctx, FlowSpec, Known
from bot.okr.campaigns import REASONS
from bot.okr.deeds_hr import StopBroadcast
from bot.okr.model_ending import Broadcast

FATES = {"sent": "delivered", "failed": "failed", "uncertain": "failed", "dropped": "left_out", "ready": "waiting", "sending": "waiting"}


def broadcasts(ctx: Ctx) -> Flow:
    """What became of the latest campaigns: delivered, failed, left out and why; one that is still to come can be stopped."""
    t, known = ctx.t, ctx.known
    waiting = [one for one in known.ending.broadcasts if one.by and not one.stopped and one.due > known.now]
    shows = tuple(block for one in known.ending.broadcasts for block in told(ctx, one)) or (Text(t("broadcast.none")),)
    if "hr" not in known.me.roles or not waiting:
        yield from keep()
        sentence = t("broadcast.told") if "hr" in known.me.roles else t("refused.hr_only")
        return End((), sentence, t("broadcast.told"), shows=shows if "hr" in known.me.roles else (Text(sentence),), in_place=False)
    picks = [Pick(one.id, t("broadcast.stop", when=t.when(one.due)), ctx.words("stop")) for one in waiting[:3]]
    which = yield from ask(Question("stop", t("broadcast.ask_stop"), choice(*picks)), title=t("broadcast.told"), shows=shows, in_place=True)
    return sent_end(ctx, t("broadcast.stopped"), (StopBroadcast(which),))


def told(ctx: Ctx, one: Broadcast) -> Iterator[Block]:
    """One campaign: when, how many got it, who did not and why."""
    t, known = ctx.t, ctx.known
    what = t(f"campaign.name.{one.occasion}") if not one.by else t("broadcast.from", name=known.name(one.by))
    yield Text(f"{t.when(one.due)} · {what}", "strong")
    counts: dict[str, list[tuple[str, str]]] = {}
    for person in one.targeted:
        state, why = known.ending.fates.get(f"broadcast:{one.id}:{person}", ("ready", None))
        counts.setdefault(FATES.get(state, "waiting"), []).append((person, why or ""))
    counts.setdefault("left_out", []).extend(one.dropped)
    counts.setdefault("delivered", []).extend((person, "") for person in one.delivered)
    parts = [
        t(f"broadcast.count.{fate}", n=len(found)) for fate in ("delivered", "waiting", "failed", "left_out") if (found := counts.get(fate))
    ]
    yield Text(" · ".join([*parts, *([t("broadcast.is_stopped")] if one.stopped else [])]) or t("broadcast.count.waiting", n=0))
    for fate in ("failed", "left_out"):
        for why, names in _by_reason(known, counts.get(fate, [])).items():
            yield Text(t("common.labelled", label=_reason(ctx, why), text=t.list(names[:NAMES])), "quiet")


def _by_reason(known: Known, found: list[tuple[str, str]]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for person, why in found:
        reasons.setdefault(why, []).append(known.name(person))
    return reasons


def _reason(ctx: Ctx, why: str) -> str:
    """In words where it is one of ours; what a platform said is shown as it is."""
    key = f"broadcast.why.{why}" if why.isidentifier() else ""
    if key and ctx.t.has(key):
        return ctx.t(key)
    code = REASONS.get(why)
    return ctx.t(f"broadcast.why.{code}") if code else why or ctx.t("broadcast.why.unknown")


BROADCASTS = FlowSpec("broadcasts", broadcasts, frozenset({"company", "fates"}))
