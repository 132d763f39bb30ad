"""Where a paper belongs, learnt from the list as it stands.

Each section gets a score (`services/weighing.py`); a softmax of the scores is the confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from math import exp

from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.subjects.guidelines import section_descriptions
from llmsys_mcp.core.subjects.profile import Paper, read_paper
from llmsys_mcp.services.reasons import Grounds, reason, telling_words
from llmsys_mcp.services.weighing import WEIGHTS, Lessons, SectionInfo, total

__all__ = ["WEIGHTS", "Placement", "SectionInfo", "Suggestion", "section_descriptions"]

_EXAMPLES, _EXAMPLES_LEAST = 3, 2
"""Entries given as examples of a section, at most and where it has so many."""
_CLOSE = 0.15
"""Difference of confidence up to which two sections are a close call."""
_USUAL_LINK = 0.7
"""Log ratio from which the kind of link is given as a reason: twice as usual as elsewhere."""


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """The paper in question."""

    paper: Paper
    words: Mapping[str, str]
    """Of its title, those that can be a reason."""
    near: Mapping[int, float]
    """Number of each entry that is alike → cosine."""


@dataclass(frozen=True)
class Placement:
    """Where papers go, as one state of the list teaches it. Immutable."""

    _lessons: Lessons

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
        known = Lessons() if earlier is None else earlier._lessons
        return cls(known.after_edit(entries, sections, rules))

    def suggest(
        self, title: str, abstract: str = "", url: str = "", venue: str = "", limit: int = 3
    ) -> tuple[Suggestion, ...]:
        """The sections that fit best, at most `limit`, best first; none when there is no section.

        More than the title is a help, never needed. Any text will do.
        """
        paper = read_paper(title, abstract, url, venue)
        near = self._lessons.classifier.similarities(paper.terms)
        scores = [total(evidence) for evidence in self._lessons.evidence(paper, near)]
        sure = _softmax(scores)
        ranked = sorted(range(len(scores)), key=lambda at: -scores[at])
        asked = _Asked(paper, telling_words(paper), near)
        return tuple(
            self._suggestion(asked, at, sure[at], self._rival(place, ranked, sure))
            for place, at in enumerate(ranked[:limit])
        )

    def evidence(self, title: str, url: str = "") -> dict[str, dict[str, float]]:
        """The evidence for each section, by path; times `WEIGHTS` and summed it is the score."""
        paper = read_paper(title, url=url)
        near = self._lessons.classifier.similarities(paper.terms)
        paths = (section.path for section in self._lessons.sections)
        return dict(zip(paths, self._lessons.evidence(paper, near), strict=True))

    def _suggestion(self, asked: _Asked, at: int, confidence: float, rival: str) -> Suggestion:
        lessons, paper, near = self._lessons, asked.paper, asked.near
        section, entries = lessons.sections[at], lessons.entries
        members = section.members
        found = [number for number in members if number in near]
        examples = nlargest(_EXAMPLES, found, key=near.__getitem__)
        alike = [(entries[number].entry.title, near[number]) for number in examples]
        latest = (number for number in reversed(members) if number not in examples)
        examples += islice(latest, max(0, _EXAMPLES_LEAST - len(examples)))
        ground = Grounds(
            paper=paper,
            words=asked.words,
            section=section,
            telling=lessons.classifier.telling(paper.terms, section.path),
            usual_link=lessons.link_ratios(paper.link)[at] > _USUAL_LINK,
            is_version=section.path in lessons.kin(paper),
            near=alike,
            listed=len(entries),
            rival=rival,
        )
        return Suggestion(
            section=section.path,
            confidence=confidence,
            reason=reason(ground),
            examples=tuple(entries[number] for number in examples),
        )

    def _rival(self, place: int, ranked: Sequence[int], sure: Sequence[float]) -> str:
        """Title of the section that the one at `place` barely beats or loses to, else empty."""
        other = 1 if place == 0 else 0
        if other >= len(ranked) or sure[ranked[0]] - sure[ranked[max(place, other)]] > _CLOSE:
            return ""
        return self._lessons.sections[ranked[other]].title


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores, default=0.0)
    powers = [exp(score - top) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]
