"""A question that is asked back in the midst of something is about the step one stands at: which of the ready answers that is."""

from __future__ import annotations

from bot.conversation.flow import Ended
from bot.conversation.turn import Turn

# The last part of a question's name, and what it holds of a key result's place, to the topic that explains it.
OF_STEP = {
    "kind": "stretch",
    "serves": "alignment",
    "now": "progress",
    "confidence": "confidence",
    "baseline": "baseline",
}
OF_FLOW = {"score": "score", "retro": "retro", "checkin": "confidence", "change": "change"}


def topic_of_step(turn: Turn) -> str:
    """The topic of what is asked where the talk stands; "" where there is none."""
    position = turn.run(turn.talk.answers)
    if isinstance(position, Ended):
        return ""
    name = position.missing[0].name
    if turn.talk.flow == "draft" and (name.endswith(".text") or ".keep." in name):
        return "good_key_result" if ".kr" in name else "good_objective"
    return OF_STEP.get(name.rpartition(".")[2]) or OF_FLOW.get(turn.talk.flow, "")
