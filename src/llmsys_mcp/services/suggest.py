"""Where a paper belongs, learnt from the list as it stands.

Each section gets a score that is a sum of evidence; a softmax of the scores is the confidence.

- `has S`, `lacks S`: a section is bound to subjects S by its own name, less by the names above it
  and by what the rules file says of it (`core/profile.py`). Each adds what the paper's words and
  link say for it and takes away what they leave open (`core/evidence.py`).
- `words`: naive Bayes over the titles listed there. The subjects found count as words too, so a
  section whose name says nothing still learns what it is about.
- `neighbours`, `nearest`: cosine to the eight listed titles most like this one.
- `link`: how usual this kind of link (paper, repository, page …) is in the section.
- `size`: log of its number of entries.
- `named`: words of the title that stand in the section's name or description.
- `beside`: the strongest subject of the paper that the section is not about.
- `empty`: it holds nothing yet.

A section that no subject is bound to is judged by the list alone, with weights of its own
(`free …`). `WEIGHTS` is what `tests/benchmarks/placement.py --fit` printed: a conditional logit,
drawn towards the values set by reason (`PRIOR`), over leave-one-out on the bundled list and the
replay of its history, both also with anonymous section names. Without `--fit` the script prints
how often the first and the first three suggestions are right, and how true the confidence is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import exp, log

from llmsys_mcp.core import subjects
from llmsys_mcp.core.classifier import Classifier
from llmsys_mcp.core.entry import Listed
from llmsys_mcp.core.evidence import is_dated
from llmsys_mcp.core.guidelines import section_descriptions
from llmsys_mcp.core.profile import Paper, Section, read_paper, read_sections
from llmsys_mcp.services.reasons import Ground, reason

__all__ = ["Placement", "SectionInfo", "Suggestion", "section_descriptions"]

_LEARNT = {"words": 0.06, "neighbours": 0.6, "nearest": 0.3, "size": 0.65, "link": 0.4}
_FREE = {"words": 0.14, "neighbours": 1.0, "nearest": 0.3, "size": 0.9, "link": 0.9}
PRIOR: dict[str, float] = {
    **{f"has {subject.name}": 4.0 for subject in (*subjects.TOPICS, *subjects.FORMS)},
    **{f"lacks {subject.name}": 1.6 for subject in (*subjects.TOPICS, *subjects.FORMS)},
    **{f"has {subjects.TRAINING}": 3.0, f"lacks {subjects.TRAINING}": 0.4},
    **{f"has {subjects.SERVING}": 2.5, f"lacks {subjects.SERVING}": 0.4},
    **{f"has {subjects.REPORT}": 5.5, "has survey": 5.5},
    **_LEARNT,
    "named": 1.0,
    "beside": -0.5,
    "empty": -1.0,
    **{f"free {name}": weight for name, weight in _FREE.items()},
    "free named": 2.0,
    "free empty": -1.0,
}
"""The weights as reason set them; the fit starts here and is drawn here."""

WEIGHTS: dict[str, float] = PRIOR
"""What each evidence is worth, in nats per unit."""

_NEIGHBOURS = 8
_EXAMPLES, _EXAMPLES_LEAST = 3, 2
_CLOSE = 0.15
"""Difference of confidence up to which two sections are a close call."""
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
        self, entries: Sequence[Listed], sections: Sequence[Section], classifier: Classifier
    ) -> None:
        self._entries = entries
        self._sections = sections
        self._classifier = classifier
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
        return cls(listed, places, Classifier(documents))

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
            Suggestion(
                section=self._sections[at].path,
                confidence=sure[at],
                reason=self._reason(paper, at, near, self._rival(place, ranked, sure)),
                examples=tuple(self._entries[index] for index in self._examples(at, near)),
            )
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
        nearest: dict[str, float] = {}
        for index in nlargest(_NEIGHBOURS, near, key=near.__getitem__):
            path = self._entries[index].entry.section
            neighbours[path] = neighbours.get(path, 0.0) + near[index]
            nearest.setdefault(path, near[index])
        for section in self._sections:
            found = {
                "words": ratios.get(section.path, 0.0),
                "neighbours": neighbours.get(section.path, 0.0),
                "nearest": nearest.get(section.path, 0.0),
                "size": log(len(section.members) + 1.0),
                "link": self._link_ratio(section, paper.link),
                "named": self._classifier.overlap(paper.terms, section.terms),
                "empty": 0.0 if section.members else 1.0,
            }
            if section.about:
                yield found | _subject_evidence(section.about, paper)
            else:
                yield {f"free {name}": value for name, value in found.items()}

    def _link_ratio(self, section: Section, kind: str) -> float:
        """Log of how much more usual the kind of link is in the section than in the list."""
        if not section.members:
            return 0.0
        usual = (self._links[kind] + _LINKS_SEEN) / len(self._entries)
        here = section.links.get(kind, 0) + _SECTION_SEEN * usual
        return log(here / (len(section.members) + _SECTION_SEEN) / usual)

    def _examples(self, at: int, near: Mapping[int, float]) -> list[int]:
        """Entries of the section: the nearest, filled up with the latest."""
        members = self._sections[at].members
        best = nlargest(_EXAMPLES, members, key=lambda index: near.get(index, 0.0))
        best = [index for index in best if index in near]
        latest = [index for index in reversed(members) if index not in best]
        return best + latest[: max(0, _EXAMPLES_LEAST - len(best))]

    def _reason(self, paper: Paper, at: int, near: Mapping[int, float], rival: str) -> str:
        section = self._sections[at]
        return reason(
            Ground(
                paper=paper,
                section=section,
                telling=self._classifier.telling(paper.terms, section.path),
                unusual_link=self._link_ratio(section, paper.link) > 0.7,
                near=[
                    (self._entries[index].entry.title, near[index])
                    for index in self._examples(at, near)
                    if index in near
                ],
                listed=len(self._entries),
                rival=rival,
            )
        )

    def _rival(self, place: int, ranked: Sequence[int], sure: Sequence[float]) -> str:
        """Title of the section that the one at `place` barely beats or loses to, else empty."""
        other = 1 if place == 0 else 0
        if other >= len(ranked) or sure[ranked[0]] - sure[ranked[max(place, other)]] > _CLOSE:
            return ""
        return self._sections[ranked[other]].title


def _subject_evidence(about: Mapping[str, float], paper: Paper) -> dict[str, float]:
    found = {}
    for name, firmly in about.items():
        strength = paper.strengths[name].value if name in paper.strengths else 0.0
        found[f"has {name}"] = firmly * strength
        found[f"lacks {name}"] = firmly * (1.0 - strength)
    found["beside"] = max(
        (
            s.value
            for name, s in paper.strengths.items()
            if name not in about and name not in PHASES
        ),
        default=0.0,
    )
    return found


PHASES = frozenset((subjects.TRAINING, subjects.SERVING))
"""Subjects that most papers have beside the one that decides."""


def _total(evidence: Mapping[str, float]) -> float:
    return sum(WEIGHTS[name] * value for name, value in evidence.items())


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores, default=0.0)
    powers = [exp(score - top) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]
