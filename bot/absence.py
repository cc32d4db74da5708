"""Whose absence a sentence speaks of: a colleague's who is named, or one's own."""

from __future__ import annotations

from bot.okr import reading
from bot.okr.near_names import is_surname
from bot.ports import Tx
from bot.routing import AT, Command, names_in

LONGEST = 200  # characters in which a sentence says whose absence it speaks of
PRONOUNS = ("everybody", "everyone", "nobody", "somebody", "someone", "anybody", "it", "this", "that", "there")


def leave_command(tx: Tx, text: str, *, known: bool = False) -> Command | None:
    """The leave of a colleague; None where it is one's own. With `known` only of one who is known here."""
    head = reading.absent_head(text[:LONGEST])
    name = _mentioned(tx, text) or next((said for said in reading.name_beginnings(head) if tx.people_named(said)), "")
    name = name or ("" if known else _looks_like_a_name(head))
    if not name:
        return None
    days = text.replace(f"@{name}", " ") if f"@{name}" in text else text.replace(name, " ", 1)
    return Command("leave_of", {"name": name, "said": days, **({"ends": "yes"} if reading.ends_leave(text) else {})})


def _mentioned(tx: Tx, text: str) -> str:
    """Who is named by @; the first word where nobody has the name."""
    if not AT.search(text):
        return ""
    found = (name for beginnings in names_in((text,)) for name in beginnings if tx.people_named(name))
    return next(found, next(iter(names_in((text,))), ("",))[-1])


def _looks_like_a_name(head: str) -> str:
    """A name that nobody has: better said than noted as one's own leave."""
    said = reading.unknown_absent(head)
    if not said or said.casefold() in PRONOUNS:
        return ""
    return said if said[0].isascii() or is_surname(said[0]) else ""
