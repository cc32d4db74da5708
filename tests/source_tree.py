"""Reads the project's own source, for the tests that hold the house's rules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("bot", "adapters", "storage")
OURS = (*PRODUCT, "tests", "benchmarks")


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the project's root, its text, its tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def package(self) -> str:
        return self.module if self.path.endswith("/__init__.py") else self.module.rpartition(".")[0]

    @property
    def is_migration(self) -> bool:
        return self.path.startswith("storage/migrations/versions/")

    @cached_property
    def docstrings(self) -> frozenset[int]:
        """The ids of the nodes that are docstrings, or strings that stand alone below what they describe."""
        return frozenset(id(n.value) for n in ast.walk(self.tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))

    def strings(self) -> Iterator[ast.Constant]:
        """Every string that is a value, with the literal parts of f-strings; no docstrings."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in self.docstrings:
                yield node

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def sources(*rooms: str) -> tuple[Source, ...]:
    """Every Python file below these folders (all of ours by default), in order of path."""
    files = [f for room in rooms or OURS for f in sorted((ROOT / room).rglob("*.py"))]
    return tuple(_source(f) for f in files if "__pycache__" not in f.parts)


@cache
def _source(file: Path) -> Source:
    """Read and parsed once a process."""
    return Source(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))


def none(offenders: Iterable[str]) -> None:
    """Fails with every offender on a line of its own."""
    lines = list(offenders)
    assert not lines, f"{len(lines)} found:\n" + "\n".join(lines)


def within(module: str, rooms: frozenset[str] | set[str]) -> bool:
    """Whether a module is one of these rooms or lies in one."""
    return any(module == room or module.startswith(room + ".") for room in rooms)


def imports(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """What a file imports, as absolute names; `from a import b` is `a.b`, whether b is a module or a name in one."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = source.package.split(".")[: len(source.package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            yield from ((node, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("import_module") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node, first.value


def dotted(node: ast.AST) -> str:
    """`a.b.c` as it is written; empty for anything that is no chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def full_names(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every chain of names in a file with what its first name was imported as: after `from datetime import datetime as d`, `d.now` is
    `datetime.datetime.now`.
    """
    known: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            known.update({a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0] for a in node.names})
        elif isinstance(node, ast.ImportFrom) and not node.level:
            known.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
    for node in ast.walk(source.tree):
        name = dotted(node)
        first, dot, rest = name.partition(".")
        if first in known:
            yield node, known[first] + dot + rest
