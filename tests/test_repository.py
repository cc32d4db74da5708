"""Checks what newcomers and operators rely on: locks without addresses, every setting listed, every dependency explained."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import AliasChoices, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from tests.source_tree import ROOT, none

LOCKS = ("requirements.lock", "requirements-dev.lock")
ADDRESS = re.compile(r"://|file:|--(extra-)?index-url|--find-links|(^|[\s=\"'])(/|~|[A-Za-z]:\\)")


def project() -> Mapping[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~;\s]", r, maxsplit=1)[0].lower() for r in requirements}


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", lock, re.MULTILINE))


def unlisted_lines(lock: str) -> Iterator[str]:
    """Lines of a lock that are no exact pin, no hash, no comment."""
    for line in lock.splitlines():
        if not re.fullmatch(r"[a-z0-9-]+(\[[\w,-]+\])?==[^\s;\\]+( ; [^\\]+)?( \\)?|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*|", line):
            yield line


# --- locks ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_path(lock: str) -> None:
    none(f"{lock}:{n}: {line}" for n, line in enumerate((ROOT / lock).read_text("utf-8").splitlines(), 1) if ADDRESS.search(line))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_with_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    none(unlisted_lines(text))
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    none(block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block)


def test_locks_hold_what_the_project_asks_for() -> None:
    core, dev = (pinned((ROOT / lock).read_text("utf-8")) for lock in LOCKS)
    asked = project()
    assert asked["dependency-groups"]["build"] == asked["build-system"]["requires"]
    none(sorted(names(asked["project"]["dependencies"] + asked["build-system"]["requires"]) - core.keys()))
    none(sorted(names(asked["project"]["optional-dependencies"]["dev"]) - dev.keys()))
    none(f"{name}: {version} and {dev.get(name)}" for name, version in core.items() if dev.get(name) != version)


@pytest.mark.parametrize(
    "line",
    ["--index-url https://example.org/simple", "#    uv pip compile /home/me/pyproject.toml", "six @ file:six.whl", "-e ./somewhere"],
)
def test_what_a_lock_must_not_hold_is_found(line: str) -> None:
    assert ADDRESS.search(line) or list(unlisted_lines(line))


def test_every_dependency_has_its_reason() -> None:
    asked = project()
    wanted = names(asked["project"]["dependencies"] + asked["project"]["optional-dependencies"]["dev"] + asked["build-system"]["requires"])
    rows = re.findall(r"^\| ([\w.-]+) \| (.+) \|$", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.MULTILINE)
    listed = {name for name, _ in rows} - {"library"}
    none(sorted(f"{name} is listed in one place only" for name in listed.symmetric_difference(wanted | {"uv"})))
    assert len(rows) == len(listed) + 3


# --- settings ------------------------------------------------------------------------------------------------------------------


def variable(prefix: str, name: str, field: FieldInfo) -> str:
    """The environment variable that a setting is read from."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        alias = alias.choices[0]
    return (alias if isinstance(alias, str) else prefix + name).upper()


def settings_of(model: type[BaseSettings]) -> dict[str, FieldInfo]:
    prefix = model.model_config.get("env_prefix") or ""
    return {variable(prefix, name, field): field for name, field in model.model_fields.items()}


def written(field: FieldInfo) -> str:
    """A default as it stands in `.env.example`: empty where there is none."""
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    return "" if default is None else str(default)


def read_example(text: str) -> dict[str, tuple[str, str]]:
    """`.env.example`: name -> (default, the comment above it). A setting may itself be commented out, as `#NAME=value`."""
    found: dict[str, tuple[str, str]] = {}
    comment = ""
    for line in text.splitlines():
        if match := re.fullmatch(r"#? ?([A-Z][A-Z0-9_]+)=(.*)", line):
            found[match[1]] = (match[2].strip().strip("\"'"), comment)
        elif line.startswith("#"):
            comment = f"{comment} {line.lstrip('# ')}".strip()
        if not line.startswith("#"):
            comment = ""
    return found


def differences(fields: Mapping[str, FieldInfo], example: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    yield from (f"{name} is not in .env.example" for name in fields.keys() - example.keys())
    yield from (f"{name} is no setting" for name in example.keys() - fields.keys())
    for name in fields.keys() & example.keys():
        default, comment = example[name]
        if default != written(fields[name]):
            yield f"{name}: .env.example says {default!r}, the default is {written(fields[name])!r}"
        if len(comment.split()) < 3:
            yield f"{name} has no sentence above it"


def test_the_example_lists_every_setting_with_its_default() -> None:
    settings = importlib.import_module("bot.settings")
    models = [
        m for _, m in inspect.getmembers(settings, inspect.isclass) if issubclass(m, BaseSettings) and m.__module__ == settings.__name__
    ]
    assert models
    fields = {name: field for model in models for name, field in settings_of(model).items()}
    none(sorted(differences(fields, read_example((ROOT / ".env.example").read_text("utf-8")))))


class Sample(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SAMPLE_")
    port: int = 8642
    token: SecretStr | None = None
    url: str = Field("x", validation_alias="OTHER_URL")


def test_a_setting_that_is_not_listed_is_found() -> None:
    good = (
        "# Where the page is served.\nSAMPLE_PORT=8642\n# The token of the app.\n# SAMPLE_TOKEN=\n\n# Where to connect to.\nOTHER_URL=x\n"
    )
    assert not list(differences(settings_of(Sample), read_example(good)))
    assert list(differences(settings_of(Sample), read_example(good.replace("8642", "1"))))
    assert list(differences(settings_of(Sample), read_example(good.replace("SAMPLE_PORT", "SAMPLE_PROT"))))
    assert list(differences(settings_of(Sample), read_example(good.replace("# The token of the app.\n", ""))))


# --- commands ------------------------------------------------------------------------------------------------------------------


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}}
    return subprocess.run(["make", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False, env=outside)


def test_ci_runs_the_checks_and_the_suite() -> None:
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert subprocess.run(["bash", "-n", str(run)], check=False).returncode == 0
    commands = [line.split()[:2] for line in run.read_text("utf-8").splitlines()]
    assert ["make", "lint"] in commands
    assert ["make", "test"] in commands


@pytest.mark.parametrize("python", ["", "/does/not/exist"])
def test_without_a_new_python_make_says_what_is_missing(python: str) -> None:
    ran = make("--always-make", ".venv", f"PYTHON={python}")
    assert ran.returncode != 0
    assert "okrbot needs Python 3.11 or newer" in ran.stdout


def test_without_venv_make_says_what_to_install(tmp_path: Path) -> None:
    python = tmp_path / "python3"
    python.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n')
    python.chmod(0o755)
    ran = make("--always-make", ".venv", f"PYTHON={python}")
    assert ran.returncode != 0
    assert "python3-venv" in ran.stdout
