"""views.* of the Web API: modals on a person's screen and their App Home."""

from tests.servers.slack_api import Call, Method, SlackApi, invalid
from tests.servers.slack_blocks import check_view
from tests.servers.slack_chat import named
from tests.servers.slack_records import Json, SlackError, View

DEEPEST = 3


def checked_view(api: SlackApi, view: object, kind: str) -> Json:
    """A view that Slack would take, its blocks named. Raises invalid_arguments with pointers."""
    problems = check_view(view, api.workspace.files)
    if not problems and isinstance(view, dict) and view["type"] != kind:
        problems = [f"[ERROR] must be one of {kind} [json-pointer:/view/type]"]
    if problems or not isinstance(view, dict):
        raise invalid(problems)
    return view | {"blocks": named(api, view["blocks"])}


def _view(api: SlackApi, call: Call, kind: str) -> Json:
    if call.args.get("_broken"):
        raise SlackError("invalid_json")
    return checked_view(api, call.parsed("view", "invalid_arguments"), kind)


def show(api: SlackApi, user: str, body: Json, *, over: View | None = None) -> View:
    """Puts a modal on the person's screen, over another or over the conversation."""
    ws = api.workspace
    view = View(ws.number("V0"), user, body, ws.stamp())
    if over is not None:
        view.previous, view.root = over.id, over.root or over.id
    ws.views[view.id] = view
    ws.signals.changed(f"views:{user}")
    return view


def redraw(api: SlackApi, view: View, body: Json) -> View:
    """Changes what an open modal shows; typed values of inputs that are still there stay."""
    view.body, view.hash = body, api.workspace.stamp()
    keep = {b["block_id"] for b in body["blocks"]}
    view.typed = {block: values for block, values in view.typed.items() if block in keep}
    api.workspace.signals.changed(f"views:{view.user}")
    return view


def _trigger(api: SlackApi, call: Call) -> Json:
    trigger = api.workspace.triggers.get(str(call.need("trigger_id")))
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger["state"] == "used":
        raise SlackError("exchanged_trigger_id")
    if trigger["state"] == "expired":
        raise SlackError("expired_trigger_id")
    return trigger


def _open(api: SlackApi, call: Call) -> Json:
    body = _view(api, call, "modal")
    trigger = _trigger(api, call)
    trigger["state"] = "used"
    return {"view": show(api, trigger["user"], body).as_json()}


def _push(api: SlackApi, call: Call) -> Json:
    body = _view(api, call, "modal")
    trigger = _trigger(api, call)
    stack = api.workspace.modals(trigger["user"])
    if trigger["view"] is None or not stack:
        raise SlackError("no_view")
    if len(stack) >= DEEPEST:
        raise SlackError("push_limit_reached")
    trigger["state"] = "used"
    return {"view": show(api, trigger["user"], body, over=stack[-1]).as_json()}


def _update(api: SlackApi, call: Call) -> Json:
    body = _view(api, call, "modal")
    wanted, external = call.args.get("view_id"), call.args.get("external_id")
    views = [v for v in api.workspace.views.values() if not v.closed]
    view = next((v for v in views if v.id == wanted or (external and v.body.get("external_id") == external)), None)
    if view is None:
        raise SlackError("not_found")
    if call.args.get("hash") not in (None, view.hash):
        raise SlackError("hash_conflict")
    return {"view": redraw(api, view, body).as_json()}


def _publish(api: SlackApi, call: Call) -> Json:
    if not api.home_enabled:
        raise SlackError("not_enabled")
    body, user, ws = _view(api, call, "home"), str(call.need("user_id")), api.workspace
    if user not in ws.users:
        raise invalid(["[ERROR] user_not_found [json-pointer:/user_id]"])
    home = ws.homes.get(user)
    if home is not None and call.args.get("hash") not in (None, home.hash):
        raise SlackError("hash_conflict")
    if home is None:
        home = ws.homes[user] = View(ws.number("V0"), user, body, "")
    home.published += 1
    redraw(api, home, body)
    return {"view": home.as_json()}


METHODS = {
    "views.open": Method(_open, 4),
    "views.push": Method(_push, 4),
    "views.update": Method(_update, 4),
    "views.publish": Method(_publish, 4),
}
