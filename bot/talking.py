"""One person's turn in one conversation: begin or go on, store what came of it, say what is next."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from bot.acting import Acting
from bot.company import Setup
from bot.conversation import draw
from bot.conversation.draw import notice
from bot.conversation.event import Filled, Said
from bot.conversation.flow import Ended, Position, replay
from bot.conversation.i18n import Speak
from bot.conversation.talk import Answers, Talk
from bot.conversation.turn import Taken, Turn
from bot.flows.known import Ctx, FlowSpec, Known, Need
from bot.loading import Loader
from bot.okr import reading
from bot.okr.deeds import SetOwn
from bot.okr.model import Person
from bot.okr.refusal import Refused
from bot.ports import Tx
from bot.replanning import replan
from bot.routing import LONGEST_NAME, names_in

FEW = 3  # fields of a form in which somebody may be named

Loaded = tuple[str, frozenset[Need], frozenset[tuple[str, str]], frozenset[tuple[str, tuple[str, ...]]]]
"""What was loaded: for which flow, what of its needs, about what, with whom named as what."""


@dataclass(frozen=True, slots=True)
class Talking:
    """The conversations of one person at one moment, on a platform with or without forms."""

    setup: Setup
    tx: Tx
    me: Person
    now: datetime
    forms: bool = True
    _loaded: dict[Loaded, Known] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def t(self) -> Speak:
        return self.setup.speak(self.me)

    def begin(self, flow: str, about: Mapping[str, str], *, touched: bool = True) -> Talk:
        """The talk of this flow about this: the one that is there, opened again, or a fresh one. Nothing is stored yet."""
        spec = self.setup.flows[flow]
        known, about = self._begun(spec, about)
        talk_id = ":".join((flow, self.me.key, *(about.get(key, "") for key in spec.keys)))
        stored = self.tx.talk(talk_id)
        if stored and spec.keys and stored.state in ("open", "parked"):
            return replace(stored, state="open", touched=self.now if touched else stored.touched)
        answers = spec.seed(known, about) if spec.seed and known else {}
        rev = stored.rev if stored else 0
        return Talk(talk_id, self.me.key, flow, about, answers, rev=rev, touched=self.now if touched else None)

    def about(self, flow: str, about: Mapping[str, str]) -> Mapping[str, str]:
        """What a talk of this flow would be about if it began now."""
        return self._begun(self.setup.flows[flow], about)[1]

    def _begun(self, spec: FlowSpec, about: Mapping[str, str]) -> tuple[Known | None, Mapping[str, str]]:
        """What is known to a flow that begins, if it is not told already what it is about; and what it is about."""
        loader = self._loader(Said(""))
        if about.get("name"):
            loader.names = {about["name"]: self.tx.people_named(about["name"])}
        first = spec if spec.begins_with is None or spec.seed else replace(spec, needs=spec.begins_with)
        told = first is not spec and bool(spec.keys) and all(about.get(key) for key in spec.keys)
        known = None if told else self._load(loader, first, about)
        return known, spec.begin(known, about) if spec.begin and known else about

    def opened(self, talk: Talk, said: str = "") -> Taken:
        """Says where a talk stands (and why `said` was no answer to it), storing it when it waits for an answer."""
        turn, loader = self.turn(talk, Said(said))
        shown = turn.take(Said(said)) if said else turn.show()
        if shown.ended is not None:
            return self._finish(talk, shown, turn, loader)
        fresh = replace(shown.talk, rev=talk.rev + 1)
        taken = replace(shown, talk=fresh, message=replace(shown.message, ref=turn.ref_of(fresh)))
        self.tx.save_talk(taken.talk)
        return taken

    def reply(self, talk: Talk, reply: Said | Filled) -> Taken:
        """One reply to an open talk; a talk that is new is begun with it."""
        turn, loader = self.turn(talk, reply)
        return self._finish(talk, turn.take(reply), turn, loader)

    def feed(self, talk: Talk, text: str, *, whole: bool = False) -> Taken:
        """A first reply that came with the command: as a whole, else word by word as far as it is understood (not of a sentence)."""
        taken = self.reply(talk, Said(text)) if text else self.opened(talk)
        changed = taken.heard and (taken.ended is not None or taken.talk.rev > talk.rev)
        if changed or not text:
            return taken
        if whole or taken.heard:
            return self.opened(talk, text)
        at, understood = talk, False
        for word in text.split():
            step = self.reply(at, Said(word))
            if not step.heard:
                break
            taken, at, understood = step, step.talk, True
        return taken if understood else self.opened(talk, text)

    def _finish(self, before: Talk, taken: Taken, turn: Turn, loader: Loader) -> Taken:
        spec = self.setup.flows[before.flow]
        deeds = taken.ended.end.result if taken.ended else taken.kept
        if taken.talk.state == "dropped" and before.state != "dropped" and spec.discard:
            deeds = spec.discard(self._ctx(before, loader.load(spec, before.about), before.answers))
        try:
            for deed in deeds:
                self._loaded.clear()
                Acting(self.tx, self.me, loader, self.now).do(deed)
            replan(self.setup, self.tx, self.me, deeds, self.now)
        except Refused as refused:
            return self._refused(before, turn, refused)
        if any(isinstance(deed, SetOwn) and deed.language for deed in deeds):
            taken = self._in_new_language(taken)
        grown = taken.talk.rev > before.rev or (taken.ended is not None and before.rev > 0)
        if grown and (spec.keys or taken.ended is None or before.rev):
            self.tx.save_talk(replace(taken.talk, rev=before.rev + 1, touched=self.now))
        if taken.ended and taken.ended.end.goes_on:
            flow, text = taken.ended.end.goes_on
            return self.feed(self.begin(flow, {}), text, whole=True)
        return taken

    def _in_new_language(self, taken: Taken) -> Taken:
        """Whoever has just chosen a language hears so in it."""
        again = replace(self, me=self.tx.person(self.me.key) or self.me)
        turn, _ = again.turn(taken.talk, Said(""))
        position = turn.run(taken.talk.answers)
        assert isinstance(position, Ended)
        return replace(taken, message=draw.closing(position.end, again.t, turn.ref_of(taken.talk)))

    def _refused(self, before: Talk, turn: Turn, refused: Refused) -> Taken:
        """Nothing of it happened; the person hears why and where the talk stands."""
        sentence = self.t(refused.key, **refused.args_)
        position = turn.run(before.answers)
        if isinstance(position, Ended):
            return Taken(before, notice(self.t, sentence))
        return turn.show_text(sentence)

    def turn(self, talk: Talk, reply: Said | Filled) -> tuple[Turn, Loader]:
        """The setting in which a talk hears a reply, and what loaded it."""
        loader = self._loader(reply, talk.answers)
        if name := talk.about.get("name"):
            loader.names = {**loader.names, name: self.tx.people_named(name) or (self._spoken_of(name) if talk.flow == "person" else ())}
        spec = self.setup.flows[talk.flow]
        setting = self._ctx(talk, self._load(loader, spec, talk.about), talk.answers)
        stood: list[tuple[Answers, Position]] = []  # a turn asks several times about the same answers

        def run(answers: Answers) -> Position:
            known = next((position for before, position in stood if _same(before, answers)), None)
            if known is not None:
                return known
            ctx = setting if answers is talk.answers else replace(setting, answers=answers)
            position = replay(partial(spec.run, ctx), answers, forms=self.forms)
            stood.append((answers, position))
            return position

        commands = self.setup.commands
        light = not spec.keys and spec.discard is None
        return Turn(talk, run, self.t, commands.steering, self.forms, commands.corrected, light), loader

    def _load(self, loader: Loader, spec: FlowSpec, about: Mapping[str, str]) -> Known:
        """What is known, loaded once until something is done."""
        names = frozenset((name, tuple(person.key for person in found)) for name, found in loader.names.items())
        which = (spec.name, spec.needs, frozenset(about.items()), names)
        if which not in self._loaded:
            self._loaded[which] = loader.load(spec, about)
        return self._loaded[which]

    def _ctx(self, talk: Talk, known: Known, answers: Answers) -> Ctx:
        return Ctx(known, self.t, talk.about, answers, talk.id, self._words)

    def _words(self, key: str) -> tuple[str, ...]:
        return self.setup.picks.get(key, ())

    def _loader(self, reply: Said | Filled, answers: Answers | None = None) -> Loader:
        """Loads with everybody whom the reply, or an answer so far, names by @."""
        texts = [value for value in (answers or {}).values() if isinstance(value, str)]
        texts += ["@" + name for value in (answers or {}).values() if isinstance(value, list) for name in _asked(value)]
        if isinstance(reply, Said):
            texts += [reply.text, *(f"@{asked}" for asked in reading.asked_for_help(reply.text))]
        names = dict(filter(None, (self._who(beginnings) for beginnings in names_in(tuple(texts)))))
        if isinstance(reply, Said):
            for mention in reply.mentions:
                known = [p for platform in self.me.accounts if (p := self.tx.person_at(platform, mention.account))]
                if known:
                    names[mention.name] = tuple(known[:1])
        else:
            names |= self._picked(reply)
        return Loader(self.tx, self.me, self.setup.company, self.now, names)

    def _picked(self, reply: Filled) -> dict[str, tuple[Person, ...]]:
        """Whom somebody picked in a short form, which platforms tell by their account, or wrote into it."""
        if len(reply.values) > FEW:
            return {}
        names = {value.strip().lstrip("@").strip() for value in reply.values.values() if len(value) <= LONGEST_NAME}
        found: dict[str, tuple[Person, ...]] = {}
        for name in filter(None, names):
            known = [p for platform in self.me.accounts if (p := self.tx.person_at(platform, name))]
            found[name] = tuple(known[:1]) or self.tx.people_named(name)
        return {name: people for name, people in found.items() if people}

    def _spoken_of(self, text: str) -> tuple[Person, ...]:
        """Whom a text begins with by their whole name: what stands behind it is about them."""
        beginnings = (name for names in names_in((f"@{text}",)) for name in names)
        found = ([p for p in self.tx.people_named(name) if p.name.casefold() == name.casefold()] for name in beginnings)
        return next((tuple(people) for people in found if people), ())

    def _who(self, beginnings: tuple[str, ...]) -> tuple[str, tuple[Person, ...]] | None:
        """The longest of these names that somebody has, and everybody who has it."""
        return next(((name, found) for name in beginnings if (found := self.tx.people_named(name))), None)


def _same(one: Answers, other: Answers) -> bool:
    """Whether these are the very same answers in the same order; equal ones need not be the same: 1 is not yes."""
    return one is other or (list(one) == list(other) and all(map(operator.is_, one.values(), other.values())))


def _asked(value: list[object]) -> list[str]:
    """Names in an answer that lists [name, words] pairs."""
    return [str(pair[0]) for pair in value if isinstance(pair, list) and pair]
