"""How much a check-in costs a person: a simulated one reports for a quarter, in both languages, with forms and without."""

from __future__ import annotations

import random
from pathlib import Path
from statistics import median

import pytest

from bot.conversation.message import controls
from bot.okr.model import KeyResult, Objective
from bot.ports import Tx
from tests.dialogues.stage import Stage, local

FRIDAYS = ("2026-10-09", "2026-10-16", "2026-10-23", "2026-10-30", "2026-11-06", "2026-11-13")
METRICS = (("hours", 9.0, 2.0), ("%", 71.0, 90.0), ("calls", 10.0, 80.0), ("%", 20.0, 60.0), ("days", 30.0, 12.0))


def five_key_results(tx: Tx) -> None:
    """Of three objectives: two of Li's own, one of the manager's, in two teams."""
    homes = (("o1", "li", "support", (0, 1)), ("o2", "li", "company", (2, 3)), ("o3", "wang", "support", (4,)))
    for key, owner, team, numbers in homes:
        lines = tuple(
            KeyResult(f"{key}k{n}", key, f"Measure {n}", "li", n, (), METRICS[n][0], METRICS[n][1], METRICS[n][2], "up") for n in numbers
        )
        tx.save_objective(Objective(key, owner, "2026Q4", f"Objective {key}", team, "aspirational", state="agreed", key_results=lines))


class Person:
    """Does what the newest card makes easiest, and counts: presses and typed lines."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self.stage, self.chance = stage, chance
        self.pressed = self.typed = 0

    def labels(self) -> tuple[str, ...]:
        newest = next(sheet for sheet in reversed(self.stage.paper.log) if sheet.address == "li")
        return tuple(button.label for button in controls(newest.message))

    async def press(self, *wanted: str) -> None:
        label = next(one for one in wanted if one in self.labels())
        self.pressed += 1
        await self.stage.presses("li", label)

    async def say(self, text: str) -> None:
        self.typed += 1
        await self.stage.says("li", text)

    async def confirm(self) -> None:
        """What is asked on the way (why confidence is low) is left out."""
        yes = ("Yes, store it", "对，存下来")
        for _ in range(6):
            if set(yes) & set(self.labels()):
                break
            await self.press("Skip", "跳过")
        await self.press(*yes)

    def line(self, language: str) -> str:
        """Four changed key results, with figures as people write them."""
        said = []
        for n in sorted(self.chance.sample(range(5), 4)):
            unit, base, target = METRICS[n]
            value = round(base + (target - base) * self.chance.uniform(0.1, 0.8))
            figure = f"{value}{unit}" if unit == "%" else f"{value} {unit}"
            confidence = self.chance.randint(2, 9)
            said.append(f"KR{n + 1} {figure}，信心 {confidence}" if language == "zh-CN" else f"KR{n + 1} {figure}, confidence {confidence}")
        return "；".join(said) + "；其余不变" if language == "zh-CN" else "; ".join(said) + "; rest same"


@pytest.mark.parametrize("forms", [True, False], ids=["forms", "typed"])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_week_costs_two_taps_or_one_line(language: str, forms: bool, tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "effort.db", language, forms).open()
    chance = random.Random(7)
    quiet, busy = [], []
    try:
        await stage.store.write(five_key_results)
        for week, friday in enumerate(FRIDAYS):
            before = len(stage.paper.sheets)
            await stage.until(local(f"{friday} 16:00"))
            title = ("Check-in ·", "更新进展 ·")
            prompts = [s for s in stage.paper.sheets[before:] if s.address == "li" and s.message.title.startswith(title)]
            assert len(prompts) == 1, "one message for all key results, whosever objectives they belong to"
            person = Person(stage, chance)
            if week == 0 or week % 2:
                await person.say(person.line(language) if week else first_line(language))
                await person.confirm()
                busy.append((person.pressed, person.typed))
            else:
                await person.press("All unchanged", "全部没变")
                await person.confirm()
                quiet.append(person.pressed + person.typed)
            stored = await stage.store.read(lambda tx: tx.check_ins([kr.id for o in tx.objectives() for kr in o.key_results]))
            assert len({c.key_result for c in stored if c.week == f"2026-W{41 + week}"}) == 5
    finally:
        await stage.close()
    assert median(quiet) <= 2
    assert median(pressed for pressed, _ in busy) <= 3
    assert all(typed == 1 for _, typed in busy)


def first_line(language: str) -> str:
    """The first week says where everything stands."""
    values = ("8 hours", "72%", "12 calls", "22%", "29 days")
    if language == "zh-CN":
        return "；".join(f"KR{n} {value}，信心 6" for n, value in enumerate(values, start=1))
    return "; ".join(f"KR{n} {value}, confidence 6" for n, value in enumerate(values, start=1))
