"""How good `suggest_section` is: python tests/benchmarks/placement.py [LIST.md] [options].

Not a test: it prints figures. Leave-one-out on a list (the bundled one by default): each entry is
taken out, the rest is learnt, and the entry's section is asked for. With `--history FILE` the
recorded additions to a list are replayed in order, each asked of the list as it then stood.
Printed: how often the first and the first three suggestions are right, the mean over sections of
the first (macro recall), and whether a confidence of 0.8 is right 8 times in 10.

`--fit` prints what a conditional logit would make of `WEIGHTS`, from leave-one-out with and
without section names and from the history, if given.
"""

import argparse
import json
import lzma
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from pathlib import Path

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.page.item import read_item
from llmsys_mcp.services import suggest
from llmsys_mcp.services.suggest import Placement, SectionInfo

BUNDLED = Path(suggest.__file__).parents[1] / "lists" / "llmsys"
BANDS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
FIRST_STEP = 49
"""Of the history that the fit uses: before it the list had few sections."""


@dataclass(frozen=True, slots=True)
class Case:
    """A paper, where its maintainers put it, and what had been learnt before."""

    placement: Placement
    title: str
    url: str
    section: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was suggested for a case."""

    wanted: str
    sections: tuple[str, ...]
    confidence: float
    """Of the first."""


def read_list(text: str) -> PaperList:
    """The list of one page."""
    return PaperList((Page("README.md", parse(text)),))


def sections_of(papers: PaperList) -> list[SectionInfo]:
    """What `Placement.learn` wants to know of the sections."""
    return [SectionInfo(p.section.path, len(p.section.entries)) for p in papers.places]


def leave_one_out(papers: PaperList, rules: str, *, anonymous: bool = False) -> Iterator[Case]:
    """Every entry, asked of the list without it; `anonymous` hides the sections' names."""
    entries, sections = papers.entries, sections_of(papers)
    if anonymous:
        names = {section.path: f"Area {at}" for at, section in enumerate(sections)}
        sections = [SectionInfo(names[s.path], s.entries) for s in sections]
        entries = tuple(
            one._replace(entry=one.entry._replace(section=names[one.entry.section]))
            for one in entries
            if one.entry.section
        )
        rules = ""
    for at, one in enumerate(entries):
        rest = entries[:at] + entries[at + 1 :]
        learnt = Placement.learn(rest, sections, rules)
        yield Case(learnt, one.entry.full_title, one.entry.url, one.entry.section)


def replay(path: Path, rules: str, first: int = 0, *, frozen: int | None = None) -> Iterator[Case]:
    """Recorded additions from step `first` on; with `frozen`, asked of the list at that step.

    An addition whose section was made in the same step is left out, with `frozen` also one whose
    section is not there yet.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        steps = [json.loads(line) for line in lines]
    learnt: Placement | None = None
    known: set[str] = set()
    for step in steps[first if frozen is None else frozen :]:
        asked = [added for added in step["added"] if added["section_known"]]
        if asked and (learnt is None or frozen is None):
            papers = read_list(step["before"])
            learnt = Placement.learn(papers.entries, sections_of(papers), rules)
            known = {place.section.path for place in papers.places}
        for added in asked:
            fields = read_item(added["text"].lstrip(" -*\t"))
            if learnt and fields and added["section"] in known:
                title = fields.title + (f": {fields.description}" if fields.description else "")
                title += f" – {fields.date}" if fields.date else ""
                yield Case(learnt, title, fields.url, added["section"])


def answers(cases: Iterable[Case]) -> list[Answer]:
    """Ask."""
    found = []
    for case in cases:
        said = case.placement.suggest(case.title, url=case.url)
        sections = tuple(one.section for one in said)
        found.append(Answer(case.section, sections, said[0].confidence))
    return found


def figures(found: Sequence[Answer]) -> str:
    """Top-1, top-3 and macro recall."""
    first = sum(one.sections[0] == one.wanted for one in found) / len(found)
    three = sum(one.wanted in one.sections[:3] for one in found) / len(found)
    by_section: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        by_section[one.wanted].append(one.sections[0] == one.wanted)
    macro = sum(sum(hits) / len(hits) for hits in by_section.values()) / len(by_section)
    return f"n {len(found)}  top-1 {first:.3f}  top-3 {three:.3f}  macro recall {macro:.3f}"


def reliability(found: Sequence[Answer]) -> str:
    """Confidence said, how many, how often right; and the mean distance of the two."""
    lines = ["confidence      n   said  right"]
    gap = 0.0
    for low, high in pairwise(BANDS):
        band = [one for one in found if low <= one.confidence < high]
        if band:
            said = sum(one.confidence for one in band) / len(band)
            right = sum(one.sections[0] == one.wanted for one in band) / len(band)
            gap += abs(said - right) * len(band) / len(found)
            lines.append(f"{low:.2f}-{min(high, 1):.2f} {len(band):6}   {said:.2f}   {right:.2f}")
    return "\n".join([*lines, f"expected calibration error {gap:.3f}"])


def speed(papers: PaperList, rules: str) -> str:
    """Milliseconds to learn the list anew after an edit, and to answer for a new paper."""
    started = time.perf_counter()
    learnt = Placement.learn(papers.entries, sections_of(papers), rules)
    again = time.perf_counter()
    for one in papers.entries:
        learnt.suggest(f"{one.entry.full_title} again", url=one.entry.url)
    ended = time.perf_counter()
    each = 1e3 * (ended - again) / len(papers.entries)
    return f"learning anew {1e3 * (again - started):.0f} ms, a suggestion {each:.2f} ms"


Sample = tuple[list[tuple[tuple[str, float], ...]], int]
"""Evidence of each section, and which section is right."""


def fit(papers: PaperList, rules: str, history: Path | None) -> dict[str, float]:
    """`WEIGHTS` as a conditional logit would have them, drawn towards what they are."""
    cases = [*leave_one_out(papers, rules), *leave_one_out(papers, rules, anonymous=True)]
    if history:
        cases += replay(history, rules, FIRST_STEP)
    samples: list[Sample] = []
    for case in cases:
        evidence = case.placement.evidence(case.title, case.url)
        if case.section in evidence:
            wanted = list(evidence).index(case.section)
            samples.append(([tuple(each.items()) for each in evidence.values()], wanted))
    return descend(samples)


def descend(samples: Sequence[Sample], pull: float = 5.0, rounds: int = 150) -> dict[str, float]:
    """Gradient descent (Adam) on the log loss and `pull` times the squared change."""
    weights = dict(suggest.WEIGHTS)
    first = dict.fromkeys(weights, 0.0)
    second = dict.fromkeys(weights, 0.0)
    for step in range(1, rounds + 1):
        slope = {name: pull * (w - suggest.WEIGHTS[name]) for name, w in weights.items()}
        for sections, wanted in samples:
            scores = [sum(weights[name] * v for name, v in section) for section in sections]
            top = max(scores)
            powers = [exp(score - top) for score in scores]
            whole = sum(powers)
            for at, section in enumerate(sections):
                error = powers[at] / whole - (at == wanted)
                if abs(error) > 1e-3:
                    for name, value in section:
                        slope[name] += error * value
        for name, total in slope.items():
            mean = total / len(samples)
            first[name] = 0.9 * first[name] + 0.1 * mean
            second[name] = 0.99 * second[name] + 0.01 * mean * mean
            size = (second[name] / (1 - 0.99**step)) ** 0.5 + 1e-6
            weights[name] -= 0.02 * first[name] / (1 - 0.9**step) / size
    return weights


def misses(cases: Sequence[Case], found: Sequence[Answer]) -> Iterator[str]:
    """Every case whose first suggestion is wrong."""
    for case, one in zip(cases, found, strict=True):
        if one.sections[0] != one.wanted:
            yield f"{one.confidence:.2f} {one.sections[0]} | wanted {one.wanted} | {case.title}"


def main() -> None:
    """Run from the shell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("list", nargs="?", type=Path, default=BUNDLED / "README.md")
    options.add_argument("--rules", type=Path, default=BUNDLED / "CLAUDE.md")
    options.add_argument("--history", type=Path, help="recorded additions, JSON lines, .xz")
    options.add_argument("--from-step", type=int, default=0, help="replay from this step on")
    options.add_argument("--frozen", type=int, help="learn at this step only, ask for all later")
    options.add_argument("--anonymous", action="store_true", help="section names say nothing")
    options.add_argument("--fit", action="store_true", help="print the weights a fit would have")
    options.add_argument("-v", action="store_true", help="print every miss first")
    chosen = options.parse_args()
    rules = chosen.rules.read_text("utf-8")
    papers = read_list(chosen.list.read_text("utf-8"))
    if chosen.fit:
        fitted = fit(papers, rules, chosen.history).items()
        lines = [f'"{name}": {w:.2f},  # now {suggest.WEIGHTS[name]}' for name, w in fitted]
    else:
        if chosen.history:
            cases = list(replay(chosen.history, rules, chosen.from_step, frozen=chosen.frozen))
        else:
            cases = list(leave_one_out(papers, rules, anonymous=chosen.anonymous))
        found = answers(cases)
        lines = [*(misses(cases, found) if chosen.v else ()), figures(found), reliability(found)]
        lines += [] if chosen.history else [speed(papers, rules)]
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
