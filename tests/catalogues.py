"""Reads the catalogues of sentences as files, and finds in the code which of their keys it speaks."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.source_tree import PRODUCT, ROOT, Source, dotted

LANGUAGES = ("en", "zh-CN")
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
KEY = re.compile(r"[a-z][\w-]*(\.[\w-]+)+")
SPEAKERS = frozenset({"t", "show", "notice_message", "Unclear", "Refused"})  # what takes a key and then, by name, what it is filled with


@dataclass(frozen=True)
class Sentence:
    """What one language says for a key: one wording, or one per plural form. A list of synonyms is a sentence that is never filled."""

    wordings: Mapping[str, str]
    is_list: bool = False

    @property
    def plurals(self) -> frozenset[str]:
        return frozenset(self.wordings) - {""}

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset() if self.is_list else frozenset(p for wording in self.wordings.values() for p in placeholders(wording))


Sentences = Mapping[str, Sentence]


def placeholders(wording: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(wording) if name is not None)


def read_table(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Sentence]]:
    for key, value in table.items():
        name = prefix + key
        if isinstance(value, list):
            yield name, Sentence({str(n): word for n, word in enumerate(value)}, is_list=True)
        elif not isinstance(value, Mapping):
            yield name, Sentence({"": str(value)})
        elif "other" in value and value.keys() <= PLURALS:
            yield name, Sentence(value)
        else:
            yield from read_table(value, f"{name}.")


def read_file(path: Path) -> dict[str, Sentence]:
    return dict(read_table(tomllib.loads(path.read_text("utf-8"))))


def catalogue_files(language: str) -> tuple[Path, ...]:
    return tuple(sorted(f for room in PRODUCT for f in (ROOT / room).rglob(f"{language}.toml")))


def read_language(language: str) -> dict[str, Sentence]:
    """All sentences of a language, of every catalogue there is."""
    return {key: sentence for path in catalogue_files(language) for key, sentence in read_file(path).items()}


def page_texts() -> Iterator[str]:
    """What pages ask for: the quoted words of every template and script."""
    for ending in ("html", "j2", "js"):
        for page in (f for room in PRODUCT for f in (ROOT / room).rglob(f"*.{ending}")):
            yield from re.findall(r"""["'`]([\w.-]+)["'`]""", page.read_text("utf-8"))


def page_patterns() -> Iterator[re.Pattern[str]]:
    """The keys that scripts put together: `roles.${role}` is any key of that form."""
    for script in (f for room in PRODUCT for f in (ROOT / room).rglob("*.js")):
        for text in re.findall(r"`([a-z][\w-]*\.(?:[\w.-]|\$\{[^}`]*\})*\$\{(?:[\w.-]|\$?\{?[^}`]*\})*)`", script.read_text("utf-8")):
            fixed = re.split(r"\$\{[^}]*\}", text)
            yield re.compile(r"[\w-]+".join(re.escape(part) for part in fixed))


def mentions(sources: Iterable[Source]) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every string of the code that may be a key, and a pattern for every f-string or prefix that may make one."""
    words: set[str] = set()
    patterns: set[str] = set()
    for source in sources:
        words.update(s.value for s in source.strings())
        patterns.update(re.escape(s.value) + r"[\w.-]+" for s in source.strings() if re.fullmatch(r"[a-z][\w.-]*\.", s.value))
        for node in ast.walk(source.tree):
            if isinstance(node, ast.JoinedStr) and (pattern := key_pattern(node)):
                patterns.add(pattern)
    return frozenset(words), tuple(re.compile(p) for p in sorted(patterns))


def key_pattern(node: ast.JoinedStr) -> str:
    """`f"advice.{code}"` as a pattern; empty where what is fixed says too little to be a key of ours."""
    fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if not re.fullmatch(r"[\w.-]*", fixed) or not re.search(r"\.[a-z_]{3}|[a-z_]{3}.*\.", fixed):
        return ""
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+" for part in node.values)


def unused(sentences: Sentences, words: frozenset[str], patterns: Iterable[re.Pattern[str]]) -> Iterator[str]:
    for key in sentences:
        if key not in words and not any(p.fullmatch(key) for p in patterns):
            yield key


def unknown(sentences: Sentences, source: Source) -> Iterator[str]:
    """Strings that look like keys of a section there is, and are none."""
    sections = {key.partition(".")[0] for key in sentences}
    for text in source.strings():
        key = text.value
        is_key = KEY.fullmatch(key) and key.partition(".")[0] in sections
        if is_key and key not in sentences and not any(known.startswith(f"{key}.") for known in sentences):
            yield f"{source.at(text)}: {key}"


def unfilled(sentences: Sentences, source: Source) -> Iterator[str]:
    """Sentences that are spoken without something they have a place for."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or dotted(node.func).rpartition(".")[2] not in SPEAKERS:
            continue
        given = {k.arg for k in node.keywords}
        for arg in node.args:
            key = arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else ""
            missing = sentences[key].placeholders - given if key in sentences else frozenset[str]()
            if missing and None not in given:
                yield f"{source.at(node)}: {key} lacks {', '.join(sorted(missing))}"
