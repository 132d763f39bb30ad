"""How long reading a pasted text takes: python tests/benchmarks/pasted.py [--min].

Not a test: it prints figures, each in processor time. The floor is a plain list of links as long
as a text may be; beside it one small piece each, repeated to that length, and two lengths of the
dearest piece. With `--min` it exits 1 when a piece is dearer than 10 plain lists.
"""

import argparse
import sys
import time

from llmsys_mcp.core.intake import TEXT_LIMIT, read_pasted

DEAREST = 10.0
PLAIN = "- [Relay: Moving KV Caches](https://arxiv.org/abs/2601.00001)\n"
PIECES = [
    "- ", "1. ", "[", "](", "https://arxiv.org/abs/2601.00001", ")", "(", "**", "Title: ",
    "Link: ", "### ", "\n", "\n\n", " | ", "|", "\n-|-\n", "```diff\n", "@misc{a, title={x}}",
    "@a{b", "please add ", "<!--", "-->", "2601.00002", "doi:10.1145/1.2", "arXiv:", "!", "\\",
    "> ", "Code: ", "et al.", " and ", ",", "_No response_", "+- ", "-- [", "\r\n", "\uff1a",
    "\uff0c", "\u201d", "A. Smith, ", "[1] ", "<a href=", "a ", "A b ", "(a) ", "[x](", "*", "`",
    "Aa, ", "at ", "paper: ", "x|", "\n-", "@a{\n",
]  # fmt: skip


def milliseconds(unit: str, length: int) -> float:
    text = (unit * length)[:length]
    start = time.process_time()
    read_pasted(text)
    return (time.process_time() - start) * 1000


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--min", action="store_true", help="exit 1 when the bar is missed")
    arguments = parser.parse_args()
    floor = min(milliseconds(PLAIN, TEXT_LIMIT) for _ in range(3))
    say(f"a plain list of {TEXT_LIMIT} characters: {floor:.1f} ms; one piece repeated, by that:")
    costs = {piece: milliseconds(piece, TEXT_LIMIT) for piece in PIECES}
    for piece, cost in sorted(costs.items(), key=lambda item: -item[1])[:10]:
        half = milliseconds(piece, TEXT_LIMIT // 2)
        say(f"{cost / floor:8.2f}  {piece!r}, {cost / half:.1f} times half the length")
    return int(arguments.min and max(costs.values()) > DEAREST * floor)


if __name__ == "__main__":
    sys.exit(main())
