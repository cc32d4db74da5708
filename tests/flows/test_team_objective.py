"""A team's objective says whose it is on the page, in the sheet and in the picture; filters by team and by person still find it."""

from __future__ import annotations

from io import BytesIO

import openpyxl

from bot.flows.map_cards import cards
from bot.map_data import as_xlsx, map_data
from bot.okr.model import KeyResult, Objective, Person, Team
from bot.okr.tree import forest
from tests.ready import everybody, sentences

WANG = Person("wang", "Wang Fang", team="company")
ORG = everybody({"wang": WANG}, {"company": Team("company", "Company"), "support": Team("support", "Support", lead="wang")})
LINE = KeyResult("o.1", "o", "Answers", "wang")
OURS = Objective("o", "wang", "2026Q4", "Ours", "support", "committed", state="agreed", key_results=(LINE,), for_team=True)
OWN = Objective("p", "wang", "2026Q4", "Own", "company", "committed", state="agreed")
FOREST = forest((OURS, OWN), (OURS, OWN), ORG)
T = sentences().speak("en", "Asia/Shanghai")


def test_the_page_names_the_team_and_who_answers_for_it() -> None:
    data = map_data(FOREST, ORG, T)
    held = {row[0]: data["people"][row[1]] for row in data["objectives"]}
    assert held == {"Ours": ["team Support (Wang Fang)", 0], "Own": ["Wang Fang", 0]}
    (line,) = next(row[8] for row in data["objectives"] if row[0] == "Ours")
    assert data["people"][line[1]][0] == "Wang Fang"


def test_sheet_and_picture_do_too() -> None:
    rows = [row[:3] for row in openpyxl.load_workbook(BytesIO(as_xlsx(FOREST, ORG, T))).active.values]
    assert ("Ours", None, "team Support (Wang Fang)") in rows
    assert ("Own", None, "Wang Fang") in rows
    assert [card.note.partition(" · ")[0] for card in cards(FOREST, ORG, T, 9)] == ["team Support (Wang Fang)", "Wang Fang"]
