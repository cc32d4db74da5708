"""Small checks that put together say what a JSON value must look like, and complain in Slack's words with a JSON pointer."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]


def complain(problems: Problems, words: str, at: str) -> None:
    problems.append(f"[ERROR] {words} [json-pointer:{at}]")


def text(most: int, least: int = 1) -> Check:
    """A string of `least`..`most` characters."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            complain(problems, "must be a string", at)
        elif len(value) > most:
            complain(problems, f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            complain(problems, f"must be more than {least - 1} characters", at)

    return check


def pattern(expression: str, words: str, most: int = 3000) -> Check:
    """A string that matches as a whole."""
    compiled = re.compile(expression)
    length = text(most)

    def check(value: Any, at: str, problems: Problems) -> None:
        length(value, at, problems)
        if isinstance(value, str) and not compiled.fullmatch(value):
            complain(problems, words, at)

    return check


def one_of(*allowed: Any) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in allowed:
            complain(problems, f"must be one of {', '.join(map(str, allowed))}", at)

    return check


def flag(value: Any, at: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        complain(problems, "must be a boolean", at)


def whole(least: int, most: int) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            complain(problems, f"must be an integer from {least} to {most}", at)

    return check


def day(value: Any, at: str, problems: Problems) -> None:
    try:
        date.fromisoformat(value if len(value) == 10 else "")
    except (TypeError, ValueError):
        complain(problems, "must be a date like YYYY-MM-DD", at)


def array(item: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            complain(problems, "must be an array", at)
            return
        if len(value) > most:
            complain(problems, f"no more than {most} items allowed", at)
        if len(value) < least:
            complain(problems, f"no fewer than {least} items allowed", at)
        for place, one in enumerate(value):
            item(one, f"{at}/{place}", problems)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these properties and no others; nothing in it may be null."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            complain(problems, "must be an object", at)
            return
        for name in required:
            if name not in value:
                complain(problems, f"missing required field: {name}", at)
        for name, inner in value.items():
            if name not in known:
                complain(problems, f"invalid additional property: {name}", at)
            elif inner is None:
                complain(problems, "must not be null", f"{at}/{name}")
            else:
                known[name](inner, f"{at}/{name}", problems)

    return check


def tagged(kinds: Mapping[str, Check], tag: str = "type") -> Check:
    """An object whose `tag` says which check it has to pass."""

    def check(value: Any, at: str, problems: Problems) -> None:
        kind = value.get(tag) if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            complain(problems, f"unsupported type: {kind}", f"{at}/{tag}")
        else:
            kinds[kind](value, at, problems)

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        for one in checks:
            one(value, at, problems)

    return check
