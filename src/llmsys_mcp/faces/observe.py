"""What can be seen of a running server: log lines, spans of its work, counts for Prometheus."""

import json
import logging
import operator
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from llmsys_mcp.core.policy import shown_lines

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

TRACER = "llmsys_mcp"
SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client's own setting: where the counts of several processes meet."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_EXTRA = "fields"
_STARTED = "process_start_time_seconds"
_TALKATIVE = ("mcp", "httpx2", "httpcore2")
"""Their INFO is a line or more for each request, which has its own line."""


def set_up_logging(level: str, form: str) -> None:
    """Log to stderr, since stdout is the protocol's; one line an event, as text or JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level == "INFO":
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)


class TextFormatter(logging.Formatter):
    """`2026-01-31 12:00:00,000 WARNING llmsys_mcp.calls add_entry refused busy …`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's name
        """The line with its fields behind it.

        Nothing in it is obeyed by a terminal, and a line that continues it is seen to do so.
        """
        fields = getattr(record, _EXTRA, {})
        text = " ".join([super().formatMessage(record), *(f"{k}={v}" for k, v in fields.items())])
        return shown_lines(text).replace("\n", "\n    ")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time in UTC, level, logger, message, then the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; ASCII, so that nothing in it is obeyed by whoever shows it."""
        event: dict[str, Any] = {
            "time": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}"
            f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, _EXTRA, {}),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, default=str)


def tell(form: str, logger: str, message: str) -> None:
    """Say on stderr what is said whatever the level: plain, or as one more event in JSON."""
    if form == "json":
        event = {"name": logger, "levelno": logging.INFO, "levelname": "INFO", "msg": message}
        message = JsonFormatter().format(logging.makeLogRecord(event))
    print(message, file=sys.stderr, flush=True)  # noqa: T201 -- what the command tells


def log_event(logger: logging.Logger, level: int, message: str, **fields: Any) -> None:
    """Log an event with fields that both forms show."""
    logger.log(level, message, extra={_EXTRA: fields})


@contextmanager
def span(name: str) -> Iterator[None]:
    """A span of OpenTelemetry around a piece of work; costs next to nothing without its SDK."""
    from opentelemetry import trace

    with trace.get_tracer(TRACER).start_as_current_span(name):
        yield


class Meter:
    """Counts and times what a server over HTTP does, for Prometheus.

    With several processes each writes its numbers to files in one folder, which the environment of
    each names as `SHARED_COUNTS` from its start, and whichever is asked adds them up.
    """

    def __init__(self, shared_folder: str = "") -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._shared_folder = shared_folder
        self.registry = CollectorRegistry()
        own: dict[str, Any] = {"registry": self.registry}
        self._requests = Counter(
            "llmsys_http_requests", "HTTP requests answered.", ["status"], **own
        )
        self._request_seconds = Histogram(
            "llmsys_http_request_seconds", "Time to answer a request.", buckets=_SECONDS, **own
        )
        self._calls = Counter("llmsys_tool_calls", "Tool calls.", ["tool", "outcome"], **own)
        self._call_seconds = Histogram(
            "llmsys_tool_call_seconds", "Time of a tool call.", ["tool"], buckets=_SECONDS, **own
        )
        self._work_seconds = Histogram(
            "llmsys_work_seconds",
            "Time of work on list and index.",
            ["work"],
            buckets=_SECONDS,
            **own,
        )
        self._refused = Counter(
            "llmsys_http_refused", "Requests refused before the protocol saw them.", ["why"], **own
        )
        self._at_work = Gauge(
            "llmsys_http_requests_at_work",
            "Requests being worked on.",
            multiprocess_mode="livesum",
            **own,
        )
        if not shared_folder:
            _add_process_metrics(self.registry)

    def answered(self, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(str(status)).inc()
        self._request_seconds.observe(seconds)

    def refused(self, why: str) -> None:
        """A request was refused at the door."""
        self._refused.labels(why).inc()

    def at_work(self, requests: int) -> None:
        """So many requests are being worked on in this process."""
        self._at_work.set(requests)

    def called(self, tool: str, outcome: str, seconds: float) -> None:
        """A tool was called; `outcome` is `ok`, the code of a refusal, or `failed`."""
        self._calls.labels(tool, outcome).inc()
        self._call_seconds.labels(tool).observe(seconds)

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """A span around a piece of work, whose time is counted too."""
        started = time.perf_counter()
        try:
            with span(name):
                yield
        finally:
            self._work_seconds.labels(name).observe(time.perf_counter() - started)

    def page(self) -> tuple[bytes, str]:
        """What Prometheus reads, and its content type; of all processes where there are several."""
        from prometheus_client import CollectorRegistry
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

        registry = self.registry
        if self._shared_folder:
            registry = CollectorRegistry()
            _add_all_processes(registry, self._shared_folder)
        return generate_latest(registry), CONTENT_TYPE_LATEST


def _add_process_metrics(registry: "CollectorRegistry") -> None:
    from prometheus_client import GCCollector, PlatformCollector, ProcessCollector

    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)


def _add_all_processes(registry: "CollectorRegistry", folder: str) -> None:
    from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

    alive = []
    for name in os.listdir(folder):
        if not name.startswith("gauge_live"):
            continue
        number = int(name.removesuffix(".db").rpartition("_")[2])
        if _is_alive(number):
            alive.append(number)
        else:
            mark_process_dead(number, folder)  # type: ignore[no-untyped-call]  # theirs
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]  # theirs
    registry.register(_Processes(alive))


class _Processes:
    """Memory, time and descriptors of several processes, added up; the earliest of their starts."""

    def __init__(self, processes: Iterable[int]) -> None:
        self._processes = processes

    def collect(self) -> Iterable["Metric"]:
        """The sums."""
        from prometheus_client import ProcessCollector

        sums: dict[str, Metric] = {}
        for number in self._processes:
            for one in ProcessCollector(pid=partial(int, number), registry=None).collect():
                known = sums.setdefault(one.name, one)
                if known is one:
                    continue
                join = min if one.name == _STARTED else operator.add
                value = join(known.samples[0].value, one.samples[0].value)
                known.samples[0] = known.samples[0]._replace(value=value)
        return sums.values()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
