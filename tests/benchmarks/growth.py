"""How an edit's time grows with the list: python tests/benchmarks/growth.py [SIZE ...] [--min].

Not a test: it prints figures, in processor time. For made-up lists of 650, 2,000 and 5,000
entries it adds and updates one entry at a time (the best of several, the first apart, which
learns the list), and 100 in one call. Each is divided by the floor, which is what reading the
same page takes once with nothing remembered: only the ratios travel to other machines. With
`--min` it exits 1 when a bar is missed: one edit at most 1 floor at every size, 100 entries in
one call at most 10.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.page.item import read_item
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.edit_set.operations import EditOperations
from llmsys_mcp.faces.settings import Settings

SIZES = (650, 2_000, 5_000)
SECTIONS = 25
ONE, HUNDRED = 1.0, 10.0
"""Floors that an edit may take, and a hundred entries in one call."""
WORDS = re.findall(
    r"\w+",
    "efficient scalable adaptive elastic serving training inference scheduling caching pipeline"
    " parallel attention transformer mixture experts speculative decoding disaggregated prefill"
    " quantization checkpoint memory network gradient cluster heterogeneous accelerator compiler"
    " kernel storage retrieval agents reasoning reinforcement rollout multimodal diffusion edge"
    " mobile energy fault tolerance placement routing workload trace characterization tensor",
)


@dataclass(frozen=True)
class Paper:
    """A made-up paper."""

    title: str
    url: str

    @property
    def line(self) -> str:
        """It as an entry."""
        return f"- [{self.title}]({self.url}) | OSDI' 24 | MIT\n"


def paper(chance: random.Random, at: int) -> Paper:
    """The paper of this number: a name of its own, words of the field."""
    name = "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(3))
    words = " ".join(chance.choices(WORDS, k=7)).capitalize()
    return Paper(f"{name.title()}{at}: {words}", f"https://arxiv.org/abs/2401.{at:05d}")


def page(papers: list[Paper]) -> str:
    """A list of them in sections."""
    lines = ["# List\n\n"]
    for section in range(SECTIONS):
        lines.append(f"## Section {section}\n\n")
        lines += [one.line for one in papers[section::SECTIONS]]
        lines.append("\n")
    return "".join(lines)


def seconds(action: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    action()
    return time.process_time() - start


def floor(text: str) -> float:
    """Seconds to read the page once, nothing of it remembered."""
    best = float("inf")
    for _ in range(3):
        read_item.cache_clear()
        best = min(best, seconds(lambda: parse(text)))
    return best


def measure(size: int, folder: Path) -> tuple[float, float]:
    """(an add or update, a hundred adds in one call) in floors, at this size."""
    chance = random.Random(size)  # noqa: S311 -- made-up papers, no secret
    papers = [paper(chance, at) for at in range(size)]
    new = [paper(chance, 20_000 + at) for at in range(200)]
    text = page(papers)
    least = floor(text)
    (folder / "README.md").write_text(text)
    catalog = open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder)
    core, edit = Operations(catalog), EditOperations(catalog)

    def add(at: int) -> object:
        return core.add_entry(f"Section {at % SECTIONS}", new[at].title, new[at].url)

    def update(at: int) -> object:
        return edit.update_entry(f"arxiv:2401.{at:05d}", {"organization": f"Lab {at}"})

    wanted = [
        {"section": f"Section {at % 7}", "title": one.title, "url": one.url, "venue": "OSDI 2024"}
        for at, one in enumerate(new[100:])
    ]
    first = seconds(lambda: add(0))
    adds = min(seconds(lambda at=at: add(at)) for at in range(1, 6))
    updates = min(seconds(lambda at=at: update(at)) for at in range(5))
    found = seconds(lambda: core.search_papers(new[1].title))
    batch = seconds(lambda: edit.add_entries(wanted))
    told = (("first add", first), ("add", adds), ("update", updates), ("search then", found))
    say(f"{size:,} entries; floor {least * 1000:.0f} ms")
    for what, took in (*told, ("100 in one call", batch)):
        say(f"{took * 1000:10.0f} ms {took / least:8.1f} floors  {what}")
    return max(adds, updates) / least, batch / least


def say(line: str) -> None:
    """Print, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Print the figures; 1 when a bar is missed that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--min", action="store_true", help="exit 1 when a bar is missed")
    arguments = parser.parse_args()
    missed = False
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            one, hundred = measure(size, Path(folder))
        missed |= one > ONE or hundred > HUNDRED
    return int(arguments.min and missed)


if __name__ == "__main__":
    sys.exit(main())
