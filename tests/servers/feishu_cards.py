"""Says what is wrong with a card of JSON 2.0, as strictly as Feishu: unknown properties, places, names, sizes, limits."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.servers import feishu_card_parts as parts
from tests.servers.feishu_tenant import FeishuError, Json

BYTES, TAGS, TABLES, DEPTH, INPUT_LENGTH, PLACEHOLDER = 30 * 1024, 200, 5, 5, 1000, 100
ELEMENT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
MARKDOWN_TABLE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$", re.MULTILINE)


def bad_card(code: int, why: str) -> FeishuError:
    return FeishuError(230099, f"Failed to create card content, ext=ErrCode: {code}; ErrMsg: {why}; ErrorValue: ")


def check_card(card: Any, images: dict[str, bytes]) -> None:
    """Raises 230025 (too long) or 230099 with the inner code and the reason."""
    if len(json.dumps(card, ensure_ascii=False).encode()) > BYTES:
        raise FeishuError(230025, "The length of the message content reaches its limit.")
    if not isinstance(card, dict) or card.get("schema") != "2.0":
        raise bad_card(200621, "parse card json err, schema 2.0 is expected here")
    Check(images).card(card)


class Check:
    """One pass over a card."""

    def __init__(self, images: dict[str, bytes]) -> None:
        self.images = images
        self.ids: set[str] = set()
        self.names: set[str] = set()
        self.values: dict[str, list[str]] = {}

    def card(self, card: Json) -> None:
        _only(card, parts.ROOT, "card")
        config = card.get("config", {})
        _only(config, parts.CONFIG, "config")
        if config.get("update_multi", True) is not True:
            raise bad_card(11310, "update_multi only supports true in schema V2")
        if config.get("width_mode", "default") not in {"default", "fill", "compact"}:
            raise bad_card(11310, "width_mode is invalid")
        if "header" in card:
            self._header(card["header"])
        body = card.get("body")
        if not isinstance(body, dict) or not isinstance(body.get("elements"), list):
            raise bad_card(200621, "body.elements is needed")
        _only(body, parts.BODY, "body")
        for element in body["elements"]:
            self._element(element, (), None)
        if (count := sum(1 for _ in tagged(card))) > TAGS:
            raise bad_card(300305, f"element exceeds the limit, {count} of {TAGS}")
        if sum(e["tag"] == "table" for e in body["elements"]) + _markdown_tables(card) > TABLES:
            raise bad_card(11310, "card table number over limit")

    def _header(self, header: Json) -> None:
        _only(header, parts.HEADER, "header")
        if "title" not in header:
            raise bad_card(11310, "header.title is needed")
        for key in ("title", "subtitle"):
            if key in header:
                self._text(header[key], key)
        if header.get("template", "blue") not in parts.COLOURS:
            raise bad_card(11310, "header.template is invalid")
        if len(header.get("text_tag_list", [])) > 3:
            raise bad_card(11310, "text_tag_list exceeds 3")
        for tag in header.get("text_tag_list", []):
            self._element(tag, ("header",), None)

    def _element(self, element: Any, above: tuple[str, ...], form: str | None) -> None:
        tag = element.get("tag") if isinstance(element, dict) else None
        if tag in {"note", "action"}:
            raise bad_card(200861, f"cards of schema V2 no longer support this capability, unsupported tag {tag}")
        if tag not in parts.PROPERTIES:
            raise bad_card(11310, f"type of element is not supported, tag: {tag}")
        _only(element, parts.PROPERTIES[tag], tag)
        if missing := parts.NEEDED.get(tag, set()) - set(element):
            raise bad_card(11310, f"{tag}: {sorted(missing)} needed")
        for (of, key), allowed in parts.ONE_OF.items():
            if of == tag and key in element and element[key] not in allowed:
                raise bad_card(11310, f"{tag}.{key} is invalid: {element[key]!r}")
        self._identity(element)
        self._place(tag, above)
        self._named(element, tag, form)
        getattr(self, f"_{tag}", lambda _: None)(element)
        self._inside(element, tag, above, form)

    def _identity(self, element: Json) -> None:
        if "element_id" in element:
            name = element["element_id"]
            if not isinstance(name, str) or not ELEMENT_ID.fullmatch(name) or name in self.ids:
                raise bad_card(300301, f"element_id is invalid or used twice: {name!r}")
            self.ids.add(name)

    def _place(self, tag: str, above: tuple[str, ...]) -> None:
        if tag in {"table", "form"} and above:
            raise bad_card(11310, f"{tag} must be placed at the root")
        if tag == "column" and (not above or above[-1] != "column_set"):
            raise bad_card(11310, "column must be in a column_set")
        if tag != "column" and above and above[-1] == "column_set":
            raise bad_card(11310, "column_set may hold columns only")
        if sum(a in parts.CONTAINERS - {"column"} for a in above) > DEPTH:
            raise bad_card(11310, "containers are nested too deep")

    def _named(self, element: Json, tag: str, form: str | None) -> None:
        name = element.get("name")
        interactive = tag in parts.INPUTS or tag in {"button", "form"}
        if interactive and (form is not None or tag == "form"):
            if not isinstance(name, str) or not name:
                raise bad_card(200530, f"{tag} in a form must have a name")
            if name in self.names:
                raise bad_card(200530, f"name {name!r} is used twice")
            self.names.add(name)
        if form is None and element.get("required"):
            raise bad_card(11310, f"{tag}.required is for forms only")
        if form is None and "form_action_type" in element:
            raise bad_card(11310, "form_action_type is for forms only")

    def _inside(self, element: Json, tag: str, above: tuple[str, ...], form: str | None) -> None:
        inner = element["name"] if tag == "form" else form
        for child in [*element.get("elements", []), *(element.get("columns", []) if tag == "column_set" else [])]:
            self._element(child, (*above, tag), inner)
        for key in ("text", "placeholder", "label", "alt", "title", "hover_tips", "disabled_tips"):
            if key in element:
                self._text(element[key], f"{tag}.{key}", plain=key != "text")
        for behavior in element.get("behaviors", []):
            self._behavior(behavior)

    def _behavior(self, behavior: Json) -> None:
        match behavior.get("type"):
            case "callback":
                _only(behavior, {"type", "value"}, "behaviors")
                if not isinstance(behavior.get("value"), dict):
                    raise bad_card(11310, "behaviors.value must be an object")
            case "open_url":
                _only(behavior, {"type", "default_url", "android_url", "ios_url", "pc_url"}, "behaviors")
            case other:
                raise bad_card(11310, f"behaviors.type is invalid: {other}")

    def _text(self, text: Any, where: str, *, plain: bool = False) -> None:
        if not isinstance(text, dict) or text.get("tag") not in ({"plain_text"} if plain else {"plain_text", "lark_md"}):
            raise bad_card(11310, f"{where} must be a text object")
        _only(text, parts.PROPERTIES[text["tag"]], where)
        if not isinstance(text.get("content"), str):
            raise bad_card(11310, f"{where}.content must be a string")
        if where.endswith(".placeholder") and len(text["content"]) > PLACEHOLDER:
            raise bad_card(11310, f"{where} is longer than {PLACEHOLDER}")

    # --- single components -----------------------------------------------------------------------------------------------------

    def _form(self, form: Json) -> None:
        if not any(e.get("tag") == "button" and e.get("form_action_type") == "submit" for e in tagged(form)):
            raise bad_card(11310, "a form needs a submit button")

    def _input(self, element: Json) -> None:
        most = element.get("max_length", INPUT_LENGTH)
        if not isinstance(most, int) or not 1 <= most <= INPUT_LENGTH:
            raise bad_card(11310, f"input.max_length must be 1..{INPUT_LENGTH}")
        if len(element.get("default_value", "")) > most:
            raise bad_card(11310, "input.default_value is longer than max_length")

    def _select_static(self, element: Json) -> None:
        values = [o.get("value") for o in element.get("options", [])]
        for option in element.get("options", []):
            _only(option, {"text", "icon", "value"}, "option")
            self._text(option.get("text"), "option.text", plain=True)
        if any(not isinstance(v, str) or not v for v in values) or len(set(values)) < len(values):
            raise bad_card(11310, "options need distinct non-empty strings as value")
        if element.get("initial_option") not in {None, *values}:
            raise bad_card(11310, "initial_option is not among the options")

    def _select_person(self, element: Json) -> None:
        values = [o.get("value") for o in element.get("options", [])]
        if any(not str(v).startswith("ou_") for v in values):
            raise bad_card(11310, "options of select_person are open_ids")
        if element.get("initial_option") not in {None, *values}:
            raise bad_card(11310, "initial_option is not among the options")

    def _date_picker(self, element: Json) -> None:
        initial = element.get("initial_date")
        if initial is None and "placeholder" not in element:
            raise bad_card(11310, "date_picker needs a placeholder or an initial_date")
        if initial is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", initial):
            raise bad_card(11310, "initial_date must be yyyy-MM-dd")

    def _img(self, element: Json) -> None:
        if element["img_key"] not in self.images:
            raise bad_card(11311, f"image_key is invalid: {element['img_key']}")

    def _chart(self, element: Json) -> None:
        if not isinstance(element["chart_spec"], dict) or "type" not in element["chart_spec"]:
            raise bad_card(11310, "chart_spec is invalid")

    def _table(self, element: Json) -> None:
        columns, rows = element["columns"], element["rows"]
        if not 1 <= element.get("page_size", 5) <= 10 or not 1 <= len(columns) <= 50:
            raise bad_card(11310, "table: page_size must be 1..10, columns 1..50")
        _only(element.get("header_style", {}), parts.HEADER_STYLE, "header_style")
        types = {}
        for column in columns:
            _only(column, parts.COLUMN, "table column")
            if column.get("data_type", "text") not in parts.COLUMN_TYPES or column.get("name") in types:
                raise bad_card(11310, f"table column is invalid: {column}")
            types[column["name"]] = column.get("data_type", "text")
        for row in rows:
            if set(row) - set(types):
                raise bad_card(11310, f"table row has unknown columns: {sorted(set(row) - set(types))}")
            if any(types[k] in {"text", "lark_md", "markdown"} and not isinstance(v, str) for k, v in row.items()):
                raise bad_card(11310, "table cell must be a string")


def tagged(value: Any) -> Iterator[Json]:
    """Every object with a `tag` within, however deep; a chart's own specification does not count."""
    if isinstance(value, dict):
        if "tag" in value:
            yield value
        for key, inner in value.items():
            if key not in {"chart_spec", "rows", "value"}:
                yield from tagged(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tagged(inner)


def _markdown_tables(card: Json) -> int:
    return sum(len(MARKDOWN_TABLE.findall(e["content"])) for e in tagged(card) if e["tag"] in {"markdown", "lark_md"})


def _only(value: Json, allowed: set[str], where: str) -> None:
    if not isinstance(value, dict):
        raise bad_card(200621, f"{where} must be an object")
    if unknown := set(value) - allowed:
        raise bad_card(200621, f"parse card json err, unknown property {sorted(unknown)} of {where}")
