"""A sentence about one key result that reports nothing of it: 第四条是任务不是结果, the second one names no channel."""

from bot.okr.reading.labels import find_labels
from bot.okr.reading.normalise import normalise
from bot.okr.reading.report import read_report

_ANY: int = 99  # more key results than anybody has


def read_remark(text: str) -> int | None:
    """The number of the key result that a sentence names; None where it names several, or gives a figure or a confidence.

    Who asks something of it reports nothing, whatever figures are asked about.
    """
    plain = normalise(text)
    labels = find_labels(plain)
    if len(labels) != 1 or len(labels[0].numbers) != 1:
        return None
    if "?" in plain:
        return labels[0].numbers[0]
    report = read_report(text, _ANY)
    if report is None or report.rest_same or len(report.lines) != 1:
        return None
    line = report.lines[0]
    told = line.progress is not None or line.confidence is not None or line.no_change
    return None if told or not line.note else line.number
