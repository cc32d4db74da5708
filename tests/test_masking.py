"""Who is named in a sentence does not leave the house, and stands in the answer again as it stood in the sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import Masking

NAMES = ("Li Lei", "Wang Fang", "王小明", "欧阳娜娜", "Dana", "Will Smith", "李雷 (Leo Li)", "Zoë O'Neil-Gómez", "金", "时敏")


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("Replies by LI LEI and dana from 9 to 2", "Replies by [P1] and [P2] from 9 to 2"),
        ("Lei and Fang train Will; will it work?", "[P1] and [P2] train [P3]; will it work?"),
        ("和@王小明 一起，请小明、王总、老王看", "和[P1] 一起，请[P2]、[P3]、[P4]看"),
        ("请Dana负责，李雷协助，欧阳老师把关", "请[P1]负责，[P2]协助，[P3]把关"),
        ("@Li Lei helps, @somebody.else too, mail a.b+c@x.example.com", "[P1] helps, [P2] too, mail [P3]"),
        ("Ｌｉ Ｌｅｉ １２％", "[P1] 12％"),
        ("Zoë and o'neil", "[P1] and o'neil"),
        ("[P1] and [P2] with Dana", "[P1] and [P2] with [P3]"),
        ("王总额从 3 到 5，2 小时内，资金总量，立冬", "王总额从 3 到 5，2 小时内，资金总量，立冬"),
        ("Revenue from 4.5 to 6.0 million", "Revenue from 4.5 to 6.0 million"),
        ("Danas and Leila stay", "Danas and Leila stay"),
    ],
)
def test_names_are_hidden_and_come_back(said: str, sent: str) -> None:
    masking = Masking(NAMES, said)
    assert masking.hide(said) == sent
    back = masking.reveal(sent, said)
    assert back is not None
    assert (
        back.split()
        == re.sub(r"(@王小明)", r" \1 ", said.translate({0xFF2C: "L", 0xFF49: "i", 0xFF45: "e", 0xFF11: "1", 0xFF12: "2"})).split()
    )


@pytest.mark.parametrize(
    ("answered", "shown"),
    [
        ("【P1】 and ［ P2 ］ agree", "@Dana and Will agree"),
        ("with [P1] only", "with @Dana only"),
        ("请[P1]负责", "请 @Dana 负责"),
        ("[P2] alone", None),  # who was addressed is left out
        ("[P1] and [P3]", None),  # somebody who was not there
        ("[P0] [P1]", None),
    ],
)
def test_an_answer_names_nobody_else_and_forgets_nobody_addressed(answered: str, shown: str | None) -> None:
    said = "@Dana and Will do it"
    masking = Masking(NAMES, said)
    assert masking.hide(said) == "[P1] and [P2] do it"
    assert masking.reveal(answered, said) == shown


PEOPLE = st.sampled_from(["Li Lei", "李雷", "王小明", "Ana", "Bo Ek", "O'Hara", "J. Doe", "a+b", "(x", "张[三]"])


@given(st.lists(PEOPLE, max_size=4), st.lists(st.one_of(PEOPLE, st.text(alphabet="aB王@[]P1 .（", max_size=6)), max_size=6))
def test_no_full_name_of_anybody_known_is_left(names: list[str], parts: list[str]) -> None:
    said = " ".join(parts)
    masking = Masking(names, said)
    sent = masking.hide(said)
    words = re.sub(r"\[P\d+\]", "\n", sent)
    for name in names:
        left = rf"(?<![\w]){re.escape(name)}(?![\w])" if name[0].isascii() else re.escape(name)
        assert not (name[0].isalpha() and re.fullmatch(r"[\w' .]+", name) and re.search(left, words, re.IGNORECASE)), (said, sent)
    revealed = masking.reveal(sent, said)
    assert revealed is not None
    assert "".join(revealed.split()) == "".join(said.translate({0xFF08: "（"}).split())
