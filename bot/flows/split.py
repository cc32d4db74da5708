"""A manager splits a key result: an objective offered to each of several reports (docs/method.md 6)."""

from __future__ import annotations

import unicodedata
from collections.abc import Generator, Mapping
from typing import Any

from bot.conversation.flow import Ask, End, Flow, Keep, Stop, ask, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Fact, Facts, Text
from bot.flows import roll_up
from bot.flows.draft_parts import shortened
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.flows.person_kind import named_in
from bot.okr.deeds_asking import OfferObjectives
from bot.okr.model import KeyResult, Objective

LONGEST = 500


def split(ctx: Ctx) -> Flow:
    """Which key result, to whom, in which words for each; shown back, then offered."""
    t, known = ctx.t, ctx.known
    mine = active_key_results(known.mine, known.me.key)
    if not known.members or not mine:
        yield from keep()
        return _ended(ctx, t("split.nobody") if mine else t("split.nothing"))
    objective, kr = yield from _which(ctx, mine)
    title = t("split.title")
    names = t.list([p.name for p in known.members])
    to = yield from ask(Question("to", t("split.ask_to"), _reports(ctx), t("split.hint_to", names=names)), title=title)
    texts: dict[str, str] = {}
    for key in to:
        question = Question(
            f"text.{key}",
            t("split.ask_text", name=known.name(key)),
            words(LONGEST),
            t("split.hint_text"),
            optional=True,
            skip_label=t("split.as_it_is"),
        )
        shows: tuple[Block, ...] = (Text(kr.text, "quote"),)
        texts[key] = (yield from ask(question, title=title, shows=shows)) or kr.text
    facts = Facts(tuple(Fact(known.name(key), text) for key, text in texts.items()))
    sure = Question("sure", t("split.ask_sure"), choice(Pick("yes", t("split.send"), ctx.words("yes"))))
    yield from ask(sure, title=title, shows=(Text(kr.text, "quote"), facts), in_place=True)
    deed = OfferObjectives(objective.id, kr.id, tuple(texts.items()))
    return _ended(ctx, t("split.sent", names=t.list([known.name(key) for key in texts])), deed, kr=kr)


def _which(
    ctx: Ctx, mine: tuple[tuple[Objective, KeyResult], ...]
) -> Generator[Ask | Stop | Keep, Mapping[str, Any], tuple[Objective, KeyResult]]:
    if len(mine) == 1:
        return mine[0]
    picks = tuple(Pick(kr.id, f"KR{n} · {shortened(kr.text, 50)}", (f"KR{n}", kr.text)) for n, (_, kr) in enumerate(mine, start=1))
    picked = yield from ask(Question("which", ctx.t("split.ask_which"), choice(*picks)), title=ctx.t("split.title"))
    return next(pair for pair in mine if pair[1].id == picked)


def _reports(ctx: Ctx) -> Kind:
    """One or several of my reports, by name, or everybody."""
    everybody = {plain(w) for w in ctx.words("everybody")}
    reports = {p.key: p for p in ctx.known.members}

    def read(text: str) -> list[str]:
        if plain(text) in everybody:
            return list(reports)
        found: list[str] = []
        for part in filter(str.strip, _parts(ctx, unicodedata.normalize("NFKC", text))):
            name = plain(part.strip().lstrip("@"))
            named = [
                p.key for p in (*reports.values(), *named_in(ctx, part)) if name in (plain(p.name), plain(p.key)) or f"@{p.name}" in part
            ]
            named += [p.key for p in reports.values() if plain(p.name).split()[0] == name]
            if not named or named[0] not in reports:
                raise Unclear("split.who", name=part.strip(), names=ctx.t.list([p.name for p in reports.values()]))
            found.append(named[0])
        return list(dict.fromkeys(found))

    return Kind(read, max_length=200)


def _parts(ctx: Ctx, text: str) -> list[str]:
    """The names in a list: what stands between them is the same in every language."""
    for word in ctx.words("between"):
        text = text.replace(f" {word} " if word.isalpha() and word.isascii() else word, ",")
    return text.split(",")


def _ended(ctx: Ctx, sentence: str, *deeds: OfferObjectives, kr: KeyResult | None = None) -> End:
    rolled = (roll_up.button(ctx, kr),) if kr else ()
    buttons = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")), *rolled))
    return End(deeds, sentence, ctx.t("split.title"), "good" if deeds else "neutral", (Text(sentence), buttons))


SPLIT = FlowSpec("split", split, frozenset({"mine", "members"}))
