"""`okrbot coach`: what lines go in, what lines come out, in both languages; and every finding has its sentence."""

from __future__ import annotations

import json
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from bot.coaching import coach_json, coach_plain, phrase, rewrite
from bot.conversation.i18n import Speak, read_sentences
from bot.okr.coach import advise
from tests.okr.coach_report import cases


def speak(language: str) -> Speak:
    return Speak(language, read_sentences(resources.files("bot") / "locales", language), ZoneInfo("UTC"))


SPEAKS = [speak("en"), speak("zh-CN")]


@pytest.mark.parametrize("t", SPEAKS, ids=lambda t: t.language)
def test_every_finding_of_the_labelled_set_has_its_sentence(t: Speak) -> None:
    for case in cases():
        for finding in advise(case.text, case.kind, case.okr_kind, None):
            sentence = phrase(finding, t)
            assert sentence
            assert "{" not in sentence
            assert "「」" not in sentence
            assert "“”" not in sentence


def test_sentences_differ_with_what_is_in_the_text() -> None:
    t = speak("en")
    texts = ["Write a manual", "Train the cashiers", "Buy a van", "Hire a chef", "Launch the card", "Study the tariff", "Build a ramp"]
    said = {phrase(advise(text, "key_result", None, "2027Q1")[0], t).replace(text.split()[-1], "") for text in texts}
    assert len(said) == len(texts)


def test_json_lines_are_answered_one_by_one() -> None:
    lines = [
        '{"kind": "key_result", "text": "梳理报销流程", "cycle": "2027Q1"}',
        "",
        '{"kind": "objective", "text": "Sell 600 cars", "okr_kind": "committed", "cycle": null, "later": 1}',
    ]
    first, second = (json.loads(line) for line in coach_json(lines, speak("zh-CN")))
    assert [(a["code"], a["severity"]) for a in first["advice"]] == [("task_not_outcome", "advice")]
    assert "报销流程" in first["advice"][0]["text"]
    assert second == {"advice": []}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        '{"kind": "wish", "text": "x"}',
        '{"kind": "objective"}',
        '{"kind": "objective", "text": 7}',
        '{"kind": "objective", "text": null}',
    ],
)
@pytest.mark.parametrize("t", SPEAKS, ids=lambda t: t.language)
def test_a_bad_json_line_is_answered_and_stops_nothing(line: str, t: Speak) -> None:
    bad, good = (json.loads(answer) for answer in coach_json([line, '{"kind": "key_result", "text": "Write a memo"}'], t))
    assert "1" in bad["error"]
    assert bad["advice"] == []
    assert [a["code"] for a in good["advice"]] == ["task_not_outcome", "no_deadline"]


def test_plain_lines_take_labels_of_both_languages() -> None:
    lines = [
        "O: 让新人敢问",
        "KR：整理档案",
        "目标 1：上线 CRM 系统",
        "关键结果2: 整理档案",
        "objective (committed): Sell 600 cars",
        "O（承诺型）：销量 600 台",
        "",
    ]
    said = list(coach_plain(lines, speak("zh-CN"), "2027Q1"))
    assert [line.split()[2].rstrip(":") if line.startswith("  - 建议") else line.strip() for line in said] == [
        "O: 让新人敢问",
        "- 没有要补充的",
        "KR：整理档案",
        "task_not_outcome",
        "目标 1：上线 CRM 系统",
        "is_a_task",
        "关键结果2: 整理档案",
        "task_not_outcome",
        "objective (committed): Sell 600 cars",
        "- 没有要补充的",
        "O（承诺型）：销量 600 台",
        "- 没有要补充的",
        "",
    ]


def test_a_line_without_a_label_is_told_what_to_begin_with() -> None:
    assert list(coach_plain(["just words"], speak("en"))) == ["line 1: begin with “O:” for an objective or “KR:” for a key result"]


def test_a_rewrite_begins_with_the_sentence_itself() -> None:
    t = speak("en")
    (finding,) = advise("Grow referrals by 30%", "key_result", None, "2027Q1")
    assert rewrite(finding, t) == "referrals from __ to __"
    (split,) = advise("Push starts to 700 a week and cut refunds to 3%", "key_result", None, "2027Q1")
    assert rewrite(split, t) is None


@pytest.mark.parametrize(
    ("text", "metric", "figure"),
    [
        ("新人三周内独立上岗的比例由两成到七成", "新人三周内独立上岗的比例", "七成"),
        ("每周客诉从二十件降到5件", "每周客诉", "5"),
        ("Weekly complaints from 20 to 5", "Weekly complaints", "5"),
    ],
)
def test_what_is_aimed_at_is_quoted_and_not_where_it_begins(text: str, metric: str, figure: str) -> None:
    (found,) = [one for one in advise(text, "objective", "aspirational", "2026Q4") if one.code == "numeric_objective"]
    assert (found.args["metric"], found.args["figure"]) == (metric, figure)
