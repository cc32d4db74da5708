"""What a transcript says must be stored: of a key result's week, or of an objective."""

from __future__ import annotations

import shlex

from bot.okr.model import CheckIn, Objective
from bot.ports import Store, Tx


async def check_stored(store: Store, who: str, rest: str, *, where: str) -> None:
    """`KR1 2026-W41 value 5 next "we sign"` (numbered through as shown), or `O1 state agreed` (in the order they were written)."""
    what, *words = shlex.split(rest)
    found = await store.read(
        lambda tx: _objective(tx, who, int(what[1:])) if what[0] == "O" else _check_in(tx, who, int(what[2:]), words.pop(0))
    )
    if words == ["none"]:
        assert found is None, f"{where}\n{found}"
        return
    assert found is not None, f"{where}\nnothing is stored"
    for name, wanted in zip(words[::2], words[1::2], strict=True):
        assert shown(found, name) == wanted, f"{where}\nit is {shown(found, name)}"


def shown(found: CheckIn | Objective, name: str) -> str:
    """A field as a transcript writes it; of lists how many there are, of what it serves the first."""
    if name == "serves":
        return next((above.key_result or above.objective for above in found.aligned_to), "-")
    if name in ("live", "parked"):
        state = "active" if name == "live" else "dropped"
        return str(len([kr for kr in found.key_results if kr.state == state]))
    value = getattr(found, name)
    if isinstance(value, tuple):
        return str(len(value))
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return "-" if value is None else str(value)


def _objective(tx: Tx, who: str, number: int) -> Objective | None:
    mine = [o for o in tx.objectives(owners=[who]) if o.state != "dropped"]
    return mine[number - 1] if len(mine) >= number else None


def _check_in(tx: Tx, who: str, number: int, week: str) -> CheckIn | None:
    running = [kr for o in tx.objectives() if o.state == "agreed" for kr in o.key_results if kr.state == "active" and kr.owner == who]
    return next(iter(tx.check_ins([running[number - 1].id], [week])), None)
