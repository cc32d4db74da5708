"""Writes okr-form.json, the template to import: a title, a text, a notice, a form, and buttons, all drawn from the card's variables.

`python -m adapters.dingtalk.template.build` writes the file anew after a change here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from adapters.dingtalk.form_card import PRIMARY_SLOTS, SLOTS
from adapters.dingtalk.wire import AT, SAYS

Json = dict[str, Any]
FILE = Path(__file__).with_name("okr-form.json")
COMPONENTS = ("Card", "CardHeaderV2", "MarkdownBlock", "Form", "ButtonBlock")
TEXTS = {
    "title": "title of the card",
    "form_status": "normal or disabled",
    "form_btn_text": "label of the form's button",
    AT: "where the card stands; comes back with every press",
    "lastMessage": "line in the list of chats",
}


def exported() -> Json:
    """The whole file, in the shape in which the card platform exports templates."""
    editor = {
        "schemaVersion": "3.0.0",
        "schema": {"version": "1.0.0", "componentsMap": list(map(_known, COMPONENTS)), "componentsTree": [_tree()], "i18n": {}},
        "mockData": {"cardData": _sample(), "cardPrivateData": {}, "localData": {}, "richTextData": {}},
        "editVersion": 0,
        "customWidgetInfo": "",
        "useCustomWidgetInfo": False,
        "variableList": _variables(),
        **{name: [] for name in ("formList", "expList", "localList", "hsfList", "lwpList")},
        "extension": {"extendType": "NORMAL", "fileTypeList": []},
    }
    return {"editorData": json.dumps(editor, ensure_ascii=False), "widgetInfo": "", "type": "im", "mode": "card"}


def _known(name: str) -> Json:
    if name == "Form":
        return {"devMode": "lowCode", "componentName": name}
    return {
        "package": "@ali/dxComponent",
        "version": "1.0.0",
        "exportName": name,
        "main": "./src/index.tsx",
        "destructuring": False,
        "subName": "",
        "componentName": name,
    }


def _tree() -> Json:
    children = [
        _component("CardHeaderV2", "header", {"title": _text("${title}")}),
        _component("MarkdownBlock", "body", _markdown("body")),
        _component("MarkdownBlock", "notice", _markdown("notice")),
        _component("Form", "form", _form()),
        _component("ButtonBlock", "buttons", {"buttons": [_button(number) for number in range(1, SLOTS + 1)], "visible": _always()}),
    ]
    return _component("Card", "card", {}) | {"fileName": "card", "children": children}


def _component(name: str, node: str, props: Json) -> Json:
    about = {"title": name, "hidden": False, "isLocked": False, "condition": True, "conditionGroup": ""}
    return {"componentName": name, "id": f"node_{node}", "props": props, **about}


def _text(content: str) -> Json:
    return {"type": "dynamicString", "content": content, "i18n": False}


def _variable(name: str) -> Json:
    return {"type": "variableValue", "variable": name, "variableType": "global"}


def _always() -> Json:
    return {"type": "dynamicVisible", "value": True, "valueType": "fixed", "condition": {"op": "and", "conditions": []}}


def _when(name: str) -> Json:
    condition = {
        "op": "isTrue",
        "variable": name,
        "variableType": "global",
        "type": "variable",
        "value": "",
        "valueType": "fixed",
        "valueVariableType": "global",
    }
    return {"type": "dynamicVisible", "value": True, "valueType": "condition", "condition": {"op": "and", "conditions": [condition]}}


def _markdown(name: str) -> Json:
    return {
        "isStreaming": False,
        "content": _variable(name) | {"varType": "markdown"},
        "mdVer": 0,
        "icon": {"type": "icon", "icon": "", "iconType": "emoji"},
        "enableLinkStatPoint": False,
        "visible": _always(),
    }


def _param(name: str, variable: str, number: int) -> Json:
    return {"type": "variable", "variable": variable, "value": "", "name": name, "variableType": "global", "id": str(number)}


def _form() -> Json:
    return {
        "id": "form",
        "submitText": _text("${form_btn_text}"),
        "formSchema": _variable("form"),
        "params": [_param(AT, AT, 1)],
        "status": {
            "type": "dynamicSelect",
            "valueType": "variable",
            "value": "normal",
            "variable": "form_status",
            "variableType": "global",
        },
        "visible": _when("show_form"),
        "actionType": "request",
    }


def _button(number: int) -> Json:
    return {
        "$$key": str(number - 1),
        "id": f"b{number}",
        "text": _text(f"${{b{number}_text}}"),
        "status": "normal",
        "color": "blue" if number <= PRIMARY_SLOTS else "gray",
        "icon": {"type": "icon", "icon": "", "iconType": "emoji"},
        "actionType": "request",
        "actionId": _text(f"b{number}"),
        "params": [_param(SAYS, f"b{number}_says", 1), _param(AT, AT, 2)],
        "visible": _when(f"b{number}_on"),
    }


def _variables() -> list[Json]:
    found = [_declared(name, "string", about) for name, about in TEXTS.items()]
    found += [_declared("body", "markdown", "text of the card"), _declared("notice", "markdown", "what is wrong in the form")]
    found += [_declared("show_form", "boolean", "whether there is a form"), _declared("form", "form", "the fields of the form")]
    for number in range(1, SLOTS + 1):
        found.append(_declared(f"b{number}_on", "boolean", f"whether there is a button {number}"))
        found.append(_declared(f"b{number}_text", "string", f"label of button {number}"))
        found.append(_declared(f"b{number}_says", "string", f"words of button {number}"))
    return found


def _declared(name: str, kind: str, about: str) -> Json:
    return {"name": name, "type": kind, "id": name, "description": about, "private": False, "editorVarType": "variables"}


def _sample() -> Json:
    """What the card platform's preview shows."""
    fields = [
        {"name": "value", "label": "KR1 · Progress", "type": "TEXT", "required": True, "defaultValue": "55%"},
        {"name": "due", "label": "Due", "type": "DATE", "required": False},
    ]
    shown: Json = {"title": "OKR", "body": "**KR1** 55%", "notice": "", "show_form": True, "form": {"fields": fields}}
    return shown | {"form_btn_text": "Send", "form_status": "normal", AT: "", "b1_on": True, "b1_text": "Send", "b1_says": "send"}


if __name__ == "__main__":
    FILE.write_text(json.dumps(exported(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
