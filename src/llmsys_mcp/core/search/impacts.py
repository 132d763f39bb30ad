"""What each term is worth in each entry, worked out beforehand.

The search literature calls such numbers impacts, and working them out when a list is indexed
rather than when it is searched eager scoring. A query then adds up a few numbers.
"""

import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any, Literal

_HEADER = struct.Struct("<8s6Q")
_MAGIC = b"impacts1"
_UINT: Literal["I"] = "I"
_DOUBLE: Literal["d"] = "d"


class Impacts:
    """A table of scores by term and entry; entries are counted from 0 in list order."""

    __slots__ = ("_at", "_ends", "_entries", "_scores", "entries", "frequencies")

    def __init__(
        self,
        entries: int,
        terms: Iterable[str],
        ends: "array[int]",
        at: "array[int]",
        scores: "array[float]",
        frequencies: Mapping[str, int],
    ) -> None:
        self.entries = entries
        """Number of entries, with and without a term."""
        self.frequencies = frequencies
        """Words as typed: the number of entries that hold each."""
        self._at = dict(zip(terms, range(len(ends)), strict=True))
        self._ends = ends
        self._entries = at
        self._scores = scores

    @classmethod
    def of(
        cls,
        entries: int,
        scored: Iterable[tuple[str, Iterable[tuple[int, float]]]],
        frequencies: Mapping[str, int],
    ) -> "Impacts":
        """The table of `scored`: each term once, with its entries and scores above 0."""
        terms, counts = [], []
        at, scores = array(_UINT), array(_DOUBLE)
        for term, postings in scored:
            before = len(at)
            for entry, score in postings:
                at.append(entry)
                scores.append(score)
            terms.append(term)
            counts.append(len(at) - before)
        return cls(entries, terms, array(_UINT, accumulate(counts)), at, scores, frequencies)

    def __contains__(self, term: str) -> bool:
        return term in self._at

    def count(self, term: str) -> int:
        """Number of entries that hold `term`."""
        start, stop = self._span(term)
        return stop - start

    def scores(self, term: str) -> Iterator[tuple[int, float]]:
        """The entries that hold `term`, each with its score."""
        start, stop = self._span(term)
        return zip(self._entries[start:stop], self._scores[start:stop], strict=True)

    def _span(self, term: str) -> tuple[int, int]:
        at = self._at.get(term)
        if at is None:
            return 0, 0
        return self._ends[at - 1] if at else 0, self._ends[at]

    def pack(self) -> bytes:
        """The table as bytes, for this machine's byte order. Data only: nothing in it can run."""
        terms = "\n".join(self._at).encode()
        words = "\n".join(self.frequencies).encode()
        counts = array(_UINT, self.frequencies.values())
        sizes = (self.entries, len(self._at), len(self._entries), len(counts))
        header = _HEADER.pack(_MAGIC, *sizes, len(terms), len(words))
        arrays = (self._ends, self._entries, self._scores, counts)
        return b"".join([header, *(numbers.tobytes() for numbers in arrays), terms, words])

    @classmethod
    def unpack(cls, data: bytes) -> "Impacts":
        """The table that `pack` wrote.

        Raises:
            ValueError: `data` is no such table, or one that contradicts itself.
        """
        if len(data) < _HEADER.size or data[: len(_MAGIC)] != _MAGIC:
            raise ValueError("no table of impacts")
        _, entries, terms, postings, words, terms_size, words_size = _HEADER.unpack_from(data)
        reader = _Reader(data, _HEADER.size)
        ends = reader.numbers(_UINT, terms)
        at = reader.numbers(_UINT, postings)
        scores = reader.numbers(_DOUBLE, postings)
        counts = reader.numbers(_UINT, words)
        names = reader.lines(terms_size, terms)
        frequencies = dict(zip(reader.lines(words_size, words), counts, strict=True))
        if reader.at != len(data):
            raise ValueError("bytes are left over")
        if max(ends, default=0) != postings:
            raise ValueError("postings do not add up")
        if postings and max(at) >= entries:
            raise ValueError("an entry is out of range")
        return cls(entries, names, ends, at, scores, frequencies)


class _Reader:
    """Sections of a packed table, one after the other; ValueError when one is cut short."""

    __slots__ = ("_data", "at")

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.at = at

    def numbers(self, typecode: Literal["I", "d"], count: int) -> "array[Any]":
        numbers = array(typecode)
        numbers.frombytes(self._take(count * numbers.itemsize))
        return numbers

    def lines(self, size: int, count: int) -> list[str]:
        text = self._take(size).decode()
        return text.split("\n") if count else []

    def _take(self, size: int) -> bytes:
        taken = self._data[self.at : self.at + size]
        if len(taken) != size:
            raise ValueError("cut short")
        self.at += size
        return taken
