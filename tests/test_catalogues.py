"""Keeps the languages in step with each other and with the code: same keys, same places to fill, nothing missing, nothing unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale

from tests import catalogues
from tests.catalogues import (
    LANGUAGES,
    Sentence,
    catalogue_files,
    mentions,
    page_patterns,
    page_texts,
    placeholders,
    read_file,
    read_language,
    read_table,
)
from tests.source_tree import PRODUCT, ROOT, Source, none, sources

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?]")


def speaking() -> tuple[Source, ...]:
    return sources(*PRODUCT)


def test_every_catalogue_is_written_in_every_language() -> None:
    first, *others = ({f.relative_to(ROOT).parent for f in catalogue_files(language)} for language in LANGUAGES)
    assert first
    assert Path("bot/locales") in first
    for other in others:
        assert other == first


def test_no_key_is_written_twice() -> None:
    for language in LANGUAGES:
        written = [key for path in catalogue_files(language) for key in read_file(path)]
        none(f"{language}: {key}" for key in sorted(set(written)) if written.count(key) > 1)


def test_languages_have_the_same_keys() -> None:
    first, *others = (read_language(language) for language in LANGUAGES)
    for other in others:
        none(sorted(f"{key} only in one language" for key in first.keys() ^ other.keys()))
        none(f"{key} is a list in one language only" for key in first.keys() & other.keys() if first[key].is_list != other[key].is_list)


def test_languages_have_the_same_placeholders() -> None:
    first, *others = (read_language(language) for language in LANGUAGES)
    for other in others:
        for key in sorted(first.keys() & other.keys()):
            assert first[key].placeholders == other[key].placeholders, key


def test_placeholders_are_plain_names() -> None:
    for language in LANGUAGES:
        none(f"{language}: {k}: {p!r}" for k, s in read_language(language).items() for p in s.placeholders if not p.isidentifier())


def test_plurals_are_those_of_the_language() -> None:
    for language in LANGUAGES:
        tags = Locale.parse(language, sep="-").plural_form.tags | {"other"}
        plural = {key: s for key, s in read_language(language).items() if s.plurals and not s.is_list}
        none(f"{language}: {key} has {sorted(s.plurals)}, the language {sorted(tags)}" for key, s in plural.items() if s.plurals != tags)


def test_no_sentence_is_empty_or_padded() -> None:
    for language in LANGUAGES:
        every = [(key, wording) for key, s in read_language(language).items() for wording in s.wordings.values()]
        none(f"{language}: {key}: {wording!r}" for key, wording in every if not wording.strip() or wording != wording.strip())


def test_chinese_has_chinese_punctuation() -> None:
    every = [(key, w) for key, s in read_language("zh-CN").items() if not s.is_list for w in s.wordings.values()]
    none(f"{key}: {found.group()}" for key, wording in every if (found := HALF_WIDTH.search(wording)))


def test_no_sentence_is_unused() -> None:
    words, patterns = mentions(speaking())
    none(sorted(catalogues.unused(read_language("en"), words | set(page_texts()), (*patterns, *page_patterns()))))


def test_code_speaks_only_sentences_there_are() -> None:
    sentences = read_language("en")
    none(line for source in sources("bot") for line in catalogues.unknown(sentences, source))


def test_every_place_in_a_sentence_is_filled() -> None:
    sentences = read_language("en")
    none(line for source in speaking() for line in catalogues.unfilled(sentences, source))


SAMPLE = dict(
    read_table(
        {
            "draft": {"title": "A draft", "left": {"one": "{n} left", "other": "{n} left"}, "old": "Gone"},
            "advice": {"vague": "Say how much {what}."},
            "words": {"back": ["back", "go back"]},
        }
    )
)


def test_a_table_of_plural_forms_is_one_sentence() -> None:
    assert SAMPLE["draft.left"] == Sentence({"one": "{n} left", "other": "{n} left"})
    assert SAMPLE["draft.left"].placeholders == {"n"}
    assert SAMPLE["words.back"].is_list
    assert placeholders("{a} {b:.2f} {{c}}") == {"a", "b"}


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("t('draft.title'); t('draft.left', n=1)", {"draft.old", "advice.vague", "words.back"}),
        ("t(f'advice.{code}', what=x)", {"draft.title", "draft.left", "draft.old", "words.back"}),
        ("t('draft.' + part)", {"advice.vague", "words.back"}),
        ("t(f'{flow}.title')", {"draft.left", "draft.old", "advice.vague", "words.back"}),
        ("f'{a}.{b}'", set(SAMPLE)),
        ("'''draft.title'''", set(SAMPLE)),
    ],
)
def test_an_unused_sentence_is_found(code: str, left: set[str]) -> None:
    assert set(catalogues.unused(SAMPLE, *mentions([Source("bot/a.py", code)]))) == left


def test_a_sentence_that_is_not_there_is_found() -> None:
    assert list(catalogues.unknown(SAMPLE, Source("bot/a.py", "t('draft.titel')")))
    assert not list(catalogues.unknown(SAMPLE, Source("bot/a.py", "t('draft.title'); t('draft.left', n=3); x = 'os.path'")))


def test_an_empty_place_is_found() -> None:
    assert list(catalogues.unfilled(SAMPLE, Source("bot/a.py", "t('draft.left')")))
    assert list(catalogues.unfilled(SAMPLE, Source("bot/a.py", "raise Unclear('advice.vague', n=1)")))
    assert not list(
        catalogues.unfilled(SAMPLE, Source("bot/a.py", "self.t('draft.left', n=3); t('advice.vague', **args); t('draft.title')"))
    )
