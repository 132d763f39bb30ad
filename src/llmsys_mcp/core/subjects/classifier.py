"""Which class a bag of terms is like: word statistics and nearest documents. Knows no list.

The word score is naive Bayes against the background: the log of how much more often a class uses
a term than all classes together do, smoothed by `_PRIOR` terms of background (Dirichlet prior), so
a small class that never used a term says little. Nearness is the cosine of terms weighted by
rarity (IDF).
"""

from collections import Counter
from collections.abc import Container, Sequence
from math import log, sqrt

_PRIOR = 60.0
"""Terms of background that every class is thought to have seen; about two titles."""


class Classifier:
    """Learnt once from labelled documents, then only asked."""

    def __init__(self, documents: Sequence[tuple[Sequence[str], str]]) -> None:
        """Each document is its distinct terms and its label."""
        self.labels = [label for _, label in documents]
        self._background: Counter[str] = Counter()
        self._uses: dict[str, Counter[str]] = {}
        for terms, label in documents:
            self._background.update(terms)
            self._uses.setdefault(label, Counter()).update(terms)
        total = sum(self._background.values())
        self._expected = {term: _PRIOR * n / total for term, n in self._background.items()}
        self._sizes = {label: sum(uses.values()) + _PRIOR for label, uses in self._uses.items()}
        most = log(len(documents) + 1.0)
        self._unseen = most + log(2.0)
        self._rarity = {term: most - log(n + 0.5) for term, n in self._background.items()}
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for index, (terms, _) in enumerate(documents):
            length = self._length(terms)
            for term in terms:
                share = self._rarity[term] / length
                self._postings.setdefault(term, []).append((index, share))

    def rarity(self, term: str) -> float:
        """How much a term tells: log of all documents over those that hold it (IDF)."""
        return self._rarity.get(term, self._unseen)

    def _length(self, terms: Sequence[str]) -> float:
        return sqrt(sum(self.rarity(term) ** 2 for term in terms)) or 1.0

    def log_ratios(self, terms: Sequence[str]) -> dict[str, float]:
        """How much more like each class than like all of them together, in nats."""
        known = [(term, self._expected[term]) for term in terms if term in self._expected]
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
            term: (uses[term] + self._expected[term]) / (self._sizes[label] * self._expected[term])
            for term in terms
            if term in uses
        }
        for_it = (term for term, ratio in ratios.items() if ratio * _PRIOR > 1.0)
        return sorted(for_it, key=lambda term: -ratios[term])

    def similarities(self, terms: Sequence[str]) -> dict[int, float]:
        """Cosine to every document that shares a term, by the order they were learnt in."""
        products: dict[int, float] = {}
        length = self._length(terms)
        for term in terms:
            if postings := self._postings.get(term):
                rarity = self._rarity[term] / length
                for index, share in postings:
                    products[index] = products.get(index, 0.0) + rarity * share
        return products

    def overlaps(self, terms: Sequence[str], others: Sequence[Container[str]]) -> list[float]:
        """For each of `others`, the share of what `terms` tell that it holds too, 0 to 1."""
        told = [(term, self.rarity(term)) for term in terms]
        whole = sum(rarity for _, rarity in told) or 1.0
        return [sum(rarity for term, rarity in told if term in held) / whole for held in others]
