"""Accounts in SQL: one-time codes, used up by a DELETE that only one can win; how platforms list people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.conversation.event import Listed
from bot.okr.model_accounts import LinkCode
from storage.room import Room
from storage.sql import table_of, upsert
from storage.tables import LinkCodeRow, LinkTry, ListedRow

CODES, TRIES, LISTED = (table_of(model) for model in (LinkCodeRow, LinkTry, ListedRow))

_SAVE = upsert(CODES, ["person"])
_CODE = select(CODES.c.digest, CODES.c.person, CODES.c.until).where(CODES.c.digest == bindparam("of_digest"))
_TAKE = delete(CODES).where(CODES.c.digest == bindparam("of_digest"))
_TRIED = select(TRIES.c.count, TRIES.c.until).where(
    TRIES.c.platform == bindparam("of_platform"), TRIES.c.account == bindparam("of_account")
)
_SAVE_TRY = upsert(TRIES, ["platform", "account"])

_LISTED = select(LISTED.c.active, LISTED.c.name, LISTED.c.language, LISTED.c.timezone, LISTED.c.manager, LISTED.c.unit).where(
    LISTED.c.platform == bindparam("of_platform"), LISTED.c.account == bindparam("of_account")
)
_SAVE_LISTED = upsert(LISTED, ["platform", "account"])


class Linking(Room):
    """What a transaction knows about accounts."""

    def save_link_code(self, code: LinkCode) -> None:
        self._db.change(_SAVE, person=code.person, digest=code.digest, until=code.until)

    def link_code(self, digest: str) -> LinkCode | None:
        row = self._db.one(_CODE, of_digest=digest)
        return None if row is None else LinkCode(*row)

    def take_link_code(self, digest: str) -> bool:
        return self._db.change(_TAKE, of_digest=digest) > 0

    def link_tries(self, platform: str, account: str, now: datetime) -> int:
        return self._tried(platform, account, now)[0]

    def count_link_try(self, platform: str, account: str, now: datetime, until: datetime) -> None:
        count, ends = self._tried(platform, account, now)
        self._db.change(_SAVE_TRY, platform=platform, account=account, count=count + 1, until=ends or until)

    def _tried(self, platform: str, account: str, now: datetime) -> tuple[int, datetime | None]:
        row = self._db.one(_TRIED, of_platform=platform, of_account=account)
        return (0, None) if row is None or row[1] <= now else (row[0], row[1])

    def listed(self, platform: str, account: str) -> Listed | None:
        row = self._db.one(_LISTED, of_platform=platform, of_account=account)
        return None if row is None else Listed(*row)

    def save_listed(self, platform: str, account: str, listed: Listed) -> None:
        said = {name: getattr(listed, name) for name in ("active", "name", "language", "timezone", "manager", "unit")}
        self._db.change(_SAVE_LISTED, platform=platform, account=account, **said)
