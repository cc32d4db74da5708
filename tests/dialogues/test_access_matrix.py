"""Who sees and may do what: every role, every state and visibility, every surface, generated and held against one table in plain words."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import pytest

from bot.conversation.message import Links
from bot.exchange.export import as_json, exported, held_in
from bot.exchange.sheets_out import as_csv, as_xlsx
from bot.links import ensure_secret
from bot.okr import access
from bot.okr.actions import apply
from bot.okr.cycles import cycle_of
from bot.okr.deeds import Action, SaveDraft
from bot.okr.model import Collaborator, KeyResult, Leave, Objective, ObjectiveState, Person, Team, Visibility
from bot.okr.model_learning import Example, Improvement
from bot.okr.refusal import Refused
from bot.okr.world import World
from bot.ports import Done, Tx
from bot.ports.pages import Visit
from bot.visiting import Visiting
from tests.dialogues.stage import Stage
from tests.ready import everybody

NOW = datetime(2026, 10, 5, 1, tzinfo=UTC)
STATES, VISIBILITIES = get_args(ObjectiveState), get_args(Visibility)
LIVE = ("agreed", "closed")

# role -> the person; "owner" owns every objective of the matrix
ROLES = {
    "owner": Person("owner", "Owner One", manager="boss", team="core"),
    "boss": Person("boss", "Boss Two", manager="top", team="core"),
    "top": Person("top", "Top Three", team="firm"),
    "mate": Person("mate", "Mate Four", manager="boss", team="core"),
    "lead": Person("lead", "Lead Five", manager="top", team="firm"),
    "other": Person("other", "Other Six", manager="lead", team="side"),
    "coach": Person("coach", "Coach Seven", manager="lead", team="side", roles=frozenset({"employee", "coach"})),
    "hr": Person("hr", "Hilda Eight", manager="top", team="firm", roles=frozenset({"employee", "hr"})),
    "exec": Person("exec", "Exec Nine", team="firm", roles=frozenset({"employee", "exec"})),
    "helper": Person("helper", "Helper Ten", manager="lead", team="side"),
    "reader": Person("reader", "Reader Eleven", manager="lead", team="side"),
    "gone": Person("gone", "Gone Twelve", manager="boss", team="core", active=False),
}
TEAMS = (
    Team("firm", "Firm", lead="lead", board_platform="paper", board_channel="#firm"),
    Team("core", "Core", "firm", "boss", "coach", board_platform="paper", board_channel="#core"),
    Team("side", "Side", "firm", "lead"),
)
ABOVE = {"boss", "top", "lead"}  # managers above the owner, and who leads a team above theirs
ORG = everybody(ROLES, {team.key: team for team in TEAMS}, date(2026, 10, 5))


def objectives() -> Iterator[Objective]:
    for n, (state, visibility) in enumerate(itertools.product(STATES, VISIBILITIES), start=1):
        helper = Collaborator("helper", asked_at=NOW)
        kr = KeyResult(
            f"o{n}.1", f"o{n}", f"line {state} {visibility} from 1 to 9", "owner", 1, (helper,), baseline=1, target=9, direction="up"
        )
        shared = ("reader",) if state in ("draft", "submitted", "returned") else ()
        text = f"goal {state} {visibility}"
        yield Objective(
            f"o{n}",
            "owner",
            "2026Q4",
            text,
            "core",
            "committed",
            state=state,
            visibility=visibility,
            position=n,
            shared_with=shared,
            key_results=(kr,),
        )


EVERY = tuple(objectives())


def sees(role: str, one: Objective) -> bool:
    """The table: what the documentation promises, said once more in other words."""
    if role == "gone":
        return False
    if role == "owner":
        return True
    if one.state in LIVE:
        reaches = {"company": set(ROLES), "team": {"mate", "boss"}, "chain": set[str]()}[one.visibility]
        return role in reaches | ABOVE | {"hr"}
    if one.state == "submitted" and role == "boss":
        return True
    return role == "reader" and one.state != "dropped"


CASES = [(role, one) for role in ROLES for one in EVERY]


def may(action: Action, person: Person, one: Objective) -> bool:
    """Whether the product's own door lets somebody do it."""
    try:
        applied = apply(action, person, World(ORG, {one.id: one}, cycles={one.cycle: cycle_of(one.cycle)}), NOW)
    except Refused:
        return False
    return bool(applied.objectives)


@pytest.mark.parametrize(("role", "one"), CASES, ids=lambda part: part if isinstance(part, str) else f"{part.state}-{part.visibility}")
def test_every_role_may_do_what_the_table_says(role: str, one: Objective) -> None:
    person, kr = ROLES[role], one.key_results[0]
    undecided = one.state in ("draft", "submitted", "returned")
    assert access.may_see(person, one, ORG) is sees(role, one)
    assert access.may_approve(person, one, ORG) is (role == "boss")
    assert may(SaveDraft((replace(one, state="draft", text="reworded"),)), person, one) is (role == "owner" and one.state not in LIVE)
    assert access.may_report(person, kr, one) is (role == "owner" and one.state == "agreed")
    assert access.may_ask_change(person, one, kr.id, ORG) is (role == "owner" and one.state == "agreed")
    assert access.may_see_line(role, one, kr.id) is (role == "helper" and one.state not in ("closed", "dropped"))
    commenting = {"owner": one.state not in ("closed", "dropped"), "boss": one.state == "submitted", "reader": undecided}
    assert access.may_comment(person, one, ORG) is commenting.get(role, False)
    assert access.may_be_shown(person, ROLES["owner"], ORG) is (role in ABOVE | {"coach"})


def test_a_stand_in_decides_only_while_the_manager_is_away() -> None:
    one = next(o for o in EVERY if o.state == "submitted")
    away = replace(ROLES["boss"], stand_in="other", leave=(Leave(date(2026, 10, 5), date(2026, 10, 9)),))
    org = replace(ORG, people={**ROLES, "boss": away})
    assert access.may_approve(ROLES["other"], one, org)
    assert access.may_approve(away, one, org)
    assert not access.may_approve(ROLES["other"], one, replace(org, today=date(2026, 10, 12)))
    assert not access.may_approve(ROLES["owner"], one, replace(org, people={**org.people, "boss": replace(away, stand_in="owner")}))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await Stage(tmp_path / "matrix.db").open(fresh=False)

    def move_in(tx: Tx) -> None:
        for team in TEAMS:
            tx.save_team(team)
        for person in ROLES.values():
            tx.save_person(replace(person, accounts={"paper": person.key}, language="en"))
        tx.save_cycle(cycle_of("2026Q4"))
        for one in EVERY:
            tx.save_objective(one)

    await stage.store.write(move_in)
    yield stage
    await stage.close()


async def heard(stage: Stage, role: str, said: str, room: str | None = None) -> str:
    mark = len(stage.paper.log)
    await stage.says(role, said, room=room)
    return "\n".join(sheet.text for sheet in stage.paper.log[mark:])


async def test_every_surface_shows_to_each_role_what_they_may_see_and_no_more(stage: Stage) -> None:
    for role in (role for role in ROLES if role not in ("gone", "owner")):
        asked = await heard(stage, role, "@Owner One")
        board = await heard(stage, role, "team Core")
        firm = await heard(stage, role, "team Firm")
        tree = await heard(stage, role, "map Core")
        for one in EVERY:
            live = one.state in LIVE and sees(role, one)
            assert (one.text in asked) is live, (role, "person", one.text)
            for surface in (board, firm, tree):
                assert one.text not in surface or sees(role, one), (role, "board or tree", one.text)
            assert one.text not in board + firm + tree or one.state in LIVE, (role, "undecided on a board", one.text)


async def test_pages_files_and_finding_show_to_each_role_what_they_may_see_and_no_more(stage: Stage) -> None:
    visiting = Visiting(stage.setup, stage.store, stage.clock)
    for role in (role for role in ROLES if role != "gone"):
        visit = Visit(role, "en", NOW, "")
        sheet, drawing = await visiting.file(visit, "xlsx"), await visiting.file(visit, "svg")
        assert sheet is not None
        assert drawing is not None
        with ZipFile(BytesIO(sheet.data)) as book:
            cells = book.read("xl/sharedStrings.xml").decode()
        page, picture = (await visiting.map(visit)).decode(), drawing.data.decode()
        for one in EVERY:
            shown = one.state in LIVE and sees(role, one)
            assert (f'"{one.text}"' in page) is shown, (role, "page", one.text)
            assert (f">{one.text}<" in cells) is shown, (role, "sheet", one.text)
            assert (one.key_results[0].text in cells) is shown, (role, "sheet, a line", one.text)
            assert (one.key_results[0].text in page) is shown, (role, "page, a line", one.text)
            assert one.text not in picture or shown, (role, "picture", one.text)
            found = await heard(stage, role, f"find {one.text}")
            listed = one.key_results[0].text in found
            assert listed is sees(role, one) or (one.state not in LIVE and not listed), (role, "find", one.text)


def words_in(data: bytes) -> str:
    """Everything that is written in a workbook, or in a table."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig")
    with ZipFile(BytesIO(data)) as book:
        return book.read("xl/sharedStrings.xml").decode()


async def test_what_the_bot_hands_out_to_take_away_holds_what_that_person_may_see(stage: Stage) -> None:
    """The report counts and shows nobody's words, whoever gets it; the week's text holds one's own, and of what is agreed."""
    stage.setup = replace(stage.setup, company=replace(stage.setup.company, public_url="https://okr.example.com/"))
    stage.engine = replace(stage.engine, setup=stage.setup)
    await stage.store.write(ensure_secret)
    visiting = Visiting(stage.setup, stage.store, stage.clock)
    for role in (role for role in ROLES if role != "gone"):
        said = await heard(stage, role, "report")
        reply = stage.outcome.reply if stage.outcome else None
        links = [link.url for block in (reply.blocks if reply else ()) if isinstance(block, Links) for link in block.links]
        assert bool(links) is (role in ("hr", "exec")), (role, "report")
        files = [await visiting.report(link.split("/")[-2], link.rpartition(".")[2]) for link in links]
        said += "".join(words_in(file.data) for file in files if file)
        assert len([file for file in files if file]) == 2 * bool(links)
        week = await heard(stage, role, "weekly")
        for one in EVERY:
            texts = (one.text, one.key_results[0].text)
            assert not any(text in said for text in texts), (role, "report", one.text)
            assert all((text in week) is (role == "owner" and one.state == "agreed") for text in texts), (role, "weekly", one.text)


async def test_the_operators_export_holds_everything(stage: Stage) -> None:
    """`okrbot export` is for whoever runs the bot and could read the database as well."""
    export = exported(await stage.store.read(held_in), ("paper",), NOW, "Asia/Shanghai")
    for data in (as_json(export).encode(), as_csv(export), as_xlsx(export)):
        written = words_in(data)
        assert all(one.text in written and one.key_results[0].text in written for one in EVERY)


async def test_that_a_draft_is_stuck_is_for_manager_and_coach_and_what_it_says_for_neither(stage: Stage) -> None:
    drafts = [one for one in EVERY if one.state in ("draft", "returned")]

    def begun(tx: Tx) -> None:
        for one in drafts:
            tx.log(Done(NOW - timedelta(days=9), "owner", "drafted", one.id))

    await stage.store.write(begun)
    for role in (role for role in ROLES if role not in ("gone", "owner")):
        inbox, board = await heard(stage, role, "inbox"), await heard(stage, role, "team Core")
        line = f"Owner One's draft ({len(drafts)} objectives) has not been touched for 9 days"
        assert (line in inbox) is (role in ("boss", "coach")), role
        assert (f"Owner One ({len(drafts)} objectives, 9 days)" in board) is (role in ABOVE | {"coach"}), role
        for one in drafts:
            assert one.text not in board, (role, one.text)
            assert one.text not in inbox or role == "reader", (role, one.text)
    await heard(stage, "boss", "team Core", room="#core")
    assert "untouched" not in "".join(sheet.text for sheet in stage.paper.log if sheet.address == "#core")


async def test_a_group_hears_what_everybody_in_the_company_may_see(stage: Stage) -> None:
    for role in ("owner", "boss", "mate", "hr", "other"):
        said = await heard(stage, role, "@Owner One", room="#core") if role != "owner" else ""
        said += await heard(stage, role, "team Core", room="#side")
        public = [sheet.text for sheet in stage.paper.log if sheet.address in ("#core", "#side")]
        for one in (one for one in EVERY if one.visibility == "chain" or one.state not in LIVE):
            assert all(one.text not in text for text in public), (role, one.text)


async def test_inbox_and_dependency_show_one_line_and_nothing_else(stage: Stage) -> None:
    inbox = await heard(stage, "helper", "inbox")
    for one in EVERY:
        waiting = one.state in ("draft", "submitted", "returned", "agreed")
        assert (one.key_results[0].text in inbox) is waiting, one.text
        assert one.text not in inbox
    boss = await heard(stage, "boss", "inbox")
    assert all((one.text in boss) is (one.state == "submitted") for one in EVERY)
    for role in ("other", "mate", "coach", "exec", "hr"):
        assert "line " not in await heard(stage, role, "inbox")
    assert "goal " not in await heard(stage, "boss", "read draft Owner One")
    assert "goal draft company" in await heard(stage, "reader", "read draft Owner One")


async def test_an_example_is_shown_to_nobody_who_could_not_see_it_anyway(stage: Stage) -> None:
    await stage.store.write(lambda tx: [tx.save_example(Example(one.id, "hr", NOW)) for one in EVERY])
    for role in (role for role in ROLES if role not in ("gone", "owner")):
        alone = await heard(stage, role, "examples")
        why = await heard(stage, role, "how do I write a good key result?")
        for one in EVERY:
            assert (one.key_results[0].text in alone) is (sees(role, one) and one.state in LIVE), (role, "examples", one.text)
            assert one.text not in why or (sees(role, one) and one.state in LIVE), (role, "why", one.text)
    for role in ("boss", "mate", "hr"):
        public = await heard(stage, role, "examples", room="#core") + await heard(stage, role, "why stretch", room="#core")
        for one in EVERY:
            assert one.text not in public or (one.visibility == "company" and one.state in LIVE), (role, "group", one.text)


async def test_a_memo_is_the_teams_and_what_is_undecided_its_authors_and_leads(stage: Stage) -> None:
    taken = Improvement("i1", "core", "2027Q1", "owner", NOW, "shorter stand-ups", "accepted", "boss", NOW)
    open_one, no = (
        replace(taken, id="i2", text="an hour of quiet", state="proposed"),
        replace(taken, id="i3", text="no mail", state="declined"),
    )
    await stage.store.write(lambda tx: [tx.save_improvement(one) for one in (taken, open_one, no)])
    for role in (role for role in ROLES if role != "gone"):
        said = await heard(stage, role, "memo Core") + await heard(stage, role, "memo")
        decides = role in ("boss", "lead", "hr")
        assert (taken.text in said) is (decides or role in ("owner", "mate", "coach")), role
        assert (open_one.text in said) is (decides or role == "owner"), role
        assert (no.text in said) is (role == "owner"), role
        asked = await heard(stage, role, "decide memo Core")
        assert (open_one.text in asked) is (decides or role == "boss"), role
    await heard(stage, "mate", "memo", room="#core")
    public = [sheet.text for sheet in stage.paper.log if sheet.address.startswith("#")]
    assert not any(one.text in text for text in public for one in (taken, open_one, no))
