"""What a person sets for themselves: language, time zone, calendar, hours, platform; picked, or said in a sentence."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from datetime import time
from typing import Any

from bot.conversation.flow import Ask, End, Flow, Keep, ask
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain
from bot.conversation.message import Button, Buttons, Text
from bot.conversation.whole_words import stands
from bot.flows.hours import clock_kind, hour_said
from bot.flows.known import Ctx, FlowSpec
from bot.flows.quiet_said import quiet_said
from bot.okr import reading
from bot.okr.calendar_names import calendar_name, calendar_said
from bot.okr.deeds import SetOwn
from bot.okr.quiet import QUIET_FROM, QUIET_UNTIL
from bot.okr.zone_names import zone_said
from bot.wording import platform_name

HOURS = re.compile(r"(\d{1,2})(?::([0-5]\d))?\s*\D{1,4}?\s*(\d{1,2})(?::([0-5]\d))?")
LANGUAGES = ("zh-CN", "en")
Part = Generator[Ask | Keep, Mapping[str, Any], SetOwn]


def settings(ctx: Ctx) -> Flow:
    """One setting at a time: pick it, then its value; or both in one sentence."""
    t = ctx.t
    links = (Button(t("button.link"), t("button.link_says")),)
    question = Question("what", t("settings.ask"), choice(*_picks(ctx)))
    what = yield from ask(question, title=t("settings.title"), links=links, reads=lambda typed: said(ctx, typed))
    deed: SetOwn = yield from _VALUES[what](ctx)
    home = Buttons((Button(t("button.settings"), t("button.settings_says")), Button(t("button.home"), t("button.home_says"))))
    now = Text(_now(ctx, what, deed), "quiet")
    return End((deed,), t("settings.done"), t("settings.title"), "good", (Text(t("settings.done")), now, home))


def _picks(ctx: Ctx) -> tuple[Pick, ...]:
    names = ("language", "timezone", "prompt_time", "quiet", "calendar", *(("platform",) if len(ctx.known.me.accounts) > 1 else ()))
    return tuple(Pick(name, _now(ctx, name, SetOwn()), ctx.words(name)) for name in names)


def _now(ctx: Ctx, name: str, new: SetOwn) -> str:
    """A setting with its value, which is the new one where that is given."""
    t, me, company = ctx.t, ctx.known.me, ctx.known.company
    first, until = new.quiet_from or me.quiet_from or QUIET_FROM, new.quiet_until or me.quiet_until or QUIET_UNTIL
    platform = me.platform if new.platform is None else new.platform
    value = {
        "language": lambda: t(f"language.{new.language or t.language}"),
        "timezone": lambda: new.timezone or company.timezone_of(me),
        "prompt_time": lambda: t.clock(new.prompt_time or me.prompt_time or company.prompt_time),
        "quiet": lambda: f"{t.clock(first)}–{t.clock(until)}",
        "platform": lambda: platform_name(t, platform) if platform else t("settings.last_used"),
        "calendar": lambda: calendar_name(new.calendar or company.calendar_of(me), t.language),
    }
    return t(f"settings.{name}", value=value[name]())


def said(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """A sentence that holds a setting, and its value if it does; None where it holds none, or is one of the picks."""
    text = plain(typed)
    if any(text in {plain(p.label), *map(plain, p.words)} for p in _picks(ctx)):
        return None
    for code in LANGUAGES:
        if _speaks_of(ctx, f"language_{code[:2]}", text):
            return {"what": "language", "language": code}
    if found := _where(ctx, typed, text) or _when(ctx, typed):
        return found
    told = _speaks_of(ctx, "first_person", text) and not _speaks_of(ctx, "timezone", text)  # "I fly to Berlin on Monday" sets nothing
    if not told and (zone := zone_said(typed)):
        return {"what": "timezone", "timezone": zone}
    return next(({"what": p.value} for p in _picks(ctx) if _speaks_of(ctx, str(p.value), text)), None)


def _where(ctx: Ctx, typed: str, text: str) -> Mapping[str, Any] | None:
    """The platform or the calendar that a sentence names."""
    if _speaks_of(ctx, "calendar", text) and (calendar := calendar_said(typed)):
        return {"what": "calendar", "calendar": calendar}
    accounts = ctx.known.me.accounts if _speaks_of(ctx, "reach_me", text) else {}
    if named := next((one for one in accounts if any(stands(plain(w), text) for w in (one, platform_name(ctx.t, one)))), None):
        if len(accounts) == 1:
            raise Unclear("settings.only_there", held=True, platform=platform_name(ctx.t, named))
        return {"what": "platform", "platform": named}
    if _speaks_of(ctx, "reach_me", text) and _speaks_of(ctx, "platform_any", text):
        raise Unclear("settings.link_first", held=True)
    return None


def _when(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """Quiet hours; or one time of day: the prompt's."""
    if quiet := quiet_said(ctx, typed):
        return {"what": "quiet", "quiet": quiet}
    return {"what": "prompt_time", "prompt_time": hour_said(typed)} if len(reading.find_clocks(typed)) == 1 else None


def _speaks_of(ctx: Ctx, key: str, text: str) -> bool:
    return any(stands(plain(word), text) for word in ctx.words(key))


def _language(ctx: Ctx) -> Part:
    picks = (Pick(code, ctx.t(f"language.{code}"), ctx.words(f"language_{code[:2]}")) for code in LANGUAGES)
    value = yield from ask(Question("language", ctx.t("settings.ask_language"), choice(*picks)), title=ctx.t("settings.title"))
    return SetOwn(language=value)


def _timezone(ctx: Ctx) -> Part:
    def read(text: str) -> str:
        if zone := zone_said(text):
            return zone
        raise Unclear("settings.what_timezone")

    question = Question("timezone", ctx.t("settings.ask_timezone"), Kind(read), ctx.t("settings.hint_timezone"))
    value = yield from ask(question, title=ctx.t("settings.title"))
    return SetOwn(timezone=value)


def _prompt_time(ctx: Ctx) -> Part:
    question = Question("prompt_time", ctx.t("settings.ask_prompt_time"), clock_kind(), ctx.t("settings.hint_prompt_time"))
    value = yield from ask(question, title=ctx.t("settings.title"))
    return SetOwn(prompt_time=time.fromisoformat(value))


def _quiet(ctx: Ctx) -> Part:
    def read(text: str) -> list[str]:
        clocks = reading.find_clocks(text)
        if len(clocks) == 2:
            return [f"{one.at:%H:%M}" for one in clocks]
        found = HOURS.fullmatch(plain(text))
        if found is None or int(found[1]) > 23 or int(found[3]) > 23:
            raise Unclear("settings.what_hours")
        return [f"{int(found[1]):02}:{found[2] or '00'}", f"{int(found[3]):02}:{found[4] or '00'}"]

    question = Question("quiet", ctx.t("settings.ask_quiet"), Kind(read, numeric=True, max_length=40), ctx.t("settings.hint_quiet"))
    first, last = yield from ask(question, title=ctx.t("settings.title"))
    return SetOwn(quiet_from=time.fromisoformat(first), quiet_until=time.fromisoformat(last))


def _platform(ctx: Ctx) -> Part:
    picks = (
        *(Pick(name, platform_name(ctx.t, name), (name,)) for name in sorted(ctx.known.me.accounts)),
        Pick("", ctx.t("settings.last_used"), ctx.words("last_used")),
    )
    value = yield from ask(Question("platform", ctx.t("settings.ask_platform"), choice(*picks)), title=ctx.t("settings.title"))
    return SetOwn(platform=value)


def _calendar(ctx: Ctx) -> Part:
    def read(text: str) -> str:
        if code := calendar_said(text):
            return code
        raise Unclear("refused.no_calendar", calendar=text.strip()[:20])

    question = Question("calendar", ctx.t("settings.ask_calendar"), Kind(read, max_length=60), ctx.t("settings.hint_calendar"))
    value = yield from ask(question, title=ctx.t("settings.title"))
    return SetOwn(calendar=value)


_VALUES = {
    "calendar": _calendar,
    "language": _language,
    "timezone": _timezone,
    "prompt_time": _prompt_time,
    "quiet": _quiet,
    "platform": _platform,
}

SETTINGS = FlowSpec("settings", settings)
