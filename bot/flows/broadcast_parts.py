"""What HR's words fill of a campaign: its audience, its moment, the message behind a colon; in one sentence or step by step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.form import Kind, Pick, Unclear, choice
from bot.conversation.message import Option
from bot.flows.audience_said import GROUPS, STAGES, Heard, heard, nearest_teams
from bot.flows.known import Ctx
from bot.flows.moment_said import deadline, moment
from bot.okr import reading
from bot.okr.model import Team
from bot.okr.model_ending import Audience, Stage

EVERYBODY = "everybody"
_COLON = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")
_JOINED = "+"


def stages_of(stage: str) -> tuple[Stage, ...]:
    """The stages that an answer names; nobody's in particular for everybody."""
    if stage == EVERYBODY:
        return ()
    named = stage.split(_JOINED)
    return GROUPS.get(stage) or tuple(one for one in STAGES if one in named)


def name_of(stages: Iterable[Stage]) -> str:
    """These stages as an answer: by the name that they have together, where there is one."""
    said = tuple(stages)
    return next((name for name, group in GROUPS.items() if set(group) == set(said)), _JOINED.join(said) or EVERYBODY)


def template_for(stages: tuple[Stage, ...]) -> str:
    """Which ready sentence fits all of these; "" where none does."""
    if len(stages) == 1:
        return stages[0]
    return next((name for name, group in GROUPS.items() if stages and set(stages) <= set(group)), "")


def sentence(ctx: Ctx, text: str) -> Mapping[str, Any] | None:
    """Answers that a whole sentence gives: whom, when, which words. None where it speaks of nobody. Raises Unclear."""
    head, message = _behind_colon(text)
    times = reading.read_order(head, ctx.known.today)
    said = heard(ctx, times.rest)
    if not (said.narrows or said.everybody or said.only):
        return None
    if said.left:
        raise unknown(ctx, said)
    stages = said.stages
    found = {"stage": name_of(stages), "narrow": replace(said, stages=()).narrowing(), **_moment(ctx, said, times)}
    if message:
        return found | {"text": message}
    return found | _ready(ctx, said, times)


def narrowing(ctx: Ctx, teams: Iterable[tuple[Team, int]] = ()) -> Kind:
    """`Support, managers`, `only those in Sales who have not submitted`; `teams` are offered, with how many of them it would be."""
    picks = [Pick(team.key, ctx.t("broadcast.stage", stage=team.name, n=n), (team.name,)) for team, n in teams]
    offered = choice(*picks)

    def read(text: str) -> dict[str, list[str]]:
        try:
            return Heard(teams=(offered.reads(text),)).narrowing()
        except Unclear:
            said = heard(ctx, text)
        if said.left or not (said.narrows or said.everybody):
            raise unknown(ctx, said)
        return said.narrowing()

    options = tuple(Option(pick.label, pick.value) for pick in picks)
    return Kind(read, options=options, max_length=300)


def adjusted(ctx: Ctx, text: str) -> dict[str, Any] | None:
    """A narrowing, a moment, or both: what is said of a campaign that is known already. None where it is neither, or more."""
    times = reading.read_order(text, ctx.known.today)
    said = heard(ctx, times.rest)
    before = ctx.answers.get("narrow") or {}
    narrow = {"narrow": before | {kind: keys for kind, keys in said.narrowing().items() if keys}} if said.narrows else {}
    found = narrow | _moment(ctx, said, times)
    return found if found and not (said.left or times.until) else None


def narrowed(audience: Audience, said: Mapping[str, Any]) -> Audience:
    return replace(audience, **{name: tuple(found) for name, found in said.items() if found})


def unknown(ctx: Ctx, said: Heard) -> Unclear:
    """Names what was not understood and what can be said; held here where it plainly was meant as the answer."""
    t = ctx.t
    stages = t.list(
        [t(f"stage.{stage}") for stage in ("no_draft", "not_submitted", "drafting", "returned", "submitted", "agreed", "not_scored")]
    )
    args = {"text": said.left, "teams": t.list(nearest_teams(ctx, said.left)) or t("common.none"), "stages": stages}
    return Unclear("broadcast.what_narrow", **args, held=said.narrows or said.everybody or said.only)


def _behind_colon(text: str) -> tuple[str, str]:
    colon = _COLON.search(text)
    return (text[: colon.start()], text[colon.end() :].strip()) if colon else (text, "")


def _moment(ctx: Ctx, said: Heard, times: reading.Order) -> dict[str, str]:
    """The time to send, as far as it is said and still to come."""
    if not times.at:
        return {"when": "now"} if said.now else {}
    try:
        return {"when": moment(ctx, times.at)}
    except Unclear:
        return {}


def _ready(ctx: Ctx, said: Heard, times: reading.Order) -> dict[str, Any]:
    """Whoever asks to remind people, or names a deadline, has the ready words in mind."""
    if times.until:
        return {"text": {"until": deadline(ctx, times.until)}}
    return {"text": "template"} if said.reminds and template_for(said.stages) else {}
