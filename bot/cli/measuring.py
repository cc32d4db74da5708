"""What GET /metrics tells, in Prometheus' words: docs/operating.md says what each number is good for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from typing import get_args

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.meters import BOUNDS, Meters
from bot.ports import OutboxState, Tx
from bot.running import Running

_EDGES = (*(f"{bound:g}" for bound in BOUNDS), "+Inf")


class Measuring(Collector):
    """The outbox is asked when somebody looks (`measure`), everything else is counted on the way. `running`: the bot as it is now."""

    def __init__(self, running: Callable[[], Running]) -> None:
        self.registry = CollectorRegistry()
        self._running = running
        self._rows: dict[str, int] = {}
        self._late, self._unheard = timedelta(0), timedelta(0)
        self.registry.register(self)

    async def measure(self) -> None:
        """Brings what is read from the database up to date."""
        running = self._running()

        def look(tx: Tx) -> tuple[dict[str, int], datetime | None, datetime | None]:
            return dict(tx.deliveries()), tx.waiting_since(), tx.kept_since()

        self._rows, due, kept = await running.store.read(look)
        now = running.clock.now()
        self._late, self._unheard = (max(now - since, timedelta(0)) if since else timedelta(0) for since in (due, kept))

    def collect(self) -> Iterator[Metric]:
        yield from self._outbox()
        yield from _work(self._running().meters)
        yield from _state(self._running())

    def _outbox(self) -> Iterator[Metric]:
        rows = GaugeMetricFamily("okrbot_outbox_rows", "Messages in the outbox, all replicas together, by state", labels=["state"])
        for state in get_args(OutboxState):
            rows.add_metric([state], self._rows.get(state, 0))
        yield rows
        late = self._late.total_seconds()
        yield GaugeMetricFamily("okrbot_outbox_late_seconds", "How long the message that has waited longest is due", value=late)
        unheard = self._unheard.total_seconds()
        yield GaugeMetricFamily(
            "okrbot_events_late_seconds", "How long ago the event that has waited longest to be heard came", value=unheard
        )


def _work(meters: Meters) -> Iterator[Metric]:
    heard = CounterMetricFamily(
        "okrbot_events", "Events of this process: new, known already (again) or failed", labels=["platform", "came"]
    )
    for (platform, came), count in meters.heard.items():
        heard.add_metric([platform, came], count)
    yield heard
    took = HistogramMetricFamily("okrbot_event_seconds", "From an event to the commit after which it is acknowledged")
    took.add_metric([], buckets=list(zip(_EDGES, accumulate(meters.steps), strict=True)), sum_value=meters.seconds)
    yield took
    settled = CounterMetricFamily("okrbot_messages", "What became of each attempt of this process to send", labels=["platform", "state"])
    for (platform, state), count in meters.settled.items():
        settled.add_metric([platform, state], count)
    yield settled


def _state(running: Running) -> Iterator[Metric]:
    up = GaugeMetricFamily("okrbot_platform_up", "1 while a platform is connected and nothing keeps it from working", labels=["platform"])
    for name, adapter in running.adapters.items():
        up.add_metric([name], 0 if adapter.health() else 1)
    yield up
    if running.ticked:
        at = running.ticked.timestamp()
        yield GaugeMetricFamily("okrbot_last_tick_timestamp_seconds", "When it last looked at the clock", value=at)
