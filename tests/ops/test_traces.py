"""Traces say what was called and how long it took, and nothing of anybody."""

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot.ops.traces import TELLING
from tests.own_code import ROOT


class Collector:
    """Where traces go: what was sent there, unpacked."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.address = ""

    @property
    def exports(self) -> Iterator[ExportTraceServiceRequest]:
        return map(ExportTraceServiceRequest.FromString, self.bodies)

    @property
    def spans(self) -> list[Span]:
        return [
            span
            for export in self.exports
            for resource in export.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def attribute(self, name: str) -> set[str]:
        return {
            each.value.string_value
            for span in self.spans
            for each in span.attributes
            if each.key == name
        }


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            collector.bodies.append(gzip.decompress(body) if packed else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        collector.address = f"http://127.0.0.1:{server.server_port}"
        yield collector
        server.shutdown()
        thread.join()


def play(**environment: str) -> list[str]:
    """Play the story; what no span may hold."""
    clean = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.ops.traced"],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    hidden: list[str] = json.loads(done.stdout)
    return hidden


@pytest.fixture(scope="module")
def traced() -> Iterator[tuple[Collector, list[str]]]:
    with collecting() as collector:
        # Somebody has asked for headers, which must not leave all the same.
        hidden = play(
            OTEL_EXPORTER_OTLP_ENDPOINT=collector.address,
            OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST=".*",
            OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_REQUEST=".*",
        )
        yield collector, hidden


def test_activities_calls_of_graph_and_statements_are_traced(
    traced: tuple[Collector, list[str]],
) -> None:
    collector, _ = traced

    names = {span.name for span in collector.spans}

    assert {"POST /api/messages", "GET", "POST", "SELECT sqlite", "INSERT sqlite"} <= names
    assert collector.attribute("server.address") == {"127.0.0.1"}


def test_a_statement_hangs_under_the_activity_that_led_to_it(
    traced: tuple[Collector, list[str]],
) -> None:
    spans, _ = traced[0].spans, traced[1]
    activities = {span.trace_id for span in spans if span.name == "POST /api/messages"}

    assert {span.trace_id for span in spans if span.name == "INSERT sqlite"} & activities


def test_no_span_tells_of_a_person_a_code_or_a_secret(
    traced: tuple[Collector, list[str]],
) -> None:
    collector, hidden = traced
    encoded = [word.replace("@", "%40") for word in hidden]

    sent = b"".join(collector.bodies)

    assert [word for word in {*hidden, *encoded} if word.encode() in sent] == []
    assert b"Bearer" not in sent
    assert b"$select" not in sent


def test_spans_have_the_attributes_that_are_named_and_no_other(
    traced: tuple[Collector, list[str]],
) -> None:
    spans = traced[0].spans

    assert {each.key for span in spans for each in span.attributes} <= TELLING
    assert [span for span in spans if span.events or span.status.message] == []


def test_the_bot_names_itself(traced: tuple[Collector, list[str]]) -> None:
    exports = traced[0].exports

    named = {
        each.value.string_value
        for export in exports
        for resource in export.resource_spans
        for each in resource.resource.attributes
        if each.key == "service.name"
    }
    assert named == {"tap-bot"}


def test_without_a_place_to_send_them_nothing_is_traced() -> None:
    with collecting() as collector:
        play()

    assert collector.bodies == []
