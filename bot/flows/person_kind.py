"""A colleague as an answer: by @name or key, kept with the name, so that it can be said in a later turn."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.form import Kind, Unclear
from bot.flows.known import Ctx
from bot.okr.model import Person


def somebody(ctx: Ctx, besides: str = "") -> Kind:
    """Exactly one colleague; the value is {"key", "name"}. Two of a name are told apart by their keys."""

    def read(text: str) -> Mapping[str, str]:
        found = tuple(p for p in named_in(ctx, text) if p.key != besides)
        if len(found) != 1:
            raise Unclear("person_kind.who", names=ctx.t.list([f"{p.name} (@{p.key})" for p in found]) or ctx.t("common.none"))
        return {"key": found[0].key, "name": found[0].name}

    return Kind(read, "person", max_length=100)


def named_in(ctx: Ctx, text: str) -> tuple[Person, ...]:
    """Everybody whom a text may name: by mention, or because the whole text is a name or a key that is known here."""
    name = text.strip().lstrip("@").strip()
    if name in ctx.known.named:
        return ctx.known.named[name]
    found = {p.key: p for at, people in ctx.known.named.items() if f"@{at}" in text for p in people}
    known = (p for p in ctx.known.org.people.values() if p.active and name.casefold() in (p.key.casefold(), p.name.casefold()))
    return tuple(found.values()) or tuple(known)
