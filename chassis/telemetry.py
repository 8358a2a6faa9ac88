"""Metrics and logs: one closed table of metrics, and structured log lines that carry the correlation id.

No metric exists outside `METRICS`; no label and no log line holds personal data or a stream id.
"""

import logging
import sys
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor

__all__ = ["METRICS", "Metric", "Telemetry", "log", "log_to"]


@dataclass(frozen=True)
class Metric:
    """A metric, and the question it answers."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    unit: str
    labels: tuple[str, ...]
    question: str


METRICS = (
    Metric("ekinerja_commands_total", "counter", "commands", ("route", "status"), "what is asked and how it ends"),
    Metric("ekinerja_command_seconds", "histogram", "seconds", ("route",), "how long a request takes"),
    Metric("ekinerja_relay_lag_events", "gauge", "events", (), "how many recorded events are not yet published"),
    Metric("ekinerja_relay_lag_seconds", "gauge", "seconds", (), "for how long the relay has been behind"),
    Metric("ekinerja_relay_published_total", "counter", "events", (), "how many events were acknowledged by Kafka"),
    Metric("ekinerja_relay_restarts_total", "counter", "restarts", (), "how often the producer was made anew"),
    Metric("ekinerja_inbox_lag_records", "gauge", "records", ("topic",), "how far the projection is behind a topic"),
    Metric("ekinerja_inbox_applied_total", "counter", "events", ("topic",), "how many events were applied"),
    Metric("ekinerja_inbox_duplicates_total", "counter", "records", ("topic",), "how many records were known already"),
    Metric("ekinerja_inbox_passed_over_total", "counter", "events", ("topic",), "events of types not known here"),
    Metric("ekinerja_inbox_set_aside_total", "counter", "records", ("topic", "reason"), "records held or dead"),
    Metric("ekinerja_inbox_open_records", "gauge", "records", (), "how many held or dead records wait for someone"),
    Metric("ekinerja_inbox_failures_total", "counter", "batches", (), "batches that failed and are read again"),
    Metric("ekinerja_unchecked_files", "gauge", "files", (), "how many files wait for the malware scanner"),
    Metric("ekinerja_ready", "gauge", "boolean", ("part",), "what the process waits for (0: waiting)"),
)


class Telemetry:
    """The instruments of one process, by name; asking for one outside the table is a `KeyError`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._instruments: dict[str, Counter | Gauge | Histogram] = {}
        kinds = {"counter": Counter, "gauge": Gauge, "histogram": Histogram}
        for metric in METRICS:
            instrument = kinds[metric.kind](metric.name, metric.question, metric.labels, registry=self.registry)
            self._instruments[metric.name] = instrument

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        instrument = self._instruments[name]
        assert isinstance(instrument, Counter)
        (instrument.labels(**labels) if labels else instrument).inc(by)

    def set(self, name: str, value: float, **labels: str) -> None:
        instrument = self._instruments[name]
        assert isinstance(instrument, Gauge)
        (instrument.labels(**labels) if labels else instrument).set(value)

    def observe(self, name: str, value: float, **labels: str) -> None:
        instrument = self._instruments[name]
        assert isinstance(instrument, Histogram)
        (instrument.labels(**labels) if labels else instrument).observe(value)


def log_to(level: str, *, service: str) -> None:
    """JSON lines on standard error, for this process; other libraries' warnings join them, one line each as well."""

    def named(_logger: Any, _method: str, line: EventDict) -> EventDict:  # Any: structlog's own signature
        line["service"] = service  # not a context variable: threads that someone else started have none
        return line

    every_line: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        named,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    as_json = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*every_line, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    last: list[Processor] = [ProcessorFormatter.remove_processors_meta, as_json]
    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=every_line, processors=last))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # psycopg's pool and aiokafka tell of every failed reconnect; readiness and our own lines say it once.
    for noisy in ("psycopg.pool", "aiokafka", "faststream"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


log = structlog.get_logger()
