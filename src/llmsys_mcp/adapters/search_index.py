"""The Whoosh index of a list, and how it is searched.

Whoosh inverts the entries and rates each term in each entry (BM25F with its own statistics). All
ratings are read out once, as a table of impacts, and a query adds up a few of them: the ranking is
the one of Whoosh's searcher for the same terms and boosts (a test compares them). The reasons,
measured on the 329 entries of the bundled list: for a query of three words Whoosh takes 0.4 to
0.7 ms where all told 0.04 to 0.07 ms are taken here; importing Whoosh takes 55 ms, which a warm
start does without; and files that Whoosh writes are pickles, which can run code when they are
opened, while the table is numbers and words.

No query language: a query is words, whatever is written in it.
"""

import hashlib
import re
import sys
import unicodedata
import warnings
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from llmsys_mcp.adapters.index_cache import IndexCache
from llmsys_mcp.core import words
from llmsys_mcp.core.search import searchable
from llmsys_mcp.core.search.impacts import Impacts
from llmsys_mcp.core.search.postings import Postings, Rate
from llmsys_mcp.core.search.searchable import CONTEXT, MARKS, IndexedText
from llmsys_mcp.core.search.spelling import Spelling
from llmsys_mcp.core.words.stemming import stem

__all__ = ["Hits", "IndexedText", "SearchIndex"]

QUERY_LIMIT = 500
"""Characters of a query that are read."""
TOKEN_LIMIT = 32
"""Words of a query that are read."""

ENGINE = "whoosh 2.7.4"
"""Part of an index's name; written out, because asking Whoosh would cost its import."""

_REPAIRS = 4
"""Words of a query that are repaired."""
_FEW = 10
"""Below this many hits, entries that mention a hit by name are added."""
_MENTION_BOOST = 0.01
"""What the mention counts, beside 1 for a word of the query: it comes behind every hit. Chosen."""

_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hits:
    """Entries found, best first."""

    total: int
    """Entries that share a word with the query, whatever `limit` and `offset`."""
    hits: tuple[tuple[int, float], ...]
    """Position in the list and score (greater is better; comparable within one answer)."""
    did_you_mean: str | None
    """The query with its typing errors repaired, as it was searched; None when none was."""


class SearchIndex:
    """A list that can be searched. Made by `open_or_build`; never changes."""

    def __init__(self, documents: Sequence[IndexedText], impacts: Impacts | Postings) -> None:
        self._documents = documents
        self._impacts = impacts

    @classmethod
    def open_or_build(
        cls, documents: Sequence[IndexedText], *, key: str, folder: Path | None
    ) -> "SearchIndex":
        """The index of `documents`, which are known by their position from now on.

        Read from `folder` when an intact one is there that was made from the same documents by
        the same versions; else built, and kept there. With no folder, or one that cannot be
        trusted or written, it is kept in memory alone. `key` sets apart lists that are to share
        nothing.
        """
        if folder is None:
            return cls(documents, _built(documents))
        cache, digest = IndexCache(folder), _digest(documents, key)
        impacts = cache.read(digest, lambda data: _unpacked(data, len(documents)))
        if impacts is None:
            impacts = _built(documents)
            cache.write(digest, impacts.pack())
        return cls(documents, impacts)

    def after_edit(self, documents: Sequence[IndexedText]) -> "SearchIndex":
        """The index of `documents`, most of which are in this one: it answers as a new one would.

        What is known of the others' terms is used again, and terms are rated when they are asked
        for. It is kept in memory alone.
        """
        before = self._impacts if isinstance(self._impacts, Postings) else None
        return SearchIndex(documents, Postings(documents, _whooshs_rating(), before))

    def search(
        self, query: str, *, allowed: Container[int] | None, limit: int, offset: int
    ) -> Hits:
        """Entries that share words with `query`, among those in `allowed` (None: all).

        Entries called what the query says come first; entries that score the same stand in list
        order. Nothing is found by a query without letters and digits.
        """
        query = _bounded(query)
        repairs = self._repairs(query)
        repaired = _repaired(query, repairs)
        scores = [0.0] * self._impacts.entries
        for term, boost in self._boosts(query, repaired, repairs):
            for entry, score in self._impacts.scores(term):
                scores[entry] += score * boost
        found = [entry for entry, score in enumerate(scores) if score]
        if allowed is not None:
            found = [entry for entry in found if entry in allowed]
        if 0 < len(found) < _FEW:
            found += self._mentioning(found, scores, allowed)
        found.sort(key=scores.__getitem__, reverse=True)
        page = tuple((entry, scores[entry]) for entry in found[offset : offset + limit])
        return Hits(len(found), page, repaired)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._impacts.frequencies)

    def _boosts(
        self, query: str, repaired: str | None, repairs: dict[str, list[str]]
    ) -> list[tuple[str, float]]:
        """The terms of the query tree with their boosts."""
        likeliest = [] if repaired is None else [repaired]
        others = [word for near in repairs.values() for word in near[1:]]
        return searchable.boosts(query, likeliest + others, self._impacts.count)

    def _repairs(self, query: str) -> dict[str, list[str]]:
        """Words of the query that occur nowhere, each with words that it may stand for."""
        repairs: dict[str, list[str]] = {}
        for word in words.surface_words(query):
            if word not in self._spelling and not self._known(word):
                near = self._spelling.suggestions(word)
                if near:
                    repairs[word] = near
                if len(repairs) == _REPAIRS:
                    break
        return repairs

    def _known(self, word: str) -> bool:
        """Whether another form of `word` occurs, or it is a word of the field."""
        return bool(words.concepts(word)) or any(
            term in self._impacts or MARKS[CONTEXT] + term in self._impacts
            for term in words.query_terms(word)
        )

    def _mentioning(
        self, found: list[int], scores: list[float], allowed: Container[int] | None
    ) -> list[int]:
        """Further entries that name one of `found`: what follows up on a system says its name."""
        names = {stem(words.squash(self._documents[at].title.partition(":")[0])) for at in found}
        more = []
        for name in sorted(name for name in names if self._impacts.count(name) <= _FEW):
            for entry, score in self._impacts.scores(name):
                if not scores[entry] and (allowed is None or entry in allowed):
                    scores[entry] = score * _MENTION_BOOST
                    more.append(entry)
        return more


def _bounded(query: str) -> str:
    """The part of `query` that is read."""
    query = query[:QUERY_LIMIT]
    runs = [run.end() for run in _RUN.finditer(query)]
    return query[: runs[TOKEN_LIMIT - 1]] if len(runs) > TOKEN_LIMIT else query


def _repaired(query: str, repairs: dict[str, list[str]]) -> str | None:
    """`query`, folded, with the likeliest repair of each word; None when none has one."""

    def likeliest(run: re.Match[str]) -> str:
        return repairs.get(run[0].casefold(), [run[0]])[0]

    return _RUN.sub(likeliest, words.fold(query)) if repairs else None


def _digest(documents: Sequence[IndexedText], key: str) -> str:
    """What the index depends on, so that one made from anything else is never read."""
    made_by = (
        f"{searchable.VERSION} {words.VERSION} {ENGINE} {sys.version_info[:3]}"
        f" {unicodedata.unidata_version} {sys.byteorder}"
    )
    digest = hashlib.sha256(f"{made_by}\n{key}\n".encode("utf-8", "surrogatepass"))
    for text in documents:
        parts = (text.title, text.description, text.venue, text.organization, text.section)
        digest.update(("\x1f".join(parts) + "\x1e").encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _unpacked(data: bytes, entries: int) -> Impacts:
    """The table in `data`, for so many entries. ValueError: it is no such table."""
    impacts = Impacts.unpack(data)
    if impacts.entries != entries:
        raise ValueError("it is of another list")
    return impacts


def _built(entries: Sequence[IndexedText]) -> Impacts:
    """The entries indexed by Whoosh, each term rated."""
    typed = Counter(word for entry in entries for word in searchable.typed_words(entry))
    rated = _rated(map(searchable.fields, entries)) if entries else ()
    return Impacts.of(len(entries), rated, typed)


@cache
def _whooshs_rating() -> Rate:
    """How Whoosh rates a term in an entry, from the numbers alone."""
    with warnings.catch_warnings():
        _bear_with_whoosh()
        from whoosh.scoring import BM25F, bm25
    model = BM25F()

    def rate(held: int, entries: int, times: int, length: int, average: float) -> float:
        idf = model.idf(_Numbers(held, entries), "", "")
        rating: float = bm25(idf, times, length, average, model.B, model.K1)
        return rating

    return rate


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What Whoosh's model asks a searcher about a term."""

    held: int
    entries: int

    def get_parent(self) -> "_Numbers":
        return self

    def doc_frequency(self, _field: str, _term: str) -> int:
        return self.held

    def doc_count_all(self) -> int:
        return self.entries


def _bear_with_whoosh() -> None:
    """Whoosh 2.7.4 is frozen and writes escapes that newer Pythons warn of when compiling."""
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)


def _rated(
    documents: Iterable[dict[str, list[str]]],
) -> Iterator[tuple[str, list[tuple[int, float]]]]:
    """Each term of the documents with its field's mark, and Whoosh's rating of it in each."""
    with warnings.catch_warnings():
        _bear_with_whoosh()
        from whoosh.analysis import SpaceSeparatedTokenizer
        from whoosh.codec.memory import MemoryCodec
        from whoosh.fields import TEXT, Schema
        from whoosh.scoring import BM25F, bm25
        from whoosh.searching import Searcher
    # A text comes as a list of terms, which no analyser touches.
    field_type = TEXT(SpaceSeparatedTokenizer(), phrase=False)
    schema = Schema(**dict.fromkeys(MARKS, field_type))
    codec = MemoryCodec()
    writer = codec.writer(schema)
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    model = BM25F()
    reader = codec.reader(schema)
    searcher = Searcher(reader, weighting=model)
    postings = codec.terms_reader(codec.storage, codec.segment)
    average = {field: searcher.avg_field_length(field) for field in MARKS}
    for field, term in postings.terms():
        idf = searcher.idf(field, term)
        matcher = postings.matcher(field, term, field_type.format)
        ratings = []
        while matcher.is_active():
            entry, weight = matcher.id(), matcher.weight()
            length = reader.doc_field_length(entry, field)
            rating = bm25(idf, weight, length, average[field], model.B, model.K1)
            ratings.append((entry, rating))
            matcher.next()
        yield MARKS[field] + term.decode(), ratings
