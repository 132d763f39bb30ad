"""What speaks for each section of a list and against it, learnt from the list as it stands.

Each section gets a score that is a sum of evidence.

- `has …`, `lacks …`: a section is bound to subjects by its own name, less by the names above it
  (`core/subjects/profile.py`). Each adds what the paper's words and link say for it and takes away
  what they leave open (`core/subjects/evidence.py`). A form (survey, framework) weighs more than a
  topic, and a topic more than training and serving, which most papers speak of.
- `also`: the strongest subject among those the rules file adds in its description of the section.
  A description lists what may be there, so a missing one takes nothing away, unless there is
  nothing else to go by (`only also`, `lacks also`).
- `words`: naive Bayes over the titles listed there. The subjects found count as words too, so a
  section whose name says nothing still learns what it is about.
- `neighbours`: cosine to the eight listed titles most like this one.
- `series`: an entry of the section is another version of the paper's system.
- `link`: how usual this kind of link (paper, repository, page …) is in the section.
- `size`: log of its number of entries.
- `named`: words of the title that stand in the section's name or description.
- `ruled`: words of the title that the description names and the rest of the list hardly knows, in
  nats of how much likelier they are here. So rules lift a section in any field of science.
- `beside`: the strongest subject of the paper that the section is not about.
- `empty`: it holds nothing yet.

A section that no subject is bound to is judged by the list alone, with weights of its own
(`free …`). The weights were set by reason and kept where a fit agreed: the figures of
`tests/benchmarks/placement.py` hardly move when one is changed by a third, and its `--fit` prints
what a conditional logit over leave-one-out and the list's history would make of them. The same
script prints how often the first and the first three suggestions are right, and how true the
confidence is.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nlargest
from math import log

from llmsys_mcp.core import subjects
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.subjects.classifier import Classifier
from llmsys_mcp.core.subjects.guidelines import section_descriptions
from llmsys_mcp.core.subjects.link_kind import NO_LINK
from llmsys_mcp.core.subjects.papers import Papers
from llmsys_mcp.core.subjects.profile import Paper, Section, read_sections

WEIGHTS = {
    "has phase": 2.75,
    "lacks phase": -0.5,
    "has topic": 4.0,
    "lacks topic": -1.7,
    "has form": 5.0,
    "lacks form": -2.0,
    "also": 1.0,
    "only also": 3.2,
    "lacks also": -1.3,
    "beside": -0.7,
    "named": 1.0,
    "ruled": 0.8,
    "words": 0.05,
    "neighbours": 0.6,
    "series": 2.0,
    "link": 0.25,
    "size": 0.6,
    "empty": -1.0,
    "free named": 2.0,
    "free ruled": 0.8,
    "free words": 0.15,
    "free neighbours": 1.0,
    "free series": 2.0,
    "free link": 0.7,
    "free size": 0.9,
    "free empty": -1.0,
}
"""What each evidence is worth, in nats per unit."""

_NEIGHBOURS = 8
"""Listed titles whose nearness counts."""
_RULED_MOST = 7.0
"""Nats that the rules' words can tell at most: they may be wrong."""
_LINKS_SEEN, _SECTION_SEEN = 0.3, 2.0
"""Smoothing of link kinds: of the whole list, and entries every section is thought to have."""
_BOUND = {
    one.name: (f"has {subjects.kind(one.name)}", f"lacks {subjects.kind(one.name)}")
    for one in (*subjects.TOPICS, *subjects.FORMS)
}
"""Subject → what it is called to have it and to lack it."""


@dataclass(frozen=True, slots=True)
class SectionInfo:
    """A section of the list."""

    path: str
    """Titles from the top, joined by ` > `."""
    entries: int = 0
    """Entries that stand in it and in no section below."""


@dataclass(frozen=True)
class Lessons:
    """What one state of a list teaches; as it is made, what a list without entries does."""

    entries: Mapping[int, Listed] = field(default_factory=dict)
    """Those that stand in a section, by number, in list order."""
    sections: Sequence[Section] = ()
    """Those that a paper may go to; members by number."""
    classifier: Classifier = field(default_factory=lambda: Classifier({}))
    """Of the entries' titles."""
    _papers: Papers = field(default_factory=Papers)
    _ratios: dict[str, Sequence[float]] = field(default_factory=dict, init=False)
    """What `link_ratios` said already, by kind: there are few."""

    def after_edit(
        self, entries: Sequence[Listed], sections: Sequence[SectionInfo], rules: str
    ) -> "Lessons":
        """What these entries teach, most of which are here; what is known of them is kept."""
        listed = [one for one in entries if one.entry.section]
        papers = self._papers.after_edit([one.entry for one in listed])
        members = defaultdict[str, list[int]](list, {section.path: [] for section in sections})
        for number, (_, label) in papers.documents.items():
            members[label].append(number)
        described = section_descriptions(rules, tuple(members))
        return Lessons(
            dict(zip(papers.papers, listed, strict=True)),
            read_sections(members, papers.papers, described, self.sections),
            Classifier(papers.documents, self.classifier),
            papers,
        )

    def evidence(self, paper: Paper, near: Mapping[int, float]) -> Iterator[dict[str, float]]:
        """The evidence for each section; `near`: cosines to the entries that are alike."""
        ratios = self.classifier.log_ratios(paper.terms)
        neighbours: dict[str, float] = {}
        for number in nlargest(_NEIGHBOURS, near, key=near.__getitem__):
            path = self.entries[number].entry.section
            neighbours[path] = neighbours.get(path, 0.0) + near[number]
        kin = self.kin(paper)
        named = self.classifier.overlaps(paper.terms, [section.terms for section in self.sections])
        strengths = {name: found.value for name, found in paper.strengths.items()}
        links = self.link_ratios(paper.link)
        for section, share, link in zip(self.sections, named, links, strict=True):
            found = {
                "series": float(section.path in kin),
                "words": ratios.get(section.path, 0.0),
                "neighbours": neighbours.get(section.path, 0.0),
                "size": log(len(section.members) + 1.0),
                "link": link,
                "named": share,
                "ruled": self._ruled(section, paper.terms),
                "empty": 0.0 if section.members else 1.0,
            }
            if section.about or section.also:
                _add_subjects(found, section, strengths)
                yield found
            else:
                yield {f"free {name}": value for name, value in found.items()}

    def _ruled(self, section: Section, terms: Sequence[str]) -> float:
        """What the rules say of the section in the paper's own words."""
        if section.ruled.isdisjoint(terms):
            return 0.0
        shared = (term for term in terms if term in section.ruled)
        said = sum(self.classifier.surprise(term, section.path) for term in shared)
        return min(said, _RULED_MOST)

    @cached_property
    def _series(self) -> dict[str, dict[str, str]]:
        """Series → names of its papers, each with the section of the last one so called."""
        found: dict[str, dict[str, str]] = {}
        held = zip(self._papers.papers.values(), self._papers.documents.values(), strict=True)
        for paper, (_, label) in held:
            found.setdefault(paper.series, {})[paper.name] = label
        return found

    def kin(self, paper: Paper) -> frozenset[str]:
        """Sections that hold another version of the paper's system."""
        versions = self._series.get(paper.series, {}) if paper.series else {}
        return frozenset(path for name, path in versions.items() if name != paper.name)

    def link_ratios(self, kind: str) -> Sequence[float]:
        """For each section the log of how much more usual the kind of link is than in the list.

        No link tells nothing: a caller may have left it out, and a list that names its entries
        by keys has hardly any. So entries without one do not count.
        """
        if (known := self._ratios.get(kind)) is None:
            everywhere = sum(section.links.get(kind, 0) for section in self.sections)
            linked = sum(section.linked for section in self.sections)
            usual = (everywhere + _LINKS_SEEN) / (linked + _LINKS_SEEN)
            self._ratios[kind] = known = [
                _link_ratio(section, kind, usual) if section.members and kind != NO_LINK else 0.0
                for section in self.sections
            ]
        return known


def _link_ratio(section: Section, kind: str, usual: float) -> float:
    here = section.links.get(kind, 0) + _SECTION_SEEN * usual
    return log(here / (section.linked + _SECTION_SEEN) / usual)


def _add_subjects(
    found: dict[str, float], section: Section, strengths: Mapping[str, float]
) -> None:
    """Add to `found` what the paper's subjects say for the section and against it."""
    about, also = section.about, section.also
    for name, firmly in about.items():
        strength, (has, lacks) = strengths.get(name, 0.0), _BOUND[name]
        found[has] = found.get(has, 0.0) + firmly * strength
        found[lacks] = found.get(lacks, 0.0) + firmly * (1.0 - strength)
    most = max([strengths.get(name, 0.0) for name in also]) if also else 0.0
    if about:
        found["also"] = most
    else:
        found["only also"], found["lacks also"] = most, 1.0 - most
    beside = strengths.keys() - about.keys() - also - subjects.PHASES
    found["beside"] = max(map(strengths.__getitem__, beside), default=0.0)


def total(evidence: Mapping[str, float]) -> float:
    """What it is worth, in nats."""
    return sum([WEIGHTS[name] * value for name, value in evidence.items()])
