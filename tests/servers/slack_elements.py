"""Block Kit's text objects and interactive elements with their published limits."""

from typing import Any

from tests.servers.slack_checks import (
    Check,
    Problems,
    array,
    both,
    complain,
    day,
    flag,
    one_of,
    pattern,
    record,
    tagged,
    text,
    whole,
)


def is_(kind: str) -> Check:
    return one_of(kind)


def plain(most: int) -> Check:
    return record({"type": is_("plain_text"), "text": text(most)}, {"emoji": flag})


def mrkdwn(most: int) -> Check:
    return record({"type": is_("mrkdwn"), "text": text(most)}, {"verbatim": flag})


def any_text(most: int) -> Check:
    return tagged({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


ID = text(255)
URL = pattern(r"[a-z][a-z0-9+.-]*:\S+", "must be a valid URL")
CONFIRM = record(
    {"title": plain(100), "text": any_text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
# The documentation says 150 characters for a value, Slack's own types say 75: the smaller holds.
OPTION = record({"text": plain(75), "value": text(75)}, {"description": plain(75)})
RICH_OPTION = record({"text": any_text(75), "value": text(75)}, {"description": any_text(75)})
OVERFLOW_OPTION = record({"text": plain(75), "value": text(75)}, {"description": plain(75), "url": URL})
GROUP = record({"label": plain(75), "options": array(OPTION, 100)})
DISPATCH = record({"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)})
HOURS = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time like HH:mm")
NUMERAL = pattern(r"-?\d+(\.\d+)?", "must be a number", 64)
FIELD = {"action_id": ID, "placeholder": plain(150), "focus_on_load": flag}


def _element(kind: str, required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    return record({"type": is_(kind), "action_id": ID} | (required or {}), {"confirm": CONFIRM} | optional)


def _typed(kind: str, required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    return record(
        {"type": is_(kind)} | (required or {}),
        FIELD | {"dispatch_action_config": DISPATCH, "initial_value": text(3000, 0)} | optional,
    )


def _chooses(value: Any, at: str, problems: Problems) -> None:
    """Exactly one of options and option_groups; what is chosen at first is one of them, to the letter."""
    if ("options" in value) == ("option_groups" in value):
        complain(problems, "must define either `options` or `option_groups`", at)
    options = value.get("options") or [o for group in value.get("option_groups") or [] for o in group.get("options", [])]
    initial = value.get("initial_options") or [value[k] for k in ("initial_option",) if k in value]
    for one in initial:
        if one not in options:
            complain(problems, "initial_option must match one of the options", at)
    values = [o.get("value") for o in options if isinstance(o, dict)]
    if len(set(values)) != len(values):
        complain(problems, "option values must be unique", at)


def _length(value: Any, at: str, problems: Problems) -> None:
    most = value.get("max_length", 3000)
    if isinstance(most, int) and len(value.get("initial_value", "")) > most:
        complain(problems, f"initial_value must be less than {most + 1} characters", at)


def _select(kind: str, **optional: Check) -> Check:
    return _element(kind, placeholder=plain(150), focus_on_load=flag, **optional)


_LISTS = {"options": array(OPTION, 100), "option_groups": array(GROUP, 100)}
_MANY = {"max_selected_items": whole(1, 1000)}
_IDS = array(text(32), 100)
_BOX: dict[str, Check] = {"options": array(RICH_OPTION, 10)}

BUTTON = _element(
    "button",
    {"text": plain(75)},
    value=text(2000),
    url=URL,
    style=one_of("primary", "danger"),
    accessibility_label=text(75),
)
SELECTS: dict[str, Check] = {
    "static_select": both(_select("static_select", **_LISTS, initial_option=OPTION), _chooses),
    "multi_static_select": both(_select("multi_static_select", **_LISTS, initial_options=array(OPTION, 100), **_MANY), _chooses),
    "users_select": _select("users_select", initial_user=text(32)),
    "multi_users_select": _select("multi_users_select", initial_users=_IDS, **_MANY),
    "conversations_select": _select("conversations_select", initial_conversation=text(32)),
    "channels_select": _select("channels_select", initial_channel=text(32)),
}
PICKS: dict[str, Check] = {
    **SELECTS,
    "datepicker": _select("datepicker", initial_date=day),
    "timepicker": _select("timepicker", initial_time=HOURS, timezone=text(64)),
    "datetimepicker": _element("datetimepicker", initial_date_time=whole(0, 9_999_999_999), focus_on_load=flag),
    "radio_buttons": both(_element("radio_buttons", _BOX, initial_option=RICH_OPTION, focus_on_load=flag), _chooses),
    "checkboxes": both(_element("checkboxes", _BOX, initial_options=array(RICH_OPTION, 10), focus_on_load=flag), _chooses),
}
OVERFLOW = _element("overflow", {"options": array(OVERFLOW_OPTION, 5)})
TYPED: dict[str, Check] = {
    "plain_text_input": both(_typed("plain_text_input", multiline=flag, min_length=whole(0, 3000), max_length=whole(1, 3000)), _length),
    "number_input": _typed("number_input", {"is_decimal_allowed": flag}, initial_value=NUMERAL, min_value=NUMERAL, max_value=NUMERAL),
    "email_text_input": _typed("email_text_input"),
    "url_text_input": _typed("url_text_input"),
}
# A picked element in an input block may leave its action_id to Slack.
INPUTS = tagged(PICKS | TYPED)
ACTIONS = tagged(PICKS | {"button": BUTTON, "overflow": OVERFLOW})
