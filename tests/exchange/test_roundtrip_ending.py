"""Looking back, campaigns and rules of cycles and teams go out and come back; what became of a campaign comes along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.exchange.problems import BadFile
from bot.okr.cycles import cycle_of
from bot.okr.model import Person, Team
from bot.okr.model_ending import Audience, Broadcast, CampaignPlan, Gathering, Retro
from bot.okr.model_learning import Example, Improvement, Readiness
from bot.ports import Outgoing, Tx
from tests.exchange.keeping import NOW, Keeping

WORD = Broadcast(
    "b",
    "lin",
    NOW,
    NOW,
    cycle="2026Q4",
    texts={"en": "Hello"},
    audience=Audience(("no_draft",), ("t",), ("manager",), ("chat",)),
    targeted=("mei", "lin"),
    dropped=(("bo", "done_meanwhile"),),
)


def fill(tx: Tx) -> None:
    tx.save_team(Team("t", "T", writing="optional", max_objectives=3, policy="agile"))
    for key in ("lin", "mei", "bo"):
        tx.save_person(Person(key, key, team="t"))
    tx.save_cycle(replace(cycle_of("2026Q4"), policy="strict", max_objectives=6, max_key_results=5, writing="off", review="monthly"))
    tx.save_retro(Retro("mei", "2026Q4", NOW, target="x", lesson="早点问"))
    tx.save_retro(Retro("mei", "2026Q4", NOW, "t", next="y"))
    tx.save_gathering(Gathering("t", "2026Q4", "lin", NOW))
    tx.save_campaign_plan(CampaignPlan("2026Q4", "half", on=False, day=date(2026, 9, 25)))
    tx.save_broadcast(WORD)
    tx.save_improvement(Improvement("i", "t", "2026-11", "mei", NOW, "早点问", "accepted", "lin", NOW, "好"))
    tx.save_example(Example("o", "lin", NOW, shown=False))
    tx.save_readiness(Readiness(NOW, "lin", {"pain": "partly"}))
    for person, state, error in (("mei", "sent", None), ("lin", "failed", "no account")):
        row = tx.post(Outgoing(f"broadcast:b:{person}", NOW, "broadcast", person, flow="broadcast_word"))
        tx.settle(row, state, NOW, error=error)  # type: ignore[arg-type]


def test_it_comes_back_as_it_was(keeping: Keeping, tmp_path: Path) -> None:
    keeping.write(fill)
    whole = keeping.export()
    assert [(r["person"], r["cycle"], r["target"], r["next"]) for r in whole["retros"]] == [
        ("mei", "2026Q4", "x", None),
        ("mei", "2026Q4", None, "y"),
    ]
    (word,) = whole["broadcasts"]
    assert (word["by"], word["text"], word["targeted"], word["delivered"]) == ("lin", "Hello", ["mei", "lin"], ["mei"])
    assert word["failed"] == [{"person": "lin", "why": "no account"}]
    assert word["dropped"] == [{"person": "bo", "why": "done_meanwhile"}]
    assert [(i["team"], i["text"], i["state"]) for i in whole["improvements"]] == [("t", "早点问", "accepted")]
    assert [(e["objective"], e["shown"]) for e in whole["examples"]] == [("o", False)]
    assert [r["answers"] for r in whole["readiness"]] == [{"pain": "partly"}]
    other = Keeping(tmp_path / "other.db")
    other.take("everything", whole)
    assert other.export() | {"deliveries": 0} == whole | {"deliveries": 0}


def test_a_team_with_rules_that_are_none(keeping: Keeping) -> None:
    with pytest.raises(BadFile) as wrong:
        keeping.take("teams", {"teams": [{"key": "t", "writing": "sometimes", "max_objectives": 99, "policy": "loose"}]})
    assert all(column in str(wrong.value) for column in ("writing", "max_objectives", "policy"))
    keeping.take("teams", {"teams": [{"key": "t", "writing": "optional", "max_objectives": 3, "policy": "agile"}]})
    assert keeping.export()["teams"][0]["max_objectives"] == 3
