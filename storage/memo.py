"""What a transaction has asked once it need not ask again until it has changed something: a turn reads the same rows several times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Dialect, Executable, Select

from storage.session import Row, Session

Question = tuple[Executable, tuple[Any, ...]]


class Memo:
    """A session for one transaction. Only plain SELECTs are remembered; whatever else is run may have changed what they find."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[Question, list[Row]] = {}

    @property
    def dialect(self) -> Dialect:
        return self._session.dialect

    @property
    def connection(self) -> Any:
        """The driver's own connection."""
        return self._session.connection

    def rows(self, statement: Executable, **values: Any) -> list[Row]:
        """Every row that the statement finds or returns."""
        if not isinstance(statement, Select):
            self._known.clear()
            return self._session.rows(statement, **values)
        question = (statement, tuple([(name, tuple(value) if isinstance(value, list) else value) for name, value in values.items()]))
        found = self._known.get(question)
        if found is None:
            found = self._known[question] = self._session.rows(statement, **values)
        return found

    def one(self, statement: Executable, **values: Any) -> Row | None:
        """The first row, None if there is none."""
        if isinstance(statement, Select):
            found = self.rows(statement, **values)
            return found[0] if found else None
        self._known.clear()
        return self._session.one(statement, **values)

    def change(self, statement: Executable, **values: Any) -> int:
        """Runs a statement for its effect; how many rows it touched."""
        self._known.clear()
        return self._session.change(statement, **values)

    def change_all(self, statement: Executable, values: Iterable[Mapping[str, Any]]) -> None:
        """Runs a statement once for each set of values."""
        self._known.clear()
        self._session.change_all(statement, values)
