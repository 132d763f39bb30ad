"""How long reading a page takes: python tests/benchmarks/parsing.py [LIST.md] [--min].

Not a test: it prints figures, each the best of several runs in processor time. A list (the
bundled one by default) once; pages of 1,000 and of 100,000 entries and how their times compare;
one hostile line each beside a plain page of as many characters. With `--min` it exits 1 when a
bar is missed: list under 30 ms, 100,000 entries at most 1.3 x 100 of 1,000, eight hostile lines
under 50 ms together and none dearer than twice the plain page.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import llmsys_mcp
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.markup.blocks import LINE_LIMIT
from llmsys_mcp.core.page.item import read_item

BUNDLED = Path(llmsys_mcp.__file__).parent / "lists" / "llmsys" / "README.md"
ENTRY = "- [Paper {0}](https://arxiv.org/abs/2401.{0:05d}): A System for Serving | OSDI' 24 | MIT\n"
LIST_MS, RATIO, DEAREST, EIGHT_MS = 30.0, 1.3, 2.0, 50.0
HOSTILE = {
    "open brackets": "[" * LINE_LIMIT,
    "links left open": "[a](" * LINE_LIMIT,
    "links in links": "[" * 3000 + "a" + "](u)" * 3000,
    "contents": "[a](#b)" * LINE_LIMIT,
    "pipes": "a" + "|" * LINE_LIMIT,
    "fields": "a" + ("|" + "SC " * 60) * LINE_LIMIT,
    "findings": "a" + ("|" + "Findings of the " * 12) * LINE_LIMIT,
    "stars": "[a](https://a.org): " + "*a" * LINE_LIMIT,
    "stars and underscores": "[a](https://a.org): " + "*_" * LINE_LIMIT,
    "a few stars": "[a](https://a.org): " + "*a" * 990 + "a" * LINE_LIMIT,
    "spaces": "[a](https://a.org) – y" + " " * (LINE_LIMIT - 60) + "x)",
    "brackets": "[a](https://a.org) – " + "(" * LINE_LIMIT,
    "dashes": "[a](https://a.org)" + " - " * LINE_LIMIT,
    "tags": "[a](https://a.org): " + "<a" * LINE_LIMIT,
    "comments": "[a](https://a.org): " + "<!--" * LINE_LIMIT,
    "references": "[a](https://a.org): " + "&a;" * LINE_LIMIT,
    "backticks": "[a](https://a.org): " + "".join("`" * n + "a" for n in range(1, 178)),
    "arXiv id": "[a](https://arxiv.org/abs/" + "1" * (LINE_LIMIT - 60) + ")",
    "DOI": "[a](https://doi.org/10.1145/" + "(" * 7000 + ")" * 7001,
}
LINES = {name: f"- {line}"[:LINE_LIMIT] for name, line in HOSTILE.items()} | {
    "summaries": "<summary>" * (LINE_LIMIT // 9),
    "summaries left open": "<summary " * (LINE_LIMIT // 9),
    "details": "<details>" * (LINE_LIMIT // 9),
    "bold years": "**" + "2020" * (LINE_LIMIT // 4 - 1) + "**",
    "marks": "# " + "#" * (LINE_LIMIT - 2),
    "rule": "- " * (LINE_LIMIT // 2 - 1) + "x",
    "fence": "`" * (LINE_LIMIT - 1) + "x",
}


def milliseconds(action: Callable[[], object], runs: int) -> float:
    best = float("inf")
    for _ in range(runs):
        read_item.cache_clear()
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best * 1000


def page(entries: int) -> str:
    return "# List\n\n## Section\n\n" + "".join(map(ENTRY.format, range(entries)))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def list_time(text: str, name: str) -> float:
    """Milliseconds for the list."""
    whole = milliseconds(lambda: parse(text), 9)
    say(f"{name}: {len(parse(text).entries)} entries in {whole:.1f} ms")
    return whole


def growth() -> float:
    """Time for 100,000 entries by a hundred times that for 1,000."""
    small, large = page(1_000), page(100_000)
    few = milliseconds(lambda: parse(small), 9)
    many = milliseconds(lambda: parse(large), 2)
    say(f"1,000 entries {few:.1f} ms, 100,000 entries {many:.0f} ms: {many / few / 100:.2f} x 100")
    return many / few / 100


def hostile() -> tuple[float, float]:
    """(dearest hostile line by a plain page of its length, milliseconds of the eight dearest)."""
    text = page(1_000)[:LINE_LIMIT]
    plain = milliseconds(lambda: parse(text), 9)
    say(f"a plain page of {LINE_LIMIT} characters: {plain:.2f} ms; one hostile line of as many:")
    costs = {
        name: milliseconds(lambda line=line: parse(f"# List\n\n## A\n\n{line}\n"), 3)
        for name, line in LINES.items()
    }
    for name, cost in sorted(costs.items(), key=lambda item: -item[1]):
        say(f"{cost:8.2f} ms  {name}")
    dearest = sorted(costs.values())[-8:]
    say(f"the eight dearest together: {sum(dearest):.1f} ms")
    return dearest[-1] / plain, sum(dearest)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("list", nargs="?", type=Path, default=BUNDLED)
    parser.add_argument("--min", action="store_true", help="exit 1 when a bar is missed")
    arguments = parser.parse_args()
    text = arguments.list.read_bytes().decode("utf-8", "surrogateescape")
    whole, ratio, (dearest, eight) = list_time(text, arguments.list.name), growth(), hostile()
    missed = whole >= LIST_MS or ratio > RATIO or dearest > DEAREST or eight >= EIGHT_MS
    return int(arguments.min and missed)


if __name__ == "__main__":
    sys.exit(main())
