"""What Slack takes as blocks of a message, a modal or an App Home; everything else is refused with the pointer to it."""

import json
from collections.abc import Container
from typing import Any
from urllib.parse import urlsplit

from tests.servers.slack_checks import Check, Problems, array, both, complain, flag, one_of, record, tagged, text
from tests.servers.slack_elements import (
    ACTIONS,
    BUTTON,
    ID,
    INPUTS,
    OVERFLOW,
    PICKS,
    URL,
    any_text,
    is_,
    mrkdwn,
    plain,
)
from tests.servers.slack_rich_text import CELL, RICH_TEXT

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
# Characters of all blocks together. Not documented: people report refusals from 13,200 on, and that containers count too, so the JSON
# is what is measured.
MESSAGE_WEIGHT = 13_200
TABLE_CHARACTERS = 10_000
MARKDOWN_CHARACTERS = 12_000

_FILE = record({}, {"id": text(255), "url": URL})
_IMAGE = {"image_url": URL, "slack_file": _FILE}
_IMAGE_ELEMENT = record({"type": is_("image"), "alt_text": text(2000)}, _IMAGE)
_ACCESSORY = tagged(PICKS | {"button": BUTTON, "overflow": OVERFLOW, "image": _IMAGE_ELEMENT})
_IN_CONTEXT = tagged({"plain_text": plain(3000), "mrkdwn": mrkdwn(3000), "image": _IMAGE_ELEMENT})
_COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def _says_something(value: Any, at: str, problems: Problems) -> None:
    if "text" not in value and "fields" not in value:
        complain(problems, "must define either `text` or `fields`", at)


def _block(kind: str, required: dict[str, Check], **optional: Check) -> Check:
    return record({"type": is_(kind)} | required, {"block_id": ID} | optional)


EVERYWHERE: dict[str, Check] = {
    "section": both(
        _block("section", {}, text=any_text(3000), fields=array(any_text(2000), 10), accessory=_ACCESSORY, expand=flag),
        _says_something,
    ),
    "header": _block("header", {"text": plain(150)}),
    "divider": _block("divider", {}),
    "context": _block("context", {"elements": array(_IN_CONTEXT, 10)}),
    "actions": _block("actions", {"elements": array(ACTIONS, 25)}),
    "image": _block("image", {"alt_text": text(2000)}, title=plain(2000), **_IMAGE),
    "input": _block("input", {"label": plain(2000), "element": INPUTS}, hint=plain(2000), optional=flag, dispatch_action=flag),
    "rich_text": RICH_TEXT,
}
ONLY_MESSAGES: dict[str, Check] = {
    "markdown": _block("markdown", {"text": text(MARKDOWN_CHARACTERS)}),
    "table": _block("table", {"rows": array(array(CELL, 20), 100)}, column_settings=array(_COLUMN, 20)),
}
_MESSAGE = array(tagged(EVERYWHERE | ONLY_MESSAGES), MESSAGE_BLOCKS)
_VIEW = array(tagged(EVERYWHERE), VIEW_BLOCKS, least=0)
_SHARED = {"private_metadata": text(3000, 0), "callback_id": ID, "external_id": ID}
_MODAL = record(
    {"type": is_("modal"), "title": plain(24), "blocks": _VIEW},
    _SHARED | {"submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag, "submit_disabled": flag},
)
_HOME = record({"type": is_("home"), "blocks": _VIEW}, _SHARED)
_ANY_VIEW = tagged({"modal": _MODAL, "home": _HOME})


def check_message(blocks: Any, files: Container[str]) -> Problems:
    """What is wrong with a message's blocks; `files` are the ids that a slack_file may name."""
    problems: Problems = []
    _MESSAGE(blocks, "/blocks", problems)
    if not problems:
        _together(blocks, "/blocks", files, problems)
        _weight(blocks, problems)
    return problems


def check_view(view: Any, files: Container[str]) -> Problems:
    """What is wrong with a modal or an App Home."""
    problems: Problems = []
    _ANY_VIEW(view, "/view", problems)
    if problems:
        return problems
    blocks = view["blocks"]
    _together(blocks, "/view/blocks", files, problems)
    if view["type"] == "modal" and "submit" not in view and any(b["type"] == "input" for b in blocks):
        complain(problems, "missing required field: submit", "/view")
    if len(json.dumps(view)) > 250_000:
        complain(problems, "view is too large", "/view")
    return problems


def _together(blocks: list[dict[str, Any]], at: str, files: Container[str], problems: Problems) -> None:
    """What no block shows alone: ids that repeat, a second focus, a second table, pictures that cannot be fetched."""
    seen: set[str] = set()
    focused = 0
    for place, block in enumerate(blocks):
        here = f"{at}/{place}"
        name = block.get("block_id")
        if name is not None and name in seen:
            complain(problems, f"block_id already exists: {name}", here)
        seen.add(name or "")
        actions = [e.get("action_id") for e in elements(block) if e.get("action_id")]
        if len(set(actions)) != len(actions):
            complain(problems, "action_id must be unique within a block", here)
        focused += sum(1 for e in elements(block) if e.get("focus_on_load"))
        for picture in _pictures(block):
            _fetchable(picture, here, files, problems)
    if focused > 1:
        complain(problems, "only one focus_on_load allowed", at)


def _weight(blocks: list[dict[str, Any]], problems: Problems) -> None:
    tables = [b for b in blocks if b["type"] == "table"]
    if len(tables) > 1:
        problems.append("only_one_table_allowed")
    for table in tables:
        if sum(len(json.dumps(c, ensure_ascii=False)) - 28 for row in table["rows"] for c in row) > TABLE_CHARACTERS:
            complain(problems, f"table must be less than {TABLE_CHARACTERS + 1} characters", "/blocks")
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MARKDOWN_CHARACTERS:
        complain(problems, f"markdown must be less than {MARKDOWN_CHARACTERS + 1} characters", "/blocks")
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MESSAGE_WEIGHT:
        problems.append("msg_blocks_too_long")


def elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The interactive elements of a block, in order."""
    kind = block.get("type")
    if kind == "actions":
        return list(block["elements"])
    one = block.get("element") if kind == "input" else block.get("accessory") if kind == "section" else None
    return [one] if one else []


def _pictures(block: dict[str, Any]) -> list[dict[str, Any]]:
    inside = block.get("elements", []) if block["type"] == "context" else [block.get("accessory") or {}]
    return [p for p in [block, *inside] if p.get("type") == "image"]


def _fetchable(picture: dict[str, Any], at: str, files: Container[str], problems: Problems) -> None:
    """Slack fetches a picture itself, from the public internet or from its own files."""
    file, url = picture.get("slack_file"), picture.get("image_url")
    if (file is None) == (url is None):
        complain(problems, "must define either `image_url` or `slack_file`", at)
    elif url is not None:
        host = urlsplit(url).hostname or ""
        if len(url) > 3000 or not url.startswith("http") or "." not in host or host.startswith(("127.", "10.", "192.168.")):
            complain(problems, "downloading image failed", at)
    elif file is not None and file.get("id") not in files:
        complain(problems, "invalid slack file", at)
