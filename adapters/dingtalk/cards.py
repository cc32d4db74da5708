"""Cards at the level that is configured and works at this moment: the own form template, the public button template, or none."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from adapters.dingtalk import limits
from adapters.dingtalk.client import Client
from adapters.dingtalk.errors import Refused
from adapters.dingtalk.render import Card, Level
from adapters.dingtalk.wire import Template, space
from bot.conversation.event import Place
from bot.ports import Problem, Uncertain

Json = Mapping[str, Any]
PUBLIC_TEMPLATE = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
BY_KEY = {"updateCardDataByKey": True, "updatePrivateDataByKey": True}
SETTINGS: Mapping[Template, str] = {"form": "DINGTALK_FORM_TEMPLATE", "buttons": "DINGTALK_CARD_TEMPLATE"}
MOST_CARRIERS = 5000
LASTING = ("template", "模板", "callbackroute")  # what a refusal speaks of that will be refused for every message alike


class Fallback(Exception):
    """Cannot be a card of this kind; nothing was sent."""


class Cards:
    """`templates`: the template id of each kind that is configured; `route`: under which presses are posted to us, None = the Stream."""

    def __init__(
        self, client: Client, code: str, templates: Mapping[Template, str], route: str | None, now: Callable[[], datetime]
    ) -> None:
        self.client, self.code, self.templates, self.route = client, code, dict(templates), route
        self._now = now
        self.carriers: OrderedDict[str, str] = OrderedDict()  # what DingTalk calls a card when it is quoted -> its outTrackId
        self._off: dict[Template, tuple[datetime, str]] = {}

    def levels(self) -> tuple[Level, ...]:
        """The best first; plain messages always work."""
        return (*(kind for kind in ("form", "buttons") if self._works(kind)), "plain")

    def _works(self, kind: Template) -> bool:
        until, _ = self._off.get(kind, (None, ""))
        return kind in self.templates and (until is None or self._now() >= until)

    def problems(self) -> tuple[Problem, ...]:
        """Why a kind of card that is configured is not used at this moment."""
        return tuple(
            Problem(SETTINGS[kind], f"cards are refused, simpler messages are sent instead: {why}", "mend what it says, or unset it")
            for kind, (until, why) in self._off.items()
            if self._now() < until
        )

    async def create(self, card: Card, track: str, place: Place, *, urgent: bool) -> None:
        """Makes and delivers a card; with an id that is there already nothing happens. Raises Fallback, Later, Never, Uncertain."""
        try:
            body = self._body(card, track, place)
            answer = await self.client.api("POST", "/v1.0/card/instances/createAndDeliver", body, urgent=urgent)
        except Refused as refused:
            raise self._switch(card.template, refused) from refused
        results = _deliveries(answer)
        for result in results:
            if carrier := result.get("carrierId"):
                self.carriers[str(carrier)] = track
                if len(self.carriers) > MOST_CARRIERS:
                    self.carriers.popitem(last=False)
        failed = [str(r.get("errorMsg") or "not delivered") for r in results if not r.get("success")]
        if failed:
            raise Fallback(failed[0])

    async def update(self, card: Card, track: str, *, urgent: bool) -> None:
        """Changes what a card shows. Raises Fallback when there is no such card, Later, Never, Uncertain."""
        body = {"outTrackId": track, "cardData": {"cardParamMap": dict(card.data)}, "cardUpdateOptions": BY_KEY}
        try:
            await self.client.api("PUT", "/v1.0/card/instances", body, urgent=urgent)
        except Refused as refused:
            raise self._switch(card.template, refused, lasting=False) from refused

    def _body(self, card: Card, track: str, place: Place) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "supportForward": False,
            "lastMessageI18n": {"ZH_CN": card.summary, "EN_US": card.summary},
            "notification": {"alertContent": card.summary, "notificationOff": False},
        }
        body: dict[str, Any] = {
            "cardTemplateId": self.templates[card.template],
            "outTrackId": track,
            "callbackType": "HTTP" if self.route else "STREAM",
            "cardData": {"cardParamMap": dict(card.data)},
            "openSpaceId": space(place),
            "userIdType": 1,
        }
        if self.route:
            body["callbackRouteKey"] = self.route
        if place.direct:
            return body | {"imRobotOpenSpaceModel": shown, "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT"}}
        return body | {"imGroupOpenSpaceModel": shown, "imGroupOpenDeliverModel": {"robotCode": self.code}}

    def _switch(self, kind: Template, refused: Refused, *, lasting: bool = True) -> Fallback:
        """What lies with the app or the template keeps this kind switched off for a while; what lies with the message does not."""
        alike = any(sign in f"{refused.code} {refused.reason}".lower() for sign in LASTING)
        whole = refused.used_up or bool(refused.scope) or refused.shut_out
        if whole or (lasting and alike):
            pause = limits.QUOTA_PAUSE if refused.used_up else limits.CARDS_PAUSE
            kinds: tuple[Template, ...] = ("form", "buttons") if whole else (kind,)
            for each in kinds:
                if each in self.templates:
                    self._off[each] = (self._now() + timedelta(seconds=pause), refused.reason)
        return Fallback(refused.reason)


def _deliveries(answer: Json) -> list[Json]:
    """What is said of each place a card went to. Raises Uncertain where it is not what DingTalk says."""
    result = answer.get("result") or {}
    found = (result.get("deliverResults") or ()) if isinstance(result, Mapping) else None
    if not isinstance(found, list | tuple) or not all(isinstance(one, Mapping) for one in found):
        raise Uncertain("an answer that does not say where the card went")
    return list(found)
