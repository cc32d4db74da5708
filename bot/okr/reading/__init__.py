"""What people type, understood: numbers, dates, key results, figures, confidence and whole reports, in Chinese and English alike.

Everything here is a pure function of the text (and of the day it is read); texts are never changed, only understood.
"""

from bot.okr.reading.away import absent_head, ends_leave, name_beginnings, says_away, says_other_away, unknown_absent
from bot.okr.reading.change import ReadChange, only_value, read_change
from bot.okr.reading.clock import ClockTime, find_clocks
from bot.okr.reading.confidence import confidence_out_of_scale, confidences_of, read_confidence
from bot.okr.reading.cycle_names import named_cycle, named_quarter, without_cycle
from bot.okr.reading.dates import DateSpan, find_dates
from bot.okr.reading.day_ranges import days_mentioned, read_range, several_days
from bot.okr.reading.help_asked import asked_for_help
from bot.okr.reading.key_result import ReadKeyResult, read_key_result
from bot.okr.reading.naming import Measure
from bot.okr.reading.normalise import normalise
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.pasted import Pasted, read_pasted
from bot.okr.reading.plain_figure import is_plain_figure
from bot.okr.reading.progress import ReadProgress, counts_steps, read_value
from bot.okr.reading.quantity import Quantity
from bot.okr.reading.ranges import spread
from bot.okr.reading.remark import read_remark
from bot.okr.reading.report import Report, ReportLine, read_report
from bot.okr.reading.report_opening import may_report
from bot.okr.reading.retarget import with_target
from bot.okr.reading.sending import Order, read_hour_and_days, read_order
from bot.okr.reading.sorted_words import joined_words

__all__ = [
    "ClockTime",
    "DateSpan",
    "Measure",
    "Order",
    "Pasted",
    "Quantity",
    "ReadChange",
    "ReadKeyResult",
    "ReadProgress",
    "Report",
    "ReportLine",
    "absent_head",
    "asked_for_help",
    "confidence_out_of_scale",
    "confidences_of",
    "counts_steps",
    "days_mentioned",
    "ends_leave",
    "find_clocks",
    "find_dates",
    "find_numbers",
    "is_plain_figure",
    "joined_words",
    "may_report",
    "name_beginnings",
    "named_cycle",
    "named_quarter",
    "normalise",
    "only_value",
    "read_change",
    "read_confidence",
    "read_hour_and_days",
    "read_key_result",
    "read_order",
    "read_pasted",
    "read_range",
    "read_remark",
    "read_report",
    "read_value",
    "says_away",
    "says_other_away",
    "several_days",
    "spread",
    "unknown_absent",
    "with_target",
    "without_cycle",
]
