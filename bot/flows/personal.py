"""What a person decides for themselves: days away, language, time zone, the hour of the prompt."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from datetime import date, time
from typing import Any

from bot.conversation.flow import Ask, End, Flow, Keep, ask
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr import reading
from bot.okr.deeds import SetOwn, TakeLeave
from bot.okr.localtime import valid_timezone
from bot.okr.quiet import QUIET_FROM, QUIET_UNTIL
from bot.wording import platform_name

HOURS = re.compile(r"(\d{1,2})(?::([0-5]\d))?\s*\D{1,4}?\s*(\d{1,2})(?::([0-5]\d))?")
LANGUAGES = ("zh-CN", "en")
Part = Generator[Ask | Keep, Mapping[str, Any], SetOwn]


def leave(ctx: Ctx) -> Flow:
    """Which days, shown back, confirmed: no prompts then, and not counted as missing."""
    t = ctx.t
    spans = yield from ask(Question("days", t("leave.ask"), _days(ctx), t("leave.hint")), title=t("leave.title"), shows=_planned(ctx))
    first, last = (date.fromisoformat(text) for text in spans)
    sentence = t("leave.confirm", first=t.short_date(first), last=t.short_date(last), n=(last - first).days + 1)
    picks = (Pick("yes", t("leave.yes"), ctx.words("yes")), Pick("cancel", t("leave.end"), ctx.words("end_leave")))
    answer = yield from ask(Question("sure", sentence, choice(*picks)), title=t("leave.title"), in_place=True)
    done = t("leave.ended") if answer == "cancel" else t("leave.taken", first=t.short_date(first), last=t.short_date(last))
    home = Buttons((Button(t("button.home"), t("button.home_says")),))
    return End((TakeLeave(first, last, cancel=answer == "cancel"),), done, t("leave.title"), "good", (Text(done), home))


def _days(ctx: Ctx) -> Kind:
    def read(text: str) -> list[str]:
        found = reading.read_range(text, ctx.known.today)
        if found is None:
            raise Unclear("leave.what_days")
        return [found[0].isoformat(), found[1].isoformat()]

    return Kind(read, numeric=True, max_length=100)


def _planned(ctx: Ctx) -> tuple[Text, ...]:
    coming = [one for one in ctx.known.me.leave if one.end >= ctx.known.today]
    t = ctx.t
    return tuple(Text(t("leave.planned", first=t.short_date(one.start), last=t.short_date(one.end)), "quiet") for one in coming)


def settings(ctx: Ctx) -> Flow:
    """One setting at a time: pick it, then its value."""
    t, known = ctx.t, ctx.known
    me, company = known.me, known.company
    picks = (
        Pick("language", t("settings.language", value=t(f"language.{t.language}")), ctx.words("language")),
        Pick("timezone", t("settings.timezone", value=company.timezone_of(me)), ctx.words("timezone")),
        Pick("prompt_time", t("settings.prompt_time", value=t.clock(me.prompt_time or company.prompt_time)), ctx.words("prompt_time")),
        Pick("quiet", t("settings.quiet", value=_quiet_now(ctx)), ctx.words("quiet")),
        *((Pick("platform", t("settings.platform", value=_platform_now(ctx)), ctx.words("platform")),) if len(me.accounts) > 1 else ()),
    )
    links = (Button(t("button.link"), t("button.link_says")),)
    what = yield from ask(Question("what", t("settings.ask"), choice(*picks)), title=t("settings.title"), links=links)
    deed = yield from _VALUES[what](ctx)
    home = Buttons((Button(t("button.settings"), t("button.settings_says")), Button(t("button.home"), t("button.home_says"))))
    return End((deed,), t("settings.done"), t("settings.title"), "good", (Text(t("settings.done")), home))


def _language(ctx: Ctx) -> Part:
    picks = (Pick(code, ctx.t(f"language.{code}"), ctx.words(f"language_{code[:2]}")) for code in LANGUAGES)
    value = yield from ask(Question("language", ctx.t("settings.ask_language"), choice(*picks)), title=ctx.t("settings.title"))
    return SetOwn(language=value)


def _timezone(ctx: Ctx) -> Part:
    def read(text: str) -> str:
        name = text.strip().replace(" ", "_")
        if not valid_timezone(name):
            raise Unclear("settings.what_timezone")
        return name

    value = yield from ask(
        Question("timezone", ctx.t("settings.ask_timezone"), Kind(read), ctx.t("settings.hint_timezone")), title=ctx.t("settings.title")
    )
    return SetOwn(timezone=value)


def _prompt_time(ctx: Ctx) -> Part:
    def read(text: str) -> str:
        try:
            return time.fromisoformat(plain(text).replace(" ", "").zfill(5)).strftime("%H:%M")
        except ValueError:
            raise Unclear("settings.what_time") from None

    question = Question("prompt_time", ctx.t("settings.ask_prompt_time"), Kind(read, numeric=True), ctx.t("settings.hint_prompt_time"))
    value = yield from ask(question, title=ctx.t("settings.title"))
    return SetOwn(prompt_time=time.fromisoformat(value))


def _quiet_now(ctx: Ctx) -> str:
    me = ctx.known.me
    return f"{ctx.t.clock(me.quiet_from or QUIET_FROM)}–{ctx.t.clock(me.quiet_until or QUIET_UNTIL)}"


def _platform_now(ctx: Ctx) -> str:
    chosen = ctx.known.me.platform
    return platform_name(ctx.t, chosen) if chosen else ctx.t("settings.last_used")


def _quiet(ctx: Ctx) -> Part:
    def read(text: str) -> list[str]:
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


_VALUES = {"language": _language, "timezone": _timezone, "prompt_time": _prompt_time, "quiet": _quiet, "platform": _platform}

LEAVE = FlowSpec("leave", leave)
SETTINGS = FlowSpec("settings", settings)
