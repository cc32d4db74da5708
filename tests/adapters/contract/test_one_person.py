"""One company on Slack, Feishu and DingTalk at once, over the wire: linking by a code, prompts that follow, a leaver handed over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.abilities import AbilitiesNow
from bot.company import Setup
from bot.conversation.event import Event, Listed
from bot.delivery import Delivery
from bot.engine import Engine
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.okr.cycles import cycle_of
from bot.ports import Outcome, Store, Tx
from bot.ticking import refresh_rhythms
from tests.adapters.contract.house import Hand, House
from tests.adapters.contract.houses import build
from tests.adapters.contract.transcripts import OneClock
from tests.dialogues.stage import TEAMS, ZONE, local, people
from tests.dialogues.two_platforms import CODE
from tests.ready import sentences, store_at

WHERE = {"li": "slack", "wang": "dingtalk", "han": "feishu", "lin": "feishu"}
HOUSES = {"slack": "slack", "feishu": "feishu", "dingtalk": "dingtalk-buttons"}


@dataclass
class Company3:
    """Li writes on Slack, Wang, the manager, on DingTalk, Han and HR on Feishu."""

    folder: Path
    where: dict[str, str] = field(default_factory=lambda: WHERE)
    clock: OneClock = field(default_factory=OneClock)
    houses: dict[str, House] = field(default_factory=dict)
    hands: dict[str, Hand] = field(default_factory=dict)
    store: Store = field(init=False)

    async def open(self) -> Company3:
        self.clock.at = local("2026-10-05 09:00")
        self.houses = {name: build(house, self.folder, self.clock) for name, house in HOUSES.items()}
        adapters = {name: await house.open(self._receive) for name, house in self.houses.items()}
        self.hands = {key: self.houses[where].person(key.capitalize(), key) for key, where in self.where.items()}
        setup = Setup(sentences(), FLOWS, Company(ZONE, "en", "CN"), AbilitiesNow([*adapters.values()]))
        self.store = store_at(self.folder / "three.db")
        self.delivery = Delivery(setup, self.store, self.clock, adapters, "three")
        self.engine = Engine(setup, self.store, self.clock, self.delivery.push, ask=lambda name, account: adapters[name].somebody(account))

        def move_in(tx: Tx) -> None:
            for team in TEAMS:
                tx.save_team(replace(team, board_platform=None, board_channel=None))
            for person in people("en"):
                hand = self.hands.get(person.key)
                tx.save_person(replace(person, email=None, accounts={self.where[person.key]: hand.account} if hand else {}))
            tx.save_cycle(cycle_of("2026Q4"))
            refresh_rhythms(setup, tx, self.clock.now())

        await self.store.write(move_in)
        return self

    async def _receive(self, event: Event) -> Outcome:
        return await self.engine.receive(event)

    async def close(self) -> None:
        await self.delivery.drain()
        for house in self.houses.values():
            await house.shut()
            await house.stop()
        await self.store.close()

    async def settle(self) -> None:
        await self.delivery.drain()
        while await self.delivery.step():
            await self.delivery.drain()

    async def says(self, hand: Hand, *texts: str) -> str:
        """What stands in their direct chat after the last of it."""
        for text in texts:
            self.clock.forward(20)
            await hand.says(text)
            await self.settle()
        return self.last(hand)

    def last(self, hand: Hand) -> str:
        return hand.sees()[-1].text if hand.sees() else ""

    async def presses(self, hand: Hand, label: str) -> str:
        self.clock.forward(20)
        control = next(c for shown in reversed(hand.sees()) for c in shown.controls if c.label.startswith(label))
        await control.press()
        await self.settle()
        return self.last(hand)


@pytest.fixture
async def company(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Company3]:
    company = await Company3(tmp_path, WHERE | getattr(request, "param", {})).open()
    yield company
    await company.close()


async def test_one_person_links_two_accounts_and_what_the_bot_says_follows_them(company: Company3) -> None:
    li, wang = company.hands["li"], company.hands["wang"]
    also = company.houses["feishu"].person("Lei")
    assert "Write “link” to me there" in await company.says(also, "hello")
    found = CODE.search(await company.says(li, "link"))
    assert found
    linked = await company.says(also, f"link {found[0]}")
    assert "this account is yours too" in linked
    assert "goes to Feishu" in linked
    assert "Your account on Feishu is linked" in company.last(li)
    draft = ("new OKR", "O: Customers get an answer while they still ask\nKR1: First reply time from 9 hours to 2 hours", "stretch")
    await company.says(also, *draft, "that's all", "submit")
    assert "Li Lei" in company.last(wang)
    before = len(li.sees())
    await company.says(wang, "agree")
    assert "agreed to your OKR" in company.last(also)
    assert len(li.sees()) == before
    assert "First reply time" in await company.says(li, "okr")  # the same OKRs on Slack
    await company.says(also, "unlink feishu", "yes")
    assert "I do not know you yet" in await company.says(also, "okr")


async def leaves(company: Company3, key: str) -> None:
    """The platform tells of it, as it does."""
    account = company.hands[key].account
    server: Any = company.houses[company.where[key]].server  # type: ignore[attr-defined]
    match company.where[key]:
        case "slack":
            member = server.workspace.users[account]
            member.deleted = True
            told = await server.emit({"type": "user_change", "user": member.as_json(email=True, locale=True)})
        case "feishu":
            about = {"open_id": account, "status": {"is_resigned": True, "is_frozen": False, "is_activated": True}}
            told = await server.emit("contact.user.deleted_v3", {"object": about, "old_object": {"department_ids": ["0"]}})
        case _:
            server.company.people.pop(account, None)
            told = await server.gateway.event("user_leave_org", {"timeStamp": "1", "userId": [account]})
    await told.ack()
    await company.settle()


@pytest.mark.parametrize(
    "company",
    [{"li": "slack", "wang": "dingtalk"}, {"li": "feishu", "wang": "slack"}, {"li": "dingtalk", "wang": "feishu"}],
    indirect=True,
    ids=["slack", "feishu", "dingtalk"],
)
async def test_a_leaver_of_one_platform_is_handed_over_on_the_others(company: Company3) -> None:
    li, wang, han = (company.hands[key] for key in ("li", "wang", "han"))
    draft = ("new OKR", "O: Customers get an answer while they still ask\nKR1: First reply time from 9 hours to 2 hours", "stretch")
    await company.says(li, *draft, "that's all", "submit")
    await company.says(wang, "agree")
    before = len(wang.sees())
    for _ in range(2):
        await leaves(company, "li")
    assert len(wang.sees()) == before + 1
    assert "Li Lei has left" in company.last(wang)
    await company.presses(wang, "Hand over")
    await company.says(wang, "@Han Mei", "she knows the customers", "yes")
    assert "take it over" in company.last(han)
    await company.says(han, "take it over")
    assert "First reply time" in await company.says(han, "okr")


async def test_who_is_known_by_mail_is_recognised_where_the_platform_answers_for_it(company: Company3) -> None:
    def mail(tx: Tx) -> None:
        li = tx.person("li")
        assert li is not None
        tx.save_person(replace(li, email="li@example.com"))

    await company.store.write(mail)
    feishu, dingtalk = company.houses["feishu"], company.houses["dingtalk"]
    own: Any = dingtalk.person("Li")
    own.human.person.email = "li@example.com"  # whatever somebody wrote there
    assert "我还不认识你" in await company.says(own, "okr")  # in the language that DingTalk tells
    given: Any = dingtalk.person("Li Lei")
    given.human.person.org_email = "li@example.com"
    assert "Li Lei's OKRs" in await company.says(given, "okr")
    assert "Li Lei's OKRs" in await company.says(feishu.person("Lei", "li"), "okr")
    trail = await company.store.read(lambda tx: [*tx.done(subject=f"dingtalk:{given.account}"), *tx.done(subject="feishu:ou_li")])
    assert [(d.by, d.what, d.note) for d in trail] == [("li", "account_linked", "e-mail")] * 2
    feishu.server.faults.add("html", "GET /contact/v3/users/:id", status=502)  # type: ignore[attr-defined]
    assert "I do not know you yet" in await company.says(feishu.person("Wu", "wu"), "okr")


@pytest.mark.parametrize("company", [{"li": "feishu"}, {"li": "dingtalk"}], indirect=True, ids=["feishu", "dingtalk"])
async def test_who_moves_on_the_platform_moves_here(company: Company3) -> None:
    """Their department, and who leads them: the platform's own word before, so it is followed."""
    name, server = company.where["li"], company.houses[company.where["li"]].server  # type: ignore[attr-defined]
    account = company.hands["li"].account
    chen = company.houses[name].person("Chen", "chen").account
    org = server.tenant if name == "feishu" else server.company
    care, support = (org.add_department(one) for one in ("Company", "Support"))

    async def put(department: Any, leader: str) -> None:
        if name == "feishu":
            about = {"open_id": account, "name": "Li Lei", "department_ids": [department.id], "leader_user_id": leader}
            told = await server.emit("contact.user.updated_v3", {"object": about, "old_object": {}})
        else:
            org.people[account].depts, org.people[account].manager = [department.id], leader
            told = await server.gateway.event("user_modify_org", {"timeStamp": "1", "userId": [account]})
        await told.ack()

    def settled(tx: Tx) -> None:
        boss, li = tx.person("chen"), tx.person("li")
        assert boss is not None
        assert li is not None
        tx.save_person(replace(boss, accounts={name: chen}))
        tx.save_person(replace(li, manager=None))
        for one in (care, support):
            tx.save_listed(name, f"department:{one.id}", Listed(name=one.name))

    await company.store.write(settled)
    await put(support, "")
    await put(care, chen)
    li = await company.store.read(lambda tx: tx.person("li"))
    assert li is not None
    assert (li.team, li.manager) == ("company", "chen")
