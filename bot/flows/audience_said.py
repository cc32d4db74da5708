"""Whom HR means by a sentence: teams, roles, platforms and stages by any of their names; what is none of these is said to be none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.conversation.form import squeezed
from bot.flows.known import Ctx
from bot.okr.model_ending import Stage

STAGES: tuple[Stage, ...] = ("no_draft", "drafting", "submitted", "returned", "agreed", "not_scored")
GROUPS: Mapping[str, tuple[Stage, ...]] = {
    "not_submitted": ("no_draft", "drafting", "returned"),
    "not_agreed": ("no_draft", "drafting", "returned", "submitted"),
}
"""Stages that have one name together."""
ROLES = ("employee", "manager", "hr", "coach", "exec")
NOT = "\x00"  # stands for any way to say that something is not done
MOST_NAMED = 6
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPACED = re.compile("[a-z0-9]")
_NOTS = re.compile(rf"(?:\s*{NOT}\s*)+")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a sentence says of people: each kind's keys as they were named; which other words stood there; `left` is what is none of it."""

    stages: tuple[Stage, ...] = ()
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    everybody: bool = False
    only: bool = False
    reminds: bool = False
    now: bool = False
    left: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.stages or self.teams or self.roles or self.platforms)

    def narrowing(self) -> dict[str, list[str]]:
        """As an answer is kept."""
        kinds = {"stages": self.stages, "teams": self.teams, "roles": self.roles, "platforms": self.platforms}
        return {name: list(found) for name, found in kinds.items()}


def heard(ctx: Ctx, text: str) -> Heard:
    """Reads a sentence. Names come first: a team may be called like anything."""
    said, found = _taken(_known_names(ctx), _folded(text))
    said, _ = _taken([(word, "not", "") for word in ctx.words("audience_not")], said, instead=NOT)
    said, more = _taken(ctx.once("audience_words", lambda: list(_words(ctx))), said)
    every = [*found, *more]

    def of(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for what, key in every if what == kind))

    stages = tuple(stage for stage in STAGES if stage in {one for name in of("stage") for one in GROUPS.get(name, (name,))})
    rest = _as_said(text, said) if any(c.isalnum() or c == NOT for c in said) else ""
    return Heard(
        stages, of("team"), of("role"), of("platform"), bool(of("everybody")), bool(of("only")), bool(of("reminds")), bool(of("now")), rest
    )


def nearest_teams(ctx: Ctx, left: str) -> list[str]:
    """Names of teams: those most like what was said, else the first few."""
    names = {_folded(team.name): team.name for team in ctx.known.org.teams.values()}
    near = get_close_matches(_folded(left), names, MOST_NAMED, 0.5)
    return [names[name] for name in near] or sorted(names.values())[:MOST_NAMED]


def _known_names(ctx: Ctx) -> list[tuple[str, str, str]]:
    return ctx.once("audience_names", lambda: list(_names(ctx)))


def _names(ctx: Ctx) -> Iterator[tuple[str, str, str]]:
    """Words, kind and key of what this company has: teams with and without what every team is called, platforms."""
    units = ctx.words("audience_unit")
    for team in ctx.known.org.teams.values():
        for name in {team.name, team.key}:
            yield name, "team", team.key
            bare = next((name.removesuffix(unit).strip() for unit in units if name.endswith(unit) and len(name) > len(unit) + 1), name)
            yield from ((f"{bare}{unit}" if _HAN.search(bare) else f"{bare} {unit}", "team", team.key) for unit in units)
            yield bare, "team", team.key
    for platform in {name for person in ctx.known.org.people.values() for name in person.accounts}:
        yield platform, "platform", platform
        yield from ((word, "platform", platform) for word in ctx.words(f"platform_{platform}"))


def _words(ctx: Ctx) -> Iterator[tuple[str, str, str]]:
    """Words of the catalogue; those of what is not done hold the sign for it."""
    for stage in (*STAGES, *GROUPS):
        yield from ((word.replace("~", NOT), "stage", stage) for word in ctx.words(f"audience_{stage}"))
    for role in ROLES:
        yield from ((word, "role", role) for word in (role, f"{role}s", *ctx.words(f"role_{role}")))
    for kind in ("everybody", "only", "reminds", "now", "filler"):
        yield from ((word, kind, kind) for word in ctx.words(f"audience_{kind}"))


def _taken(vocabulary: Iterable[tuple[str, str, str]], said: str, instead: str = " ") -> tuple[str, list[tuple[str, str]]]:
    """The sentence without these words, the longest first, and what they were."""
    meanings: dict[str, tuple[str, str]] = {}
    for word, kind, key in vocabulary:
        meanings.setdefault(_NOTS.sub(NOT, _folded(word)), (kind, key))
    words = sorted((word for word in meanings if word in said), key=len, reverse=True)
    found = []
    for word in words:
        before, after = ("(?<![a-z0-9])" if _SPACED.match(word) else ""), ("(?![a-z0-9])" if _SPACED.match(word[-1]) else "")
        pattern = f"{before}{re.escape(word)}{after}"
        said, times = re.subn(pattern, f" {instead} ", said)
        if times:
            found.append(meanings[word])
    return _NOTS.sub(NOT, said), found


def _as_said(text: str, left: str) -> str:
    """The part of the text in which the words stand that were not understood."""
    folded = _folded(text)
    parts = [part for part in left.replace(NOT, " ").split() if part in folded]
    if not parts:
        return text.strip()
    start = folded.index(parts[0])
    end = folded.rindex(parts[-1]) + len(parts[-1])
    return folded[start:end].strip(" ,.;:，。；：!?") if end > start else text.strip()


def _folded(text: str) -> str:
    return squeezed(text).casefold().replace("’", "'")
