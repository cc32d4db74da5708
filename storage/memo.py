"""What a transaction has asked once it need not ask again until it has changed those tables: a turn reads the same rows several times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable, Select

from storage.session import Row, Session

T = TypeVar("T")

Question = tuple[Any, ...]


class Memo:
    """A session for one transaction. Only plain SELECTs are remembered, each until something is run that names a table it names."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[frozenset[str], dict[Question, Any]] = {}  # by the tables it stands in

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
            self._forget(statement)
            return self._session.rows(statement, **values)
        known = self._known.setdefault(self._session.tables(statement), {})
        question = _question(statement, values)
        found: list[Row] | None = known.get(question)
        if found is None:
            found = known[question] = self._session.rows(statement, **values)
        return found

    def values(self, statement: Select[Any], make: Callable[[Row], T], **values: Any) -> list[T]:
        """What `make`, which hangs on nothing else, makes of every row."""
        known = self._known.setdefault(self._session.tables(statement), {})
        question = (make, *_question(statement, values))
        found: list[T] | None = known.get(question)
        if found is None:
            found = known[question] = self._session.values(statement, make, **values)
        return found

    def made(self, question: Question, reads: tuple[Executable, ...], make: Callable[[], T]) -> T:
        """What is put together from what these statements find, as long as that cannot have changed."""
        known = self._known.setdefault(frozenset().union(*map(self._session.tables, reads)), {})
        if question not in known:
            known[question] = make()
        found: T = known[question]
        return found

    def one(self, statement: Executable, **values: Any) -> Row | None:
        """The first row, None if there is none."""
        if isinstance(statement, Select):
            found = self.rows(statement, **values)
            return found[0] if found else None
        self._forget(statement)
        return self._session.one(statement, **values)

    def change(self, statement: Executable, **values: Any) -> int:
        """Runs a statement for its effect; how many rows it touched. What touched none leaves everything as it was known."""
        touched = self._session.change(statement, **values)
        if touched:
            self._forget(statement)
        return touched

    def change_all(self, statement: Executable, values: Iterable[Mapping[str, Any]]) -> None:
        """Runs a statement once for each set of values."""
        self._forget(statement)
        self._session.change_all(statement, values)

    def _forget(self, change: Executable) -> None:
        changed = self._session.tables(change)
        for read, known in self._known.items():
            if not changed.isdisjoint(read):
                known.clear()


def _question(statement: Executable, values: Mapping[str, Any]) -> Question:
    return (statement, *[(name, tuple(value) if isinstance(value, list) else value) for name, value in values.items()])
