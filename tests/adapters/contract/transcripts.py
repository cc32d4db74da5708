"""Transcripts of tests/dialogues on real platforms: where each is played, and what it comes to there."""

from __future__ import annotations

import os
from pathlib import Path

from tests.adapters.clocks import StillClock
from tests.adapters.contract.house import House
from tests.adapters.contract.house_stage import HouseStage, Impossible
from tests.adapters.contract.houses import DRAWN, build
from tests.dialogues.stage import EXPECTED, SetClock, play

# Where one person can be answered in a group on the spot, nobody has to be pointed to their direct messages.
POINTER = ("I have answered you in a direct message", "我已经私信回复你了")


def houses_of(number: int) -> tuple[str, ...]:
    """Where the transcript of this number is played: on one of the houses, in turn; with OKRBOT_TEST_HOUSES=all on every one of them."""
    if os.environ.get("OKRBOT_TEST_HOUSES") == "all":
        return DRAWN
    # Transcripts come in pairs, English and Chinese: the shift lets every house hear both.
    return (DRAWN[(number + number // len(DRAWN)) % len(DRAWN)],)


def head_of(text: str) -> dict[str, str]:
    return dict(line.removeprefix("//").strip().split(": ") for line in text.splitlines()[:3] if line.startswith("//") and ": " in line)


class OneClock(SetClock, StillClock):
    """What platform, adapter and bot go by."""


def as_played(text: str, house: House, name: str) -> str:
    """Without the lines that cannot hold there. Where a press is a message that says the words, only one that decides something can be
    told from an older one of its kind: there only what is stored is looked at."""
    able = house.adapter.abilities

    def holds(line: str) -> bool:
        pointer = able.private_answers and any(words in line for words in POINTER)
        return not (pointer or (name == "dingtalk-plain" and EXPECTED.match(line)))

    return "\n".join(line if holds(line) else "" for line in text.splitlines())


async def on_platform(name: str, text: str, folder: Path) -> dict[str, object] | None:
    """None where the transcript is about platforms that can do more, or less, than this one, or does what no client lets one do."""
    head, clock = head_of(text), OneClock()
    house = build(name, folder, clock)
    stage = await HouseStage(folder / f"{name}.db", head.get("language", "en"), clock=clock, house=house).open()
    try:
        if head.get("forms", "both") not in ("both", "yes" if house.adapter.abilities.forms else "no"):
            return None
        await play(stage, as_played(text, house, name))
        return await stage.state()
    except Impossible:
        return None
    finally:
        await stage.close()
        await house.stop()
