"""Run what others wrote to judge MCP servers against this one; see README.md beside this file.

Exit code 0: everything that applies passed, or the tools cannot be had (the reason is printed).
1: something failed.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = (
    "node@24",
    "@modelcontextprotocol/conformance@0.2.0-alpha.12",
    "@modelcontextprotocol/inspector@2.12.0",
    "@anthropic-ai/claude-code@2.1.328",
)
REVISIONS = ("2025-06-18", "2025-11-25", "2026-07-28")
WITHOUT_FIXTURES = (
    "server-initialize",
    "server-session-lifecycle",
    "ping",
    "completion-complete",
    "tools-list",
    "resources-list",
    "prompts-list",
    "dns-rebinding-protection",
    "server-sse-multiple-streams",
    "caching",
    "http-header-validation",
    "sep-2164-resource-not-found",
    "input-required-result-unsupported-methods",
)
"""Scenarios that look for nothing by name: the server as it is has to pass them."""
TOKEN = "conformance-of-a-server"  # noqa: S105 -- of the servers that this script starts


def say(line: str) -> None:
    """A line for whoever runs this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Report:
    """What was run and how it ended."""

    lines: list[str] = field(default_factory=list)
    failed: bool = False

    def add(self, what: str, good: bool, told: str) -> None:
        self.lines.append(f"{'ok  ' if good else 'FAIL'} {what}: {told}")
        say(self.lines[-1])
        self.failed |= not good


def get_tools(folder: Path) -> str:
    """Install what is missing into `folder`; why it cannot be done, else empty."""
    if all((folder / "node_modules" / _name(package)).is_dir() for package in PACKAGES):
        return ""
    if (npm := shutil.which("npm")) is None:
        return "npm is not installed"
    done = subprocess.run(
        [npm, "install", "--no-fund", "--no-audit", "--prefix", str(folder), *PACKAGES],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return "" if done.returncode == 0 else f"npm cannot install them: {done.stderr.strip()[-300:]}"


def _name(package: str) -> str:
    return package[0] + package[1:].partition("@")[0]


class Bench:
    """The tools, and a folder for what they leave behind."""

    def __init__(self, tools: Path, work: Path) -> None:
        self.work = work
        binaries = tools / "node_modules" / ".bin"
        home = work / "home"
        home.mkdir()
        kept = {name: os.environ[name] for name in ("LANG", "TERM") if name in os.environ}
        self.environment = {
            **kept,
            "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "CLAUDE_CONFIG_DIR": str(home / "claude"),
            "XDG_CACHE_HOME": str(home / "cache"),
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=self.environment,
            cwd=self.work,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    @contextlib.contextmanager
    def serving(self, *command: str) -> Iterator[str]:
        """The endpoint of a server that is ready, started with `command`."""
        log = self.work / "server.log"
        with (
            log.open("w") as told,
            subprocess.Popen(
                [sys.executable, *command], stderr=told, env=self.environment, cwd=self.work
            ) as process,
        ):
            try:
                yield _await_ready(process, log)
            finally:
                process.terminate()


def _await_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
        if found := re.search(r"http://\S+", log.read_text("utf-8")):
            address = found[0].rpartition("/")[0]
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(f"{address}/readyz", timeout=5)  # noqa: S310 -- ours
                return found[0].replace("127.0.0.1", "localhost")
    raise SystemExit(f"a server did not start:\n{log.read_text('utf-8')}")


def scenarios(bench: Bench, revision: str) -> tuple[set[str], list[str]]:
    """Scenarios of a revision, and those of them that do not apply to this server."""
    listed = bench.run("conformance", "list", "--server").stdout
    dated = dict(re.findall(r"- (\S+) \[([^\]]*)\]", listed))
    names = {name for name, revisions in dated.items() if revision in revisions}
    if revision == REVISIONS[-1]:
        return names, []
    aside = re.findall(r"^  - (\S+)$", (HERE / "not_applicable.yml").read_text("utf-8"), re.M)
    return names, [name for name in aside if name in names]


def the_server_as_it_is(bench: Bench, page: Path, report: Report) -> None:
    """Scenarios without fixtures, one by one, over `serve --http`."""
    serve = ("-m", "llmsys_mcp", "serve", "--http", "--port", "0", "--list", str(page))
    with bench.serving(*serve) as url:
        for revision in REVISIONS:
            names, aside = scenarios(bench, revision)
            wanted = [name for name in WITHOUT_FIXTURES if name in names and name not in aside]
            wrong = []
            for name in wanted:
                done = bench.run(
                    *("conformance", "server", "--url", url, "--scenario", name),
                    *("--spec-version", revision),
                )
                if done.returncode:
                    wrong.append(f"{name}: {done.stdout[-500:]}")
            told = f"{len(wanted) - len(wrong)} of {len(wanted)} scenarios {' '.join(wrong)}"
            report.add(f"conformance {revision} over serve --http", not wrong, told)


def with_fixtures(bench: Bench, page: Path, report: Report) -> None:
    """The whole suite over the same application with the fixtures that it looks for."""
    with bench.serving(str(HERE / "fixtures.py"), str(page), "0") as url:
        for revision in REVISIONS:
            _, aside = scenarios(bench, revision)
            options = ["--suite", "all"]
            if aside:
                baseline = bench.work / f"{revision}.yml"
                baseline.write_text("server:\n" + "".join(f"  - {n}\n" for n in aside), "utf-8")
                options += ["--expected-failures", str(baseline)]
            done = bench.run(
                *("conformance", "server", "--url", url, "--spec-version", revision, *options)
            )
            told = re.search(r"Total: (\d+) passed, (\d+) failed", done.stdout)
            passed = re.findall(r"^✓ \S+: [1-9]", done.stdout, re.MULTILINE)
            good = done.returncode == 0 and told is not None
            text = f"{len(passed)} scenarios, {told[1]} checks" if told else ""
            text += f"; {len(aside)} do not apply" if aside else ""
            text = text if good else done.stdout[-3000:] + done.stderr[-1000:]
            report.add(f"conformance {revision} with fixtures", good, text)


def inspector(bench: Bench, url: str, page: Path, report: Report) -> None:
    """The Inspector's command line: strict about schemas, in both eras, over both transports."""
    http = (url, "--header", f"Authorization: Bearer {TOKEN}")
    stdio = (sys.executable, "-m", "llmsys_mcp", "serve", "--list", str(page))
    for name, target in (("http", http), ("stdio", stdio)):
        for era in ("modern", "legacy"):
            common = ("--protocol-era", era, "--format", "json", "-q")
            done = bench.run(
                "mcp-inspector", "--cli", *target, "--method", "tools/list", "--strict", *common
            )
            found = len(re.findall(r"^(?:Warning|Error):", done.stderr, re.MULTILINE))
            good = done.returncode == 0 and not found
            tools = len(json.loads(done.stdout)["result"]["tools"]) if good else 0
            told = f"{tools} tools, nothing found" if good else done.stderr[:1500]
            report.add(f"inspector --strict, {name}, {era}", good, told)
            done = bench.run(
                *("mcp-inspector", "--cli", *target, "--method", "tools/call"),
                *("--tool-name", "search_papers", "--tool-args-json", '{"query": "kv cache"}'),
                *common,
            )
            good = done.returncode == 0 and '"isError":true' not in done.stdout.replace(" ", "")
            report.add(f"inspector calls search_papers, {name}, {era}", good, done.stdout[:60])
    refused = bench.run("mcp-inspector", "--cli", url, "--method", "tools/list", "-q")
    report.add("inspector without the token", refused.returncode == 3, f"exit {refused.returncode}")


def claude_code(bench: Bench, url: str, page: Path, report: Report) -> None:
    """Claude Code connects to both."""
    serve = (sys.executable, "-m", "llmsys_mcp", "serve", "--list", str(page))
    bench.run("claude", "mcp", "add", "llmsys", "--", *serve)
    header = ("-H", f"Authorization: Bearer {TOKEN}")
    bench.run("claude", "mcp", "add", "--transport", "http", "llmsys-http", url, *header)
    listed = bench.run("claude", "mcp", "list").stdout
    for name in ("llmsys", "llmsys-http"):
        line = next((line for line in listed.splitlines() if line.startswith(f"{name}: ")), listed)
        report.add(f"claude mcp list, {name}", "✔ Connected" in line, line.rpartition(" - ")[2])


def plugin(bench: Bench, report: Report) -> None:
    """Claude Code takes what this repository is to it: a marketplace, a plugin and a skill."""
    for path in (".", ".claude-plugin/plugin.json", "skills"):
        done = bench.run("claude", "plugin", "validate", "--json", str(ROOT / path))
        good = done.returncode == 0
        told = "accepted" if good else f"{done.stdout}{done.stderr}"[-1500:]
        report.add(f"claude plugin validate {path}", good, told)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=Path, help="folder of the npm packages, kept if given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="llmsys-conformance-") as folder:
        work = Path(folder)
        tools = (given.tools or work / "tools").absolute()
        if reason := get_tools(tools):
            say(f"skipped: {reason}")
            return 0
        bench, report = Bench(tools, work), Report()
        plugin(bench, report)
        page = work / "list"
        made = bench.run(sys.executable, "-m", "llmsys_mcp", "init", str(page))
        assert made.returncode == 0, made.stderr
        the_server_as_it_is(bench, page, report)
        with_fixtures(bench, page, report)
        secrets = work / "tokens"
        secrets.write_text(f"conformance read,write {TOKEN}\n", encoding="utf-8")
        secrets.chmod(0o600)
        serve = ("-m", "llmsys_mcp", "serve", "--http", "--port", "0", "--list", str(page))
        with bench.serving(*serve, "--token-file", str(secrets)) as url:
            inspector(bench, url, page, report)
            claude_code(bench, url, page, report)
    return int(report.failed)


if __name__ == "__main__":
    sys.exit(main())
