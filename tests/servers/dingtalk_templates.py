"""What a card template makes of its data: the public button template, and any template exported from the card platform as JSON."""

import json
import re
from dataclasses import dataclass, field
from typing import Protocol

from tests.servers.dingtalk_company import Json

_PLACE = re.compile(r"\$\{([\w.]+)\}")


@dataclass
class Pressable:
    """A button of a card: what it is called, and what its press sends."""

    label: str
    action: str
    params: Json
    disabled: bool = False
    color: str = ""


@dataclass
class Screen:
    """A card as the client shows it. `form` is the form variable, with `submit` the label of its button."""

    title: str = ""
    markdown: list[str] = field(default_factory=list)
    buttons: list[Pressable] = field(default_factory=list)
    form: Json | None = None
    submit: str = ""
    submit_action: str = ""
    submit_params: Json = field(default_factory=dict)
    form_disabled: bool = False


class Template(Protocol):
    def screen(self, data: dict[str, str]) -> Screen:
        """Draws the data."""


class PublicTemplate:
    """Title, text, small print and a list of buttons, all out of the data."""

    def screen(self, data: dict[str, str]) -> Screen:
        parts = [data[k] for k in ("markdown", "tips") if data.get(k)]
        buttons = json.loads(data.get("sys_full_json_obj") or "{}").get("msgButtons", [])
        found = []
        for button in buttons:
            assert isinstance(button.get("text"), str), "a button needs a text"
            assert button["text"], "a button needs a text"
            if button.get("request"):
                found.append(Pressable(button["text"], button.get("id", ""), button.get("params", {}), color=button.get("color", "")))
        return Screen(data.get("title", ""), parts, found)


class ExportedTemplate:
    """A template as the card platform exports it; reads the components that it knows and refuses all others."""

    def __init__(self, exported: Json) -> None:
        assert exported["type"] == "im", "a template of a card for chats"
        assert exported["mode"] == "card", "a template of a card for chats"
        editor = json.loads(exported["editorData"])
        self.variables = {v["name"]: v["type"] for v in editor["variableList"]}
        (self._root,) = editor["schema"]["componentsTree"]
        known = {c["componentName"] for c in editor["schema"]["componentsMap"]}
        used = {c["componentName"] for c in self._root["children"]} | {"Card"}
        assert used <= known, f"not in componentsMap: {used - known}"

    def screen(self, data: dict[str, str]) -> Screen:
        screen = Screen()
        for component in self._root["children"]:
            props = component["props"]
            if not self._visible(props, data):
                continue
            match component["componentName"]:
                case "CardHeaderV2":
                    screen.title = self._text(props["title"], data)
                case "MarkdownBlock":
                    if text := self._value(props["content"]["variable"], data):
                        screen.markdown.append(text)
                case "Form":
                    self._form(props, data, screen)
                case "ButtonBlock":
                    screen.buttons += [self._button(b, data) for b in props["buttons"] if self._visible(b, data)]
                case other:
                    raise AssertionError(f"this client knows no component {other}")
        return screen

    def _value(self, name: str, data: dict[str, str]) -> str:
        assert name in self.variables, f"the template declares no variable {name}"
        return data.get(name, "")

    def _text(self, dynamic: Json, data: dict[str, str]) -> str:
        return _PLACE.sub(lambda m: self._value(m[1], data), dynamic["content"])

    def _visible(self, props: Json, data: dict[str, str]) -> bool:
        visible = props.get("visible") or {"valueType": "fixed", "value": True}
        if visible["valueType"] == "fixed":
            return bool(visible["value"])
        met = []
        for condition in visible["condition"]["conditions"]:
            assert self.variables.get(condition["variable"]) == "boolean", condition
            met.append((self._value(condition["variable"], data) == "true") == (condition["op"] == "isTrue"))
        return all(met)

    def _params(self, props: Json, data: dict[str, str]) -> Json:
        return {p["name"]: self._value(p["variable"], data) for p in props["params"] if p["type"] == "variable"}

    def _form(self, props: Json, data: dict[str, str], screen: Screen) -> None:
        raw = self._value(props["formSchema"]["variable"], data)
        screen.form = json.loads(raw) if raw else {"fields": []}
        for entry in screen.form["fields"]:
            assert re.fullmatch(r"\w+", entry["name"], re.ASCII), f"a name that may be read as a path: {entry['name']}"
        screen.submit = self._text(props["submitText"], data)
        screen.submit_action = props["id"]
        screen.submit_params = self._params(props, data)
        screen.form_disabled = self._value(props["status"]["variable"], data) == "disabled"
        assert props["actionType"] == "request", "a form that calls nobody"

    def _button(self, props: Json, data: dict[str, str]) -> Pressable:
        assert props["actionType"] == "request", "a button that calls nobody"
        params = self._params(props, data)
        action = self._text(props["actionId"], data) or props["id"]
        return Pressable(self._text(props["text"], data), action, params, props["status"] == "disabled", props["color"])
