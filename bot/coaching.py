"""The coach's findings as sentences, and `okrbot coach`: lines in, lines out. Pure; the catalogue comes as an argument."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.conversation.i18n import Speak
from bot.okr.coach import Finding, advise
from bot.okr.model import ObjectiveKind

Kind = Literal["objective", "key_result"]

LABEL = re.compile(
    r"\s*(?:[-*•]\s*)?(?P<label>o|obj|objective|目标|kr|key\s*result|关键结果|关键成果)\s*\d*\s*"
    r"(?:[(（](?P<okr_kind>[^)）]*)[)）])?\s*[:：]\s*(?P<text>.*)$",
    re.IGNORECASE,
)
OBJECTIVES = ("o", "obj", "objective", "目标")
COMMITTED, ASPIRATIONAL = ("committed", "承诺型", "承诺"), ("aspirational", "挑战型", "挑战", "愿景型")


class Asked(BaseModel):
    """One line of `okrbot coach --json`; keys that are not known are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)

    kind: Kind
    text: str
    okr_kind: ObjectiveKind | None = None
    cycle: str | None = None
    previous: tuple[str, ...] = ()


def phrase(finding: Finding, t: Speak) -> str:
    """The reason and the question or rewrite for one finding, in the catalogue's language."""
    return t(f"coach.{finding.code}.{finding.variant}", **finding.args)


def rewrite(finding: Finding, t: Speak) -> str | None:
    """A beginning of a better text with gaps (``__``) to fill in, where the sentence itself gives enough to begin with."""
    if finding.code in ("no_baseline", "not_measurable") and finding.variant in ("relative", "target", "metric"):
        return t("coach.rewrite.from_to", **finding.args)
    if finding.code == "task_not_outcome" and finding.args["topic"] != finding.args["text"]:
        return t("coach.rewrite.task", **finding.args)
    return t("coach.rewrite.positive", **finding.args) if finding.code == "negative_wording" else None


def coach_plain(lines: Iterable[str], t: Speak, cycle: str | None = None) -> Iterator[str]:
    """`O: …` and `KR: …` lines (目标：…, 关键结果：… too; `O(承诺型): …` is a committed one), the advice below each; blank lines stay."""
    for n, line in enumerate(lines, 1):
        if not line.strip():
            yield ""
            continue
        found = LABEL.match(line.rstrip("\r\n"))
        if found is None:
            yield t("coach.report.unlabelled", n=n)
            continue
        yield line.strip()
        kind: Kind = "objective" if found["label"].lower() in OBJECTIVES else "key_result"
        advice = advise(found["text"], kind, _okr_kind(found["okr_kind"]), cycle)
        yield from (f"  - {t(f'coach.report.{f.severity}')} {f.code}: {phrase(f, t)}" for f in advice)
        if not advice:
            yield f"  - {t('coach.report.good')}"


def coach_json(lines: Iterable[str], t: Speak) -> Iterator[str]:
    """``{"advice": [{"code", "severity", "text"}]}`` for each line that is not blank, with ``error`` beside it for a line that is wrong."""
    for n, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answer(line, n, t), ensure_ascii=False)


def _answer(line: str, n: int, t: Speak) -> dict[str, Any]:
    try:
        asked = Asked.model_validate_json(line)
    except ValidationError as wrong:
        return {"advice": [], "error": _complaint(wrong, n, t)}
    found = advise(asked.text, asked.kind, asked.okr_kind, asked.cycle, asked.previous)
    return {"advice": advice_list(found, t)}


def advice_list(found: Sequence[Finding], t: Speak) -> list[dict[str, str]]:
    """Findings as the contract's objects, in the order in which to ask."""
    return [{"code": f.code, "severity": f.severity, "text": phrase(f, t)} for f in found]


def _complaint(wrong: ValidationError, n: int, t: Speak) -> str:
    first = wrong.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return t("coach.report.not_json", n=n, reason=str(first.get("ctx", {}).get("error", "")))
    field = ".".join(str(part) for part in first["loc"])
    if not field:
        return t("coach.report.not_json", n=n, reason=t("coach.report.one_object"))
    expected = str(first.get("ctx", {}).get("expected", "")) or t("coach.report.some_text")
    return t("coach.report.wrong_shape", n=n, field=field, expected=expected)


def _okr_kind(said: str | None) -> ObjectiveKind | None:
    word = (said or "").strip().lower()
    return "committed" if word in COMMITTED else "aspirational" if word in ASPIRATIONAL else None
