"""OpenTelemetry traces, for whoever sets OTEL_EXPORTER_OTLP_ENDPOINT. Imported only then.

The instrumentations put whole addresses, with the sign-in names of people in them, and whatever
their settings ask for into spans. Only what is named here leaves the process.
"""

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.aiohttp_server import AioHttpServerInstrumentor
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status

TELLING = frozenset(
    {
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "server.address",
        "db.system.name",
        "error.type",
    }
)
VERBS = frozenset({"GET", "POST", "PUT", "DELETE", "SELECT", "INSERT", "UPDATE", "BEGIN", "PRAGMA"})
LOOKED_AFTER = "/healthz,/readyz,/metrics"


class Discreet(SpanExporter):
    """Hands on spans without what they tell of people: no address, header, statement or error."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_discreet(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


@contextmanager
def tracing() -> Iterator[None]:
    """Trace what is opened within the block. OTEL_… variables hold as OpenTelemetry means them."""
    provider = TracerProvider(resource=Resource.create({"service.name": _service()}))
    provider.add_span_processor(BatchSpanProcessor(Discreet(OTLPSpanExporter())))
    # The libraries are between two conventions; the names above are the new one's.
    os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "http,database"
    os.environ.setdefault("OTEL_PYTHON_AIOHTTP_SERVER_EXCLUDED_URLS", LOOKED_AFTER)
    kinds = (AioHttpServerInstrumentor, HTTPXClientInstrumentor, SQLAlchemyInstrumentor)
    instrumented = [kind() for kind in kinds]
    with warnings.catch_warnings():
        # One of them makes a subclass of aiohttp's Application, which aiohttp warns of.
        warnings.simplefilter("ignore", DeprecationWarning)
        for each in instrumented:
            # What works with the versions that are pinned here, a test says.
            each.instrument(tracer_provider=provider, skip_dep_check=True)
    try:
        yield
    finally:
        for each in instrumented:
            each.uninstrument()
        provider.shutdown()


def _service() -> str:
    return os.environ.get("OTEL_SERVICE_NAME", "tap-bot")


def _discreet(span: ReadableSpan) -> ReadableSpan:
    told = {name: word for name, word in (span.attributes or {}).items() if name in TELLING}
    return ReadableSpan(
        name=_name(span.name, told),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=told,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _name(was: str, told: Mapping[str, object]) -> str:
    """How it began, and no more: a path or a database's name may follow in what it was."""
    verb = was.partition(" ")[0]
    parts = (verb if verb in VERBS else "", told.get("http.route"), told.get("db.system.name"))
    return " ".join(str(part) for part in parts if part) or "internal"
