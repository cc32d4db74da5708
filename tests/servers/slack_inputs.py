"""The values of Block Kit inputs: what stands there at first, what a person puts in, and what Slack's client refuses."""

from typing import Any

from tests.servers.slack_records import Json
from tests.servers.slack_screen import Control

_SINGLE = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
}
_MANY = {
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
}


def options(element: Json) -> list[Json]:
    return element.get("options") or [o for g in element.get("option_groups", []) for o in g["options"]]


def initial(element: Json) -> Json | None:
    """The state of an untouched element; None for one that has no state (a button)."""
    kind = element["type"]
    if kind in _SINGLE:
        selected, first = _SINGLE[kind]
        return {"type": kind, selected: element.get(first)}
    if kind in _MANY:
        selected, first = _MANY[kind]
        return {"type": kind, selected: element.get(first, [])}
    if kind.endswith("_input"):
        return {"type": kind, "value": element.get("initial_value") or None}
    return None


def put(element: Json, value: Any) -> Json:
    """The state after a person put `value` there: text, the text or value of an option, a list of those, or None to empty it."""
    kind = element["type"]
    if kind in _MANY:
        chosen = [_option(element, v) if "options" in _MANY[kind][0] else v for v in value or []]
        return {"type": kind, _MANY[kind][0]: chosen}
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": None if value is None else _option(element, value)}
    if kind in _SINGLE:
        return {"type": kind, _SINGLE[kind][0]: value}
    return {"type": kind, "value": None if value in (None, "") else str(value)}


def _option(element: Json, wanted: Any) -> Json:
    for option in options(element):
        if wanted in (option["text"]["text"], option["value"]):
            return option
    shown = [o["text"]["text"] for o in options(element)]
    raise AssertionError(f"there is no option {wanted!r}, only {shown}")


def refused(control: Control, state: Json) -> str | None:
    """Why Slack's own client would not let this be submitted."""
    value = next((v for k, v in state.items() if k != "type"), None)
    element = control.element
    if value in (None, "", []):
        return None if control.block.get("optional") else "Please complete this required field."
    if element["type"] == "number_input":
        try:
            number = float(value)
        except ValueError:
            return "Please enter a number."
        if not element["is_decimal_allowed"] and not number.is_integer():
            return "Please enter a whole number."
        if not float(element.get("min_value", "-inf")) <= number <= float(element.get("max_value", "inf")):
            return "Please enter a number within the limits."
    if element["type"] == "plain_text_input" and not element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000):
        return "Please check the length."
    return None
