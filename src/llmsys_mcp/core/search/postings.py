"""Which entry holds which term how often, each term rated when somebody asks for it.

`Impacts` has every rating worked out beforehand, the quickest to ask and the slowest to make: after
each edit of a list of 340 entries it would take 80 ms. Here what is known of an entry is kept
across edits, and a term is rated at its first use: an edit costs 1 ms.
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
    """The terms of a list. Answers as `Impacts` of the same entries does.

    Entries have numbers that stay when others come and go before them, so that an edit costs the
    terms of the entries it touches.
    """

    __slots__ = (
        "_at", "_averages", "_held", "_numbers", "_rate", "_scored", "_terms", "entries",
        "frequencies",
    )  # fmt: skip

    def __init__(
        self, terms: Sequence[EntryTerms], rate: Rate, before: "Postings | None" = None
    ) -> None:
        """`terms`: of each entry, in list order; `before`: of a list that holds most of them."""
        self.entries = len(terms)
        self._terms = terms
        self._rate = rate
        self._held: dict[str, list[tuple[int, int]]] = {}
        """Term → the numbers of the entries that hold it, each with how often."""
        self.frequencies: Counter[str] = Counter()
        if before is not None:
            self._held.update(before._held)
            self.frequencies.update(before.frequencies)
        self._numbers = self._numbered(before)
        """Of the entry at each place."""
        self._at = {number: at for at, number in enumerate(self._numbers)}
        lengths = zip(*(known.lengths for known in terms), strict=True)
        self._averages = [sum(of) / (len(terms) or 1) for of in lengths]
        self._scored: dict[str, list[tuple[int, float]]] = {}

    def _numbered(self, before: "Postings | None") -> list[int]:
        """The numbers of the entries in list order: of known ones theirs, of new ones fresh."""
        known: defaultdict[int, list[int]] = defaultdict(list)
        fresh = 0
        if before is not None:
            for terms, number in zip(before._terms, before._numbers, strict=True):
                known[id(terms)].append(number)
            fresh = max(before._numbers, default=-1) + 1
        numbers = []
        own: set[str] = set()
        for terms in self._terms:
            if left := known.get(id(terms)):
                numbers.append(left.pop())
            else:
                numbers.append(fresh)
                self._add(fresh, terms, own)
                fresh += 1
        if before is not None:
            gone = {number for left in known.values() for number in left}
            for terms, number in zip(before._terms, before._numbers, strict=True):
                if number in gone:
                    self._remove(number, terms)
        return numbers

    def _add(self, number: int, terms: EntryTerms, own: set[str]) -> None:
        """`own`: terms whose entries are listed here alone; the others' lists are shared."""
        for term, times in terms.times.items():
            if term not in own:
                self._held[term] = list(self._held.get(term, ()))
                own.add(term)
            self._held[term].append((number, times))
        self.frequencies.update(terms.typed)

    def _remove(self, number: int, terms: EntryTerms) -> None:
        for term in terms.times:
            left = [one for one in self._held.pop(term) if one[0] != number]
            if left:
                self._held[term] = left
        for word in terms.typed:
            self.frequencies[word] -= 1
            if not self.frequencies[word]:
                del self.frequencies[word]

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
        held = self._held.get(term, ())
        field = _FIELDS.get(term[:1], _PLAIN)
        average = self._averages[field] if self._averages else 0.0
        places = sorted((self._at[number], times) for number, times in held)
        return [
            (
                at,
                self._rate(len(held), self.entries, times, self._terms[at].lengths[field], average),
            )
            for at, times in places
        ]
