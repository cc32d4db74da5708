"""Which of the open talks a sentence is for, before anybody has looked at what it says; and the way back to a draft that waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.draw import notice
from bot.conversation.i18n import Speak
from bot.conversation.message import Button, Buttons, Text, controls
from bot.conversation.talk import Talk
from bot.conversation.turn import Taken
from bot.ports import Tx

PASSES_ON = ("alert", "word")
TAKES_PERSON = ("stand_in", "change", "split")  # where "@somebody" is an answer
WORDS_FOR_OTHERS = (
    "broadcast approve read_draft change_request dependency offer ask_coach share scored score_word".split()
)  # where a question may be what is to be said
BESIDE = ("draft", "priorities")  # where other business is heard for what it is, and a question is answered
READS_DAYS = ("days",)  # where a day off is the company's
READS_LINES = "draft checkin score approve read_draft change change_request offer split".split()  # where "KR2: ..." is about a line
IN_THE_MIDST = timedelta(minutes=30)  # so long whoever left a draft open is still at it


def focus_of(open_talks: tuple[Talk, ...]) -> Talk | None:
    """The talk that was touched last, else the only one."""
    touched = [t for t in open_talks if t.touched]
    if touched:
        return touched[0]
    return open_talks[0] if len({t.flow for t in open_talks}) == 1 and len(open_talks) == 1 else None


def passes_on(open_talks: tuple[Talk, ...]) -> bool:
    """Words would go to somebody else, and nobody has said so: then what reads as a command is one."""
    focus = focus_of(open_talks)
    return focus is not None and focus.flow in PASSES_ON and not focus.touched


def anew(talk: Talk) -> Talk:
    """The talk as if nothing had been said to it: a line of which it is asked whether it is to be passed on gives way to the next."""
    return replace(talk, answers={})


def gone(t: Speak, person: str) -> Taken:
    """A card of somebody else, or of a talk that is not there any more."""
    button = Button(t("button.home"), t("button.home_says"), "primary")
    return Taken(Talk("", person, "home"), notice(t, t("talk.not_this_card"), None, (button,)))


def offering_draft(taken: Taken, tx: Tx, t: Speak, now: datetime) -> Taken:
    """What came to its end while a draft waits for its next line says so, and how to go on."""
    if taken.ended is None or taken.talk.flow == "draft" or not taken.talk.flow:
        return taken
    focus = focus_of(tx.talks(taken.talk.person))
    fresh = focus is not None and focus.flow == "draft" and focus.touched is not None and now - focus.touched < IN_THE_MIDST
    says = t("button.draft_says")
    if not fresh or says in [control.says for control in controls(taken.message)]:
        return taken
    way = (Text(t("draft.waits_here"), "quiet"), Buttons((Button(t("button.go_on"), says),)))
    return replace(taken, message=replace(taken.message, blocks=(*taken.message.blocks, *way)))
