"""The shape of Block Kit's rich_text, tables' cells included."""

from tests.servers.slack_checks import array, flag, one_of, record, tagged, text, whole
from tests.servers.slack_elements import URL, is_

_STYLE = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
_WORD = {
    "text": record({"type": is_("text"), "text": text(40_000)}, {"style": _STYLE}),
    "link": record({"type": is_("link"), "url": URL}, {"text": text(3000), "unsafe": flag, "style": _STYLE}),
    "emoji": record({"type": is_("emoji"), "name": text(255)}, {"unicode": text(64), "skin_tone": whole(1, 6)}),
    "user": record({"type": is_("user"), "user_id": text(32)}, {"style": _STYLE}),
    "channel": record({"type": is_("channel"), "channel_id": text(32)}, {"style": _STYLE}),
    "usergroup": record({"type": is_("usergroup"), "usergroup_id": text(32)}, {"style": _STYLE}),
    "broadcast": record({"type": is_("broadcast"), "range": one_of("here", "channel", "everyone")}),
    "date": record({"type": is_("date"), "timestamp": whole(0, 9_999_999_999), "format": text(255)}, {"fallback": text(255), "url": URL}),
}
_WORDS = array(tagged(_WORD), 1000)
_SECTION = record({"type": is_("rich_text_section"), "elements": _WORDS})
_LIST = record(
    {"type": is_("rich_text_list"), "style": one_of("bullet", "ordered"), "elements": array(_SECTION, 1000)},
    {"indent": whole(0, 8), "offset": whole(0, 10_000), "border": whole(0, 1)},
)
_BORDER = {"border": whole(0, 1)}
_PARTS = {
    "rich_text_section": _SECTION,
    "rich_text_list": _LIST,
    "rich_text_preformatted": record({"type": is_("rich_text_preformatted"), "elements": _WORDS}, _BORDER),
    "rich_text_quote": record({"type": is_("rich_text_quote"), "elements": _WORDS}, _BORDER),
}
RICH_TEXT = record({"type": is_("rich_text"), "elements": array(tagged(_PARTS), 1000)}, {"block_id": text(255)})
CELL = tagged(
    {
        "raw_text": record({"type": is_("raw_text"), "text": text(10_000)}),
        "rich_text": record({"type": is_("rich_text"), "elements": array(tagged(_PARTS), 1000)}),
    }
)
