"""files.* of the Web API: an address to upload to, the bytes, and the file that comes of them."""

from aiohttp import web

from tests.servers.slack_api import Call, Method, SlackApi, invalid
from tests.servers.slack_records import BOT_USER, Json, SlackError
from tests.servers.slack_workspace import Workspace


def _get_url(api: SlackApi, call: Call) -> Json:
    ws = api.workspace
    length = call.number("length", 0, 10**9)
    name = ws.number("F0")
    if length <= 0:
        raise invalid(["[ERROR] must be greater than 0 [json-pointer:/length]"])
    file: Json = {"id": name, "name": str(call.need("filename")), "size": length, "bytes": None, "alt": call.args.get("alt_txt")}
    ws.uploads[name] = file
    return {"upload_url": f"{api.address}/upload/{name}", "file_id": name}


async def upload(ws: Workspace, request: web.Request) -> web.Response:
    """Takes the bytes, raw or as a form's `file`."""
    file = ws.uploads.get(request.match_info["file"])
    if file is None:
        return web.Response(status=404, text="no such upload")
    if request.content_type.startswith("multipart/"):
        parts = (await request.post()).values()
        content = next((p.file.read() for p in parts if isinstance(p, web.FileField)), b"")
    else:
        content = await request.read()
    if len(content) != file["size"]:
        return web.Response(status=400, text="length mismatch")
    file["bytes"] = content
    return web.Response(text=f"OK - {len(content)}")


def _complete(api: SlackApi, call: Call) -> Json:
    ws, files = api.workspace, call.parsed("files", "invalid_arguments")
    if not isinstance(files, list) or not files:
        raise invalid(["[ERROR] missing required field: files"])
    done = []
    for one in files:
        file = ws.uploads.pop(one.get("id"), None)
        if file is None or file["bytes"] is None:
            raise SlackError("file_not_found")
        file["title"] = one.get("title") or file["name"]
        ws.files[file["id"]] = file
        done.append({"id": file["id"], "title": file["title"], "mimetype": "image/png"})
    if where := call.args.get("channel_id"):
        channel = api.channel(str(where), call=call)
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        text = str(call.args.get("initial_comment") or "")
        ws.post(channel, BOT_USER, text, file_ids=[f["id"] for f in done])
    return {"files": done}


METHODS = {
    "files.getUploadURLExternal": Method(_get_url, 4, ("files:write",)),
    "files.completeUploadExternal": Method(_complete, 4, ("files:write",)),
}
