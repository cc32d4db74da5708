"""The robot's plain messages: through the webhook of a session while it works, else by API; equal ones to several people in one call."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime

from adapters.dingtalk import limits
from adapters.dingtalk.client import Client
from adapters.dingtalk.errors import LIMITED, BadToken, Refused, shut_out
from adapters.dingtalk.render import Plain
from adapters.dingtalk.wire import CHAT, SHARED, UNTIL, WEBHOOK
from bot.conversation.event import Place
from bot.ports import Later, Never, Uncertain

MOST_SPENT = 1000
OF_SOMEBODY = re.compile(r"staff|user", re.IGNORECASE)
Waiting = list[tuple[str, "asyncio.Future[str]"]]


class Robot:
    """Sends plain messages and takes them back. `code` is the robotCode."""

    def __init__(self, client: Client, code: str, now: Callable[[], datetime]) -> None:
        self.client, self.code, self._now = client, code, now
        self._gathering: dict[tuple[str, str], Waiting] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._spent: OrderedDict[str, None] = OrderedDict()

    def usable(self, place: Place, via: Mapping[str, str]) -> bool:
        """Whether the session of what is answered still takes messages for this place."""
        url = via.get(WEBHOOK, "")
        if not url or via.get(CHAT) != place.address or url in self._spent or not self.client.trusted(url):
            return False
        return int(via.get(UNTIL, "0")) / 1000 - limits.WEBHOOK_MARGIN > self._now().timestamp()

    async def send(self, part: Plain, place: Place, via: Mapping[str, str]) -> str:
        """The query key that can be taken back, empty where there is none. Raises Later, Never, Uncertain."""
        if self.usable(place, via) and await self.client.pacing.webhook(place.address) and await self._answered(part, via[WEBHOOK]):
            return ""
        try:
            return await self._by_api(part, place, urgent=bool(via))
        except Refused as refused:
            if refused.shut_out:  # whoever runs the bot can mend that, and then nothing is lost
                raise shut_out(refused) from refused
            raise

    async def _by_api(self, part: Plain, place: Place, *, urgent: bool) -> str:
        key, param = part.robot()
        if place.direct:
            return await self._gathered(place.address, key, param, urgent=urgent)
        body = {"robotCode": self.code, "openConversationId": place.address, "msgKey": key, "msgParam": param}
        return str((await self.client.api("POST", "/v1.0/robot/groupMessages/send", body, urgent=urgent)).get("processQueryKey") or "")

    async def _answered(self, part: Plain, webhook: str) -> bool:
        """Whether the session took it; one that refuses is not used again."""
        try:
            await self.client.webhook(webhook, part.webhook())
        except (Refused, Later, BadToken) as error:
            if isinstance(error, Later) and error.scope == "app":
                raise
            self._spent[webhook] = None
            if len(self._spent) > MOST_SPENT:
                self._spent.popitem(last=False)
            return False
        return True

    async def recall(self, queries: tuple[str, ...], place: Place) -> None:
        """Takes messages back, as far as DingTalk still lets it: this is all the editing that plain messages know."""
        own = [query for query in queries if not query.startswith(SHARED)]
        if not own:
            return
        body: dict[str, object] = {"robotCode": self.code, "processQueryKeys": own}
        path = "/v1.0/robot/otoMessages/batchRecall"
        if not place.direct:
            path, body = "/v1.0/robot/groupMessages/recall", body | {"openConversationId": place.address}
        try:
            await self.client.api("POST", path, body)
        except (Never, Later, Uncertain):
            return  # an old message that stays does no harm

    # --- equal messages ----------------------------------------------------------------------------------------------------------

    async def _gathered(self, userid: str, key: str, param: str, *, urgent: bool) -> str:
        """Waits a moment for others who are to get the same, then for the call that names them all."""
        waiting = self._gathering.setdefault((key, param), [])
        mine: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        waiting.append((userid, mine))
        if len(waiting) == 1:
            task = asyncio.create_task(self._soon(key, param, waiting, urgent=urgent))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(waiting) >= limits.PEOPLE_A_CALL:
            self._gathering.pop((key, param), None)
        return await mine

    async def _soon(self, key: str, param: str, waiting: Waiting, *, urgent: bool) -> None:
        await asyncio.sleep(limits.GATHER)
        if self._gathering.get((key, param)) is waiting:
            del self._gathering[(key, param)]
        await self._alone(key, param, waiting, urgent=urgent)

    async def _batch(self, key: str, param: str, waiting: Waiting, *, urgent: bool) -> None:
        """One call; HTTP 200 still names people who were left out. Refused because of one of them, it is made for each alone."""
        people = list(dict.fromkeys(u for u, _ in waiting))
        body = {"robotCode": self.code, "userIds": people, "msgKey": key, "msgParam": param}
        try:
            answer = await self.client.api("POST", "/v1.0/robot/oToMessages/batchSend", body, urgent=urgent)
        except Refused as refused:
            if len(people) == 1 or not OF_SOMEBODY.search(str(refused.code)):
                raise
            await asyncio.gather(*(self._alone(key, param, [one for one in waiting if one[0] == u], urgent=urgent) for u in people))
            return
        shared = SHARED if len(people) > 1 else ""
        gone, slowed, hidden = (set(answer.get(f"{n}StaffIdList") or ()) for n in ("invalid", "flowControlled", "filtered"))
        for userid, future in waiting:
            if future.done():
                continue
            if userid in gone:
                future.set_exception(Never(f"DingTalk knows no active member {userid}: left, or outside the app's visible range"))
            elif userid in slowed:
                future.set_exception(Later(30, "conversation", LIMITED))
            elif userid in hidden:
                future.set_exception(Never(f"DingTalk does not let the robot write to {userid}: widen the app's visible range"))
            else:
                future.set_result(shared + str(answer.get("processQueryKey") or ""))

    async def _alone(self, key: str, param: str, waiting: Waiting, *, urgent: bool) -> None:
        try:
            await self._batch(key, param, waiting, urgent=urgent)
        except (Later, Never, Uncertain) as error:
            _fail(waiting, error)
        except Exception as error:  # noqa: BLE001 whatever it was: somebody waits for what became of it
            _fail(waiting, Uncertain(type(error).__name__))


def _fail(waiting: Waiting, error: Later | Never | Uncertain) -> None:
    for _, future in waiting:
        if not future.done():
            future.set_exception(error)
