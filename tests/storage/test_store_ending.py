"""A cycle's end and campaigns come back as they were saved; old objectives are found by their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.okr.cycles import cycle_of
from bot.okr.model import KeyResult, Objective, Team
from bot.okr.model_ending import Audience, Broadcast, CampaignPlan, Gathering, Retro
from bot.ports import Outgoing, Store, Tx
from tests.storage.store_samples import NOW

MINE = Retro("li", "2026Q4", NOW, "", "当天有答复", "做到了一半", None, "先排班", "早点说")
PART = replace(MINE, team="support")
OLD = replace(MINE, cycle="2026Q3", result=None)
WORD = Broadcast(
    "b1", "lin", NOW, NOW, texts={"en": "Hello", "zh-CN": "你好"}, audience=Audience(("no_draft",), ("support",)), targeted=("li",)
)


async def test_what_is_kept_comes_back(store: Store) -> None:
    def work(tx: Tx) -> None:
        for retro in (MINE, PART, OLD):
            tx.save_retro(retro)
        tx.save_retro(replace(PART, lesson="ask"))
        tx.save_gathering(Gathering("support", "2026Q4", "wang", NOW))
        tx.save_gathering(Gathering("support", "2026Q4", "wang", NOW, NOW))
        tx.save_broadcast(WORD)
        tx.save_broadcast(replace(WORD, id="b2", by=None, occasion="half", cycle="2026Q4"))
        tx.save_broadcast(replace(WORD, stopped=True))
        tx.save_campaign_plan(CampaignPlan("2026Q4", "half", day=date(2026, 9, 30)))
        tx.save_campaign_plan(CampaignPlan("2026Q4", "half", on=False))
        tx.save_cycle(replace(cycle_of("2026Q4"), max_objectives=6, writing="optional", review="mid"))
        tx.save_team(Team("t", "T", writing="off", max_key_results=3, policy="agile"))
        tx.post(Outgoing("broadcast:b1:li", NOW, "broadcast", "li", flow="broadcast_word"))

    await store.write(work)
    assert await store.read(lambda tx: tx.retros()) == (OLD, MINE, replace(PART, lesson="ask"))
    assert await store.read(lambda tx: tx.retros(["2026Q3"])) == (OLD,)
    assert await store.read(lambda tx: tx.retros(["2026Q3", "2026Q4"], ["li"])) == (OLD, MINE, replace(PART, lesson="ask"))
    assert await store.read(lambda tx: tx.retros(people=["han"])) == ()
    assert await store.read(lambda tx: tx.gatherings(["2026Q4"])) == (Gathering("support", "2026Q4", "wang", NOW, NOW),)
    assert await store.read(lambda tx: [b.id for b in tx.broadcasts()]) == ["b2", "b1"]
    assert await store.read(lambda tx: tx.broadcast("b1")) == replace(WORD, stopped=True)
    assert await store.read(lambda tx: tx.broadcast("b3")) is None
    assert await store.read(lambda tx: tx.campaign_plans()) == (CampaignPlan("2026Q4", "half", on=False),)
    assert await store.read(lambda tx: tx.cycles()[0]) == replace(cycle_of("2026Q4"), max_objectives=6, writing="optional", review="mid")
    assert await store.read(lambda tx: tx.team("t")) == Team("t", "T", writing="off", max_key_results=3, policy="agile")
    assert await store.read(lambda tx: tx.fates(["broadcast:b1:li", "broadcast:b1:han"])) == {"broadcast:b1:li": ("ready", None)}


async def test_words_are_found_as_they_are(store: Store) -> None:
    def objective(key: str, cycle: str, text: str, kr: str) -> Objective:
        return Objective(key, "li", cycle, text, state="closed", key_results=(KeyResult(f"{key}.1", key, kr, "li"),))

    def work(tx: Tx) -> None:
        tx.save_objective(objective("a", "2026Q3", "Faster Answers", "九成当天答复"))
        tx.save_objective(objective("b", "2026Q4", "让客户少等", "wait from 9 to 2, 100% of the time"))
        tx.save_objective(replace(objective("c", "2026Q4", "answers", "x"), state="dropped"))

    await store.write(work)

    async def found(words: str) -> list[str]:
        return [one.id for one in await store.read(lambda tx: tx.objectives_with(words, 10))]

    assert await found("answers") == ["a"]
    assert await found("客户") == ["b"]
    assert await found("当天") == ["a"]
    assert await found("100%") == ["b"]
    assert await found("100_") == []
    assert await found("a%s") == []
