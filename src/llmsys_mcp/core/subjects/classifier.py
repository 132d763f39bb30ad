"""Which class a bag of terms is like: word statistics and nearest documents. Knows no list.

The word score is naive Bayes against the background: the log of how much more often a class uses
a term than all classes together do, smoothed by `_PRIOR` terms of background (Dirichlet prior), so
a small class that never used a term says little. Nearness is the cosine of terms weighted by
rarity (IDF).
"""

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from itertools import chain
from math import log, sqrt

_PRIOR = 60.0
"""Terms of background that every class is thought to have seen; about two titles."""

_SAID = 0.1
"""Share of a class's documents that have a word which its description names."""
_FIELD = 100.0
"""Documents without the word that are thought to be elsewhere: few titles do not make it rare."""


class Classifier:
    """Learnt from labelled documents, then only asked.

    Learning counts; what follows from the counts is worked out for the terms and documents that
    somebody asks about, because a list is learnt anew after every edit.
    """

    def __init__(self, documents: Sequence[tuple[Sequence[str], str]]) -> None:
        """Each document is its distinct terms and its label."""
        self.labels = [label for _, label in documents]
        self._documents = [terms for terms, _ in documents]
        of_label: defaultdict[str, list[Sequence[str]]] = defaultdict(list)
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for index, (terms, label) in enumerate(documents):
            of_label[label].append(terms)
            for term in terms:
                self._postings[term].append(index)
        self._uses = {label: Counter(chain.from_iterable(held)) for label, held in of_label.items()}
        self._sizes = {label: sum(map(len, held)) + _PRIOR for label, held in of_label.items()}
        self._total = sum(map(len, self._documents))
        self._most = log(len(documents) + 1.0)
        self._rarity: dict[str, float] = {}
        self._lengths: dict[int, float] = {}

    def rarity(self, term: str) -> float:
        """How much a term tells: log of all documents over those that hold it (IDF)."""
        if (known := self._rarity.get(term)) is not None:
            return known
        held = self._postings.get(term)
        if held is None:
            return self._most + log(2.0)
        self._rarity[term] = rarity = self._most - log(len(held) + 0.5)
        return rarity

    def _expected(self, term: str) -> float:
        """How often a class would use the term in `_PRIOR` terms of background."""
        return _PRIOR * len(self._postings[term]) / self._total

    def _length(self, terms: Sequence[str]) -> float:
        return sqrt(sum(self.rarity(term) ** 2 for term in terms)) or 1.0

    def _length_of(self, index: int) -> float:
        known = self._lengths.get(index)
        if known is None:
            self._lengths[index] = known = self._length(self._documents[index])
        return known

    def log_ratios(self, terms: Sequence[str]) -> dict[str, float]:
        """How much more like each class than like all of them together, in nats."""
        known = [(term, self._expected(term)) for term in terms if term in self._postings]
        return {
            # log((uses + expected) / size / (expected / _PRIOR)), summed; unused terms first
            label: len(known) * log(_PRIOR / self._sizes[label])
            + sum(log(1.0 + uses[term] / usual) for term, usual in known if term in uses)
            for label, uses in self._uses.items()
        }

    def telling(self, terms: Sequence[str], label: str) -> list[str]:
        """Terms that speak for the class, the strongest first."""
        if (uses := self._uses.get(label)) is None:
            return []
        ratios = {
            term: (uses[term] + expected) / (self._sizes[label] * expected)
            for term in terms
            if term in uses and (expected := self._expected(term))
        }
        for_it = (term for term, ratio in ratios.items() if ratio * _PRIOR > 1.0)
        return sorted(for_it, key=lambda term: -ratios[term])

    def similarities(self, terms: Sequence[str]) -> dict[int, float]:
        """Cosine to every document that shares a term, by the order they were learnt in."""
        products: dict[int, float] = {}
        length = self._length(terms)
        for term in terms:
            if postings := self._postings.get(term):
                rarity = self.rarity(term)
                weight = rarity / length
                for index in postings:
                    share = rarity / self._length_of(index)
                    products[index] = products.get(index, 0.0) + weight * share
        return products

    def surprise(self, term: str, label: str) -> float:
        """How much more likely a term is in a class of which it is said than in any other, in nats.

        Never below 0. What is said of a class is taken for a word of every tenth document.
        """
        own = self._uses[label][term] if label in self._uses else 0
        others = len(self._postings.get(term, ())) - own
        rate = (others + 0.5) / (len(self._documents) + _FIELD)
        return max(0.0, log(_SAID / rate))

    def overlaps(self, terms: Sequence[str], others: Sequence[Container[str]]) -> list[float]:
        """For each of `others`, the share of what `terms` tell that it holds too, 0 to 1."""
        told = [(term, self.rarity(term)) for term in terms]
        whole = sum(rarity for _, rarity in told) or 1.0
        return [sum(rarity for term, rarity in told if term in held) / whole for held in others]
