"""What holds for every text: numbers survive being written, places lie inside, width does not matter, no word is lost."""

import re
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.okr import reading
from bot.okr.reading import date_chinese, date_english

unhurried = settings(deadline=None)  # other work on the machine is no failure
TODAY, STARTS, ENDS = date(2026, 11, 20), date(2027, 1, 1), date(2027, 3, 31)
DIGITS = "零一二三四五六七八九"
PIECES = st.sampled_from(
    (
        "KR1 KR2 kr3 40% 38 信心6 信心 confidence 8 没变 same rest 其余不变 下周 next week 卡在 because @李雷 帮忙 need 从 到 → "
        "9天 28 min $40k 120万 三成五 翻一番 double 一 两 百 千 万 亿 月底 3月15日 Q1 2027 下 周 五 to from at least 不低于 ≤ >= "
        "95 . , ; ， 。 ； ： / - \n 1. 2) ( ） ？ ? 🟢 🎉 v2.0 通过 解决 提升 by cut 达到 12-09 .. 更正 correction"
    ).split(" ")
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES, max_size=25).map("".join))


def in_chinese(number: int) -> str:
    """A number below ten thousand as it is read out."""
    if number == 0:
        return DIGITS[0]
    said, gap = "", False
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // power % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + DIGITS[digit] + unit
        gap = False
    return said


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


def only(text: str) -> float:
    (quantity,) = reading.find_numbers(text)
    return quantity.value


@unhurried
@given(st.integers(2, 9999))
def test_a_number_read_out_in_chinese_is_read_back(number: int) -> None:
    assert only(f"签下{in_chinese(number)}家") == number


@unhurried
@given(st.integers(1, 9999), st.integers(0, 9999))
def test_ten_thousands_read_out_in_chinese_are_read_back(high: int, low: int) -> None:
    gap = "零" if 0 < low < 1000 else ""
    said = in_chinese(high) + "万" + gap + (in_chinese(low) if low else "")
    assert only(f"覆盖{said}人") == high * 10_000 + low


@unhurried
@given(st.integers(0, 10**9))
def test_a_number_with_separators_is_read_back(number: int) -> None:
    assert only(f"reach {number:,} users") == number
    assert only(f"做到 {number:,} 家") == number


@unhurried
@given(st.decimals(0, 10**6, places=2), st.sampled_from([("k", 3), ("M", 6), ("万", 4), ("亿", 8), (" million", 6)]))
def test_a_scaled_decimal_is_exact(number: object, scale: tuple[str, int]) -> None:
    sign, power = scale
    assert only(f"收入 {number}{sign}") == float(f"{number}e{power}")


@unhurried
@given(st.integers(0, 1000))
def test_whole_numbers_stay_whole_and_tenths_exact(tenths: int) -> None:
    value = only(f"{tenths / 10}%")
    assert value == tenths / 10
    assert isinstance(value, int) == (tenths % 10 == 0)


@unhurried
@given(TEXTS)
def test_places_lie_inside_the_text_in_order(text: str) -> None:
    for found in (reading.find_numbers(text), reading.find_dates(text, TODAY)):
        reached = 0
        for span in found:
            assert reached <= span.start < span.end <= len(text)
            reached = span.end


@unhurried
@given(TEXTS)
def test_normalising_keeps_every_place_and_is_idempotent(text: str) -> None:
    plain = reading.normalise(text)
    assert len(plain) == len(text)
    assert reading.normalise(plain) == plain


@unhurried
@given(TEXTS)
def test_full_width_reads_like_half_width(text: str) -> None:
    wide = full_width(text)
    assert reading.find_numbers(wide) == reading.find_numbers(reading.normalise(text)) or "\t" in text
    assert reading.find_dates(wide, TODAY) == reading.find_dates(text, TODAY)
    assert reading.read_confidence(wide) == reading.read_confidence(text)
    assert reading.read_range(wide, TODAY) == reading.read_range(text, TODAY)


@unhurried
@given(TEXTS, st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 5))
@example("", TODAY, 1)
@example("@", TODAY, 1)
@example("万万万 亿亿 十百 点点", TODAY, 1)
@example("9999年12月31日 99999999999999999999999999年", TODAY, 1)
def test_no_text_is_too_much(text: str, today: date, count: int) -> None:
    reading.find_numbers(text)
    reading.find_dates(text, today)
    reading.read_confidence(text)
    reading.read_key_result(text, today, STARTS, ENDS)
    reading.read_value(text, "%", 8, 2, "down")
    reading.read_value(text, None, None, None, "done")
    reading.read_report(text, count)
    found = reading.read_range(text, today)
    assert found is None or found[0] <= found[1]


@unhurried
@given(st.text(max_size=12).filter(lambda t: not reading.find_numbers(t)), st.integers(0, 100), st.integers(1, 10))
def test_a_confidence_is_between_one_and_ten(junk: str, number: int, confidence: int) -> None:
    assert reading.read_confidence(f"信心 {confidence}") == reading.read_confidence(f"confidence: {confidence}") == confidence
    assert reading.read_confidence(f"{junk} {number}") in {None, *range(1, 11)}


@unhurried
@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from(["从 {a} 天缩短到 {b} 天", "from {a} days to {b} days", "{a} 天 → {b} 天", "由{a}天到{b}天"]),
)
def test_a_way_has_its_two_ends(a: int, b: int, form: str) -> None:
    read = reading.read_key_result("交付周期" + form.format(a=a, b=b), TODAY, STARTS, ENDS)
    assert (read.baseline, read.target) == (a, b)
    assert read.direction == ("down" if b < a else "up")


# Words that stand for themselves: no number, label, unit or keyword of a report.
WORDS = st.sampled_from(
    "大象 彩虹 灯塔 松鼠 橘子 咖啡 银河 钢琴 lighthouse squirrel rainbow coffee piano velvet 沙漠 森林 harvest lantern".split()
)
OPENINGS = ["下周", "next week ", "下一步：", "Next: ", "卡在", "because ", "风险：", "备注：", "等待", "and then ", "签了 9 家 "]
CLAUSES = st.one_of(
    st.lists(WORDS, min_size=1, max_size=4).map(lambda words: [" ".join(words)]),
    st.tuples(st.sampled_from(OPENINGS), WORDS),
    st.tuples(st.sampled_from(["需要 @李雷 帮忙看", "need @Dana's help with ", "请 @王芳 协助"]), WORDS),
    st.tuples(WORDS, st.sampled_from(["，信心 6，", ", confidence 5, ", " 没变 ", " 40% ", " -> "]), WORDS),
).map("".join)  # fmt: skip
FIGURES = st.sampled_from(["40%", "26 calls", "是 28 分钟", "没变化", "same", "信心 6", "conf 8", "三成五", ""])
JOINS = st.sampled_from(["，", ", ", "；", ". ", "\n", " / "])


@unhurried
@given(st.lists(st.tuples(FIGURES, st.lists(CLAUSES, max_size=3)), min_size=1, max_size=3), JOINS, st.booleans())
def test_no_word_of_a_report_is_dropped(passages: list[tuple[str, list[str]]], join: str, preface: bool) -> None:
    typed = "；".join(f"KR{i} " + join.join(part for part in (figure, *said) if part) for i, (figure, said) in enumerate(passages, 1))
    typed = ("灯塔，" if preface else "") + typed
    report = reading.read_report(typed, len(passages))
    if report is None:
        assert not re.search(r"[A-Za-z一-龥]", "".join("".join(said) for _, said in passages)) or not any(f for f, _ in passages)
        return
    kept = " ".join(
        " ".join((line.next or "", line.blocker or "", line.note or "", *(part for asked in line.help for part in asked)))
        for line in report.lines
    )
    for word in re.findall(r"大象|彩虹|灯塔|松鼠|橘子|咖啡|银河|钢琴|沙漠|森林|李雷|王芳|Dana|[a-z]{5,}", typed):
        if word not in {"calls", "confidence", "because", "after"}:
            assert word in kept


@unhurried
@example("by Mar 5, eom, mid-Q1, fri")
@example("week of the 5th of May")
@example("下周五前, 12/5 截止, 年底")
@given(TEXTS)
def test_a_date_that_is_not_looked_for_is_not_there(text: str) -> None:
    plain = reading.normalise(text)
    tried = {pattern for pattern, _ in (*date_chinese.patterns_for(plain), *date_english.patterns_for(plain))}
    every = {pattern for pattern, *_ in (*date_chinese.PATTERNS, *date_english.PATTERNS)}
    assert not [pattern for pattern in every - tried if pattern.search(plain)]


def test_a_gap_however_long_is_passed_over_at_once() -> None:
    """It was tried with every shorter one, which took minutes, while everybody else waited."""
    for begins, ends in (("confidence", "x"), ("信心", "升"), ("feeling", "x")):
        assert reading.read_confidence(begins + " " * 100_000 + ends) is None
    assert reading.read_confidence("confidence" + " " * 100_000 + "7") == 7
