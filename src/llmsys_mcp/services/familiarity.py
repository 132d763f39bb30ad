"""Whether a paper is about what a list is about, learnt from the list's own titles.

Two things are added up: how much of the title's wording the list knows (each word weighted by how
rare it is there), and how strongly the words speak of the subjects this field has. A title is
unfamiliar when nine of ten listed papers, each judged without itself, score more; it is outside
when it scores less than two thirds of that and holds no word of machine learning at all. A new
version of a listed system is familiar.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.subjects.link_kind import NO_LINK, PAPER
from llmsys_mcp.core.subjects.profile import Paper, read_paper

_GENERAL = frozenset({"survey", "reading", "course", "benchmark", "general machine learning"})
"""Subjects that papers of any field may have."""
_SUBJECTS = 0.7
"""What a sure subject is worth beside a title whose every word is known."""
_LEAST = 30
"""Papers a list must have to be judged by."""
_PART = 0.1
"""Share of the listed papers that score less than a familiar one."""
_FAR = 2 / 3
_TOLD = 3
"""Words from which a title tells what a paper is about; fewer are a name."""
_MACHINE_LEARNING = re.compile(
    r"\b(?:a\.?i\.?|agentic|agents?|attention|cuda|deep|diffusion|embeddings?|foundation|generative"
    r"|gpts?|gpus?|inference|l[lm]ms?|language models?|llama|machine learning|mixture|moe|neural"
    r"|npus?|prompts?|rag|rlhf|tensors?|tokens?|tpus?|transformers?|[vs]lms?)\b",
    re.IGNORECASE,
)

Belonging = Literal["familiar", "unfamiliar", "outside"]


@dataclass(frozen=True, slots=True)
class Familiarity:
    """What one list is about."""

    counts: Counter[str]
    """Term → listed papers whose title has it."""
    papers: int
    series: frozenset[str]
    """Names of systems, without their versions."""
    least: float
    """Score of a title that is still familiar; 0 where too few papers tell."""

    @classmethod
    def of(cls, entries: Sequence[Listed]) -> "Familiarity":
        """What the papers among these entries are about."""
        read = [read_paper(one.entry.full_title, url=one.entry.url) for one in entries]
        papers = [paper for paper in read if paper.link.startswith((PAPER, NO_LINK))]
        counts = Counter(term for paper in read for term in _terms(paper))
        series = frozenset(paper.series for paper in read if paper.series)
        learnt = cls(counts, len(read), series, 0.0)
        if len(papers) < _LEAST:
            return learnt
        scores = sorted(learnt.score(paper, listed=True) for paper in papers)
        return cls(counts, len(read), series, scores[int(len(scores) * _PART)])

    def score(self, paper: Paper, *, listed: bool = False) -> float:
        """How much of a title is known here, from 0; `listed`: it is one of those counted."""
        known = whole = 0.0
        for term in _terms(paper):
            count = self.counts[term] - listed
            weight = log((self.papers + 1) / (max(0, count) + 0.5))
            whole += weight
            known += weight if count > 0 else 0.0
        subjects = sum(
            found.value
            for name, found in paper.strengths.items()
            if found.words and name not in _GENERAL
        )
        return (known / whole if whole else 0.0) + _SUBJECTS * subjects

    def judge(self, title: str, url: str) -> Belonging:
        """Whether a paper of this title belongs to the list."""
        paper = read_paper(title, url=url)
        score = self.score(paper)
        if not self.least and self.papers >= _LEAST and not score:
            return "unfamiliar"
        if score >= self.least or paper.series in self.series:
            return "familiar"
        named = len(_terms(paper)) < _TOLD or _MACHINE_LEARNING.search(title)
        far = score < _FAR * self.least and not named
        return "outside" if far else "unfamiliar"


def _terms(paper: Paper) -> set[str]:
    """Words of the title, without the subjects that stand among them."""
    return {term for term in paper.terms if not term.startswith(("about ", "plainly "))}
