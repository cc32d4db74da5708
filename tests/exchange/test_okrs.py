"""OKRs from a file: what is open is completed, what is wrong is named, what is over the limits is kept as dropped."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from bot.exchange.problems import BadFile
from bot.okr.model import KeyResult, Objective
from tests.exchange.keeping import Keeping

PEOPLE = "key,name,team,timezone\nlin,Lin,core,\nmei,Mei,core,Europe/Berlin\n"
FILE: dict[str, Any] = {
    "cycles": [{"key": "2026Q4"}],
    "objectives": [
        {
            "owner": "lin",
            "cycle": "2026Q4",
            "text": "Customers trust our support",
            "kind": "committed",
            "state": "agreed",
            "key_results": [
                {"text": "First response from 26 h to 4 h", "unit": "h", "baseline": 26, "target": 4},
                {
                    "text": "Reopened tickets from 18% to 8%",
                    "owner": "mei",
                    "unit": "%",
                    "baseline": 18,
                    "target": 8,
                    "check_ins": [
                        {"week": "2026-W46", "value": 13, "confidence": 6, "note": "better"},
                        {"week": "2026-W45", "progress": 0.2, "confidence": 5, "help": [{"person": "lin", "text": "the macros"}]},
                    ],
                },
                {"text": "Launch the help centre", "collaborators": [{"person": "mei"}]},
            ],
        }
    ],
}


@pytest.fixture
def company(keeping: Keeping) -> Keeping:
    keeping.take("people", PEOPLE)
    return keeping


def objectives(keeping: Keeping) -> tuple[Objective, ...]:
    return keeping.write(lambda tx: tx.objectives())


def changed(path: str, value: Any) -> dict[str, Any]:
    document: Any = deepcopy(FILE)
    at = document
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in way:
        at = at[step]
    at[last] = value
    found: dict[str, Any] = document
    return found


def test_okrs_come_in_and_what_is_open_is_completed(company: Keeping) -> None:
    assert company.take("okrs", FILE) == (
        "cycles: 1 new, 0 changed, 0 unchanged",
        "objectives: 1 new, 0 changed, 0 unchanged",
        "check-ins: 2 new, 0 changed, 0 unchanged",
    )
    (objective,) = objectives(company)
    assert (objective.team, objective.state) == ("core", "agreed")
    first, second, third = objective.key_results
    assert (first.owner, first.direction, str(first.due)) == ("lin", "down", "2026-12-31")
    assert (second.owner, second.current, second.progress, second.confidence) == ("mei", 13, 0.5, 6)
    assert (third.direction, third.progress) == ("done", None)
    exported = company.export()["objectives"][0]["key_results"][1]["check_ins"]
    assert [(c["week"], c["value"], c["progress"], c["by"], c["late"]) for c in exported] == [
        ("2026-W45", 16, 0.2, "mei", False),
        ("2026-W46", 13, 0.5, "mei", False),
    ]


def test_an_import_runs_the_coach_unless_the_file_brings_advice(company: Keeping) -> None:
    company.take("okrs", FILE)
    third: KeyResult = objectives(company)[0].key_results[2]
    assert "not_measurable" in third.advice or "task_not_outcome" in third.advice
    company.take("okrs", changed("objectives/0/key_results/2/advice", []))
    assert objectives(company)[0].key_results[2].advice == ()


def test_the_same_okrs_twice_change_nothing(company: Keeping) -> None:
    company.take("okrs", FILE)
    before = company.export()
    assert [line.partition(":")[2] for line in company.take("okrs", FILE)] == [
        " 0 new, 0 changed, 1 unchanged",
        " 0 new, 0 changed, 1 unchanged",
        " 0 new, 0 changed, 2 unchanged",
    ]
    assert company.export() == before


def test_an_export_comes_in_again_unchanged(company: Keeping) -> None:
    company.take("okrs", FILE)
    before = company.export()
    assert all("0 new, 0 changed" in line for line in company.take("okrs", before))
    assert company.export() == before


def test_what_the_file_does_not_name_stays(company: Keeping) -> None:
    company.take("okrs", FILE)
    key = objectives(company)[0].id
    entry = {"id": key, "owner": "lin", "cycle": "2026Q4", "text": "Customers love our support", "key_results": []}
    company.take("okrs", {"objectives": [entry]})
    (objective,) = objectives(company)
    assert (objective.text, objective.state, len(objective.key_results)) == ("Customers love our support", "agreed", 3)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("cycles/0/key", "2026Q5", "cycles[0].key: “2026Q5” is no cycle"),
        ("cycles/0/kind", "year", "cycles[0].key: “2026Q4” is no cycle"),
        ("cycles/0/ends", "2026-09-30", "cycles[0]: its days are out of order"),
        ("cycles/0/drafts_due", "2027-09-30", "cycles[0]: its days are out of order"),
        ("objectives/0/cycle", "2027Q1", "objectives[0].cycle: there is no cycle"),
        ("objectives/0/owner", "ghost", "objectives[0].owner: nobody has the key “ghost”"),
        ("objectives/0/team", "ghosts", "objectives[0].team: no team has the key"),
        ("objectives/0/text", " ", "objectives[0].text: string should have at least 1 character"),
        ("objectives/0/state", "done", "objectives[0].state: input should be"),
        ("objectives/0/aligned_to", [{"objective": "o"}], "objectives[0].aligned_to[0]: there is no other objective “o”"),
        ("objectives/0/key_results/0/owner", "ghost", "objectives[0].key_results[0].owner: nobody"),
        ("objectives/0/key_results/0/target", "soon", "objectives[0].key_results[0].target: input should be a valid number"),
        ("objectives/0/key_results/0/progress", 1.2, "objectives[0].key_results[0].progress: input should be less"),
        ("objectives/0/key_results/0/confidence", 11, "objectives[0].key_results[0].confidence: input should be less"),
        ("objectives/0/key_results/0/due", "2026-13-01", "objectives[0].key_results[0].due: input should be a valid date"),
        ("objectives/0/key_results/2/collaborators/0/person", "ghost", "collaborators[0].person: nobody"),
        ("objectives/0/key_results/1/check_ins/0/week", "2026-W60", "check_ins[0].week: is no week"),
        ("objectives/0/key_results/1/check_ins/0/week", "2026-W45", "two check-ins for 2026-W45"),
        ("objectives/0/key_results/1/check_ins/0/by", "ghost", "check-in 2026-W46.by: nobody"),
        ("objectives/0/key_results/1/check_ins/0/at", "2026-11-20T16:00:00", "check_ins[0].at: input should have timezone"),
        ("objectives/0/key_results/0/id", "x", ""),
        ("objectives", 3, 'holds no list "objectives"'),
    ],
)
def test_what_is_wrong_is_named_with_its_place(company: Keeping, path: str, value: Any, said: str) -> None:
    document = changed(path, value)
    if path == "cycles/0/key":
        document["objectives"][0]["cycle"] = value
    if not said:
        document["objectives"][0]["key_results"][1]["id"] = value
        said = "column id: “x” stands in line"
    before = company.export()
    with pytest.raises(BadFile) as wrong:
        company.take("okrs", document)
    assert len(wrong.value.rows) == 1
    assert said in str(wrong.value.rows[0])
    assert company.export() == before


def test_a_circle_of_alignments_is_refused_and_every_row_of_it_named(company: Keeping) -> None:
    def serving(key: str, *above: str) -> dict[str, Any]:
        return {"id": key, "owner": "lin", "cycle": "2026Q4", "text": f"Goal {key}", "aligned_to": [{"objective": one} for one in above]}

    cycles = {"cycles": [{"key": "2026Q4"}]}
    rows = [serving("a", "d", "b"), serving("b", "c"), serving("c", "a"), serving("d"), serving("e", "a")]
    with pytest.raises(BadFile) as wrong:
        company.take("okrs", {**cycles, "objectives": rows})
    assert [str(row).partition("; ")[0].partition(", column ")[2] for row in wrong.value.rows] == [
        "objectives[0].aligned_to[1]: is circular (a → b → c → a)",
        "objectives[1].aligned_to[0]: is circular (b → c → a → b)",
        "objectives[2].aligned_to[0]: is circular (c → a → b → c)",
    ]
    company.take("okrs", {**cycles, "objectives": [serving("a", "d", "b"), serving("b", "c"), serving("c"), serving("d")]})
    with pytest.raises(BadFile, match="c → a → b → c"):  # with what stands in the store already
        company.take("okrs", {"objectives": [serving("c", "a")]})


def test_okrs_are_json(company: Keeping) -> None:
    with pytest.raises(BadFile, match="is no JSON file by its ending"):
        company.take("okrs", "key\n", ".csv")


def test_what_is_over_the_limits_is_kept_as_dropped_and_named(company: Keeping) -> None:
    entries = [
        {
            "owner": "lin",
            "cycle": "2026Q4",
            "text": f"Objective {n}",
            "state": "agreed",
            "key_results": [{"text": f"Number {k} from 1 to 9"} for k in range(5)],
        }
        for n in range(6)
    ]
    document = {"cycles": [{"key": "2026Q4"}], "objectives": entries}
    notes = company.take("okrs", document)[3:]
    assert sum(note.startswith("key result") and "over the limit of 4" in note for note in notes) == 6
    assert [note for note in notes if note.startswith("objective")] == [notes[-1]]
    assert "“Objective 5” is over the limit of 5 for lin in 2026Q4: kept as dropped" in notes[-1]
    found = {one.text: one for one in objectives(company)}
    assert [one.state for one in found.values()].count("dropped") == 1
    assert found["Objective 5"].state == "dropped"
    assert all([kr.state for kr in one.key_results] == ["active"] * 4 + ["dropped"] for one in found.values())
    before = company.export()
    assert company.take("okrs", document)[1] == "objectives: 0 new, 0 changed, 6 unchanged"
    assert company.export() == before
    late = {"objectives": [{"owner": "lin", "cycle": "2026Q4", "text": "One more"}]}
    assert "over the limit of 5" in company.take("okrs", late)[-1]


def test_the_limits_are_those_of_the_cycle_and_of_the_owners_team(company: Keeping) -> None:
    company.take("teams", "key,name,max_key_results\ncore,Core,2\n")
    lines = [{"text": f"Number {k} from 1 to 9"} for k in range(3)]
    entries = [{"owner": "lin", "cycle": "2026Q4", "text": f"Objective {n}", "key_results": lines} for n in range(6)]
    notes = company.take("okrs", {"cycles": [{"key": "2026Q4", "max_objectives": 6}], "objectives": entries})[3:]
    assert [note.partition(" is ")[2].partition(" for ")[0] for note in notes] == ["over the limit of 2"] * 6
