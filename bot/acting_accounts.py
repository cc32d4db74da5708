"""What a deed about accounts is judged by, loaded: who holds the account so far, and what hangs on them."""

from __future__ import annotations

from bot.okr.access import Org
from bot.okr.deeds_accounts import AccountDeed, LinkAccount
from bot.okr.model import Objective, Person
from bot.okr.world import World
from bot.ports import Tx


def accounts_world(action: AccountDeed, tx: Tx, me: Person) -> World:
    """Only of a holder who is somebody else is anything looked up."""
    holder = tx.person_at(action.platform, action.account) if isinstance(action, LinkAccount) else None
    if holder is None or holder.key == me.key:
        return World(Org({me.key: me}))
    around = (me, holder, *tx.reports(holder.key), *tx.represented_by(holder.key))
    teams = {t.key: t for t in tx.teams()}
    own = (*tx.owned([holder.key], [c.key for c in tx.cycles()]), *_asked(tx, holder))
    return World(Org({p.key: p for p in around}, teams), {o.id: o for o in own if o.state != "dropped"})


def _asked(tx: Tx, holder: Person) -> tuple[Objective, ...]:
    """What others count on them for."""
    ids = list(tx.depending_on(holder.key))
    return tx.objectives(ids=ids) if ids else ()
