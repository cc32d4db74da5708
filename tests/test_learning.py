"""Beginners' questions: every way to ask that is written down comes to its answer; what is no question is left alone."""

from __future__ import annotations

import pytest

from bot.asking_questions import Topics
from bot.cli.speaking import LANGUAGES, catalogue
from bot.flows.learning import FIRST, TOPICS
from bot.routing import Commands

CATALOGUE = catalogue()
TOPICS_KNOWN = Topics.of(CATALOGUE)
COMMANDS = Commands.of(CATALOGUE)
QUESTIONS = [
    ("OKR 和 KPI 有什么区别", "kpi"),
    ("什么是 KR", "key_result"),
    ("KR是什么？", "key_result"),
    ("怎么写好的目标", "good_objective"),
    ("我没法量化怎么办", "unmeasurable"),
    ("会影响奖金吗？", "pay"),
    ("What is the difference between OKR and KPI?", "kpi"),
    ("what is a key result", "key_result"),
    ("Can I change my OKR later?", "change"),
    ("/okr why weekly", "weekly"),
    ("is this linked to pay?", "pay"),
    ("how do I write a good key result", "good_key_result"),
    ("/okr 为什么要上级同意", "agreeing"),
]


@pytest.mark.parametrize(("text", "topic"), QUESTIONS, ids=[text for text, _ in QUESTIONS])
def test_a_question_comes_to_its_answer(text: str, topic: str) -> None:
    found = COMMANDS.find(text, with_rest=True)
    assert found is not None
    assert (found.flow, found.about.get("topic")) == ("why", topic)


def test_every_way_to_ask_is_for_one_topic_only() -> None:
    written = [(words.casefold(), key) for key in CATALOGUE.word_keys() if key.startswith("ask.") for words in CATALOGUE.words(key)]
    assert len(dict(written)) == len(set(written))
    for words, key in written:
        assert TOPICS_KNOWN.find(words, loosely=False) == key.removeprefix("ask."), words


def test_there_is_an_answer_to_everything_in_both_languages() -> None:
    assert len(TOPICS) >= 25
    assert set(FIRST) <= set(TOPICS)
    assert {key.removeprefix("ask.") for key in CATALOGUE.word_keys() if key.startswith("ask.")} == set(TOPICS)
    for language in LANGUAGES:
        t = CATALOGUE.speak(language, "UTC")
        for topic in TOPICS:
            title = t(f"topic.{topic}.title")
            says = COMMANDS.find(t("learning.ask_says", words=title), with_rest=True)
            assert says is not None
            assert says.about.get("topic") == topic, title
            assert 20 < len(t(f"topic.{topic}.text")) < 420


@pytest.mark.parametrize(
    "text",
    [
        "KR1 0.7，信心 6",
        "KR1 40%, conf 6",
        "客户的问题当天就有答案",
        "Explain our roadmap to 40 customers",
        "让完成与否一目了然",
        "日常工作都自动化",
    ],
)
def test_what_is_no_question_is_left_alone(text: str) -> None:
    assert TOPICS_KNOWN.find(text, loosely=True) is None


def test_no_command_is_taken_for_a_question() -> None:
    flows = {key.removeprefix("command."): CATALOGUE.words(key) for key in CATALOGUE.word_keys() if key.startswith("command.")}
    for flow, every in flows.items():
        for words in every:
            if flow != "why":
                found = COMMANDS.find(words, with_rest=True)
                assert found is None or found.flow != "why", f"{flow}: {words}"


def test_a_bare_number_is_no_question() -> None:
    assert not any(words.replace(".", "").isdigit() for words in Topics.of(catalogue()).phrases)
