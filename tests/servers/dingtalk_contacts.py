"""DingTalk's address book and media on the old host: people, departments, pages of them, pictures."""

from typing import Any

from tests.servers.dingtalk_api import Api, Call, DingTalkApi
from tests.servers.dingtalk_company import ROOT, Department, Json, Person, PlatformError

USER, DEPARTMENT = "qyapi_get_member", "qyapi_get_department_list"
IMAGE_BYTES = 20 * 2**20


class Contacts:
    """What of the company the app may read. `hide_managers`: the direct manager is not told, as without the permission for it."""

    def __init__(self, api: DingTalkApi) -> None:
        self.api, self.company = api, api.company
        self.hide_managers = False
        api.old |= {
            ("POST", "/topapi/v2/user/get"): Api(self._get, USER),
            ("POST", "/topapi/v2/user/list"): Api(self._list, USER),
            ("POST", "/topapi/user/listid"): Api(self._list_id, USER),
            ("POST", "/topapi/user/getbyunionid"): Api(self._by_unionid, USER),
            ("POST", "/topapi/v2/department/listsub"): Api(self._sub, DEPARTMENT),
            ("POST", "/topapi/v2/department/get"): Api(self._department, DEPARTMENT),
            ("POST", "/media/upload"): Api(self._upload),
        }

    def _person(self, userid: Any) -> Person:
        person = self.company.people.get(userid)
        if person is None or person.outside:
            raise PlatformError(60121, "找不到该用户")
        return person

    def _dept(self, number: Any) -> Department:
        department = self.company.departments.get(number)
        if department is None:
            raise PlatformError(60003, "部门不存在")
        return department

    def _members(self, number: Any) -> list[Person]:
        self._dept(number)
        return [p for p in self.company.people.values() if number in p.depts and not p.outside]

    def _get(self, call: Call) -> Json:
        person = self._person(call.body.get("userid"))
        leads = [{"dept_id": d, "leader": d in person.leads} for d in person.depts]
        result = self._short(person) | {"leader_in_dept": leads, "language": "zh_CN"}
        del result["leader"]
        if person.manager and not self.hide_managers:
            result["manager_userid"] = person.manager
        return {"result": result}

    @staticmethod
    def _short(person: Person, department: int = 0) -> Json:
        found: Json = {
            "userid": person.userid,
            "unionid": person.unionid,
            "name": person.name,
            "title": person.title,
            "dept_id_list": person.depts,
            "active": person.active,
            "admin": person.admin,
            "leader": department in person.leads,
        }
        return found | {name: told for name in ("email", "org_email") if (told := getattr(person, name))}

    def _list(self, call: Call) -> Json:
        size = call.body.get("size")
        if not isinstance(size, int) or not 0 < size <= 100:
            raise PlatformError(400002, "参数错误: size")
        start, members = int(call.body.get("cursor", 0)), self._members(call.body.get("dept_id"))
        page = members[start : start + size]
        more = start + size < len(members)
        result: Json = {"has_more": more, "list": [self._short(p, call.body["dept_id"]) for p in page]}
        return {"result": result | ({"next_cursor": start + size} if more else {})}

    def _list_id(self, call: Call) -> Json:
        return {"result": {"userid_list": [p.userid for p in self._members(call.body.get("dept_id"))]}}

    def _by_unionid(self, call: Call) -> Json:
        for person in self.company.people.values():
            if person.unionid == call.body.get("unionid"):
                return {"result": {"userid": person.userid, "contact_type": int(person.outside)}}
        raise PlatformError(60121, "找不到该用户")

    def _sub(self, call: Call) -> Json:
        number = call.body.get("dept_id", ROOT)
        self._dept(number)
        below = [d for d in self.company.departments.values() if d.parent == number]
        return {"result": [{"dept_id": d.id, "name": d.name, "parent_id": number} for d in below]}

    def _department(self, call: Call) -> Json:
        found = self._dept(call.body.get("dept_id"))
        result: Json = {"dept_id": found.id, "name": found.name, "dept_manager_userid_list": found.managers}
        return {"result": result | ({"parent_id": found.parent} if found.parent else {})}

    def _upload(self, call: Call) -> Json:
        kind = call.query.get("type")
        if kind != "image" or "media" not in call.files:
            raise PlatformError(40004, "不合法的媒体文件类型")
        _, data = call.files["media"]
        if not data.startswith(b"\x89PNG") or len(data) > IMAGE_BYTES:
            raise PlatformError(40009, "不合法的图片文件大小")
        media = f"@lADPloopback{next(self.company.numbers):06}"
        self.company.media[media] = data
        return {"type": "image", "media_id": media, "created_at": self.company.millis()}
