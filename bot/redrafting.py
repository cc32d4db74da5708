"""A sentence about a numbered key result while nothing is agreed means the draft: left alone, sent back, or waiting for agreement."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.event import Said
from bot.conversation.flow import Asking, Change
from bot.conversation.form import Unclear
from bot.conversation.talk import Talk
from bot.okr import reading
from bot.ports import Tx
from bot.reporting import Reporting
from bot.talking import Talking


def changes_draft(talking: Talking, reporting: Reporting, said: Said) -> Talk | None:
    """The draft whose lines the sentence changes; None where it changes none, or something agreed may be meant."""
    if reporting.anything() or reading.read_change(said.text, asked=True) is None:
        return None
    talk = talking.begin("draft", {})
    if not talk.answers:
        return None
    turn, _ = talking.turn(talk, said)
    position = turn.run(talk.answers)
    if not isinstance(position, Asking) or position.ask.reads is None:
        return None
    try:
        return talk if isinstance(position.ask.reads(said.text), Change) else None
    except Unclear:
        return None


def newest_submissions(tx: Tx, talks: Iterable[Talk]) -> tuple[Talk, ...]:
    """These talks; of the approvals of one draft that was taken back and submitted anew only the last: whoever agrees means that."""
    talks = tuple(talks)
    newest: dict[str, int] = {}
    for talk in talks:
        if talk.flow == "approve":
            newest[_draft_of(talk)] = max(_version_of(talk), newest.get(_draft_of(talk), 0))
    kept = tuple(talk for talk in talks if talk.flow != "approve" or _version_of(talk) == newest[_draft_of(talk)])
    alone = len(kept) == 1 and kept[0].flow == "approve"  # it would hear whatever is said
    return () if alone and _decided_anew(tx, kept[0]) else kept


def _decided_anew(tx: Tx, talk: Talk) -> bool:
    """Whether what it asks about was submitted again since, and that was answered: two more events each, at least."""
    if not _version_of(talk):
        return False
    objectives = [o for o in map(tx.objective, _draft_of(talk).split(";")) if o]
    return sum(len(o.events) for o in objectives) >= _version_of(talk) + 2 * len(objectives)


def _draft_of(talk: Talk) -> str:
    return talk.about.get("objectives", "")


def _version_of(talk: Talk) -> int:
    """How much had happened to the objectives when they were submitted."""
    version = talk.about.get("submission", "").rpartition(":")[2]
    return int(version) if version.isdecimal() else 0
