"""Which entry holds which term how often, each term rated when somebody asks for it.

`Impacts` has every rating worked out beforehand, the quickest to ask and the slowest to make: after
each edit of a list of 340 entries it would take 80 ms. Here what is known of an entry is kept
across edits, and a term is rated at its first use: an edit costs 4 ms.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from llmsys_mcp.core.search.searchable import MARKS, IndexedText, fields, typed_words

_FIELDS = {mark: number for number, mark in enumerate(MARKS.values())}
_PLAIN = _FIELDS[""]

Rate = Callable[[int, int, int, int, float], float]
"""Rating of a term in an entry: entries that hold it, entries, times it occurs, length of the
field in terms, average of that."""


@dataclass(frozen=True, slots=True)
class EntryTerms:
    """The terms of one entry."""

    times: dict[str, int]
    """Marked term → how often it occurs."""
    lengths: tuple[int, ...]
    """Terms of each field, in the order of `MARKS`."""
    typed: frozenset[str]
    """Its words as somebody may type them."""

    @classmethod
    def of(cls, entry: IndexedText) -> "EntryTerms":
        """The terms that `entry` is found by."""
        found = fields(entry)
        times = Counter(MARKS[name] + term for name in MARKS for term in found[name])
        lengths = tuple(len(found[name]) for name in MARKS)
        return cls(dict(times), lengths, frozenset(typed_words(entry)))


class Postings:
    """The terms of a list. Answers as `Impacts` of the same entries does."""

    __slots__ = ("_averages", "_held", "_lengths", "_rate", "_scored", "entries", "frequencies")

    def __init__(self, terms: Sequence[EntryTerms], rate: Rate) -> None:
        held: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for entry, known in enumerate(terms):
            for term, times in known.times.items():
                held[term].append((entry, times))
        self.entries = len(terms)
        self.frequencies = Counter(word for known in terms for word in known.typed)
        self._held = dict(held)
        self._lengths = [known.lengths for known in terms]
        self._averages = [sum(of) / (len(terms) or 1) for of in zip(*self._lengths, strict=True)]
        self._rate = rate
        self._scored: dict[str, list[tuple[int, float]]] = {}

    def __contains__(self, term: str) -> bool:
        return term in self._held

    def count(self, term: str) -> int:
        """Number of entries that hold `term`."""
        return len(self._held.get(term, ()))

    def scores(self, term: str) -> list[tuple[int, float]]:
        """The entries that hold `term`, each with its score."""
        scored = self._scored.get(term)
        if scored is None:
            self._scored[term] = scored = self._scores(term)
        return scored

    def _scores(self, term: str) -> list[tuple[int, float]]:
        held = self._held.get(term, [])
        number = _FIELDS.get(term[:1], _PLAIN)
        average = self._averages[number] if self._averages else 0.0
        return [
            (at, self._rate(len(held), self.entries, times, self._lengths[at][number], average))
            for at, times in held
        ]
