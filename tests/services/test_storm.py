"""Several processes add to one list at once: every entry is there once, the rest untouched."""

import subprocess
import sys
from pathlib import Path

import pytest

from small_lists import SmallList

WORKER = Path(__file__).parents[1] / "storm_worker.py"
PROCESSES, ADDS = 4, 10
FIRST = """\ufeff# T\r
\r
## A\r
- [One](https://example.org/1)\r
\r
## B\r
<details>\r
<summary><b>2025</b></summary>\r
\r
- [Two](https://example.org/2)\r
\r
</details>\r
\r
[more](more.md) caf\u00e9"""
SECOND = "# M\n\n## C\n- [Three](https://example.org/3)\n\n## D\n- [Four](https://example.org/4)"


@pytest.mark.parametrize("git", [True, False], ids=["git", "plain"])
def test_a_storm_of_adds_loses_nothing(tmp_path: Path, git: bool) -> None:
    small = SmallList(tmp_path / "list")
    small.write(FIRST.encode() + b"\xff")
    small.write(SECOND, "more.md")
    if git:
        subprocess.run(["git", "init", "-q", str(small.folder)], check=True)
    before = small.files()
    workers = [
        subprocess.Popen(
            [sys.executable, str(WORKER), str(small.folder), str(number), str(ADDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [worker.communicate(timeout=120)[0].split("\n")[:-1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * PROCESSES
    acknowledged = [title for titles in told for title in titles]
    assert len(acknowledged) == PROCESSES * ADDS

    after = small.files()
    assert after.keys() == before.keys()
    lines = b"".join(after.values()).decode("utf-8", "replace").split("\n")
    storm = [line for line in lines if "Stormcase" in line]
    assert len(storm) == len(acknowledged)
    for title in acknowledged:
        assert sum(f"[{title}]" in line for line in storm) == 1
    for name, data in after.items():
        end = b"\r\n" if name == "README.md" else b"\n"
        whole = data + end  # the last line may have no end, before and after
        kept = [line for line in whole.split(end) if b"Stormcase" not in line]
        assert end.join(kept) == before[name] + end
    sections = {one.entry.section for one in small.entries() if "Stormcase" in one.entry.title}
    assert sections == {"A", "B", "C", "D"}
