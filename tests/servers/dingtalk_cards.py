"""Interactive cards on DingTalk: made, delivered, changed; values are strings, a reused outTrackId is ignored."""

from typing import Any

from tests.servers.dingtalk_api import Api, Call, DingTalkApi
from tests.servers.dingtalk_company import Card, Json, PlatformError
from tests.servers.dingtalk_robot import known_group

WRITE = "Card.Instance.Write"
PUBLIC_TEMPLATE = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
KEY_BYTES = 100


class Cards:
    """The card half of the API. `templates` are the ids that exist; `value_bytes` bounds a value where a test wants it bounded."""

    def __init__(self, api: DingTalkApi) -> None:
        self.api, self.company = api, api.company
        self.templates = {PUBLIC_TEMPLATE}
        self.value_bytes: int | None = None
        self.undeliverable: dict[str, str] = {}  # space id -> what deliverResults says of it
        self.routes: dict[str, tuple[str, str]] = {}
        self.answering: set[str] = set()  # cards whose press is being answered: not to be changed by API meanwhile
        self.changed_while_answering: list[str] = []
        api.new |= {
            ("POST", "/v1.0/card/instances"): Api(self._create, WRITE, metered=True),
            ("POST", "/v1.0/card/instances/deliver"): Api(self._deliver, WRITE, metered=True),
            ("POST", "/v1.0/card/instances/createAndDeliver"): Api(self._create_and_deliver, WRITE, metered=True),
            ("PUT", "/v1.0/card/instances"): Api(self._update, WRITE, metered=True),
            ("POST", "/v1.0/card/callbacks/register"): Api(self._register, WRITE),
        }

    # --- calls -----------------------------------------------------------------------------------------------------------------

    def _create(self, call: Call) -> Json:
        body = call.body
        track = body.get("outTrackId")
        if not isinstance(track, str) or not 0 < len(track) <= 64:
            raise PlatformError("param.outTrackIdInvalid", "outTrackId 无效")
        if body.get("cardTemplateId") not in self.templates:
            raise PlatformError("param.templateNotExist", "卡片模板不存在或未发布")
        data = self.checked((body.get("cardData") or {}).get("cardParamMap"))
        private = {u: self.checked(d.get("cardParamMap")) for u, d in (body.get("privateData") or {}).items()}
        if body.get("callbackType") == "HTTP" and body.get("callbackRouteKey") not in self.routes:
            raise PlatformError("param.callbackRouteKeyNotExist", "callbackRouteKey 未注册")
        if track not in self.company.cards:
            card = Card(track, body["cardTemplateId"], data, private, body.get("callbackType", ""), body.get("callbackRouteKey", ""))
            card.extension = {"spaces": {k for k in body if k.endswith("OpenSpaceModel") and "supportForward" in body[k]}}
            self.company.cards[track] = card
        return {"result": track, "success": True}

    def _deliver(self, call: Call) -> Json:
        body = call.body
        if body.get("userIdType", 1) != 1:
            raise PlatformError("param.userIdType", "userIdType 无效")
        card = self._card(body)
        results = []
        for space in body.get("openSpaceId", "").removeprefix("dtv1.card//").split(";"):
            why = self._into(card, space, body)
            result = {"spaceType": space.partition(".")[0], "spaceId": space.partition(".")[2], "success": not why, "errorMsg": why}
            results.append(result | ({} if why else {"carrierId": card.delivered[-1].query_key}))
        return {"success": True, "result": {"outTrackId": card.out_track_id, "deliverResults": results}}

    def _into(self, card: Card, space: str, body: Json) -> str:
        """Puts the card there; why not, or nothing."""
        kind, _, where = space.partition(".")
        model = {"IM_ROBOT": "imRobotOpen", "IM_GROUP": "imGroupOpen"}.get(kind)
        if model is None or f"{model}SpaceModel" not in card.extension["spaces"] or f"{model}DeliverModel" not in body:
            return "场域模型缺失"
        given = body[f"{model}DeliverModel"]
        if where in self.undeliverable:
            return self.undeliverable[where]
        if kind == "IM_ROBOT":
            person = self.company.people.get(where)
            if person is None or person.outside or given.get("spaceType") != "IM_ROBOT":
                return "用户不存在"
            conversation = self.company.dm(where)
        else:
            if given.get("robotCode") != self.api.client_id:
                return "robotCode 无效"
            try:
                conversation = known_group(self.company, where).id
            except PlatformError as refused:
                return refused.message
        if all(m.conversation != conversation for m in card.delivered):
            card.space = space
            carrier = f"carrier-{card.out_track_id[-12:]}"
            card.delivered.append(self.company.post(conversation, None, "card", {}, via="card", card=card, query_key=carrier))
        return ""

    def _create_and_deliver(self, call: Call) -> Json:
        self._create(call)
        return self._deliver(call)

    def _update(self, call: Call) -> Json:
        card = self._card(call.body)
        if card.out_track_id in self.answering:
            self.changed_while_answering.append(card.out_track_id)
        self.change(card, call.body)
        return {"success": True, "result": True}

    def _register(self, call: Call) -> Json:
        body = call.body
        if not body.get("callbackRouteKey") or not body.get("callbackUrl") or not body.get("apiSecret"):
            raise PlatformError("param.error", "参数缺失")
        if body["callbackRouteKey"] in self.routes and not body.get("forceUpdate"):
            raise PlatformError("param.callbackRouteKeyExisted", "callbackRouteKey 已注册")
        self.routes[body["callbackRouteKey"]] = (body["callbackUrl"], body["apiSecret"])
        return {"success": True, "result": {"callbackUrl": body["callbackUrl"], "apiSecret": body["apiSecret"]}}

    # --- data ------------------------------------------------------------------------------------------------------------------

    def _card(self, body: Json) -> Card:
        card = self.company.cards.get(body.get("outTrackId", ""))
        if card is None:
            raise PlatformError("param.cardNotExist", "卡片实例不存在")
        return card

    def checked(self, params: Any) -> dict[str, str]:
        """A cardParamMap as it must be: keys of at most 100 bytes, values all text."""
        if not isinstance(params, dict):
            raise PlatformError("param.cardParamMapInvalid", "cardParamMap 无效")
        for key, value in params.items():
            if not isinstance(value, str):
                raise PlatformError("param.cardParamMapInvalid", f"{key} 必须是字符串")
            if len(key.encode()) > KEY_BYTES:
                raise PlatformError("param.cardParamMapInvalid", "key 过长")
            if self.value_bytes is not None and len(value.encode()) > self.value_bytes:
                raise PlatformError("param.cardParamMapTooLong", f"{key} 的值过长")
        return dict(params)

    def change(self, card: Card, body: Json, by: str | None = None) -> None:
        """Changes a card as an update, or the answer to a press by `by`, says: all data is replaced unless it goes by key."""
        options = body.get("cardUpdateOptions") or {}
        if "cardData" in body:
            data = self.checked(body["cardData"].get("cardParamMap"))
            card.versions.append(card.data)
            card.data = card.data | data if options.get("updateCardDataByKey") else data
        private = body.get("privateData") or {}
        if by is not None and "userPrivateData" in body:
            private = {by: body["userPrivateData"]}
        for userid, holder in private.items():
            data = self.checked(holder.get("cardParamMap"))
            before = card.private.get(userid, {}) if options.get("updatePrivateDataByKey") else {}
            card.private[userid] = before | data
        for message in card.delivered:
            self.company.signals.changed(message.conversation)
