"""Which class a bag of terms is like: word statistics and nearest documents. Knows no list.

The word score is naive Bayes against the background: the log of how much more often a class uses
a term than all classes together do, smoothed by `_PRIOR` terms of background (Dirichlet prior), so
a small class that never used a term says little. Nearness is the cosine of terms weighted by
rarity (IDF).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from math import log, sqrt

from llmsys_mcp.core.inverted import Inverted

_PRIOR = 60.0
"""Terms of background that every class is thought to have seen; about two titles."""

_SAID = 0.1
"""Share of a class's documents that have a word which its description names."""
_FIELD = 100.0
"""Documents without the word that are thought to be elsewhere: few titles do not make it rare."""

Document = tuple[Sequence[str], str]
"""Distinct terms and the label."""


@dataclass(frozen=True, slots=True)
class _Use:
    """How the documents of one state use a term."""

    rarity: float
    expected: float
    """How often a class would use it in `_PRIOR` terms of background."""
    counts: Mapping[str, int]
    """Documents that hold it, by their label."""
    surplus: Mapping[str, float]
    """Log of how much more often each class that uses it does so than is expected, and once."""
    shares: Sequence[tuple[int, float]]
    """The documents that hold it, in order, and its part in the direction of each."""


class _Squares(dict[int, float]):
    """Number of documents that hold a term → square of its rarity, worked out when asked for."""

    def __init__(self, most: float) -> None:
        super().__init__()
        self._most = most

    def __missing__(self, held: int) -> float:
        self[held] = square = _rarity(self._most, held) ** 2
        return square


def _rarity(most: float, held: int) -> float:
    return most - log(held + 0.5)


class Classifier:
    """Learnt from labelled documents, then only asked.

    After an edit only what came and went is counted; what follows from the counts is worked out for
    the terms and documents that somebody asks about.
    """

    def __init__(
        self, documents: Mapping[int, Document], before: "Classifier | None" = None
    ) -> None:
        """`documents`: by number, in order. `before`: learnt from most of them.

        One number stands for one document, in `before` and here.
        """
        self._documents = documents
        known: Mapping[int, Document] = {} if before is None else before._documents
        self._said: Counter[str] = Counter() if before is None else before._said.copy()
        """Label → terms of its documents."""
        self._labels: Counter[str] = Counter() if before is None else before._labels.copy()
        """Label → its documents."""
        gone = {number: known[number] for number in known.keys() - documents.keys()}
        came = {number: documents[number] for number in documents.keys() - known.keys()}
        self._count(gone.values(), -1)
        self._count(came.values(), 1)
        self._postings: Inverted[str] = Inverted.of(
            lambda document: document[0], came, gone, before._postings if before else None
        )
        """The documents that hold a term."""
        self._total = sum(self._said.values())
        self._most = log(len(documents) + 1.0)
        self._squares = _Squares(self._most)
        self._lengths: dict[int, float] = {}
        self._uses: dict[str, _Use] = {}

    def _count(self, documents: Iterable[Document], times: int) -> None:
        for terms, label in documents:
            self._said[label] += times * len(terms)
            self._labels[label] += times
            if not self._labels[label]:
                del self._labels[label], self._said[label]

    @cached_property
    def _places(self) -> dict[int, int]:
        """Number of each document → its place in the order."""
        return dict(zip(self._documents, count()))

    def _use(self, term: str) -> _Use | None:
        known = self._uses.get(term)
        if known is None and (held := self._postings.under(term)):
            self._uses[term] = known = self._read_use(held)
        return known

    def _read_use(self, held: Sequence[int]) -> _Use:
        rarity = _rarity(self._most, len(held))
        expected = _PRIOR * len(held) / self._total
        counts = Counter([self._documents[number][1] for number in held])
        ordered = sorted(held, key=self._places.__getitem__)
        return _Use(
            rarity,
            expected,
            counts,
            {label: log(1.0 + uses / expected) for label, uses in counts.items()},
            [(number, rarity / self._length_of(number)) for number in ordered],
        )

    def rarity(self, term: str) -> float:
        """How much a term tells: log of all documents over those that hold it (IDF)."""
        use = self._use(term)
        return self._most + log(2.0) if use is None else use.rarity

    def _length_of(self, number: int) -> float:
        known = self._lengths.get(number)
        if known is None:
            # Of every document that shares a term with what is asked: two lookups for each term.
            held = map(len, map(self._postings.under, self._documents[number][0]))
            known = sqrt(sum(map(self._squares.__getitem__, held))) or 1.0
            self._lengths[number] = known
        return known

    def log_ratios(self, terms: Sequence[str]) -> dict[str, float]:
        """How much more like each class than like all of them together, in nats."""
        uses = [use for use in map(self._use, terms) if use is not None]
        found: dict[str, list[float]] = {label: [] for label in self._labels}
        for use in uses:
            for label, surplus in use.surplus.items():
                found[label].append(surplus)
        return {
            # log((uses + expected) / size / (expected / _PRIOR)), summed; unused terms first
            label: len(uses) * log(_PRIOR / (self._said[label] + _PRIOR)) + sum(surplus)
            for label, surplus in found.items()
        }

    def telling(self, terms: Sequence[str], label: str) -> list[str]:
        """Terms that speak for the class, the strongest first."""
        size = self._said[label] + _PRIOR
        ratios = {
            term: (use.counts[label] + use.expected) / (size * use.expected)
            for term in terms
            if (use := self._use(term)) is not None and label in use.counts
        }
        for_it = (term for term, ratio in ratios.items() if ratio * _PRIOR > 1.0)
        return sorted(for_it, key=lambda term: -ratios[term])

    def similarities(self, terms: Sequence[str]) -> dict[int, float]:
        """Cosine to every document that shares a term, by its number."""
        products: dict[int, float] = {}
        length = sqrt(sum(self.rarity(term) ** 2 for term in terms)) or 1.0
        for term in terms:
            if (use := self._use(term)) is not None:
                weight = use.rarity / length
                for number, share in use.shares:
                    products[number] = products.get(number, 0.0) + weight * share
        return products

    def surprise(self, term: str, label: str) -> float:
        """How much more likely a term is in a class of which it is said than in any other, in nats.

        Never below 0. What is said of a class is taken for a word of every tenth document.
        """
        use = self._use(term)
        others = 0 if use is None else len(use.shares) - use.counts.get(label, 0)
        rate = (others + 0.5) / (len(self._documents) + _FIELD)
        return max(0.0, log(_SAID / rate))

    def overlaps(self, terms: Sequence[str], others: Sequence[Set[str]]) -> list[float]:
        """For each of `others`, the share of what `terms` tell that it holds too, 0 to 1."""
        told = [(term, self.rarity(term)) for term in terms]
        whole = sum(rarity for _, rarity in told) or 1.0
        return [
            0.0
            if held.isdisjoint(terms)
            else sum(rarity for term, rarity in told if term in held) / whole
            for held in others
        ]
