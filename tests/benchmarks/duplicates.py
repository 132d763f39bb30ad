"""How well a list knows its papers again: by themselves, renamed, and beside other papers.

    python tests/benchmarks/duplicates.py LIST.md [--labelled ROWS.jsonl] [-v]

Not a test: it prints figures. Beside it lie titles to ask for, as remembered and not checked
against the papers: `duplicates_renamed.tsv`, one paper under two titles; `duplicates_alike.tsv`,
two papers that look alike; `duplicates_others.txt`, papers that the bundled list does not have.
Labelled rows hold `title`, `url` and `label`: `positive`, `positive-hard` or `negative…`.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.identity import short_name, title_key
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.services.duplicates import DuplicateIndex, Verdict

HERE = Path(__file__).parent
VERDICTS = ("duplicate", "possible", "new")


def main() -> None:
    """Print the figures of one list."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("list", type=Path)
    arguments.add_argument("--labelled", type=Path)
    arguments.add_argument("-v", action="store_true", help="print what was not called as wanted")
    given = arguments.parse_args()
    entries = read(given.list.read_text())
    told = say if given.v else quiet
    index = speed(entries)
    themselves(index, told)
    without_themselves(entries, told)
    renamed(entries, told)
    reworded(index, told)
    alike(told)
    others(index, told)
    if given.labelled:
        labelled(index, given.labelled, told)


def read(text: str) -> tuple[Listed, ...]:
    """The entries of a page."""
    return PaperList((Page("README.md", parse(text)),)).entries


def listing(titles: list[str]) -> DuplicateIndex:
    """A list of these titles, each under a link of its own."""
    lines = [f"- [{title}](https://example.org/{at}.pdf)" for at, title in enumerate(titles)]
    return DuplicateIndex(read("# List\n## Papers\n" + "\n".join(lines) + "\n"))


def say(*words: object) -> None:
    """One line."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def quiet(*words: object) -> None:
    """No line."""


def figures(name: str, verdicts: Counter[str]) -> None:
    """One line: the share of each verdict."""
    whole = sum(verdicts.values())
    shares = ", ".join(f"{verdict} {verdicts[verdict] / whole:.3f}" for verdict in VERDICTS)
    say(f"{name}: {shares} of {whole}")


def first(verdict: Verdict) -> str:
    """The most likely match, to be told."""
    if not verdict.matches:
        return "-"
    match = verdict.matches[0]
    return f"{match.relation} {match.score} {match.listed.entry.full_title!r}"


Told = Callable[..., None]


def speed(entries: tuple[Listed, ...]) -> DuplicateIndex:
    """Print how long learning and asking take."""
    start = time.perf_counter()
    index = DuplicateIndex(entries)
    index.check("Some paper that nobody wrote yet")
    learnt = time.perf_counter() - start
    took = []
    for title in (HERE / "duplicates_others.txt").read_text().splitlines():
        start = time.perf_counter()
        index.check(title, "https://arxiv.org/abs/2401.99999")
        took.append(time.perf_counter() - start)
    took.sort()
    start = time.perf_counter()
    pairs = index.pairs()
    paired = time.perf_counter() - start
    say(
        f"{len(entries)} entries learnt in {learnt * 1e3:.0f} ms; a check takes"
        f" {statistics.median(took) * 1e3:.2f} ms (99 of 100 below"
        f" {took[len(took) * 99 // 100] * 1e3:.2f} ms); {len(pairs)} pairs in {paired * 1e3:.0f} ms"
    )
    return index


def themselves(index: DuplicateIndex, told: Told) -> None:
    """Every entry asked for by its own title, its own link, and both."""
    for name, asked in (
        ("its own title", lambda e: (e.full_title, "")),
        ("its own link", lambda e: ("", e.url)),
        ("both", lambda e: (e.full_title, e.url)),
    ):
        verdicts: Counter[str] = Counter()
        for listed in index.entries:
            verdict = index.check(*asked(listed.entry))
            verdicts[verdict.verdict] += 1
            if verdict.verdict != "duplicate":
                told("  ", name, asked(listed.entry), verdict.verdict, first(verdict))
        figures(f"every entry by {name}", verdicts)


def without_themselves(entries: tuple[Listed, ...], told: Told) -> None:
    """Every entry asked of the list without it; twins in the list are seen in what is told."""
    verdicts: Counter[str] = Counter()
    for at, listed in enumerate(entries):
        rest = DuplicateIndex(entries[:at] + entries[at + 1 :])
        verdict = rest.check(listed.entry.full_title, listed.entry.url)
        verdicts[verdict.verdict] += 1
        if verdict.verdict != "new":
            told("  ", verdict.verdict, listed.entry.full_title, "->", first(verdict))
    figures("every entry of the list without it", verdicts)


def renamed(entries: tuple[Listed, ...], told: Told) -> None:
    """Papers known under two titles: the one listed, the other asked, and the other way round."""
    own = [listed.entry.full_title for listed in entries]
    known = {title_key(title) for title in own}
    verdicts: Counter[str] = Counter()
    for pair in rows("duplicates_renamed.tsv"):
        for one, other in (pair, pair[::-1]):
            keys = {title_key(one), title_key(other)}
            rest = own if not keys & known else [t for t in own if title_key(t) not in keys]
            verdict = listing([*rest, one]).check(other)
            hit = any(match.listed.entry.full_title == one for match in verdict.matches)
            verdicts[verdict.verdict if hit else "new"] += 1
            if not hit or verdict.verdict == "new":
                told("  ", other, "->", first(verdict), "wanted", one)
    figures("renamed papers, by title alone", verdicts)


def reworded(index: DuplicateIndex, told: Told) -> None:
    """Titles of the list changed by rule."""
    chance = random.Random(7)  # noqa: S311 - repeatable changes
    for name, change in CHANGES.items():
        verdicts: Counter[str] = Counter()
        for title in [listed.entry.full_title for listed in index.entries]:
            named = short_name(title)
            asked = change(named, title[title.find(named) + len(named) :].lstrip(" :–—-"), chance)
            if not named or asked == title:
                continue
            verdict = index.check(asked)
            hit = any(m.listed.entry.full_title == title for m in verdict.matches)
            verdicts[verdict.verdict if hit else "new"] += 1
            if not hit or verdict.verdict == "new":
                told("  ", asked, "->", first(verdict), "wanted", title)
        figures(f"title with {name}", verdicts)


def respelt(name: str, rest: str, chance: random.Random) -> str:
    """Hyphens out, or capitals throughout, or none."""
    forms = [name.replace("-", "")] if "-" in name else [name.upper(), name.lower()]
    return f"{chance.choice(forms)}: {rest}"


def halved(name: str, rest: str, chance: random.Random) -> str:
    """The second half of the subtitle lost."""
    words = rest.split()
    return f"{name}: {' '.join(words[: max(3, 2 * len(words) // 3)])}"


def begun(name: str, rest: str, chance: random.Random) -> str:
    """The first half, as it is typed from memory."""
    words = rest.split()
    return f"{name} {' '.join(words[: max(3, len(words) // 2)])}"


def turned(name: str, rest: str, chance: random.Random) -> str:
    """The halves of the subtitle exchanged."""
    words = rest.split()
    half = len(words) // 2
    return f"{name}: {' '.join(words[half:] + words[:half])}"


def misspelt(name: str, rest: str, chance: random.Random) -> str:
    """One letter lost."""
    at = chance.randrange(max(1, len(rest) - 1))
    return f"{name}: {rest[:at]}{rest[at + 1 :]}"


CHANGES: dict[str, Callable[[str, str, random.Random], str]] = {
    "its name dropped": lambda name, rest, chance: rest,
    "another name": lambda name, rest, chance: f"Zorblax: {rest}",
    "its name at the end": lambda name, rest, chance: f"{rest} with {name}",
    "its name respelt": respelt,
    "a shorter subtitle": halved,
    "its beginning alone, without a colon": begun,
    "its words reordered": turned,
    "a letter lost": misspelt,
}


def alike(told: Told) -> None:
    """Two papers that look alike, the one listed, the other asked."""
    verdicts: Counter[str] = Counter()
    for pair in rows("duplicates_alike.tsv"):
        for one, other in (pair, pair[::-1]):
            verdict = listing([one]).check(other)
            verdicts[verdict.verdict] += 1
            if verdict.verdict != "new":
                told("  ", verdict.verdict, other, "->", first(verdict))
    figures("other papers chosen for looking alike", verdicts)


def others(index: DuplicateIndex, told: Told) -> None:
    """Papers that are not listed."""
    verdicts: Counter[str] = Counter()
    for title in (HERE / "duplicates_others.txt").read_text().splitlines():
        verdict = index.check(title)
        verdicts[verdict.verdict] += 1
        if verdict.verdict != "new":
            told("  ", verdict.verdict, title, "->", first(verdict))
    figures("other papers of the field", verdicts)


def labelled(index: DuplicateIndex, path: Path, told: Told) -> None:
    """Rows with a label."""
    verdicts: dict[str, Counter[str]] = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        verdict = index.check(row["title"] or "", row["url"] or "")
        verdicts.setdefault(row["label"], Counter())[verdict.verdict] += 1
        if {"positive": "duplicate", "positive-hard": "possible"}.get(
            row["label"], "new"
        ) != verdict.verdict:
            told("  ", row["label"], verdict.verdict, row["title"], "->", first(verdict))
    for label, counted in sorted(verdicts.items()):
        figures(f"labelled {label}", counted)


def rows(name: str) -> Iterator[tuple[str, str]]:
    """The pairs of one file."""
    for line in (HERE / name).read_text().splitlines():
        one, _, other = line.partition("\t")
        yield one, other


if __name__ == "__main__":
    main()
