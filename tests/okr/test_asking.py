"""What people ask of each other, where it may not be: circles, what is hidden, what is decided, who has left or has nothing to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.okr import commenting, depending, drafting, splitting
from bot.okr.coverage import coverage
from bot.okr.cycles import cycle_of
from bot.okr.deeds import SaveDraft, Submit
from bot.okr.deeds_asking import AddComments, AnswerDependency, AnswerOffer, OfferObjectives, Remark, SetNature, Share
from bot.okr.model import Alignment, Collaborator, KeyResult, Objective, Person, Team
from bot.okr.model_asking import Offer
from bot.okr.refusal import Refused
from bot.okr.world import World
from tests.ready import everybody

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
CYCLE = cycle_of("2026Q4")
LI = Person("li", "Li", manager="wang", team="t")
WANG = Person("wang", "Wang", manager="chen", team="t")
CHEN, HAN = Person("chen", "Chen"), Person("han", "Han", manager="wang", team="t")
OTHER = Person("other", "Other", manager="chen", team="u")
PEOPLE = {p.key: p for p in (LI, WANG, CHEN, HAN, OTHER)}
ORG = everybody(PEOPLE, {"t": Team("t", "T", coach="han"), "u": Team("u", "U")})
KR = KeyResult("o.1", "o", "Articles from 1 to 9", "li", 1, (Collaborator("han"),), "articles", 1, 9, "up")
DRAFT = Objective("o", "li", "2026Q4", "Answers", "t", "committed", key_results=(KR,))
ABOVE = Objective(
    "p", "wang", "2026Q4", "Above", "t", "committed", state="agreed", key_results=(replace(KR, id="p.1", objective="p", owner="wang"),)
)


def world(*objectives: Objective, offers: tuple[Offer, ...] = (), own: tuple[Objective, ...] = ()) -> World:
    return World(ORG, {o.id: o for o in objectives}, own, cycles={CYCLE.key: CYCLE}, offers={o.id: o for o in offers})


def submit(draft: Objective, *others: Objective) -> Objective:
    return drafting.submit(Submit(("o",)), LI, world(draft, *others), NOW).objectives[0]


def test_an_objective_serves_what_its_owner_may_see() -> None:
    assert submit(replace(DRAFT, aligned_to=(Alignment("p", "p.1"),)), ABOVE).state == "submitted"


HIDDEN = {
    "nowhere": None,
    "closed": replace(ABOVE, state="closed"),
    "a draft": replace(ABOVE, state="draft"),
    "of another chain": replace(ABOVE, owner="other", visibility="chain"),
    "serving it in turn": replace(ABOVE, aligned_to=(Alignment("o"),)),
    "with that key result dropped": replace(ABOVE, key_results=(replace(ABOVE.key_results[0], state="dropped"),)),
}


@pytest.mark.parametrize("above", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_may_not_be_served_is_refused_in_the_same_words_whatever_the_reason(above: Objective | None) -> None:
    with pytest.raises(Refused) as refused:
        submit(replace(DRAFT, aligned_to=(Alignment("p", "p.1"),)), *([above] if above else []))
    assert (refused.value.key, refused.value.args_) == ("refused.cannot_serve", {"objective": "Answers"})


def test_a_circle_over_several_steps_is_found() -> None:
    middle = replace(ABOVE, id="q", key_results=(), aligned_to=(Alignment("o"),))
    with pytest.raises(Refused, match="cannot_serve"):
        submit(replace(DRAFT, aligned_to=(Alignment("p"),)), replace(ABOVE, aligned_to=(Alignment("q"),)), middle)


def test_whoever_is_depended_on_is_asked_once_for_every_wording() -> None:
    first = submit(DRAFT)
    assert first.key_results[0].collaborators[0].asked_at == NOW
    answered = depending.answer(AnswerDependency("o", "o.1", "confirmed"), HAN, world(first)).objectives[0]
    returned = replace(answered, state="returned")
    fresh = replace(DRAFT, key_results=(KR,))
    (same,) = drafting.save(SaveDraft((fresh,)), LI, world(returned)).objectives or (returned,)
    assert same.key_results[0].collaborators == answered.key_results[0].collaborators
    changed = replace(DRAFT, key_results=(replace(KR, text="Articles from 1 to 12"),))
    (again,) = drafting.save(SaveDraft((changed,)), LI, world(returned)).objectives
    later = drafting.submit(Submit(("o",)), LI, world(again), NOW + timedelta(days=1)).objectives[0]
    assert later.key_results[0].collaborators == (Collaborator("han", asked_at=NOW + timedelta(days=1)),)
    assert later.versions == (("Answers", "Articles from 1 to 9"), ("Answers", "Articles from 1 to 12"))


@pytest.mark.parametrize("who", [WANG, OTHER])
def test_nobody_answers_who_was_not_asked(who: Person) -> None:
    with pytest.raises(Refused, match="gone"):
        depending.answer(AnswerDependency("o", "o.1", "confirmed"), who, world(submit(DRAFT)))


def test_before_it_is_submitted_nobody_is_asked() -> None:
    with pytest.raises(Refused, match="gone"):
        depending.answer(AnswerDependency("o", "o.1", "declined", "no"), HAN, world(DRAFT))


def test_remarks_come_from_those_concerned_and_change_nobodys_words() -> None:
    submitted = submit(DRAFT)
    done = commenting.comment(AddComments((Remark("o", "o.1", "which?"),)), WANG, world(submitted), NOW)
    assert not done.objectives
    assert [(c.about, c.subject, c.by, c.visible_to) for c in done.comments] == [("key_result", "o.1", "wang", "chain")]
    for who, what in ((OTHER, submitted), (WANG, DRAFT)):
        with pytest.raises(Refused, match="gone"):
            commenting.comment(AddComments((Remark("o", None, "hm"),)), who, world(what), NOW)


@pytest.mark.parametrize(("person", "may"), [("wang", True), ("chen", True), ("han", True), ("other", False), ("nobody", False)])
def test_a_draft_is_shown_to_managers_and_coach_only(person: str, may: bool) -> None:
    if may:
        assert commenting.share(Share(("o",), person), LI, world(DRAFT)).objectives[0].shared_with == (person,)
    else:
        with pytest.raises(Refused, match="not_to_be_shown"):
            commenting.share(Share(("o",), person), LI, world(DRAFT))


def test_only_the_owner_says_who_may_see_it() -> None:
    assert commenting.set_nature(SetNature("o", visibility="chain"), LI, world(DRAFT)).objectives[0].visibility == "chain"
    with pytest.raises(Refused):
        commenting.set_nature(SetNature("o", visibility="company"), WANG, world(DRAFT))


def test_an_offer_is_for_reports_is_answered_once_and_becomes_an_aligned_draft() -> None:
    at = world(ABOVE)
    (offered,) = splitting.offer(OfferObjectives("p", "p.1", (("li", "Answers"),)), WANG, at, NOW).offers
    done = splitting.answer(AnswerOffer(offered.id, accepted=True, text="In my words"), LI, world(offers=(offered,), own=(DRAFT,)))
    (made,) = done.objectives
    assert (made.text, made.source, made.aligned_to, made.state, made.position) == (
        "In my words",
        "split",
        (Alignment("p", "p.1"),),
        "draft",
        2,
    )
    with pytest.raises(Refused, match="offer_already"):
        splitting.answer(AnswerOffer(offered.id, accepted=False, note="no"), LI, world(offers=done.offers))
    with pytest.raises(Refused, match="gone"):
        splitting.answer(AnswerOffer(offered.id, accepted=True), HAN, world(offers=(offered,)))
    with pytest.raises(Refused, match="not_your_report"):
        splitting.offer(OfferObjectives("p", "p.1", (("other", "Answers"),)), WANG, at, NOW)


def test_coverage_names_what_is_open_and_never_touches_the_managers_number() -> None:
    part = replace(DRAFT, state="agreed", aligned_to=(Alignment("p", "p.1"),), key_results=(replace(KR, target=4, progress=0.5),))
    orphan = replace(DRAFT, id="x", state="agreed", key_results=())
    found = coverage((ABOVE,), (part, orphan), "wang")
    assert [line.by for line in found.lines] == [(part,)]
    assert found.lines[0].share == 0.5
    assert found.lines[0].key_result.progress is None
    assert found.orphans == (orphan,)
    assert [(one.key_result.id, one.total) for one in found.short] == [("p.1", 4)]
    assert not coverage((ABOVE,), (), "wang").lines[0].by
