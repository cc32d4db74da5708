"""Words on single lines, read where somebody looks at a draft (`KR2: which channel?`, 第四条是任务), and shown below their line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.flows.known import Ctx
from bot.okr import reading
from bot.okr.deeds_asking import Remark
from bot.okr.model import Objective

LINE = re.compile(r"\s*(?:o\s*(?P<o>\d)\s*)?(?:kr\s*(?P<kr>\d))?\s*:\s*", re.IGNORECASE)
LONGEST = 2000
Notes = Mapping[str, tuple[str, ...]]


def read_comment(objectives: tuple[Objective, ...], typed: str) -> Mapping[str, Any] | None:
    """The answer that holds the remark, by the id of its line; None when the text names no line of these."""
    said = LINE.match(unicodedata.normalize("NFKC", typed))
    if not said or not (said["o"] or said["kr"]):
        return _whole_sentence(objectives, typed)
    text = re.split("[:：]", typed, maxsplit=1)[1].strip()[:LONGEST]
    n = int(said["o"] or 1)
    if not text or not 0 < n <= len(objectives):
        return None
    objective = objectives[n - 1]
    if not said["kr"]:
        return {f"comment.{objective.id}": text}
    return _on_key_result(objective, int(said["kr"]), text)


def _whole_sentence(objectives: tuple[Objective, ...], typed: str) -> Mapping[str, Any] | None:
    """A sentence about one key result is a remark as it stands."""
    number = reading.read_remark(typed)
    return _on_key_result(objectives[0], number, typed.strip()[:LONGEST]) if number and objectives else None


def _on_key_result(objective: Objective, number: int, text: str) -> Mapping[str, Any] | None:
    live = [kr for kr in objective.key_results if kr.state == "active"]
    return {f"comment.{live[number - 1].id}": text} if 0 < number <= len(live) else None


def remarks(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[Remark, ...]:
    """What was said in this conversation so far."""
    lines = [(o.id, None if line == o.id else line) for o in objectives for line in (o.id, *(kr.id for kr in o.key_results))]
    return tuple(Remark(o, kr, ctx.answers[f"comment.{kr or o}"]) for o, kr in lines if ctx.answers.get(f"comment.{kr or o}"))


def notes(ctx: Ctx, objectives: tuple[Objective, ...], *, rounds: int = 1) -> Notes:
    """Line -> what was said of it in the last rounds and in this conversation, with the name of who said it.

    A round begins with a submission: the owner reads what was said in the last one, the approver also what led to it.
    """
    found: dict[str, tuple[str, ...]] = {}
    submitted = sorted({e.at for o in (*ctx.known.mine, *ctx.known.others) for e in o.events if e.what == "submitted"})
    since = submitted[-rounds] if len(submitted) >= rounds else None
    for comment in (c for c in ctx.known.comments if since is None or c.at >= since):
        said = ctx.t("common.labelled", label=ctx.known.name(comment.by), text=comment.text)
        found[comment.subject] = (*found.get(comment.subject, ()), said)
    for remark in remarks(ctx, objectives):
        line = remark.key_result or remark.objective
        found[line] = (*found.get(line, ()), ctx.t("common.labelled", label=ctx.known.me.name, text=remark.text))
    return found
