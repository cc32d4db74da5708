"""Sixty people, three platforms, a quarter and the beginning of the next: every number of every report against a plain count."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest

from bot.conversation.message import Facts, Links, Message, Table, Trend
from bot.exchange.export import exported, held_in
from bot.exchange.shape import ExportShape, KeyResultShape, ObjectiveShape
from tests.quarter.people import HR, PLATFORMS
from tests.quarter.play import CYCLE, HOME, NEXT, Play, local
from tests.quarter.script import Quarter
from tests.quarter.tally import NAMED, NUMBERS, Tally

MOMENTS = ("2026-09-24 18:00", "2026-10-14 18:00", "2026-11-18 11:00", "2026-12-30 12:00", "2027-01-13 11:00")


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    play = await Play(tmp_path / "quarter.db").open()
    yield play
    await play.close()


async def test_every_number_of_every_report_is_true_at_every_moment(play: Play) -> None:
    quarter = Quarter(play)
    quarter.plan()
    for moment in MOMENTS:
        await quarter.until(local(moment))
        for cycle in (CYCLE, NEXT) if moment > "2026-12-08" else (CYCLE,):
            await report_is_true(play, cycle)
        await export_is_true(play)


async def report_is_true(play: Play, cycle: str) -> None:
    hr = play.people[HR]
    answer = await play.says(HR, hr.words(f"report {cycle}", f"报告 {cycle}"))
    tally = Tally(play.people, play.journal, cycle, play.clock.at)
    told_in_chat(answer, tally)
    (link,) = {link.url.split("/")[-2] for block in answer.blocks if isinstance(block, Links) for link in block.links}
    table, book = await play.visiting.report(link, "csv"), await play.visiting.report(link, "xlsx")
    assert table is not None
    assert book is not None
    rows = {row["team"]: row for row in csv.DictReader(io.StringIO(table.data.decode("utf-8-sig")))}
    assert {team: {name: int(row[name]) for name in NUMBERS} for team, row in rows.items()} == named(tally)
    sheets_are_true(book.data, tally)


def named(tally: Tally) -> dict[str, dict[str, int]]:
    return {NAMED.get(team, team): row for team, row in tally.rows().items()}


def told_in_chat(answer: Message, tally: Tally) -> None:
    """The table, the facts below it and the trend, as HR (who reads English) sees them."""
    (table,) = (block for block in answer.blocks if isinstance(block, Table))
    rows, total = named(tally), tally.rows()[""]

    def cells(row: dict[str, int]) -> list[str]:
        plain = [str(row[name]) for name in ("eligible", "no_draft", "drafting", "returned", "submitted", "agreed", "late")]
        missing = f"{row['missing']} of {row['asked']}" if row["asked"] else "–"
        return [*plain, missing, f"{row['scored']} of {row['to_score']}" if row["to_score"] else "–"]

    assert {row[0]: list(row[1:]) for row in table.rows} == {team or "All": cells(row) for team, row in rows.items()}
    facts = {fact.label: fact.value for block in answer.blocks if isinstance(block, Facts) for fact in block.rows}
    shares, weeks = tally.shares(), tally.weeks()
    wanted = {
        "Away today": str(total["away"]),
        "Not asked to write": str(tally.left_out()),
        "First drafts on time": f"{total['on_time']} of {total['on_time'] + total['late']}",
        **{f"Check-ins of week {int(week[6:])}": f"{reported} of {asked}" for week, asked, reported in weeks[-2:]},
    }
    if shares["objectives"]:
        wanted["Objectives that serve something above"] = f"{shares['aligned']} of {shares['objectives']}"
        wanted["Objectives from below"] = f"{shares['own'] / shares['objectives']:.0%}"
        wanted["Key results that others serve"] = f"{shares['carried']} of {shares['key_results']}"
    assert facts == wanted
    trend = [list(block.points) for block in answer.blocks if isinstance(block, Trend)]
    assert trend == ([[reported / asked for _, asked, reported in weeks]] if len(weeks) > 1 else [])


def sheets_are_true(data: bytes, tally: Tally) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data))
    pages = {page.title: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for page in book if (rows := list(page.values))}
    teams = {row["team"] or "": {name: row[name] for name in NUMBERS} for row in pages["participation"]}
    assert teams == named(tally)
    people = {row["person"]: {name: row[name] for name in tally.person(HR)} for row in pages["people"]}
    assert people == {key: tally.person(key) for key in tally.eligible()}
    assert [(row["week"], row["asked"], row["reported"]) for row in pages["weeks"]] == tally.weeks()
    assert [{name: row[name] for name in tally.shares()} for row in pages["shares"]] == [tally.shares()]


async def export_is_true(play: Play) -> None:
    export = exported(await play.store.read(held_in), PLATFORMS, play.clock.at, HOME)
    for cycle in {cycle.key for cycle in export.cycles}:
        tally = Tally(play.people, play.journal, cycle, play.clock.at)
        found = {row.team: {name: getattr(row, name) for name in NUMBERS} for row in export.participation if row.cycle == cycle}
        assert found == {team: row for team, row in tally.rows().items() if team}
    journal_is_kept(export, play)


def journal_is_kept(export: ExportShape, play: Play) -> None:
    """Every OKR stands as its people left it, with every check-in and score, and nothing else."""
    tallies = {cycle: Tally(play.people, play.journal, cycle, play.clock.at) for cycle in (CYCLE, NEXT)}
    written = {
        (cycle, writer): (t.holder(writer), state.replace("drafting", "draft"))
        for cycle, t in tallies.items()
        for writer, state in t.states().items()
    }
    found = {(one.cycle, writer_of(one)): (one.owner, one.state) for one in export.objectives}
    assert found == written
    for cycle, tally in tallies.items():
        lines = {(writer_of(one), kr.position): kr for one in export.objectives if one.cycle == cycle for kr in one.key_results}
        lines_are_kept(lines, tally)


def lines_are_kept(lines: dict[tuple[str, int | None], KeyResultShape], tally: Tally) -> None:
    told = {
        (e.about["whose"], int(kr), e.about["week"]): (e.who, *values, e.about["late"], e.about["no_change"])
        for e in tally.check_ins()
        for kr, values in e.about["values"].items()
    }
    kept = {
        (*line, one.week): (one.by, one.value, one.confidence, one.late, one.no_change)
        for line, kr in lines.items()
        for one in kr.check_ins
    }
    assert kept == told
    here = tally.cycle == CYCLE
    scores = {(e.about["whose"], n): (e.who, own) for e in tally.told("scored") if here for n, own in enumerate(e.about["scores"], 1)}
    assert {line: (kr.score.by, kr.score.own) for line, kr in lines.items() if kr.score} == scores
    targets = {(e.who, e.about["key_result"]): e.about["target"] for e in tally.told("changed") if here}
    assert {line: kr.target for line, kr in lines.items() if kr.adjusted} == targets


def writer_of(objective: ObjectiveShape) -> str:
    """Who wrote it first, whoever holds it now."""
    assert objective.id
    return objective.id.split(".")[0]
