"""Uploads the pictures of a message, so that its blocks can name them."""

from __future__ import annotations

import base64
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.render import Part

Json = dict[str, Any]


async def with_pictures(web: AsyncWebClient, part: Part) -> list[Json]:
    """The blocks with every picture uploaded and in its place. Raises what the SDK raises."""
    ids = {f"#{n}": await _upload(web, png) for n, png in enumerate(part.pictures)}
    return [_placed(block, ids) for block in part.blocks]


async def _upload(web: AsyncWebClient, png: str) -> str:
    answer = await web.files_upload_v2(filename="image.png", content=base64.b64decode(png))
    return str(answer["files"][0]["id"])


def _placed(block: Json, ids: dict[str, str]) -> Json:
    return block | {"slack_file": {"id": ids[block["slack_file"]["id"]]}} if block["type"] == "image" else block
