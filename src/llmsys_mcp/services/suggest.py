"""Where a paper belongs, learnt from the list as it stands.

Each section gets a score that is a sum of evidence; a softmax of the scores is the confidence.

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

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from math import exp, log

from llmsys_mcp.core import subjects
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.subjects.classifier import Classifier
from llmsys_mcp.core.subjects.evidence import is_dated
from llmsys_mcp.core.subjects.guidelines import section_descriptions
from llmsys_mcp.core.subjects.link_kind import NO_LINK
from llmsys_mcp.core.subjects.profile import Paper, Section, read_paper, read_sections
from llmsys_mcp.services.reasons import Grounds, reason

__all__ = ["Placement", "SectionInfo", "Suggestion", "section_descriptions"]

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
_EXAMPLES, _EXAMPLES_LEAST = 3, 2
"""Entries given as examples of a section, at most and where it has so many."""
_CLOSE = 0.15
"""Difference of confidence up to which two sections are a close call."""
_USUAL_LINK = 0.7
"""Log ratio from which the kind of link is given as a reason: twice as usual as elsewhere."""
_LINKS_SEEN, _SECTION_SEEN = 0.3, 2.0
"""Smoothing of link kinds: of the whole list, and entries every section is thought to have."""


@dataclass(frozen=True, slots=True)
class SectionInfo:
    """A section of the list."""

    path: str
    """Titles from the top, joined by ` > `."""
    entries: int = 0
    """Entries that stand in it and in no section below."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A section that a paper may belong to."""

    section: str
    """Its path."""
    confidence: float
    """How likely the maintainers would choose it, from 0 to 1."""
    reason: str
    """What decided, for a person to check; one line without control characters."""
    examples: tuple[Listed, ...]
    """Two or three entries of the section, the nearest first, then the latest."""


class Placement:
    """What one state of the list teaches. Immutable."""

    def __init__(
        self,
        entries: Sequence[Listed],
        sections: Sequence[Section],
        classifier: Classifier,
        series: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._entries = entries
        self._sections = sections
        self._classifier = classifier
        self._series = series
        self._links = sum((Counter(section.links) for section in sections), Counter[str]())

    @classmethod
    def learn(
        cls, entries: Sequence[Listed], sections: Sequence[SectionInfo], rules: str
    ) -> "Placement":
        """Learn from the list's entries, its sections and the text of its rules file."""
        listed = [one for one in entries if one.entry.section]
        papers = [
            read_paper(
                one.entry.full_title, url=one.entry.url, dated=any(map(is_dated, one.entry.extras))
            )
            for one in listed
        ]
        members: dict[str, list[int]] = {section.path: [] for section in sections}
        for index, one in enumerate(listed):
            members.setdefault(one.entry.section, []).append(index)
        places = read_sections(members, papers, section_descriptions(rules, tuple(members)))
        labels = [one.entry.section for one in listed]
        documents = [(paper.terms, label) for paper, label in zip(papers, labels, strict=True)]
        series: dict[str, dict[str, str]] = {}
        for paper, label in zip(papers, labels, strict=True):
            series.setdefault(paper.series, {})[paper.name] = label
        return cls(listed, places, Classifier(documents), series)

    def suggest(
        self, title: str, abstract: str = "", url: str = "", venue: str = "", limit: int = 3
    ) -> tuple[Suggestion, ...]:
        """The sections that fit best, at most `limit`, best first; none when there is no section.

        More than the title is a help, never needed. Any text will do.
        """
        paper = read_paper(title, abstract, url, venue)
        near = self._classifier.similarities(paper.terms)
        scores = [_total(evidence) for evidence in self._evidence(paper, near)]
        sure = _softmax(scores)
        ranked = sorted(range(len(scores)), key=lambda at: -scores[at])
        return tuple(
            self._suggestion(paper, at, near, sure[at], self._rival(place, ranked, sure))
            for place, at in enumerate(ranked[:limit])
        )

    def evidence(self, title: str, url: str = "") -> dict[str, dict[str, float]]:
        """The evidence for each section, by path; times `WEIGHTS` and summed it is the score."""
        paper = read_paper(title, url=url)
        near = self._classifier.similarities(paper.terms)
        paths = (section.path for section in self._sections)
        return dict(zip(paths, self._evidence(paper, near), strict=True))

    def _evidence(self, paper: Paper, near: Mapping[int, float]) -> Iterator[dict[str, float]]:
        ratios = self._classifier.log_ratios(paper.terms)
        neighbours: dict[str, float] = {}
        for index in nlargest(_NEIGHBOURS, near, key=near.__getitem__):
            path = self._entries[index].entry.section
            neighbours[path] = neighbours.get(path, 0.0) + near[index]
        kin = self._kin(paper)
        named = self._classifier.overlaps(
            paper.terms, [section.terms for section in self._sections]
        )
        for section, share in zip(self._sections, named, strict=True):
            found = {
                "series": float(section.path in kin),
                "words": ratios.get(section.path, 0.0),
                "neighbours": neighbours.get(section.path, 0.0),
                "size": log(len(section.members) + 1.0),
                "link": self._link_ratio(section, paper.link),
                "named": share,
                "ruled": self._ruled(section, paper.terms),
                "empty": 0.0 if section.members else 1.0,
            }
            if section.about or section.also:
                yield found | _subject_evidence(section, paper)
            else:
                yield {f"free {name}": value for name, value in found.items()}

    def _ruled(self, section: Section, terms: Sequence[str]) -> float:
        """What the rules say of the section in the paper's own words."""
        shared = (term for term in terms if term in section.ruled)
        said = sum(self._classifier.surprise(term, section.path) for term in shared)
        return min(said, _RULED_MOST)

    def _kin(self, paper: Paper) -> frozenset[str]:
        """Sections that hold another version of the paper's system."""
        versions = self._series.get(paper.series, {}) if paper.series else {}
        return frozenset(path for name, path in versions.items() if name != paper.name)

    def _link_ratio(self, section: Section, kind: str) -> float:
        """Log of how much more usual the kind of link is in the section than in the list.

        No link tells nothing: a caller may have left it out.
        """
        if not section.members or kind == NO_LINK:
            return 0.0
        usual = (self._links[kind] + _LINKS_SEEN) / len(self._entries)
        here = section.links.get(kind, 0) + _SECTION_SEEN * usual
        return log(here / (len(section.members) + _SECTION_SEEN) / usual)

    def _suggestion(
        self, paper: Paper, at: int, near: Mapping[int, float], confidence: float, rival: str
    ) -> Suggestion:
        section = self._sections[at]
        members = section.members
        found = (index for index in members if index in near)
        examples = nlargest(_EXAMPLES, found, key=near.__getitem__)
        alike = [(self._entries[index].entry.title, near[index]) for index in examples]
        latest = (index for index in reversed(members) if index not in examples)
        examples += islice(latest, max(0, _EXAMPLES_LEAST - len(examples)))
        ground = Grounds(
            paper=paper,
            section=section,
            telling=self._classifier.telling(paper.terms, section.path),
            usual_link=self._link_ratio(section, paper.link) > _USUAL_LINK,
            is_version=section.path in self._kin(paper),
            near=alike,
            listed=len(self._entries),
            rival=rival,
        )
        return Suggestion(
            section=section.path,
            confidence=confidence,
            reason=reason(ground),
            examples=tuple(self._entries[index] for index in examples),
        )

    def _rival(self, place: int, ranked: Sequence[int], sure: Sequence[float]) -> str:
        """Title of the section that the one at `place` barely beats or loses to, else empty."""
        other = 1 if place == 0 else 0
        if other >= len(ranked) or sure[ranked[0]] - sure[ranked[max(place, other)]] > _CLOSE:
            return ""
        return self._sections[ranked[other]].title


def _subject_evidence(section: Section, paper: Paper) -> dict[str, float]:
    strengths = {name: found.value for name, found in paper.strengths.items()}
    found: dict[str, float] = {}
    for name, firmly in section.about.items():
        strength, kind = strengths.get(name, 0.0), subjects.kind(name)
        found[f"has {kind}"] = found.get(f"has {kind}", 0.0) + firmly * strength
        found[f"lacks {kind}"] = found.get(f"lacks {kind}", 0.0) + firmly * (1.0 - strength)
    also = max((strengths.get(name, 0.0) for name in section.also), default=0.0)
    if section.about:
        found["also"] = also
    else:
        found |= {"only also": also, "lacks also": 1.0 - also}
    beside = (
        strength
        for name, strength in strengths.items()
        if name not in section.about and name not in section.also and name not in subjects.PHASES
    )
    return found | {"beside": max(beside, default=0.0)}


def _total(evidence: Mapping[str, float]) -> float:
    return sum(WEIGHTS[name] * value for name, value in evidence.items())


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores, default=0.0)
    powers = [exp(score - top) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]
