"""How long checking and mending a list takes: python tests/benchmarks/lint.py [LIST.md] [options].

Not a test: it prints figures. A list (the bundled one by default) is checked after start, then
made lists of growing length, and the time for twice the entries is set against the time for half.
Each figure is the best of several runs, in milliseconds of processor time; the page is parsed
before it is checked, as a server has it, and the time with parsing stands beside it.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.rules.rule import Subject
from llmsys_mcp.core.rules.table import RULES
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services import lint
from llmsys_mcp.services.duplicate_pairs import find_pairs
from llmsys_mcp.services.lint_settings import LintSettings
from llmsys_mcp.services.mend import fix

BUNDLED = Path(lint.__file__).parents[1] / "lists" / "llmsys" / "README.md"
VOCABULARY = """
elastic paged sparse caches prompts experts clusters training serving inference batching scheduling
for of with large language models fast efficient systems memory parallel
"""
WORDS = VOCABULARY.split()
PER_SECTION = 200
SPREAD = ("abs", "abs", "abs", "pdf")
VENUES = (" | OSDI' 24", " | EuroSys '24", "", "| UCB", " | Nvidia")


def best(work: Callable[[], object], runs: int = 5) -> float:
    """Milliseconds of the fastest run."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def made_list(entries: int) -> str:
    """A list with a contents, sections, and the usual share of faults."""
    chance = random.Random(entries)  # noqa: S311 -- no secret, the same list in each run
    sections = range((entries + PER_SECTION - 1) // PER_SECTION)
    lines = ["# Papers", "", "## Contents", ""]
    lines += [f"- [Section {number}](#section-{number})" for number in sections]
    for at in range(entries):
        if at % PER_SECTION == 0:
            lines += ["", f"## Section {at // PER_SECTION}", ""]
        name = "".join(chance.choices("bcdfgklmnprstv", k=7)).title()
        title = " ".join(chance.choices(WORDS, k=chance.randint(5, 11)))
        number = f"{20 + at % 6}{1 + at % 12:02d}.{at:05d}"
        url = f"https://arxiv.org/{chance.choice(SPREAD)}/{number}"
        lines.append(f"- [{name}]({url}): {title}{chance.choice(VENUES)}")
    return "\n".join([*lines, ""])


def figures(text: str, folder: Path) -> tuple[int, float, float, float]:
    """(entries, checking, parsing and checking, mending) of a page."""
    (folder / "README.md").write_text(text, encoding="utf-8")
    catalog = open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder)
    view, settings = catalog.current(), LintSettings()
    entries = len(view.papers.entries)

    def whole() -> None:
        papers = PaperList((Page("README.md", parse(text)),))
        looked_at = Subject(papers, None, find_pairs)
        for rule in RULES:
            list(rule.check(looked_at))

    return (
        entries,
        best(lambda: lint.check(view, settings)),
        best(whole, 3),
        best(lambda: fix(catalog, settings, unsafe=True, dry_run=True), 2),
    )


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("list", nargs="?", type=Path, default=BUNDLED)
    arguments.add_argument("--entries", type=int, default=10_000, help="of the longest made list")
    options = arguments.parse_args()
    texts = {options.list.name: options.list.read_text("utf-8")}
    length = options.entries
    texts |= {f"made, {size}": made_list(size) for size in (length // 4, length // 2, length)}
    print(f"{'list':<24}{'entries':>8}{'check':>10}{'with parsing':>14}{'mend':>10}")  # noqa: T201 -- it prints figures
    last = 0.0
    with tempfile.TemporaryDirectory(prefix="llmsys-lint-") as folder:
        for name, text in texts.items():
            entries, check, whole, mend = figures(text, Path(folder))
            grown = f"  x{check / last:.2f}" if last and entries > 1000 else ""
            print(f"{name:<24}{entries:>8}{check:>10.1f}{whole:>14.1f}{mend:>10.1f}{grown}")  # noqa: T201 -- it prints figures
            last = check


if __name__ == "__main__":
    main()
