"""What can be seen of a running server: log lines, spans of its work, counts."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace

from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.observe import (
    JsonFormatter,
    Meter,
    TextFormatter,
    log_event,
    set_up_logging,
    span,
    tell,
)
from llmsys_mcp.faces.settings import Settings

logger = logging.getLogger("llmsys_mcp.test")


@pytest.fixture
def root_logging() -> Iterator[None]:
    """The root logger, put back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    for name in ("mcp", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def record(message: str, *args: Any, **fields: Any) -> logging.LogRecord:
    made = logging.LogRecord("llmsys_mcp.test", logging.INFO, __file__, 1, message, args, None)
    made.fields = fields
    return made


@pytest.mark.parametrize(
    ("event", "told"),
    [
        pytest.param(record("done"), "INFO llmsys_mcp.test done", id="plain"),
        pytest.param(record("%s of %d", "x", 2), "test x of 2", id="arguments"),
        pytest.param(record("call", tool="add", ms=1.5), "test call tool=add ms=1.5", id="fields"),
        pytest.param(record("a\nb"), "test a\n    b", id="a line that goes on"),
        pytest.param(record("call", path="/\x1b[2J\u202e"), "path=/\\x1B[2J\\u{202E}", id="obeyed"),
    ],
)
def test_a_line_of_text(event: logging.LogRecord, told: str) -> None:
    assert TextFormatter().format(event).endswith(told)


def test_a_line_of_json() -> None:
    event = record("call %s", "x\u202e\n\x1b", tool="add", ms=1.5, path=Path("/x"))
    line = JsonFormatter().format(event)
    assert line.isascii()
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "INFO",
        "logger": "llmsys_mcp.test",
        "message": "call x\u202e\n\x1b",
        "tool": "add",
        "ms": 1.5,
        "path": "/x",
    }


def test_a_crash_is_told_in_both_forms() -> None:
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        made = record("failed")
        made.exc_info = sys.exc_info()
    assert "RuntimeError: broken" in json.loads(JsonFormatter().format(made))["traceback"]
    assert "RuntimeError: broken" in TextFormatter().format(made)


@pytest.mark.parametrize(("level", "quiet"), [("INFO", True), ("DEBUG", False), ("WARNING", False)])
def test_the_protocol_s_own_chatter_is_kept_for_those_who_look_for_faults(
    root_logging: None, capsys: pytest.CaptureFixture[str], level: str, quiet: bool
) -> None:
    set_up_logging(level, "json")
    log_event(logger, logging.INFO, "ours", number=1)
    logging.getLogger("mcp.server").info("theirs")
    told = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert told == {"INFO": ["ours"], "DEBUG": ["ours", "theirs"], "WARNING": []}[level]
    assert (logging.getLogger("mcp").level == logging.WARNING) is quiet


class _Spans(trace.Tracer):
    """Remembers the names of spans."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start_span(self, name: str, *args: Any, **kwargs: Any) -> trace.Span:
        self.names.append(name)
        return trace.INVALID_SPAN

    @contextmanager
    def start_as_current_span(self, name: str, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self.names.append(name)
        yield trace.INVALID_SPAN


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> _Spans:
    tracer = _Spans()
    monkeypatch.setattr(trace, "get_tracer", lambda name: tracer)
    return tracer


NEW = {"title": "Span Spotter", "url": "https://example.org/spans"}


@pytest.mark.parametrize("counted", [False, True])
def test_work_on_list_and_index_has_spans(checkout: Path, spans: _Spans, counted: bool) -> None:
    around = Meter().span if counted else span
    chosen = Settings(list_path=str(checkout), index_dir="memory")
    operations = Operations(open_catalog(chosen, checkout, span=around))
    operations.search_papers("kv cache")
    operations.suggest_section("Serving language models")
    operations.check_duplicate("Serving language models")
    assert spans.names == ["list.read", "index.search", "index.placement", "index.duplicates"]
    operations.search_papers("kv cache")
    assert len(spans.names) == 4
    operations.add_entry("Agent Systems", **NEW)
    assert "list.write" in spans.names[4:]


def test_what_is_counted_is_told() -> None:
    meter = Meter()
    meter.answered(200, 0.02)
    meter.refused("Host")
    meter.at_work(3)
    meter.called("add_entry", "busy", 0.5)
    with pytest.raises(ValueError, match="broken"), meter.span("list.read"):
        raise ValueError("broken")
    page, kind = meter.page()
    assert kind.startswith("text/plain")
    for line in (
        'llmsys_http_requests_total{status="200"} 1.0',
        'llmsys_http_request_seconds_bucket{le="0.025"} 1.0',
        'llmsys_http_refused_total{why="Host"} 1.0',
        "llmsys_http_requests_at_work 3.0",
        'llmsys_tool_calls_total{outcome="busy",tool="add_entry"} 1.0',
        'llmsys_work_seconds_count{work="list.read"} 1.0',
    ):
        assert line in page.decode().splitlines(), line
    if sys.platform == "linux":
        assert b"process_resident_memory_bytes" in page


def test_two_meters_in_one_process_count_apart() -> None:
    first, second = Meter(), Meter()
    first.refused("Host")
    assert b'why="Host"' not in second.page()[0]


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_always_told_has_the_form_of_the_log(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(form, "llmsys_mcp.test", "Serving on http://127.0.0.1:1/mcp")
    line = capsys.readouterr().err
    said = json.loads(line)["message"] if form == "json" else line.rstrip("\n")
    assert said == "Serving on http://127.0.0.1:1/mcp"
