"""The page's own files: nothing from elsewhere, no way for text to become markup, small modules that say why they exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.playground.web import PAGE

SCRIPTS = sorted(PAGE.glob("*.js"))


@pytest.mark.parametrize("path", sorted(PAGE.iterdir()), ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z0-9-]+\.[a-z]", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_cannot_make_markup_or_code_of_text(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc", text)
    assert text.startswith("// "), "a module begins with the reason why it exists"
    assert len(text.splitlines()) <= 220


def test_the_page_has_no_inline_script_or_style() -> None:
    text = (PAGE / "index.html").read_text("utf-8")
    assert "<style" not in text
    assert " style=" not in text
    assert re.findall(r"<script[^>]*>([^<]*)</script>", text) == [""]


def test_every_error_the_server_names_has_a_sentence() -> None:
    import tomllib

    sentences = tomllib.loads((PAGE / "en.toml").read_text("utf-8"))["page"]["errors"]
    code = "".join(path.read_text("utf-8") for path in PAGE.parent.glob("*.py"))
    named = set(re.findall(r'Unable\(\s*"(\w+)"', code))
    assert named
    assert named <= sentences.keys()
