"""Whose account it is: linked by a one-time code, taken from nobody who has something of their own; let go of but for the last."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.okr.deeds_accounts import AccountDeed, LinkAccount, MakeCode, UnlinkAccount
from bot.okr.model import Person
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World

LINKED, UNLINKED = "account_linked", "account_unlinked"


def decide(action: AccountDeed, by: Person, world: World, now: datetime) -> Applied:
    """The outcome of what somebody does about their accounts. Raises Refused."""
    match action:
        case MakeCode(code):
            if code.person != by.key or code.until <= now:
                raise Refused("refused.not_yours")
            return Applied(link_code=code, what="link_code_made", subjects=(by.key,))
        case LinkAccount():
            return link(action, by, world)
        case UnlinkAccount():
            return unlink(action, by)
        case _:
            assert_never(action)


def link(action: LinkAccount, by: Person, world: World) -> Applied:
    """Somebody who held the account so far, and has nothing of their own, was the same person listed twice."""
    platform, account = action.platform, action.account
    if by.accounts.get(platform, account) != account:
        raise Refused("link.has_one_there", account=by.accounts[platform])
    holder = next((p for p in world.org.people.values() if p.accounts.get(platform) == account and p.key != by.key), None)
    if holder is not None and has_own(holder, world):
        raise Refused("link.somebody_else", hr="HR")
    linked = replace(by, accounts={**by.accounts, platform: account})
    freed = (_without(holder, platform),) if holder else ()
    return Applied(people=(*freed, linked), what=LINKED, subjects=(subject(platform, account),), note=holder.key if holder else None)


def has_own(person: Person, world: World) -> bool:
    """Whether anything hangs on somebody: OKRs, people who report to them, a team, a role. `world` holds what there is around them."""
    people, teams = world.org.people.values(), world.org.teams.values()
    leads = any(person.key in (team.lead, team.coach) for team in teams)
    looked_to = any(person.key in (other.manager, other.stand_in) for other in people)
    return bool(world.objectives) or leads or looked_to or bool(person.roles - {"employee"})


def _without(person: Person, platform: str) -> Person:
    """Whoever has no account left is nobody to write to."""
    left = {name: account for name, account in person.accounts.items() if name != platform}
    return replace(
        person, accounts=left, active=person.active and bool(left), platform=None if person.platform == platform else person.platform
    )


def unlink(action: UnlinkAccount, by: Person) -> Applied:
    account = by.accounts.get(action.platform)
    if account is None:
        raise Refused("link.not_linked")
    if len(by.accounts) == 1:
        raise Refused("link.last_one")
    return Applied(people=(_without(by, action.platform),), what=UNLINKED, subjects=(subject(action.platform, account),))


def subject(platform: str, account: str) -> str:
    """What the audit trail calls an account."""
    return f"{platform}:{account}"
