"""How well a list is searched: known items under noise, topics with labelled answers, and speed.

    python tests/benchmarks/search_quality.py LIST.md [--topics TOPICS.json] [--seeds 31 1 2] [-v]

Not a test: it prints figures. Known items are entries asked for by their own title after some
mishap; the figure is the mean reciprocal rank among the first ten. Topics are rows of a query and
parts of titles that belong in the first ten answers; the figure is their recall.
"""

import argparse
import json
import random
import re
import statistics
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from llmsys_mcp.adapters.search_index import IndexedText, SearchIndex
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.page.entry import Entry

SAMPLE = 140
FIRST = 10


def main() -> None:
    """Print the figures of one list."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("list", type=Path)
    arguments.add_argument("--topics", type=Path)
    arguments.add_argument("--seeds", type=int, nargs="+", default=[31])
    arguments.add_argument("--sample", type=int, default=SAMPLE)
    arguments.add_argument("-v", action="store_true", help="print what was not found first")
    given = arguments.parse_args()
    entries = parse(given.list.read_text()).entries
    index = built(entries)
    known_items(index, entries, given.seeds, given.sample, given.v)
    if given.topics:
        topics(index, entries, json.loads(given.topics.read_text()), given.v)
    speed(index, entries)


def told(line: str) -> None:
    """Print `line`."""
    sys.stdout.write(line + "\n")


def built(entries: tuple[Entry, ...]) -> SearchIndex:
    """The index, in memory."""
    texts = [
        IndexedText(e.title, e.description, e.venue, e.organization, e.section) for e in entries
    ]
    start = time.perf_counter()
    index = SearchIndex.open_or_build(texts, key="", folder=None)
    told(f"{len(texts)} entries, built in {(time.perf_counter() - start) * 1e3:.0f} ms")
    return index


def found(index: SearchIndex, query: str) -> list[int]:
    """Positions of the first ten answers."""
    return [at for at, _ in index.search(query, allowed=None, limit=FIRST, offset=0).hits]


def known_items(
    index: SearchIndex, entries: tuple[Entry, ...], seeds: list[int], sample: int, verbose: bool
) -> None:
    """Print the mean reciprocal rank, whole and by kind of mishap."""
    ranks: dict[str, list[float]] = defaultdict(list)
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311 - repeatable mishaps
        for item in chance.sample(entries, min(sample, len(entries))):
            same = {at for at, e in enumerate(entries) if e.title.lower() == item.title.lower()}
            for kind, query in mishaps(item, chance):
                hits = found(index, query)
                rank = next((n for n, at in enumerate(hits, 1) if at in same), 0)
                ranks[kind].append(1 / rank if rank else 0)
                if verbose and rank != 1:
                    told(f"  {kind} {rank} {query!r} -> {hits and entries[hits[0]].title!r}")
    every = [rank for kind in ranks.values() for rank in kind]
    kinds = ", ".join(f"{kind} {statistics.mean(r):.3f}" for kind, r in ranks.items())
    told(f"known items: MRR@10 {statistics.mean(every):.4f} of {len(every)} ({kinds})")


def mishaps(item: Entry, chance: random.Random) -> Iterator[tuple[str, str]]:
    """What somebody may type who looks for `item`."""
    name, words = item.title, f"{item.title} {item.description}".split()
    if len(words) >= 6:
        fewer = words[:]
        for _ in range(2):
            fewer.pop(chance.randrange(len(fewer)))
        yield "drop", " ".join(fewer)
        yield "shuffle", " ".join(chance.sample(words, len(words))[:8])
        longest = max(range(len(words)), key=lambda at: len(words[at]))
        typed = words[:]
        typed[longest] = typo(typed[longest], chance)
        yield "typo", " ".join(typed[:6])
        three = chance.sample([w for w in words if len(w) > 3] or words, 3)
        yield "three", " ".join([typo(three[0], chance), *three[1:]])
    if len(name.split()) <= 2 and item.description:
        yield "name", name
        marked = unicodedata.normalize("NFKD", name).replace("λ", "lambda")
        plain = "".join(c for c in marked if not unicodedata.combining(c))
        yield "plain", re.sub(r"[-_+.]", " ", plain.lower()).strip() or plain
        yield "joined", re.sub(r"[\s\-_.]", "", plain.lower())
        yield "spaced", re.sub(r"(?<=[a-z])(?=[A-Z][a-z])|-", " ", plain).lower()


def typo(word: str, chance: random.Random) -> str:
    """`word` with two neighbours swapped, if it is long enough to be recognised."""
    if len(word) < 6:
        return word
    at = chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def topics(
    index: SearchIndex, entries: tuple[Entry, ...], rows: list[tuple[str, list[str]]], verbose: bool
) -> None:
    """Print the recall of rows `[query, [part of a title, …]]`."""
    recalls = []
    for query, wanted in rows:
        texts = [
            plain_spaces(f"{entries[at].title}: {entries[at].description}").lower()
            for at in found(index, query)
        ]
        missing = [w for w in wanted if not any(w.lower() in text for text in texts)]
        recalls.append(1 - len(missing) / len(wanted))
        if verbose and missing:
            told(f"  {query!r} lacks {missing}")
    told(f"topics: recall@10 {statistics.mean(recalls):.4f} of {len(recalls)}")


def plain_spaces(text: str) -> str:
    """`text` with every kind of space as the common one."""
    return " ".join(text.split())


def speed(index: SearchIndex, entries: tuple[Entry, ...]) -> None:
    """Print how long ever new queries of one to four words take, one in ten with a typo."""
    chance = random.Random(7)  # noqa: S311 - repeatable queries
    vocabulary = re.findall(r"[A-Za-z][a-z]{3,}", " ".join(e.raw for e in entries))
    took = []
    for at in range(1000):
        query = chance.sample(vocabulary, chance.randint(1, 4))
        if at % 10 == 0:
            query[0] = query[0][:2] + query[0][3:]
        start = time.perf_counter()
        index.search(" ".join(query), allowed=None, limit=FIRST, offset=0)
        took.append((time.perf_counter() - start) * 1e6)
    took.sort()
    told(f"search: p50 {took[500]:.0f} µs, p99 {took[990]:.0f} µs")


if __name__ == "__main__":
    main()
