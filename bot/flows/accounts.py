"""One person, several accounts: a one-time code for another platform, and an account that is let go of."""

from __future__ import annotations

import re

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.i18n import Speak
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds_accounts import MakeCode, UnlinkAccount
from bot.wording import platform_name

LIKE_A_CODE = re.compile(r"(?=.*\d)[\w-]{6,11}", re.ASCII)


def link(ctx: Ctx) -> Flow:
    """The code, what to do with it, and which accounts there are; in a group only where to ask for it."""
    yield from keep()
    t, new = ctx.t, ctx.known.new_code
    if new is None:
        return End((), t("link.not_in_a_group"), shows=(Text(t("link.not_in_a_group")),), in_place=False)
    if LIKE_A_CODE.fullmatch(ctx.about.get("said", "")):  # mistyped; other words behind "link" say what is to be linked
        return End((), t("link.no_code"), shows=(Text(t("link.no_code")), _new(ctx)), in_place=False)
    until = t.clock(new.kept.until)
    blocks: list[Block] = [
        Text(t("link.how")),
        Text(t("link.send", code=new.text), "strong"),
        Text(t("link.until", until=until), "quiet"),
        Text(t("link.yours", platforms=_names(ctx)), "quiet"),
    ]
    if len(ctx.known.me.accounts) > 1:
        blocks.append(Buttons(_unlink_buttons(ctx)))
    return End((MakeCode(new.kept),), t("link.title"), t("link.title"), shows=tuple(blocks), in_place=False)


def _names(ctx: Ctx) -> str:
    return ctx.t.list([platform_name(ctx.t, name) for name in sorted(ctx.known.me.accounts)])


def _new(ctx: Ctx) -> Buttons:
    return Buttons((Button(ctx.t("button.link"), ctx.t("button.link_says")),))


def _unlink_buttons(ctx: Ctx) -> tuple[Button, ...]:
    t = ctx.t
    return (
        *(unlink_button(t, name) for name in sorted(ctx.known.me.accounts)),
        Button(t("link.choose"), t("link.choose_says")),
    )


def unlink_button(t: Speak, platform: str) -> Button:
    """Takes an account off again."""
    name = platform_name(t, platform)
    return Button(t("link.unlink", platform=name), t("link.unlink_says", platform=platform), spoken=t("link.unlink_says", platform=name))


def unlink(ctx: Ctx) -> Flow:
    """Which account, then whether they are sure: from then on it is a stranger's."""
    t, accounts = ctx.t, ctx.known.me.accounts
    if len(accounts) < 2:
        yield from keep()
        return End((), t("link.last_one"), shows=(Text(t("link.last_one")), _new(ctx)))
    picks = (Pick(name, platform_name(t, name), (name,)) for name in sorted(accounts))
    which = yield from ask(Question("which", t("link.ask_which"), choice(*picks)), title=t("link.unlink_title"))
    name = platform_name(t, which)
    sure = Pick("yes", t("link.yes", platform=name), ctx.words("yes"))
    sentence = t("link.ask_sure", platform=name, account=accounts.get(which, ""))
    yield from ask(Question("sure", sentence, choice(sure)), title=t("link.unlink_title"), in_place=True)
    done = t("link.unlinked", platform=name)
    return End((UnlinkAccount(which),), done, t("link.unlink_title"), "good", (Text(done), _new(ctx)))


LINK = FlowSpec("link", link, frozenset({"link_code"}), private=False)
UNLINK = FlowSpec("unlink", unlink)
