"""What a robot sends on DingTalk: to people, to groups, through the webhook of a session; and what it takes back."""

import json
from typing import Any

from tests.servers.dingtalk_api import Api, Call, DingTalkApi
from tests.servers.dingtalk_company import Company, Group, Json, PlatformError

SEND = "qyapi_robot_sendmsg"
MOST_PEOPLE = 20
MSG_PARAM_BYTES = 15_000
WEBHOOK_BYTES = 20_000
SESSION_SECONDS = 5400
_ACTIONS = {n: ("title", "text", *(f"action{part}{i}" for i in range(1, n + 1) for part in ("Title", "URL"))) for n in range(2, 6)}
MSG_KEYS: dict[str, tuple[str, ...]] = {
    "sampleText": ("content",),
    "sampleMarkdown": ("title", "text"),
    "sampleImageMsg": ("photoURL",),
    "sampleLink": ("title", "text", "messageUrl", "picUrl"),
    "sampleActionCard": ("title", "text", "singleTitle", "singleURL"),
    **{f"sampleActionCard{n}": names for n, names in _ACTIONS.items()},
    "sampleActionCard6": ("title", "text", "buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2"),
}
WEBHOOK_KINDS = {"text": ("content",), "markdown": ("title", "text"), "actionCard": ("title", "text")}


class Robot:
    """The sending half of the robot. `flow_controlled`, `filtered`: people left out with HTTP 200; `banned`: words the audit refuses."""

    def __init__(self, api: DingTalkApi) -> None:
        self.api, self.company = api, api.company
        self.sessions: dict[str, tuple[str, float]] = {}
        self.flow_controlled: set[str] = set()
        self.filtered: set[str] = set()
        self.banned: set[str] = set()
        api.new |= {
            ("POST", "/v1.0/robot/oToMessages/batchSend"): Api(self._batch, SEND, metered=True),
            ("POST", "/v1.0/robot/groupMessages/send"): Api(self._group, SEND, metered=True),
            ("POST", "/v1.0/robot/otoMessages/batchRecall"): Api(self._recall, SEND, metered=True),
            ("POST", "/v1.0/robot/groupMessages/recall"): Api(self._recall_group, SEND, metered=True),
            ("GET", "/v1.0/robot/oToMessages/readStatus"): Api(self._read_status, SEND, metered=True),
        }
        api.old[("POST", "/robot/sendBySession")] = Api(self._session, token=False, paced=False)

    # --- by API ----------------------------------------------------------------------------------------------------------------

    def _checked(self, call: Call, *needed: str) -> tuple[str, Json]:
        body = call.body
        if body.get("robotCode") != self.api.client_id:
            raise PlatformError("invalidParameter.robotCode.notExisted", "robotCode 不存在")
        for name in (*needed, "msgKey", "msgParam"):
            if not body.get(name):
                raise PlatformError(f"Missing{name}", f"{name} is mandatory for this action.")
        raw = body["msgParam"]
        if not isinstance(raw, str):
            raise PlatformError("invalidParameter.msgParam.invalid", "msgParam 必须是字符串")
        if len(raw.encode()) > MSG_PARAM_BYTES:
            raise PlatformError("invalidParameter.msgParam.tooLong", "消息内容过长")
        names = MSG_KEYS.get(body["msgKey"])
        if names is None:
            raise PlatformError("invalidParameter.msgKey.invalid", "msgKey 无效")
        param = json.loads(raw)
        if set(names) - {k for k, v in param.items() if isinstance(v, str) and v} - {"picUrl"}:
            raise PlatformError("invalidParameter.msgParam.invalid", f"msgParam 缺少 {sorted(set(names) - param.keys())}")
        self._audit(raw, PlatformError("content.illegal", "消息内容不合规"))
        return body["msgKey"], param

    def _audit(self, text: str, refusal: PlatformError) -> None:
        if any(word in text for word in self.banned):
            raise refusal

    def _batch(self, call: Call) -> Json:
        kind, param = self._checked(call, "userIds")
        wanted = call.body["userIds"]
        if not isinstance(wanted, list) or len(wanted) > MOST_PEOPLE:
            raise PlatformError("invalidParameter.userIds.overLimit", "userIds 最多 20 个")
        people = self.company.people
        invalid = [u for u in wanted if u not in people or people[u].outside]
        slowed = [u for u in wanted if u in self.flow_controlled and u not in invalid]
        filtered = [u for u in wanted if u in self.filtered and u not in invalid]
        key = f"query{next(self.company.numbers):08}"
        for userid in wanted:
            if userid not in (*invalid, *slowed, *filtered):
                self.company.post(self.company.dm(userid), None, kind, param, via="batchSend", query_key=key)
        return {
            "processQueryKey": key,
            "invalidStaffIdList": invalid,
            "flowControlledStaffIdList": slowed,
            "filteredStaffIdList": filtered,
        }

    def _group(self, call: Call) -> Json:
        kind, param = self._checked(call, "openConversationId")
        group = known_group(self.company, call.body["openConversationId"])
        key = f"query{next(self.company.numbers):08}"
        self.company.post(group.id, None, kind, param, via="groupMessages", query_key=key)
        return {"processQueryKey": key}

    def _recalled(self, keys: Any, conversation: str | None) -> Json:
        done, failed = [], {}
        for key in keys:
            found = [m for lines in self.company.lines.values() for m in lines if m.query_key == key]
            if conversation is not None:
                found = [m for m in found if m.conversation == conversation]
            for message in found:
                message.recalled = True
                self.company.signals.changed(message.conversation)
            if found:
                done.append(key)
            else:
                failed[key] = "messageNotExist"
        return {"successResult": done, "failedResult": failed}

    def _recall(self, call: Call) -> Json:
        return self._recalled(call.body["processQueryKeys"], None)

    def _recall_group(self, call: Call) -> Json:
        return self._recalled(call.body["processQueryKeys"], call.body["openConversationId"])

    def _read_status(self, call: Call) -> Json:
        key = call.query.get("processQueryKey", "")
        found = [m for lines in self.company.lines.values() for m in lines if m.query_key == key]
        if not found:
            raise PlatformError("messageNotExist", "消息不存在")
        return {"sendStatus": "SUCCESS", "messageReadInfoList": []}

    # --- through a session -----------------------------------------------------------------------------------------------------

    def new_session(self, conversation: str) -> tuple[str, int]:
        """The webhook's address and until when it works, ms since 1970."""
        session = f"s{next(self.company.numbers):08}"
        until = self.company.clock() + SESSION_SECONDS
        self.sessions[session] = (conversation, until)
        return f"{self.api.address}/robot/sendBySession?session={session}", int(until * 1000)

    def _session(self, call: Call) -> Json:
        session = call.query.get("session", "")
        conversation, until = self.sessions.get(session, ("", 0.0))
        if until <= self.company.clock():
            raise PlatformError(300001, "session 不存在")
        if self.api.limits.webhook_too_fast(conversation):
            raise PlatformError(130101, "send too fast, exceed 20 times per minute")
        if len(json.dumps(call.body, ensure_ascii=False, separators=(",", ":")).encode()) > WEBHOOK_BYTES:
            raise PlatformError(460101, "message too long, exceed 20000 bytes")
        kind = call.body.get("msgtype")
        body = call.body.get(kind) if kind in WEBHOOK_KINDS else None
        if not isinstance(body, dict) or not all(isinstance(body.get(n), str) and body[n] for n in WEBHOOK_KINDS[kind]):
            raise PlatformError(40035, "缺少参数 json")
        if kind == "actionCard" and not (body.get("btns") or body.get("singleURL")):
            raise PlatformError(40035, "缺少参数 json")
        self._audit(json.dumps(body, ensure_ascii=False), PlatformError(430104, "message contains illegal content"))
        if conversation in self.company.groups:
            known_group(self.company, conversation)
        at = call.body.get("at") or {}
        self.company.post(conversation, None, kind, body | {"at": at}, via="webhook")
        return {}


def known_group(company: Company, conversation: str) -> Group:
    """The group of this openConversationId. Raises PlatformError when there is none, or the bot is not in it."""
    group = company.groups.get(conversation)
    if group is None:
        raise PlatformError("invalidParameter.openConversationId.invalid", "openConversationId 无效")
    if not group.bot:
        raise PlatformError("robot.notInGroup", "机器人不在群内")
    return group
