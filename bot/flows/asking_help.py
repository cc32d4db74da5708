"""How help that is asked stands in a report: whom it reaches, and that it reaches nobody where the name fits nobody who is here."""

from __future__ import annotations

from bot.flows.known import Ctx
from bot.okr.model import Help


def help_line(ctx: Ctx, asked: Help) -> str:
    """One line; who has left, or is called like nobody or like several, hears nothing, and that is said."""
    person = ctx.known.person(asked.person)
    if asked.person is None or (person is not None and not person.active):
        return ctx.t("checkin.help_nobody", text=asked.text)
    return ctx.t("checkin.help_line", name=ctx.known.name(asked.person), text=asked.text)
