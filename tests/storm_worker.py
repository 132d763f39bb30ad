"""One of several processes that add to one list at once: FOLDER, its number, how many adds."""

import sys
from pathlib import Path

from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.settings import Settings


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path, worker: int, adds: int) -> None:
    """Say ready, wait for a line, add, and tell the title of each entry that was acknowledged."""
    operations = Operations(
        open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder)
    )
    sections = [info["section"] for info in operations.list_sections()["sections"]]
    say("ready")
    sys.stdin.readline()
    for number in range(adds):
        title = f"Stormcase {worker}-{number} unlike any other {worker * 977 + number * 13}"
        result = operations.add_entry(
            sections[(worker + number) % len(sections)],
            title,
            f"https://example.org/storm/{worker}/{number}",
        )
        assert result["added"]
        say(title)


main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
