"""Whom a key result names by @: which of two of that name, who is responsible, who is asked to help (docs/method.md 6)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from bot.conversation.flow import Ask, Keep, Stop, ask
from bot.conversation.form import Pick, Question, choice, words
from bot.conversation.message import Block, Text
from bot.flows.known import Ctx
from bot.okr.model import Person

LONGEST = 500
Asking = Generator[Ask | Stop | Keep, Mapping[str, Any], Any]


def remembered(ctx: Ctx, name: str, typed: str) -> Mapping[str, Any] | None:
    """The text with whom it certainly names: a mention picked from the platform's list means one person, even where two have the name."""
    certain = [people[0].key for at, people in ctx.known.named.items() if f"@{at}" in typed and len(people) == 1]
    if not certain:
        return None
    text = words(LONGEST).reads(typed)
    return {f"{name}.text": text, f"{name}.people": {"text": text, "keys": certain}}


def named(ctx: Ctx, name: str, text: str) -> Generator[Ask | Stop | Keep, Mapping[str, Any], tuple[Person, ...]]:
    """Everybody named in the text of the key result `name` ("o1.kr2"), me left out; asked where two have the name."""
    found: dict[str, Person] = {}
    for at, people in ctx.known.named.items():
        others = tuple(p for p in people if p.key != ctx.known.me.key)
        if f"@{at}" in text and others:
            certain = _certain(ctx, name, text, others)
            person = certain[0] if certain else (yield from _which(ctx, f"{name}.who.{at}", at, text, others))
            found |= {p.key: p for p in certain or (person,)}
    return tuple(found.values())


def _certain(ctx: Ctx, name: str, text: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Those of one name who are surely meant: picked before, the only one, or named in full."""
    kept = ctx.answers.get(f"{name}.people") or {}
    picked = tuple(p for p in people if p.key in kept.get("keys", ())) if kept.get("text") == text else ()
    if picked or len(people) == 1:
        return picked or people
    full = tuple(p for p in people if f"@{p.name}".casefold() in text.casefold())
    return full if len(full) == 1 else ()


def _which(ctx: Ctx, name: str, at: str, text: str, people: tuple[Person, ...]) -> Asking:
    picks = tuple(Pick(p.key, with_team(ctx, p)) for p in people[:8])
    shows: tuple[Block, ...] = (Text(text, "quote"),)
    key = yield from ask(Question(name, ctx.t("draft_people.which", name=at), choice(*picks)), shows=shows)
    return next(p for p in people if p.key == key)


def owner(ctx: Ctx, name: str, text: str, people: tuple[Person, ...]) -> Generator[Ask | Stop | Keep, Mapping[str, Any], str]:
    """The objective's owner, unless the text names somebody: then it is asked who is responsible, the others help."""
    t, me = ctx.t, ctx.known.me
    if not people:
        return me.key
    mine = Pick(me.key, t("draft_people.i_am", names=t.list([p.name for p in people])), (*ctx.words("me"), me.name, t("draft.owner_me")))
    picks = [mine, *(Pick(p.key, with_team(ctx, p), (p.name,)) for p in people)]
    shows: tuple[Block, ...] = (Text(text, "quote"),)
    hint = t("draft_people.asked_later", names=t.list([p.name for p in people]))
    key: str = yield from ask(Question(f"{name}.owner", t("draft.ask_owner"), choice(*picks), hint), shows=shows)
    return key


def with_team(ctx: Ctx, person: Person) -> str:
    """A name, with the team where there is one, so that two of a name can be told apart."""
    team = ctx.known.org.teams.get(person.team or "")
    return f"{person.name} ({team.name if team else person.team or person.key})"
