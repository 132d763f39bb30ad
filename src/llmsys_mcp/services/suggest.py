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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import islice
from math import exp, log
from operator import mul

from llmsys_mcp.core import subjects
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.subjects.classifier import Classifier
from llmsys_mcp.core.subjects.guidelines import section_descriptions
from llmsys_mcp.core.subjects.link_kind import NO_LINK
from llmsys_mcp.core.subjects.numbered import Numbered
from llmsys_mcp.core.subjects.profile import Paper, Section, read_paper, read_sections
from llmsys_mcp.services.reasons import Grounds, reason, telling_words

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


@dataclass(frozen=True)
class Placement:
    """What one state of the list teaches. Immutable."""

    _entries: Mapping[int, Listed]
    """By number, in list order."""
    _numbered: Numbered
    _sections: Sequence[Section]
    _classifier: Classifier

    @classmethod
    def learn(
        cls,
        entries: Sequence[Listed],
        sections: Sequence[SectionInfo],
        rules: str,
        earlier: "Placement | None" = None,
    ) -> "Placement":
        """Learn from the list's entries, its sections and the text of its rules file.

        What `earlier`, learnt from most of the entries, has of them is not learnt again.
        """
        listed = [one for one in entries if one.entry.section]
        known = _NOTHING if earlier is None else earlier
        numbered = known._numbered.after_edit([one.entry for one in listed])
        members: dict[str, list[int]] = {section.path: [] for section in sections}
        for number, (_, label) in numbered.documents.items():
            members.setdefault(label, []).append(number)
        described = section_descriptions(rules, tuple(members))
        return cls(
            dict(zip(numbered.papers, listed, strict=True)),
            numbered,
            read_sections(members, numbered.papers, described, known._sections),
            Classifier(numbered.documents, known._classifier),
        )

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
        words = telling_words(paper)
        return tuple(
            self._suggestion(paper, words, at, near, sure[at], self._rival(place, ranked, sure))
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
        for number in nlargest(_NEIGHBOURS, near, key=near.__getitem__):
            path = self._entries[number].entry.section
            neighbours[path] = neighbours.get(path, 0.0) + near[number]
        kin = self._kin(paper)
        named = self._classifier.overlaps(
            paper.terms, [section.terms for section in self._sections]
        )
        strengths = {name: found.value for name, found in paper.strengths.items()}
        links = self._link_ratios(paper.link)
        for section, share, link in zip(self._sections, named, links, strict=True):
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
        said = sum(self._classifier.surprise(term, section.path) for term in shared)
        return min(said, _RULED_MOST)

    @cached_property
    def _series(self) -> dict[str, dict[str, str]]:
        """Series → names of its papers, each with the section of the last one so called."""
        found: dict[str, dict[str, str]] = {}
        held = zip(self._numbered.papers.values(), self._numbered.documents.values(), strict=True)
        for paper, (_, label) in held:
            found.setdefault(paper.series, {})[paper.name] = label
        return found

    def _kin(self, paper: Paper) -> frozenset[str]:
        """Sections that hold another version of the paper's system."""
        versions = self._series.get(paper.series, {}) if paper.series else {}
        return frozenset(path for name, path in versions.items() if name != paper.name)

    def _link_ratios(self, kind: str) -> Sequence[float]:
        """For each section the log of how much more usual the kind of link is than in the list.

        No link tells nothing: a caller may have left it out.
        """
        if (known := self._of_links.get(kind)) is None:
            everywhere = sum(section.links.get(kind, 0) for section in self._sections)
            usual = (everywhere + _LINKS_SEEN) / max(1, len(self._entries))
            self._of_links[kind] = known = [
                _link_ratio(section, kind, usual) if section.members and kind != NO_LINK else 0.0
                for section in self._sections
            ]
        return known

    @cached_property
    def _of_links(self) -> dict[str, Sequence[float]]:
        """What `_link_ratios` said already, by kind: there are not many."""
        return {}

    def _suggestion(
        self,
        paper: Paper,
        words: Mapping[str, str],
        at: int,
        near: Mapping[int, float],
        confidence: float,
        rival: str,
    ) -> Suggestion:
        section = self._sections[at]
        members = section.members
        found = [number for number in members if number in near]
        examples = nlargest(_EXAMPLES, found, key=near.__getitem__)
        alike = [(self._entries[number].entry.title, near[number]) for number in examples]
        latest = (number for number in reversed(members) if number not in examples)
        examples += islice(latest, max(0, _EXAMPLES_LEAST - len(examples)))
        ground = Grounds(
            paper=paper,
            words=words,
            section=section,
            telling=self._classifier.telling(paper.terms, section.path),
            usual_link=self._link_ratios(paper.link)[at] > _USUAL_LINK,
            is_version=section.path in self._kin(paper),
            near=alike,
            listed=len(self._entries),
            rival=rival,
        )
        return Suggestion(
            section=section.path,
            confidence=confidence,
            reason=reason(ground),
            examples=tuple(self._entries[number] for number in examples),
        )

    def _rival(self, place: int, ranked: Sequence[int], sure: Sequence[float]) -> str:
        """Title of the section that the one at `place` barely beats or loses to, else empty."""
        other = 1 if place == 0 else 0
        if other >= len(ranked) or sure[ranked[0]] - sure[ranked[max(place, other)]] > _CLOSE:
            return ""
        return self._sections[ranked[other]].title


_NOTHING = Placement({}, Numbered(), (), Classifier({}))
"""What no list teaches."""


def _link_ratio(section: Section, kind: str, usual: float) -> float:
    here = section.links.get(kind, 0) + _SECTION_SEEN * usual
    return log(here / (len(section.members) + _SECTION_SEEN) / usual)


_BOUND = {
    one.name: (f"has {subjects.kind(one.name)}", f"lacks {subjects.kind(one.name)}")
    for one in (*subjects.TOPICS, *subjects.FORMS)
}
"""Subject → what it is called to have it and to lack it."""


def _add_subjects(
    found: dict[str, float], section: Section, strengths: Mapping[str, float]
) -> None:
    """Add to `found` what the paper's subjects say for the section and against it."""
    about, also = section.about, section.also
    for name, firmly in about.items():
        strength, (has, lacks) = strengths.get(name, 0.0), _BOUND[name]
        found[has] = found.get(has, 0.0) + firmly * strength
        found[lacks] = found.get(lacks, 0.0) + firmly * (1.0 - strength)
    most = max([strengths.get(name, 0.0) for name in also], default=0.0)
    if about:
        found["also"] = most
    else:
        found["only also"], found["lacks also"] = most, 1.0 - most
    beside = [
        strength
        for name, strength in strengths.items()
        if name not in about and name not in also and name not in subjects.PHASES
    ]
    found["beside"] = max(beside, default=0.0)


def _total(evidence: Mapping[str, float]) -> float:
    return sum(map(mul, map(WEIGHTS.__getitem__, evidence), evidence.values()))


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores, default=0.0)
    powers = [exp(score - top) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]
