"""Many clients at once over HTTP, as ratios to a bare server of the same SDK in the same run.

    python tests/benchmarks/load.py [--seconds 8] [--soak 60] [--hostile FILE]

Starts each server as a process of its own on the loopback, calls it from this one over connections
that stay open, and prints calls per second, percentiles and what the server held. Clients, servers
and this script share the machine's cores: only the ratios travel to other machines.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import llmsys_mcp

LIST = Path(llmsys_mcp.__file__).parent / "lists" / "llmsys"
MODERN = "2026-07-28"
WRITES = 0.1
"""Share of calls that add an entry."""
BARE = """
import sys, uvicorn
from mcp.server import MCPServer
from pydantic import BaseModel
server = MCPServer("bare", version="1", log_level="WARNING")
class Told(BaseModel):
    total: int
@server.tool(description="Nothing.")
async def nothing(query: str = "") -> Told:
    return Told(total=len(query))
app = server.streamable_http_app(stateless_http=True)
port = int(sys.argv[1])
uvicorn.run(app, port=port, log_level="warning", access_log=False, ws="none")
"""
WORDS = re.findall(
    r"\w+",
    "kv cache paged attention speculative decoding disaggregated prefill moe expert parallel"
    " quantization scheduling preemption lora serving training pipeline checkpoint reinforcement"
    " rollout long context multimodal diffusion edge agent retrieval gpu memory network",
)
SECTIONS = ("LLM serving", "Agent Systems", "Pre-training", "LLM for Systems")

Call = tuple[str, dict[str, object]]


def nothing(_: random.Random) -> Call:
    """The bare server's only tool."""
    return "nothing", {"query": "x"}


def curator(chance: random.Random) -> Call:
    """What curators' agents call: mostly reading."""
    number = chance.getrandbits(60)
    title = f"Load Case {number:x} of {chance.choice(WORDS)} {chance.choice(WORDS)}"
    if chance.random() < WRITES:
        url = f"https://example.org/load/{number:x}"
        return "add_entry", {"section": chance.choice(SECTIONS), "title": title, "url": url}
    return chance.choice(
        [
            ("search_papers", {"query": " ".join(chance.sample(WORDS, 2))}),
            ("search_papers", {"query": " ".join(chance.sample(WORDS, 3)), "limit": 5}),
            ("check_duplicate", {"title": title}),
            ("suggest_section", {"title": title}),
            ("get_entry", {"id": "arxiv:2401.09670"}),
            ("list_sections", {}),
        ]
    )


def reader(chance: random.Random) -> Call:
    """The same without writing."""
    while (call := curator(chance))[0] == "add_entry":
        pass
    return call


def request(host: str, call: Call) -> bytes:
    """One call as it goes over the wire."""
    name, arguments = call
    prefix = "io.modelcontextprotocol/"
    meta = {f"{prefix}protocolVersion": MODERN, f"{prefix}clientCapabilities": {}}
    params = {"_meta": meta, "name": name, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    body = json.dumps(message).encode("ascii")
    return (
        f"POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: {MODERN}\r\n"
        f"Mcp-Method: tools/call\r\nMcp-Name: {name}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


@dataclass
class Tally:
    """What clients saw."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    """Of answered calls, in seconds."""
    refused: list[float] = field(default_factory=list)
    """Of calls that were told to come again, in seconds."""
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answered calls per second."""
        return len(self.times) / self.seconds

    def __str__(self) -> str:
        ranked = sorted(self.times) or [0.0]

        def at(share: float) -> float:
            return ranked[min(int(len(ranked) * share), len(ranked) - 1)] * 1000

        told = (
            f"{self.rate:6.0f} calls/s, p50 {at(0.5):.0f} p95 {at(0.95):.0f} p99 {at(0.99):.0f} ms"
        )
        others = {name: n for name, n in self.outcomes.items() if name != "ok"}
        if self.refused:
            slowest = max(self.refused) * 1000
            others["slowest refusal, ms"] = round(slowest)
        return f"{told} {others or ''}"


class Client:
    """One client with one connection."""

    def __init__(self, host: str, make: Callable[[random.Random], Call], seed: int) -> None:
        self._host = host
        self._make = make
        self._chance = random.Random(seed)  # noqa: S311 -- varied, not secret
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, tally: Tally) -> None:
        """Call once and note how it went."""
        data = request(self._host, self._make(self._chance))
        started = time.perf_counter()
        try:
            status, body = await asyncio.wait_for(self._exchange(data), 30)
        except (OSError, EOFError, TimeoutError) as error:
            self._streams = None
            tally.outcomes[type(error).__name__] += 1
            await asyncio.sleep(0.05)
            return
        seconds = time.perf_counter() - started
        outcome = _outcome(status, body)
        tally.outcomes[outcome] += 1
        (tally.refused if outcome == "busy" else tally.times).append(seconds)
        if outcome == "busy":
            await asyncio.sleep(0.1 + self._chance.random() / 5)

    async def _exchange(self, data: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            host, _, port = self._host.partition(":")
            self._streams = await asyncio.open_connection(host, int(port))
        reading, writing = self._streams
        writing.write(data)
        head = await reading.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head)[1])  # type: ignore[index]  # JSON
        if b"connection: close" in head:
            self._streams = None
        return int(head[9:12]), await reading.readexactly(length)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()


def _outcome(status: int, body: bytes) -> str:
    if status == 503 or b"busy: " in body[:400]:
        return "busy"
    if status != 200:
        return f"status {status}"
    if b'"isError":true' in body:
        return json.loads(body)["result"]["content"][0]["text"].partition(":")[0]
    return "ok"


async def load(
    host: str,
    make: Callable[[random.Random], Call],
    clients: int,
    seconds: float,
    *,
    pause: float = 0,
    seed: int = 0,
) -> Tally:
    """So many clients for so long, each calling again when it is answered, or `pause` later."""
    tally = Tally()
    end = time.perf_counter() + seconds
    all_of_them = [Client(host, make, seed + number) for number in range(clients)]

    async def go_on(client: Client) -> None:
        while time.perf_counter() < end:
            await client.call(tally)
            if pause:
                await asyncio.sleep(pause)

    started = time.perf_counter()
    await asyncio.gather(*map(go_on, all_of_them))
    tally.seconds = time.perf_counter() - started
    for client in all_of_them:
        client.close()
    return tally


@dataclass(frozen=True)
class Held:
    """What processes hold."""

    megabytes: float
    descriptors: int
    threads: int

    def __str__(self) -> str:
        return f"{self.megabytes:.0f} MB, {self.descriptors} descriptors, {self.threads} threads"


class Server:
    """A server process, with its workers."""

    def __init__(self, process: subprocess.Popen[bytes], host: str) -> None:
        self.process = process
        self.host = host

    def held(self) -> Held:
        """Summed over all its processes (Linux)."""
        tree = [self.process.pid]
        for process in tree:
            path = Path(f"/proc/{process}/task/{process}/children")
            tree += map(int, path.read_text().split())
        texts = [Path(f"/proc/{process}/status").read_text() for process in tree]
        return Held(
            sum(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) for text in texts) / 1024,  # type: ignore[index]
            sum(len(os.listdir(f"/proc/{process}/fd")) for process in tree),
            sum(int(re.search(r"Threads:\s+(\d+)", text)[1]) for text in texts),  # type: ignore[index]
        )


@contextmanager
def started(work: Path, *command: str, port: int = 0) -> Iterator[Server]:
    log = work / "server.log"
    with log.open("wb") as told:
        process = subprocess.Popen([sys.executable, *command], stderr=told, cwd=work)
    try:
        yield Server(process, _await_answer(process, log, port))
    finally:
        process.terminate()
        process.wait(20)


def _await_answer(process: subprocess.Popen[bytes], log: Path, port: int) -> str:
    import http.client

    while process.poll() is None:
        time.sleep(0.1)
        found = re.search(r"Serving on http://([^/]+)/", log.read_text("utf-8", "replace"))
        host = f"127.0.0.1:{port}" if port else found and found[1]
        if not host:
            continue
        connection = http.client.HTTPConnection(host, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status in (200, 404):
                return host
        except OSError:
            continue
        finally:
            connection.close()
    raise SystemExit(log.read_text("utf-8", "replace"))


@contextmanager
def ours(work: Path, *options: str) -> Iterator[Server]:
    """This project's server over a fresh copy of the bundled list."""
    folder = work / "list"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(LIST, folder)
    command = ("-m", "llmsys_mcp", "serve", "--http", "--port", "0", "--list", str(folder))
    with started(
        work, *command, "--index-dir", "memory", "--log-level", "WARNING", *options
    ) as server:
        yield server


@contextmanager
def bare(work: Path) -> Iterator[Server]:
    """A server as the SDK makes it, with one tool that does nothing and has a typed result."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with started(work, "-c", BARE, str(port), port=port) as server:
        yield server


def measure(server: Server, make: Callable[[random.Random], Call], clients: int, s: float) -> Tally:
    asyncio.run(load(server.host, make, clients, min(1.0, s), seed=10_000))
    return asyncio.run(load(server.host, make, clients, s))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def load_by_sdk(
    host: str, make: Callable[[random.Random], Call], clients: int, seconds: float
) -> Tally:
    """The same by clients of the SDK, which check every answer as an agent's client does."""
    import httpx2
    from mcp import Client as SdkClient
    from mcp.client.streamable_http import streamable_http_client

    tally = Tally(seconds)
    ready = asyncio.Barrier(clients)

    async def go_on(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 -- varied, not secret
        async with httpx2.AsyncClient(timeout=30) as caller:
            transport = streamable_http_client(f"http://{host}/mcp", http_client=caller)
            async with SdkClient(transport) as client:
                await client.call_tool(*make(chance))
                await ready.wait()
                end = time.perf_counter() + seconds
                while time.perf_counter() < end:
                    started = time.perf_counter()
                    result = await client.call_tool(*make(chance))
                    busy = result.is_error and "busy: " in result.content[0].text
                    tally.outcomes["busy" if busy else "ok"] += 1
                    times = tally.refused if busy else tally.times
                    times.append(time.perf_counter() - started)

    await asyncio.gather(*map(go_on, range(clients)))
    return tally


def measure_by_sdk(
    server: Server, make: Callable[[random.Random], Call], clients: int, s: float
) -> Tally:
    return asyncio.run(load_by_sdk(server.host, make, clients, s))


def throughput(work: Path, seconds: float) -> None:
    """32 clients: the bare server, ours with one worker and with two."""
    for who, measured in (("bare sockets", measure), ("SDK clients", measure_by_sdk)):
        with bare(work) as server:
            floor = measured(server, nothing, 32, seconds)
            say(f"32 {who}, bare server               {floor}")
        for name, make in (("reads alone", reader), ("90 % reads", curator)):
            rates = []
            for workers in (1, 2):
                with ours(work, "--workers", str(workers)) as server:
                    tally = measured(server, make, 32, seconds)
                    say(f"32 {who}, {workers} worker(s), {name:11} {tally} | {server.held()}")
                rates.append(tally.rate)
            say(
                f"  to the bare server: {rates[0] / floor.rate:.2f};"
                f" two workers to one: {rates[1] / rates[0]:.2f}"
            )


def overload(work: Path, seconds: float) -> None:
    """200 clients at once, and how long a single one waits afterwards."""
    with ours(work) as server:
        before = server.held()
        for seed in (0, 1000):
            tally = asyncio.run(load(server.host, curator, 200, seconds, seed=seed))
            say(f"1 worker, 200 clients, 90 % reads             {tally} | {server.held()}")
        since = time.perf_counter()
        asyncio.run(load(server.host, reader, 1, 0.01))
        say(f"  before: {before}; first answer afterwards {time.perf_counter() - since:.2f} s")
        after = asyncio.run(load(server.host, reader, 8, 2))
        say(f"  8 clients right afterwards                  {after}")


def soak(work: Path, seconds: float, hostile: Path | None) -> None:
    """Ten calls a second for long, hostile ones among them; what is held must stay what it was.

    After each tenth of the time the page is put back as it was by another program: what grows must
    not be the list.
    """
    cases = (
        [json.loads(line) for line in hostile.read_text("utf-8").splitlines()] if hostile else []
    )

    def mixed(chance: random.Random) -> Call:
        if cases and chance.random() < 0.3:
            case = chance.choice(cases)
            return case["tool"], case["args"]
        return curator(chance)

    with ours(work) as server:
        parts = 10
        told = []
        page = work / "list" / "README.md"
        text = page.read_bytes()
        for part in range(parts):
            page.write_bytes(text)
            calls = load(server.host, mixed, 4, seconds / parts, pause=0.35, seed=part * 1000)
            tally = asyncio.run(calls)
            told.append((tally, server.held()))
            say(f"soak, {len(cases)} hostile inputs mixed in             {tally} | {told[-1][1]}")
        first, last = told[parts // 2][1], told[-1][1]
        say(
            f"  second half: memory {last.megabytes / first.megabytes:.2f}x,"
            f" descriptors {last.descriptors - first.descriptors:+d},"
            f" threads {last.threads - first.threads:+d};"
            f" median {statistics.median(told[0][0].times) * 1000:.0f} ms at the start,"
            f" {statistics.median(told[-1][0].times) * 1000:.0f} ms at the end"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each measurement")
    parser.add_argument("--soak", type=float, default=60.0, help="seconds; 0 leaves it out")
    parser.add_argument("--hostile", type=Path, help="JSON lines with tool and args")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="llmsys-load-") as folder:
        work = Path(folder)
        throughput(work, given.seconds)
        overload(work, given.seconds / 2)
        if given.soak:
            soak(work, given.soak, given.hostile)


if __name__ == "__main__":
    main()
