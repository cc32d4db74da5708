"""What is said when something may not be done: a catalogue key and what it fills in, no prose."""

from __future__ import annotations


class Refused(Exception):
    """An action that may not be, or not now; `key` and `args_` make the sentence that says why."""

    def __init__(self, key: str, **args: object) -> None:
        super().__init__(key)
        self.key, self.args_ = key, args
