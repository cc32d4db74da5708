"""What a transaction has asked once it need not ask again until it has changed something: a turn reads the same rows several times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable, Select

from storage.session import Row, Session

T = TypeVar("T")

Question = tuple[Executable, tuple[Any, ...]]


class Memo:
    """A session for one transaction. Only plain SELECTs are remembered; whatever else is run may have changed what they find."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[Question, list[Row]] = {}
        self._made: dict[tuple[Any, ...], Any] = {}

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
            self._forget()
            return self._session.rows(statement, **values)
        question = (statement, tuple([(name, tuple(value) if isinstance(value, list) else value) for name, value in values.items()]))
        found = self._known.get(question)
        if found is None:
            found = self._known[question] = self._session.rows(statement, **values)
        return found

    def made(self, question: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What is put together from rows, as long as these cannot have changed."""
        if question not in self._made:
            self._made[question] = make()
        value: T = self._made[question]
        return value

    def one(self, statement: Executable, **values: Any) -> Row | None:
        """The first row, None if there is none."""
        if isinstance(statement, Select):
            found = self.rows(statement, **values)
            return found[0] if found else None
        self._forget()
        return self._session.one(statement, **values)

    def change(self, statement: Executable, **values: Any) -> int:
        """Runs a statement for its effect; how many rows it touched."""
        self._forget()
        return self._session.change(statement, **values)

    def change_all(self, statement: Executable, values: Iterable[Mapping[str, Any]]) -> None:
        """Runs a statement once for each set of values."""
        self._forget()
        self._session.change_all(statement, values)

    def _forget(self) -> None:
        self._known.clear()
        self._made.clear()
