"""What is measured, for Prometheus. Labels are words of ours: no person, no address, no id."""

import asyncio
from datetime import timedelta
from http import HTTPStatus

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from bot.domain.audit import Event, Happened
from bot.domain.request import Request, State
from bot.store.counting import Counts
from bot.watching import Observe, Observers

__all__ = ["CONTENT_TYPE_LATEST", "Metrics"]

BEAT = timedelta(milliseconds=500)
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LAGS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 5)
UNKNOWN = float("nan")
MINUTES = tuple(60 * minutes for minutes in (0.5, 1, 2, 5, 10, 20, 30, 60))


class Metrics:
    """Each bot has its own. What stands in the store is asked for when somebody looks."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._answers = self._timing("tap_answer_seconds", "Answers to Teams.", "status")
        self._turns = self._timing("tap_turn_seconds", "Turns.", "kind", "outcome")
        self._graph = self._timing("tap_graph_seconds", "Calls of Graph.", "call", "outcome")
        self._teams = self._timing("tap_teams_seconds", "Calls of Teams.", "call", "outcome")
        self._refusals = self._counter("tap_refusals", "People who were told no.", "kind")
        self._events = self._counter("tap_events", "Rows of the audit.", "what")
        self._to_approve = self._seconds(
            "tap_time_to_approve_seconds", "From request to approval.", MINUTES
        )
        self._lag = self._seconds("tap_loop_lag_seconds", "How late the loop wakes.", LAGS)
        self._requests = self._gauge("tap_requests", "Requests in the store.", "state")
        self._owed = self._gauge("tap_views_owed", "Views that people wait for.")
        self._longest = self._gauge("tap_oldest_view_owed_seconds", "Age of the oldest of them.")
        self._paused = self._gauge("tap_paused", "1 while no pass is made.")
        self._store_up = self._gauge("tap_store_up", "1 if the store has answered this time.")

    @property
    def observers(self) -> Observers:
        def door(_what: str, status: int, seconds: float) -> None:
            self._answers.labels(str(status)).observe(seconds)

        def turns(kind: str, status: int, seconds: float) -> None:
            self._turns.labels(kind, "done" if status else "failed").observe(seconds)

        return Observers(door, turns, _calls(self._graph), _calls(self._teams))

    def hear(self, event: Event, request: Request | None) -> None:
        """Take note of what is on the record now."""
        self._events.labels(event.what).inc()
        if event.what is Happened.REFUSED:
            self._refusals.labels(event.facts["refusal"]).inc()
        if event.what is Happened.APPROVED and request and request.state is State.APPROVED:
            self._to_approve.observe((request.changed - request.created).total_seconds())

    async def feel_the_loop(self) -> None:
        """Until cancelled: measure how late this wakes, since everybody else wakes as late."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT.total_seconds()
            await asyncio.sleep(BEAT.total_seconds())
            self._lag.observe(max(0.0, loop.time() - due))

    def show(self, counts: Counts | None, *, paused: bool) -> bytes:
        """Everything as Prometheus reads it; `counts` is None where the store gave none."""
        self._store_up.set(counts is not None)
        self._requests.clear()
        for state, number in counts.requests.items() if counts else ():
            self._requests.labels(state).set(number)
        self._owed.set(counts.views_owed if counts else UNKNOWN)
        self._longest.set(counts.longest_owed.total_seconds() if counts else UNKNOWN)
        self._paused.set(paused if counts else UNKNOWN)
        return generate_latest(self._registry)

    def _timing(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(name, text, labels, registry=self._registry, buckets=SECONDS)

    def _seconds(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, text, registry=self._registry, buckets=buckets)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, registry=self._registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self._registry)


def _calls(timing: Histogram) -> Observe:
    def observe(what: str, status: int, seconds: float) -> None:
        timing.labels(what, _outcome(status)).observe(seconds)

    return observe


def _outcome(status: int) -> str:
    match status:
        case 0:
            return "no-answer"
        case HTTPStatus.TOO_MANY_REQUESTS:
            return "busy"
        case _ if status < HTTPStatus.BAD_REQUEST:
            return "done"
        case _ if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return "refused"
    return "failed"
