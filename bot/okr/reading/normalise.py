"""One alphabet for every pattern: full-width forms and look-alike signs become their plain half-width selves."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGIT_FONTS = {0x1D7CE + offset: 0x30 + offset % 10 for offset in range(50)}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000\t"), " ")
_SIGNS = str.maketrans(
    "｡﹪￥﹩〜∼–—−‐‑➡➔⟶⇒⇨＋×✕∶︰“”‘’「」【】《》〔〕≧≦⩾⩽",
    '。%¥$~~-----→→→→→+xx::""\'\'""[]<>()≥≤≥≤',
)
_TRADITIONAL = str.maketrans(
    "萬億個週達從變沒說項無進兩幫協風險題遲過單倍數點號後禮開關鍵結標準備註難緩補幹這還與並於將應該與鐘時間員請區",
    "万亿个周达从变没说项无进两帮协风险题迟过单倍数点号后礼开关键结标准备注难缓补干这还与并于将应该与钟时间员请区",
)
_TABLE: dict[int, int | str] = {**_FULL_WIDTH, **_DIGIT_FONTS, **_SPACES, **_SIGNS, **_TRADITIONAL}


def normalise(text: str) -> str:
    """The text as the patterns want it, for matching and not for showing.

    Every character becomes exactly one character, so a place in the result is the same place in what was typed:
    ``len(normalise(text)) == len(text)``. Idempotent; emoji and line ends stay.
    """
    return text.translate(_TABLE)
