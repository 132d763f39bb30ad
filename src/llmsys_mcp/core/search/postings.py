"""Which entry holds which term how often, each term rated when somebody asks for it.

`Impacts` has every rating worked out beforehand, the quickest to ask and the slowest to make: after
each edit of a list of 329 entries it would take 100 ms. Here what is known of an entry is kept
across edits, and a term is rated at its first use: an edit costs 0.1 ms, its first query 0.3 ms.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from llmsys_mcp.core.inverted import Inverted, Numbered
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

    __slots__ = (
        "_averages", "_held", "_lengths", "_numbered", "_rate", "_scored", "_terms", "entries",
        "frequencies",
    )  # fmt: skip

    def __init__(
        self, texts: Sequence[IndexedText], rate: Rate, before: "Postings | None" = None
    ) -> None:
        """`texts`: in list order. What `before`, of most of them, has read is not read again."""
        self.entries = len(texts)
        self._rate = rate
        self._numbered: Numbered[IndexedText] = Numbered.of(
            texts, before._numbered if before else None
        )
        came = {number: EntryTerms.of(text) for number, text in self._numbered.came.items()}
        self._terms: dict[int, EntryTerms] = (before._terms if before else {}) | came
        """By number."""
        gone = {number: self._terms.pop(number) for number in self._numbered.gone}
        self._held: Inverted[str] = Inverted.of(
            lambda terms: terms.times, came, gone, before._held if before else None
        )
        self.frequencies: Counter[str] = Counter(before.frequencies if before else ())
        """In how many entries a word is that somebody may type."""
        self._lengths: list[int] = list(before._lengths) if before else [0] * len(MARKS)
        for terms in gone.values():
            self._count(terms, -1)
        for terms in came.values():
            self._count(terms, 1)
        self._averages = [whole / (self.entries or 1) for whole in self._lengths]
        self._scored: dict[str, list[tuple[int, float]]] = {}

    def _count(self, terms: EntryTerms, times: int) -> None:
        for field, length in enumerate(terms.lengths):
            self._lengths[field] += times * length
        for word in terms.typed:
            self.frequencies[word] += times
            if not self.frequencies[word]:
                del self.frequencies[word]

    def __contains__(self, term: str) -> bool:
        return term in self._held

    def count(self, term: str) -> int:
        """Number of entries that hold `term`."""
        return len(self._held.under(term))

    def scores(self, term: str) -> list[tuple[int, float]]:
        """The entries that hold `term`, each with its score."""
        scored = self._scored.get(term)
        if scored is None:
            self._scored[term] = scored = self._scores(term)
        return scored

    def _scores(self, term: str) -> list[tuple[int, float]]:
        held = len(self._held.under(term))
        field = _FIELDS.get(term[:1], _PLAIN)
        rated = []
        for at in self._numbered.in_order(self._held.under(term)):
            terms = self._terms[self._numbered.numbers[at]]
            times, length = terms.times[term], terms.lengths[field]
            score = self._rate(held, self.entries, times, length, self._averages[field])
            rated.append((at, score))
        return rated
