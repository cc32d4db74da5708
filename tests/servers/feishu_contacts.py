"""contact/v3, bot/v3 and the list of scopes: who is in the company, as far as the app may see."""

from tests.servers.feishu_api import Api, Call, FeishuApi
from tests.servers.feishu_tenant import BOT_OPEN_ID, Department, FeishuError, Json, User

BASE = ("contact:contact.base:readonly", "contact:contact:readonly_as_app")


def _user(api: FeishuApi, user: User) -> Json:
    """A person with the fields that the scopes allow; the others are missing without a word."""
    body: Json = {"open_id": user.open_id, "union_id": user.open_id.replace("ou_", "on_")}
    if "contact:user.base:readonly" in api.scopes:
        body |= {"name": user.name, "en_name": "", "nickname": ""}
    if "contact:user.email:readonly" in api.scopes and user.email:
        body["email"] = user.email
    if "contact:user.employee:readonly" in api.scopes:
        status = {"is_frozen": user.frozen, "is_resigned": user.resigned, "is_activated": True, "is_exited": False, "is_unjoin": False}
        body |= {"status": status, "is_tenant_manager": False, "employee_type": 1}
    if "contact:user.department:readonly" in api.scopes:
        body |= {"department_ids": user.departments or ["0"], "leader_user_id": user.leader or ""}
    return body


def department_seen(api: FeishuApi, department: Department) -> Json:
    """A department with the fields that the scopes allow; the others are missing without a word."""
    body: Json = {"open_department_id": department.id, "department_id": department.id.replace("od-", "d")}
    if "contact:department.base:readonly" in api.scopes:
        body |= {"name": department.name, "status": {"is_deleted": False}}
    if "contact:department.organize:readonly" in api.scopes:
        body |= {"parent_department_id": department.parent, "leader_user_id": department.leader or ""}
    return body


def _below(api: FeishuApi, top: str, deep: bool) -> list[Department]:
    found = [d for d in api.tenant.departments.values() if d.parent == top]
    return found + [inner for d in found for inner in _below(api, d.id, deep)] if deep else found


def _known(api: FeishuApi, department_id: str) -> str:
    if department_id != "0" and department_id not in api.tenant.departments:
        raise FeishuError(43007, "department not found or no permission")
    return department_id


def _range(api: FeishuApi, call: Call) -> Json:
    """What the administrator lets the app see: top departments, and people of none."""
    loose = [u.open_id for u in api.tenant.users.values() if not u.departments]
    return {"department_ids": [d.id for d in _below(api, "0", deep=False)], "user_ids": loose, "group_ids": [], "has_more": False}


def _children(api: FeishuApi, call: Call) -> Json:
    deep = call.query.get("fetch_child") == "true"
    return call.page([department_seen(api, d) for d in _below(api, _known(api, call.path["id"]), deep)])


def _one_department(api: FeishuApi, call: Call) -> Json:
    return {"department": department_seen(api, api.tenant.departments[_known(api, call.path["id"])])}


def _members(api: FeishuApi, call: Call) -> Json:
    department = _known(api, call.query.get("department_id", ""))
    return call.page([_user(api, u) for u in api.tenant.users.values() if department in (u.departments or ["0"])])


def _batch(api: FeishuApi, call: Call) -> Json:
    wanted = call.lists.get("user_ids", [])
    if not 0 < len(wanted) <= 50:
        raise FeishuError(99992402, "field validation failed: user_ids: 1..50")
    return {"items": [_user(api, api.tenant.users[i]) for i in wanted if i in api.tenant.users]}


def _one(api: FeishuApi, call: Call) -> Json:
    user = api.tenant.users.get(call.path["id"])
    if user is None:
        raise FeishuError(41050, "no user authority error")
    return {"user": _user(api, user)}


def _ids_by_email(api: FeishuApi, call: Call) -> Json:
    known = {u.email: u.open_id for u in api.tenant.users.values() if u.email}
    return {"user_list": [{"email": e, **({"user_id": known[e]} if e in known else {})} for e in call.body.get("emails", [])]}


def _scopes(api: FeishuApi, call: Call) -> Json:
    return {"scopes": [{"scope_name": s, "grant_status": 1, "scope_type": "tenant"} for s in sorted(api.scopes)]}


def _bot(api: FeishuApi, call: Call) -> Json:
    return {"bot": {"activate_status": 2, "app_name": "OKR", "open_id": BOT_OPEN_ID, "avatar_url": "", "ip_white_list": []}}


APIS = {
    "GET /bot/v3/info": Api(_bot, bare=True),
    "GET /contact/v3/scopes": Api(_range, BASE),
    "GET /contact/v3/departments/:id/children": Api(_children, BASE),
    "GET /contact/v3/departments/:id": Api(_one_department, BASE),
    "GET /contact/v3/users/find_by_department": Api(_members, BASE),
    "GET /contact/v3/users/batch": Api(_batch, BASE),
    "GET /contact/v3/users/:id": Api(_one, BASE),
    "POST /contact/v3/users/batch_get_id": Api(_ids_by_email, ("contact:user.id:readonly", *BASE)),
    "GET /application/v6/scopes": Api(_scopes),
}
