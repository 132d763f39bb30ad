"""A server over stdio, spoken to line by line, so that it can be killed or left at any moment."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SECONDS = 60
"""How long a busy machine may take for an answer before the test gives up."""


class RawServer:
    """The process of a server, and its pipes."""

    def __init__(self, folder: Path, *options: str) -> None:
        line = [sys.executable, "-m", "llmsys_mcp", "serve", "--list", str(folder)]
        self.process = subprocess.Popen(
            [*line, "--index-dir", "memory", "--toolsets", "core", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._last = 0

    def begin(self) -> None:
        """The handshake of a client."""
        about = {"name": "test", "version": "0"}
        version = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": about}
        self._write({"id": 0, "method": "initialize", "params": version})
        assert self.answer()["id"] == 0
        self._write({"method": "notifications/initialized"})

    def send(self, tool: str, **arguments: Any) -> int:
        """Call a tool and do not wait; the number of the call."""
        self._last += 1
        params = {"name": tool, "arguments": arguments}
        self._write({"id": self._last, "method": "tools/call", "params": params})
        return self._last

    def _write(self, message: Mapping[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """The next answer, whichever call it is to."""
        assert self.process.stdout
        while line := self.process.stdout.readline():
            message: dict[str, Any] = json.loads(line)
            if "id" in message:
                return message
        raise EOFError(self.process.communicate()[1])

    def leave(self) -> None:
        """Close the server's stdin, as a client does that ends."""
        assert self.process.stdin
        self.process.stdin.close()

    def wait(self) -> int:
        """Exit code of the process, which ends by itself."""
        code = self.process.wait(SECONDS)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe
            pipe.close()
        return code
