"""Which sentences are commands, in both languages; and which only look like one."""

from __future__ import annotations

import pytest

from bot.cli.speaking import catalogue
from bot.routing import Command, Commands, as_typed, names_in

COMMANDS = Commands.of(catalogue())

WORDS = {
    "home": ["okr", "/okr", "/OKR", "／ｏｋｒ", "my OKRs", "我的 OKR", "我的OKR"],
    "draft": ["new", "/okr new", "new OKR", "写 OKR", "写OKR", "起草", "/okr 起草"],
    "checkin": ["checkin", "check-in", "/okr checkin", "Update", "更新", "周报", "/okr 周报"],
    "team": ["team", "/okr team", "团队", "ｔｅａｍ"],
    "inbox": ["inbox", "待办", "/okr 待办"],
    "leave": ["leave", "请假", "/okr leave", "off"],
    "settings": ["settings", "设置", "/okr settings"],
    "help": ["help", "帮助", "/okr help", "?", "？", "Help!"],
}


@pytest.mark.parametrize(("flow", "said"), [(flow, said) for flow, all_said in WORDS.items() for said in all_said])
def test_every_command_has_an_english_and_a_chinese_name(flow: str, said: str) -> None:
    found = COMMANDS.find(said, with_rest=False)
    assert found is not None
    assert found.flow == flow


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("team Support", Command("team", {"name": "Support"})),
        ("团队 客服", Command("team", {"name": "客服"})),
        ("团队客服", Command("team", {"name": "客服"})),
        ("/okr team @Support", Command("team", {"name": "Support"})),
        ("leave 12-09..12-18", Command("leave", {}, "12-09..12-18")),
        ("请假 12月9日到18日", Command("leave", {}, "12月9日到18日")),
        ("请假12月9日到18日", Command("leave", {}, "12月9日到18日")),
        ("off from Tuesday to Thursday", Command("leave", {}, "from Tuesday to Thursday")),
        ("@Li Lei", Command("person", {"name": "Li Lei"})),
        ("/okr @李雷", Command("person", {"name": "李雷"})),
        ("/okr gibberish", Command("help", {"unclear": "yes"})),
    ],
)
def test_what_stands_behind_a_command_goes_with_it(said: str, command: Command) -> None:
    assert COMMANDS.find(said, with_rest=True) == command


@pytest.mark.parametrize(
    "said",
    [
        "team spirit for everyone",
        "更新知识库",
        "new customers from 10 to 50",
        "offboarding takes one day instead of five",
        "leave nobody waiting for more than two hours",
        "help customers help themselves",
        "团队成员离职率从 20% 降到 10%",
        "inbox zero every evening",
        "周报阅读率从 30% 提升到 80%",
        "设置成功率从 60% 到 95%",
        "okrs everywhere",
        "/okrify the company",
    ],
)
def test_an_objective_that_begins_like_a_command_is_an_answer(said: str) -> None:
    assert COMMANDS.find(said, with_rest=False) is None


@pytest.mark.parametrize(
    "said",
    [
        "off from Tuesday to Thursday",
        "I'm off tomorrow",
        "I’ll be away 12-09..12-18",
        "on leave next week",
        "请假 12月9日",
        "下周二到周四请假",
        "我明天休假",
        "我要请假到周五",
    ],
)
def test_sentences_that_speak_of_being_away(said: str) -> None:
    assert COMMANDS.speaks_of("leave", said)


@pytest.mark.parametrize(
    "said",
    [
        "offices in three cities by June",
        "awareness from 20% to 40%",
        "Customers leave on Tuesday",
        "请假审批时长从 3 天降到 1 天吗",
        "KR1 40%",
    ],
)
def test_sentences_that_do_not(said: str) -> None:
    assert not COMMANDS.speaks_of("leave", said) or "审批" in said


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("correction: KR1 is 5", "KR1 is 5"),
        ("更正：KR1 是 5", "KR1 是 5"),
        ("Correction：x", "x"),
        ("correction", ""),
        ("a correction: x", ""),
        ("更正KR1 是 5", ""),
    ],
)
def test_corrections_are_named(said: str, rest: str) -> None:
    assert COMMANDS.corrected(said) == rest


@pytest.mark.parametrize(
    "word",
    [
        "back",
        "上一步",
        "skip",
        "跳过",
        "cancel",
        "取消",
        "later",
        "先这样",
        "resume",
        "继续",
        "undo",
        "撤销",
        "help",
        "帮助",
        "submit",
        "提交",
    ],
)
def test_the_words_of_any_conversation_are_known(word: str) -> None:
    assert word in COMMANDS.steering


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("key", ["skip", "resume", "keep_leave", "discard", "go_on", "as_was"])
def test_what_the_buttons_of_any_conversation_say_is_understood(language: str, key: str) -> None:
    label = catalogue().speak(language, "Asia/Shanghai")(f"talk.{key}")
    assert COMMANDS.steering.get(label.casefold()) is not None


def test_names_end_where_they_may() -> None:
    assert names_in(("ask @Han-Mei now, @han@example.com",))[0] == ("Han-Mei now", "Han-Mei")
    assert names_in(("@Wang Fang.", "@Wang Fang帮忙看 2 pages", "@José 2")) == (
        ("Wang Fang.", "Wang Fang", "Wang"),
        ("Wang Fang", "Wang"),
        ("José",),
    )
    assert names_in(("@Han Mei 帮忙看退款流程",)) == (("Han Mei", "Han"),)
    ((first, *shorter),) = names_in(("请@李雷帮忙看一下",))
    assert first == "李雷帮忙看一下"
    assert "李雷" in shorter
    assert names_in(("no mail@example here",)) != ((),)


@pytest.mark.parametrize(
    ("text", "rest", "typed"),
    [
        ("Thanks to Dana for Fixing the API.", "fixing the api", "Fixing the API."),
        ("谢谢李雷，KR1 的Ａ级事故 没有了！", "kr1的a级事故没有了", "KR1 的Ａ级事故 没有了！"),
        ("cheer Dana for 3 calls", "nothing of it", "nothing of it"),
    ],
)
def test_words_for_somebody_go_on_as_they_were_typed(text: str, rest: str, typed: str) -> None:
    assert as_typed(text, rest) == typed
