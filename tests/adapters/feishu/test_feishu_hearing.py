"""What people do on Feishu reaches the engine once, in order, as what they meant; over the long connection and over the webhook."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.feishu.adapter import Feishu
from adapters.feishu.hearing import Hearing
from adapters.feishu.wire import Press
from bot.conversation.event import Added, Event, Filled, Listed, ListedTeam, Mention, Opened, Place, Ref, Removed, Said, Sender
from bot.conversation.message import Button, Buttons, Field, Form, Message, Section, Text
from bot.ports import Outcome, Post
from tests.adapters.feishu.conftest import NOW, Desk, say
from tests.servers.feishu import BOT_OPEN_ID, CallbackError, FeishuServer
from tests.servers.feishu_events import envelope, mention, received
from tests.servers.feishu_tenant import Message as Posted

REF = Ref("checkin:bob:2026-W47", 3)
QUESTION = Message("Sure?", "Sure?", "warn", (Text("Sure?"), Buttons((Button("Yes", "yes", "primary"), Button("No", "no")))), REF)
FORM = Message(
    "Report", blocks=(Form("Report", (Section("KR1", (Field("now", "Now"), Field("why", "Why", optional=True))),), "Send"),), ref=REF
)


async def test_a_direct_message_is_heard_and_answered(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    desk.answer = lambda _: say("Heard you")
    bob = feishu.human("Bob")
    delivery = await bob.says("  KR1 40%，信心 6 ")
    assert await delivery.ack() == 200
    assert (await bob.hears_one()).text == "Heard you"
    message = delivery.payload["event"]["message"]["message_id"]
    assert desk.events == [Event(message, Place("feishu", bob.id), Sender(bob.id), Said("KR1 40%，信心 6"), NOW)]


async def test_a_mention_in_a_group_is_heard_without_the_bots_name(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    desk.answer = lambda _: say("The board")
    bob, ann = feishu.human("Bob"), feishu.human("Ann Lee")
    team = feishu.channel("Team", bob, ann)
    delivery = await bob.mentions("team @Ann Lee and @所有人", team)
    heard = await bob.hears_one(channel=team)
    event = desk.events[0]
    assert event.content == Said("team @Ann Lee and @all", mentions=(Mention(ann.id, "Ann Lee"),))
    assert event.place == Place("feishu", team.id, direct=False)
    assert heard.shown.reply_to == delivery.payload["event"]["message"]["message_id"]


async def test_what_is_said_in_a_thread_is_answered_there(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    desk.answer = lambda _: say("In the thread")
    bob = feishu.human("Bob")
    team = feishu.channel("Team", bob)
    root = feishu.tenant.post(team, bob.id, "text", {"text": "news"})
    await bob.mentions("inbox", team, thread=root)
    heard = await bob.hears_one(channel=team)
    assert desk.events[0].place.thread == root.id
    assert (heard.shown.reply_to, heard.shown.in_thread) == (root.id, True)


async def test_a_press_says_its_words_and_gets_a_toast(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    desk.answer = lambda _: Outcome(toast="已记下")
    bob = feishu.human("Bob")
    receipt = await every.send(Post("k", Place("feishu", bob.id), QUESTION))
    await bob.press("Yes")
    event = desk.events[0]
    assert event.content == Said("yes", ref=REF, pressed=True)
    assert (event.place, event.source, event.sender.timezone) == (Place("feishu", bob.id), receipt, "Asia/Shanghai")
    assert bob.toasts == [{"type": "info", "content": "已记下"}]


async def test_a_press_in_a_group_belongs_to_the_group(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    team = feishu.channel("Team", bob)
    await every.send(Post("k", Place("feishu", team.id, direct=False), QUESTION))
    await bob.press("No")
    assert desk.events[0].place == Place("feishu", team.id, direct=False)
    assert desk.events[0].sender.account == bob.id


async def test_a_form_sends_every_field_and_shows_what_is_wrong(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    desk.answer = lambda _: Outcome(errors={"now": "没看懂这个数字"})
    bob = feishu.human("Bob")
    await every.send(Post("k", Place("feishu", bob.id), FORM))
    assert await bob.fill({}) == {"Now": "needed"}
    assert await bob.fill({"Now": "forty"}) == {}
    assert desk.events[0].content == Filled({"now": "forty", "why": ""}, REF)
    assert bob.toasts == [{"type": "error", "content": "没看懂这个数字"}]


async def test_a_toast_says_which_of_many_questions_is_meant(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    now, sure = Field("kr.1.now", "现在到多少了？"), Field("kr.2.sure", "信心")
    long = Section("KR2 · 把部署时间从 60 分钟降到 10 分钟", (sure,))
    form = Message("Report", blocks=(Form("Report", (Section("KR1", (now,)), long), "Send"),), ref=REF)
    desk.answer = lambda _: Outcome(errors={"kr.1.now": "这一项要填。", "kr.2.sure": "这一项要填。", "else": "不对。"}, reply=form)
    bob = feishu.human("Bob")
    await every.send(Post("k", Place("feishu", bob.id), form))
    await bob.fill({"现在到多少了？": "5", "信心": "6"})
    said = "KR1 · 现在到多少了？ 这一项要填。\nKR2 · 把部署时间从 60… · 信心: 这一项要填。\n不对。"
    desk.answer = lambda _: Outcome(
        errors={"kr.1.now": "这一项要填。"}, reply=replace(form, blocks=(Form("", (Section("", (now,)),), "Send"),))
    )
    await bob.fill({"现在到多少了？": "6", "信心": "6"})
    assert bob.toasts == [{"type": "error", "content": told} for told in (said, "这一项要填。")]


async def test_a_card_is_redrawn_after_the_press_was_answered(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    desk.answer, desk.in_place = (lambda _: say("Done")), True
    bob = feishu.human("Bob")
    receipt = await every.send(Post("k", Place("feishu", bob.id), QUESTION))
    before = (await bob.hears(1))[0]
    await bob.press("Yes")
    after = await bob.sees_edit(before)
    assert (after.text, after.labels) == ("Done", [])
    assert feishu.sprung_back == []
    await desk.until(lambda: desk.receipts)
    assert desk.receipts == [receipt]


async def test_the_menu_says_commands(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    for key in ("okr", "inbox", "写_OKR"):
        await (await bob.taps_menu(key)).ack()
    assert desk.said == ["/okr", "/okr inbox", "/okr 写 OKR"]
    assert desk.events[0].place == Place("feishu", bob.id)


async def test_the_address_book_is_heard_of(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    boss, ann = feishu.human("Boss"), feishu.human("Ann")
    listed = {"open_id": ann.id, "name": "Ann Lee", "department_ids": ["0", "od-1"], "leader_user_id": boss.id}
    resigned = {"is_resigned": True, "is_frozen": False, "is_activated": True}
    for kind, about in [
        ("created", listed),
        ("updated", {"open_id": ann.id, "department_ids": ["0"]}),
        ("updated", listed | {"status": resigned}),
        ("deleted", {"open_id": ann.id}),
        ("deleted", {}),
    ]:
        assert await (await feishu.emit(f"contact.user.{kind}_v3", {"object": about, "old_object": {}})).ack() == 200
    assert {event.place for event in desk.events} == {Place("feishu", ann.id)}
    said = [event.content for event in desk.events]
    assert said[:2] == [Listed(True, "Ann Lee", manager=boss.id, unit="od-1"), Listed()]
    assert [isinstance(one, Listed) and one.active for one in said] == [True, True, False, False]


async def test_a_department_that_changed_is_heard_of(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    now = {"open_department_id": "od-1", "name": "Sales North", "leader_user_id": "ou_new", "parent_department_id": "0"}
    for about, before in [(now, {"name": "Sales", "leader_user_id": "ou_old"}), ({"open_department_id": "od-2"}, {}), ({}, {})]:
        assert await (await feishu.emit("contact.department.updated_v3", {"object": about, "old_object": before})).ack() == 200
    assert [event.content for event in desk.events] == [
        ListedTeam("od-1", "Sales North", "ou_new", was_name="Sales", was_lead="ou_old"),
        ListedTeam("od-2"),
    ]
    below = now | {"parent_department_id": "od-0"}
    assert await (await feishu.emit("contact.department.created_v3", {"object": below})).ack() == 200
    made = ListedTeam("od-1", "Sales North", "ou_new", was_name="Sales North", was_lead="ou_new", above="od-0", new=True)
    assert desk.events[-1].content == made


async def test_only_the_first_visit_asks_for_a_welcome(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    await (await bob.opens_chat()).ack()
    await (await bob.says("hello")).ack()
    assert await (await bob.opens_chat()).ack() == 200
    assert [type(event.content) for event in desk.events] == [Opened, Said]


async def test_what_is_not_for_the_bot_is_taken_and_dropped(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    team, tenant = feishu.channel("Team", bob), feishu.tenant
    own = Posted("om_own", bob.dm.id, BOT_OPEN_ID, "text", {"text": "echo"}, 0.0)
    idle = tenant.post(team, bob.id, "text", {"text": "not meant for anybody"})
    for payload in (
        received(tenant, bob.dm, own, [], sender_type="app"),
        received(tenant, bob.dm, own, []),
        received(tenant, team, idle, []),
        envelope(tenant, "im.chat.updated_v1", {"chat_id": team.id}),
        envelope(tenant, "something.new_v9", {}),
        envelope(tenant, "im.message.receive_v1", {"sender": {}, "message": {"content": "no json"}}),
        envelope(tenant, "card.action.trigger", {"operator": {"open_id": bob.id}, "action": {"value": "text"}, "context": {}}),
    ):
        assert await (await feishu.transport.send(payload)).ack() == 200, payload
    assert desk.events == []


@pytest.mark.parametrize("raw", [b"no json", b"[1]", b"null", b'{"x":"\xff"}', b"[" * 100_000, b'{"event":7}'])
async def test_what_nobody_could_read_is_not_asked_for_again(raw: bytes) -> None:
    async def nobody(_needed: bool) -> str:
        return BOT_OPEN_ID

    body, sent = await Hearing(nobody).hear(raw)
    sent()
    assert body is None


async def test_messages_with_impossible_parts_are_taken_and_dropped(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    tenant = feishu.tenant
    content = {"receive_id": bob.id, "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"}}
    message = received(tenant, bob.dm, tenant.post(bob.dm, bob.id, "text", {"text": "hi"}), [])["event"]
    for part in ({"create_time": "9" * 30}, {"create_time": "soon"}, {"content": "[" * 100_000}, {"content": "[]"}, {"content": None}):
        event = message | {"message": message["message"] | part}
        assert await (await feishu.transport.send(envelope(tenant, "im.message.receive_v1", event))).ack() == 200, part
    for value in ({"d": 1, "r": []}, {"d": 1, "r": 7}, {"d": 1, "r": ["x", "y"]}, {"d": 1, "f": 7}):
        action = content | {"operator": {"open_id": bob.id}, "action": {"tag": "button", "value": value}}
        assert await (await feishu.transport.send(envelope(tenant, "card.action.trigger", action))).ack() == 200, value
    assert desk.events == []


async def test_a_press_that_brings_an_empty_form_is_a_press(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    value = Press("yes", REF).dump()
    for form in ({}, None):
        action = {"tag": "button", "value": value, "form_value": form}
        event = {"operator": {"open_id": bob.id}, "action": action, "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"}}
        assert await (await feishu.transport.send(envelope(feishu.tenant, "card.action.trigger", event))).ack() == 200
    assert [event.content for event in desk.events] == [Said("yes", REF, pressed=True)] * 2


async def test_a_mention_of_somebody_who_may_not_be_known_loses_nothing(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    team = feishu.channel("Team", bob)
    marks = [{"key": "@_user_1", "id": None, "name": "Other bot"}, {"key": "@_user_2", "id": {}}, mention(3, BOT_OPEN_ID, "OKR")]
    said = feishu.tenant.post(team, bob.id, "text", {"text": "@_user_3 team @_user_1 @_user_2"})
    assert await (await feishu.transport.send(received(feishu.tenant, team, said, marks))).ack() == 200
    assert desk.events[0].content == Said("team @Other bot @_user_2")
    everybody = feishu.tenant.post(team, bob.id, "text", {"text": "@_all @_user_3 team"})
    assert await (await feishu.transport.send(received(feishu.tenant, team, everybody, marks))).ack() == 200
    assert desk.events[1].content == Said("team")


async def test_other_kinds_of_messages_are_heard_as_what_they_say(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    post = {"title": "Report", "content": [[{"tag": "text", "text": "KR1 "}, {"tag": "a", "text": "40%", "href": "https://e.cn"}], []]}
    await (await bob.sends("post", post)).ack()
    await (await bob.sends("sticker", {"file_key": "f"})).ack()
    assert desk.said == ["Report\nKR1 40%", ""]


async def test_what_failed_comes_again_and_what_was_heard_counts_once(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    desk.failing = 1
    bob = feishu.human("Bob")
    delivery = await bob.says("once")
    assert await delivery.ack() == 500
    assert await feishu.transport.redeliver() == 1
    await feishu.transport.quiet()
    await (await feishu.transport.again(delivery)).ack()
    assert desk.said == ["once"]
    assert desk.repeated == 1


async def test_a_press_that_fails_is_told_to_the_person(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    await every.send(Post("k", Place("feishu", bob.id), QUESTION))
    desk.failing = 1
    with pytest.raises(CallbackError, match="200671"):
        await bob.press("Yes")
    await bob.press("Yes")
    assert desk.said == ["yes"]


async def test_words_of_one_conversation_keep_their_order(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    people = [feishu.human(f"p{n}") for n in range(4)]
    deliveries = [await human.says(f"{human.user.name} {n}") for n in range(10) for human in people]
    for delivery in deliveries:
        await delivery.ack()
    if feishu.transport is feishu.socket:  # over HTTP the platform posts side by side: there is no order to keep
        for human in people:
            assert [w for w in desk.said if w.startswith(human.user.name)] == [f"{human.user.name} {n}" for n in range(10)]
    assert len(desk.events) == 40


async def test_being_brought_into_a_group_is_heard_of(every: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    team = feishu.channel("Team", bob, bot=False)
    assert await (await bob.adds_bot(team)).ack() == 200
    assert await (await feishu.emit("im.chat.member.bot.added_v1", {"chat_id": team.id})).ack() == 200  # by an administrator, from outside
    assert await (await feishu.emit("im.chat.member.bot.added_v1", {})).ack() == 200
    assert await (await feishu.emit("im.chat.member.bot.deleted_v1", {"chat_id": team.id})).ack() == 200
    here = Place("feishu", team.id, direct=False)
    assert await (await feishu.emit("im.chat.disbanded_v1", {"chat_id": team.id, "operator_id": {"open_id": bob.id}})).ack() == 200
    told = [(bob.id, Added()), (team.id, Added()), (team.id, Removed()), (bob.id, Removed(dissolved=True))]
    assert [(e.place, e.sender.account, e.content) for e in desk.events] == [(here, *one) for one in told]
