"""A quarter as it is lived: drafting, agreeing, thirteen weeks, scoring, looking back, and the beginning of the next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

from bot.conversation.event import Event, Listed, Place, Sender
from tests.okr.straightforward import prompts
from tests.quarter.people import AIMS, BOSS, EVERY_TWO_WEEKS, HR, SIZE, TEXTS, WRITES_NOTHING, Who, lead_of
from tests.quarter.play import CYCLE, NEXT, Play, local

Act = Callable[[], Awaitable[None]]
NEVER, LEAVES_IT, REVISES, STAYS_RETURNED, UNANSWERED, LATE = "never", "leaves it", "revises", "stays returned", "unanswered", "late"
FATES = {
    (0, 8): NEVER, (1, 8): NEVER, (2, 8): NEVER, (3, 8): NEVER, (4, 7): NEVER, (4, 8): NEVER,
    (0, 7): LEAVES_IT, (1, 7): LEAVES_IT,
    (0, 6): REVISES, (1, 6): REVISES, (2, 6): REVISES, (5, 6): REVISES,
    (0, 5): STAYS_RETURNED, (1, 5): UNANSWERED,
    (2, 7): LATE, (3, 6): LATE, (3, 7): LATE, (4, 6): LATE,
}  # fmt: skip
AWAY = {"p04": ("2026-11-10", "2026-11-19"), "p09": (), "p13": ("2026-10-26", "2026-10-31"), "p30": ("2026-12-02", "2026-12-07")}
LEAVER, HEIR, LEFT_AT = "p14", "p19", "2026-11-16 11:00"
MOVER, MOVED_TO, MOVED_AT = "p23", "finance", "2026-11-23 09:00"
OFFERED = frozenset({"p25", "p32"})
CHANGES, CHANGED_AT = "p03", "2026-11-04 11:00"
WORRIED, WORRIED_IN = "p12", "2026-W45"
UNSCORED = frozenset({"p13", "p22", "p31", "p40", "p49", "p05"})
LOOKS_BACK = ("p02", "p03", "p21", "p30", "p41", "p52")
NEXT_DRAFTS = ("p02", "p11", "p20", "p29", "p04", "p12", "p21", "p30", "p39", "p48")
DAYS = {CYCLE: (date(2026, 10, 1), date(2026, 12, 31)), NEXT: (date(2027, 1, 1), date(2027, 3, 31))}


@dataclass
class Quarter:
    """The agenda of everybody, put in order of time and played up to any moment."""

    play: Play
    agenda: list[tuple[datetime, int, Act]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def plan(self) -> None:
        for who in self.play.people.values():
            self._drafts(who)
            self._weeks(who)
            self._ends(who)
        self._away()
        self._changes()
        self._next()
        self.agenda.sort(key=lambda one: one[:2])

    async def until(self, at: datetime) -> None:
        while self.agenda and self.agenda[0][0] <= at:
            when, _, act = self.agenda.pop(0)
            await self.play.until(max(when, self.play.clock.at))
            await act()
        await self.play.until(at)

    def at(self, when: datetime, act: Act) -> None:
        self.agenda.append((when, next(self.order), act))

    # --- drafting -----------------------------------------------------------------------------------------------------------------

    def _drafts(self, who: Who) -> None:
        number = int(who.key[1:])
        unit, place = divmod(number - 2, SIZE)
        if who.key == HR or who.team == WRITES_NOTHING:
            return
        fate = FATES.get((unit, place), "agrees")
        minutes = timedelta(minutes=number * 4)
        if who.key == BOSS:
            drafted, decided = local("2026-09-17 11:00"), local("2026-09-17 15:00")
        elif place == 0:
            drafted, decided = local("2026-09-18 10:00") + minutes, local("2026-09-18 15:00") + minutes
        elif fate == LATE:
            drafted, decided = local("2026-10-13 10:00") + minutes, local("2026-10-21 10:00") + minutes
        else:
            drafted = local(f"{(date(2026, 9, 21) + timedelta(days=(number * 5) % 10)).isoformat()} 09:30") + minutes
            decided = drafted + timedelta(days=1 + number % 2, hours=2)
        if fate == NEVER:
            return
        if who.key in OFFERED:
            self.at(drafted, lambda: self._takes_a_part(who))
        else:
            self.at(drafted, lambda: self._drafting(who, CYCLE, submits=fate != LEAVES_IT, serves=place != 0 or number > 1))
        if fate in (REVISES, STAYS_RETURNED):
            self.at(decided, lambda: self._returns(who))
        elif fate not in (LEAVES_IT, UNANSWERED):
            self.at(decided, lambda: self._agrees(who, CYCLE))
        if fate == REVISES:
            self.at(decided + timedelta(hours=3), lambda: self._revises(who))
            self.at(decided + timedelta(hours=26), lambda: self._agrees(who, CYCLE))

    async def _drafting(self, who: Who, cycle: str, *, submits: bool, serves: bool) -> None:
        play = self.play
        aim = AIMS[who.language][int(who.key[1:]) % 3]
        await play.says(who.key, who.words("new OKR", "写 OKR"))
        if cycle == NEXT:
            await play.says(who.key, TEXTS[who.language].format(o=aim).replace("9", "8").replace("71%", "72%"))
        else:
            await play.says(who.key, TEXTS[who.language].format(o=aim))
        play.note(who.key, "drafted", cycle=cycle, key_results=2)
        await play.says(who.key, who.words(*(("committed", "承诺") if int(who.key[1:]) % 2 else ("stretch", "挑战"))))
        if serves and who.key != BOSS:
            await self._serves(who, cycle)
        if not submits:
            await play.says(who.key, who.words("later", "先这样"))
            return
        await self._submits(who, cycle)

    async def _takes_a_part(self, who: Who) -> None:
        """Their lead offers an objective out of a key result, and they make it theirs."""
        play, lead = self.play, self.play.people[who.manager or HR]
        aim, (_, first, second) = AIMS[who.language][1], TEXTS[who.language].splitlines()
        await play.says(lead.key, lead.words("split", "拆解"), "KR1", who.name, aim, lead.words("yes", "是"))
        await play.settle()
        await play.says(who.key, who.words("accept", "接受"), who.words("new OKR", "写 OKR"), who.words("stretch", "挑战"))
        await play.says(who.key, first[4:], second[4:])
        play.note(who.key, "drafted", cycle=CYCLE, key_results=2, split=True)
        play.note(who.key, "serves", cycle=CYCLE, whom=lead.key, key_result=1)
        await self._submits(who, CYCLE)

    async def _submits(self, who: Who, cycle: str) -> None:
        await self.play.does(who.key, ("That's all", "不加了"), ("that's all", "不加了"))
        await self.play.does(who.key, ("Submit", "提交"), ("submit", "提交"))
        assert any(words in str(self.play.answers[who.key]) for words in ("Submitted", "已提交")), self.play.answers[who.key]
        self.play.note(who.key, "submitted", cycle=cycle)

    async def _serves(self, who: Who, cycle: str) -> None:
        """The manager's objective as a whole, one of its key results, or nothing."""
        choice = int(who.key[1:]) % 4 if cycle == CYCLE else 3
        says = ("1", "2", "3", who.words("none: nobody else works on this", "都不是：没有别人在做这个"))[choice]
        await self.play.says(who.key, says)
        if choice < 3:
            self.play.note(who.key, "serves", cycle=cycle, whom=who.manager, key_result=choice or None)

    async def _agrees(self, who: Who, cycle: str) -> None:
        decides = who.manager or HR
        await self.play.presses(decides, self.play.people[decides].words("Agree", "同意"), who.name)
        self.play.note(who.key, "agreed", cycle=cycle)

    async def _returns(self, who: Who) -> None:
        manager = self.play.people[who.manager or HR]
        await self.play.presses(manager.key, manager.words("Send back", "退回"), who.name)
        await self.play.says(manager.key, manager.words("which customers do you mean?", "指的是哪些客户？"))
        self.play.note(who.key, "returned", cycle=CYCLE)

    async def _revises(self, who: Who) -> None:
        await self.play.says(who.key, who.words("new OKR", "写 OKR"), who.words("edit KR1", "改 KR1"))
        await self.play.says(
            who.key, who.words("First reply time by e-mail from 9 hours to 2 hours", "邮件首次响应时长从 9 小时降到 2 小时")
        )
        await self.play.does(who.key, ("Submit", "提交"), ("submit", "提交"))
        self.play.note(who.key, "submitted", cycle=CYCLE)

    # --- the weeks ----------------------------------------------------------------------------------------------------------------

    def _weeks(self, who: Who) -> None:
        """Something for every week in which this person is asked, should they own anything by then."""
        before = None
        for week, prompted in asked_in(who, CYCLE).items():
            lot = who.draw.random()
            if lot < 0.5:
                self.at(prompted + timedelta(minutes=20), lambda w=week: self._checks_in(who, w))
            elif lot < 0.6:
                self.at(prompted + timedelta(hours=3), lambda w=week: self._checks_in(who, w))
            elif lot < 0.68:
                self.at(prompted + timedelta(hours=20), lambda w=week: self._checks_in(who, w))
            elif lot < 0.76:
                self.at(monday_after(who, week), lambda w=week: self._checks_in(who, w, late=True))
            elif lot < 0.84:
                self.at(prompted + timedelta(minutes=40), lambda w=week: self._says_no_change(who, w))
            elif lot < 0.9:
                self.at(prompted + timedelta(minutes=50), lambda w=week: self._skips(who, w))
            elif lot < 0.95 and before is not None and who.team != EVERY_TWO_WEEKS:
                self.at(prompted - timedelta(hours=30), lambda w=week, b=before: self._checks_in(who, w, early_after=b))
            before = week

    def owns(self, who: str) -> list[str]:
        """Whose key results somebody reports on: their own, and what they took over."""
        mine = [who] if any(e.who == who and e.what == "agreed" and e.about["cycle"] == CYCLE for e in self.play.journal) else []
        mine += [e.about["from_"] for e in self.play.journal if e.who == who and e.what == "took over"]
        return [
            one for one in mine if not any(e.what == "took over" and e.about["from_"] == one and e.who != who for e in self.play.journal)
        ]

    def said_in(self, who: str, week: str) -> bool:
        return any(e.who == who and e.what in ("checked in", "skipped") and e.about["week"] == week for e in self.play.journal)

    def here(self, who: Who) -> bool:
        today = self.play.clock.at.astimezone(ZoneInfo(who.timezone)).date()
        away = any(e.who == who.key and e.what == "away" and e.about["first"] <= today <= e.about["last"] for e in self.play.journal)
        return not away and not any(e.who == who.key and e.what == "left" for e in self.play.journal)

    async def _checks_in(self, who: Who, week: str, *, late: bool = False, early_after: str | None = None) -> None:
        if not self.owns(who.key) or not self.here(who) or (early_after and not self.said_in(who.key, early_after)):
            return
        n, worried = int(week[-2:]) - 40, (who.key, week) == (WORRIED, WORRIED_IN)
        hours, percent, sure = 9 - n / 4, 71 + n, 2 if worried else 6 + who.draw.randrange(3)
        blocked = who.words(", blocked by the rota", "，卡在排班") if worried else ""
        said = who.words(
            f"KR1 {hours:g} hours, confidence {sure}{blocked}; KR2 {percent}%, confidence 6",
            f"KR1 {hours:g} 小时，信心 {sure}{blocked}；KR2 {percent}%，信心 6",
        )
        await self.play.says(who.key, said)
        await self.play.does(who.key, ("Yes, store it", "对，存下来"), ("yes", "是"))
        values = {"1": (hours, sure), "2": (float(percent), 6)}
        self.play.note(who.key, "checked in", week=week, late=late, no_change=False, whose=self.owns(who.key)[0], values=values)

    async def _says_no_change(self, who: Who, week: str) -> None:
        told = [e for e in self.play.journal if e.who == who.key and e.what == "checked in"]
        if not self.owns(who.key) or not self.here(who) or not told:
            return
        await self.play.says(who.key, who.words("no change", "全部没变"))
        await self.play.does(who.key, ("Yes, store it", "对，存下来"), ("yes", "是"))
        values, whose = told[-1].about["values"], told[-1].about["whose"]
        self.play.note(who.key, "checked in", week=week, late=False, no_change=True, whose=whose, values=values)

    async def _skips(self, who: Who, week: str) -> None:
        if not self.owns(who.key) or not self.here(who):
            return
        await self.play.says(who.key, who.words("skip this week", "本周不更新"), who.words("on training all week", "整周在培训"))
        self.play.note(who.key, "skipped", week=week)

    # --- what comes between -------------------------------------------------------------------------------------------------------

    def _away(self) -> None:
        for key, span in AWAY.items():
            if span:
                first, last = map(date.fromisoformat, span)
                self.at(local(f"{first - timedelta(days=4)} 09:40"), lambda k=key, f=first, t=last: self._goes(k, f, t))

    async def _goes(self, key: str, first: date, last: date) -> None:
        who = self.play.people[key]
        await self.play.says(key, who.words(f"off from {first} to {last}", f"{first} 到 {last} 请假"), who.words("yes", "是"))
        self.play.note(key, "away", first=first, last=last)

    def _changes(self) -> None:
        self.at(local(CHANGED_AT), self._asks_for_change)
        self.at(local(LEFT_AT), self._leaves)
        self.at(local(MOVED_AT), self._moves)

    async def _asks_for_change(self) -> None:
        who = self.play.people[CHANGES]
        lead = self.play.people[who.manager or HR]
        await self.play.says(CHANGES, who.words("change KR2's target to 85%", "把 KR2 的目标改成 85%"))
        await self.play.says(CHANGES, who.words("Two authors have left", "两位作者离开了"), who.words("yes", "是"))
        await self.play.settle()
        await self.play.presses(lead.key, lead.words("Approve", "批准"))
        self.play.note(CHANGES, "changed", key_result=2, target=85.0)

    async def _leaves(self) -> None:
        play = self.play
        who, heir = play.people[LEAVER], play.people[HEIR]
        lead = play.people[who.manager or HR]
        account = play.accounts[LEAVER]
        told = Event("left", Place(who.platform, account), Sender(account), Listed(active=False), play.clock.at)
        await play.engine.receive(told)
        play.note(LEAVER, "left")
        await play.settle()
        aim = AIMS[who.language][int(LEAVER[1:]) % 3]
        label = next(b for b in play.labels(lead.key) if b.startswith(lead.words("Hand over: ", "移交：")) and aim[:8] in b)
        await play.presses(lead.key, label)
        await play.says(lead.key, f"@{heir.name}", lead.words("knows the customers", "熟悉客户"), lead.words("yes", "是"))
        await play.settle()
        await play.says(HEIR, heir.words("take it over", "接手"))
        play.note(HEIR, "took over", from_=LEAVER)

    async def _moves(self) -> None:
        await self.play.move(MOVER, team=MOVED_TO, manager=lead_of(MOVED_TO))
        self.play.note(MOVER, "moved", team=MOVED_TO)

    # --- the end, and the next beginning ------------------------------------------------------------------------------------------

    def _ends(self, who: Who) -> None:
        minutes = timedelta(minutes=int(who.key[1:]) * 6)
        if who.key not in UNSCORED:
            self.at(local("2026-12-28 10:00") + minutes, lambda: self._scores(who))
        if who.key in LOOKS_BACK:
            self.at(local("2026-12-29 10:00") + minutes, lambda: self._looks_back(who))

    async def _scores(self, who: Who) -> None:
        if not self.owns(who.key) or not self.here(who):
            return
        scores = (0.5 + int(who.key[1:]) % 4 / 10, 0.9)
        comma = who.words(", ", "，")
        await self.play.says(who.key, who.words("score", "打分"), f"KR1 {scores[0]:.1f}{comma}KR2 {scores[1]:.1f}", who.words("yes", "是"))
        self.play.note(who.key, "scored", whose=self.owns(who.key)[0], scores=scores)

    async def _looks_back(self, who: Who) -> None:
        skip = who.words("skip", "跳过")
        await self.play.says(who.key, who.words("retro", "复盘"), skip, skip, skip)
        await self.play.says(who.key, who.words("A rota for Mondays", "周一排班"), skip, who.words("yes", "是"))
        self.play.note(who.key, "looked back", next=who.words("A rota for Mondays", "周一排班"))

    def _next(self) -> None:
        self.at(local("2026-12-08 10:00"), self._opens)
        for number, key in enumerate(NEXT_DRAFTS):
            who = self.play.people[key]
            when = local("2027-01-05 10:00") + timedelta(minutes=number * 12)
            self.at(when, lambda w=who, n=number: self._drafting_next(w, submits=n < 7))
            if number < 4:
                self.at(when + timedelta(hours=26), lambda w=who: self._agrees(w, NEXT))
            if number < 2:
                self.at(local("2027-01-08 16:30") + timedelta(minutes=number), lambda w=who: self._checks_in_first(w))

    async def _opens(self) -> None:
        hr = self.play.people[HR]
        await self.play.says(HR, hr.words("cycle", "周期"))
        await self.play.presses(HR, hr.words("Open Q1 2027", "开启 2027年第1季度"))
        await self.play.says(HR, hr.words("yes", "是"))
        self.play.note(HR, "opened", cycle=NEXT)

    async def _checks_in_first(self, who: Who) -> None:
        said = who.words("KR1 8 hours, confidence 7; KR2 73%, confidence 6", "KR1 8 小时，信心 7；KR2 73%，信心 6")
        await self.play.says(who.key, said)
        await self.play.does(who.key, ("Yes, store it", "对，存下来"), ("yes", "是"))
        values = {"1": (8.0, 7), "2": (73.0, 6)}
        self.play.note(who.key, "checked in", cycle=NEXT, week="2027-W01", late=False, no_change=False, whose=who.key, values=values)

    async def _drafting_next(self, who: Who, *, submits: bool) -> None:
        await self._drafting(who, NEXT, submits=submits, serves=True)


def asked_in(who: Who, cycle: str) -> dict[str, datetime]:
    """The weeks of the cycle in which somebody is asked, and when, by a calendar on the wall."""
    return _asked_in(who.timezone, who.calendar, cycle, every_two=who.team == EVERY_TWO_WEEKS)


@cache
def _asked_in(timezone: str, calendar: str, cycle: str, *, every_two: bool) -> dict[str, datetime]:
    zone, (first, last) = ZoneInfo(timezone), DAYS[cycle]
    found = prompts(timezone, calendar, 4, time(16, 0), first, last)
    return {week: at for week, at in found.items() if first <= at.astimezone(zone).date() <= last and (even(week) or not every_two)}


def even(week: str) -> bool:
    """Every second week, counted from the first of 2024."""
    return (date.fromisocalendar(int(week[:4]), int(week[6:]), 1) - date(2024, 1, 1)).days % 14 == 0


def monday_after(who: Who, week: str) -> datetime:
    """Tuesday morning of the week after, where they live."""
    day = date.fromisocalendar(int(week[:4]), int(week[6:]), 1) + timedelta(days=8)
    return datetime.combine(day, time(10, 15), ZoneInfo(who.timezone)).astimezone(UTC)
