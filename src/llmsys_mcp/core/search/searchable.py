"""Which terms an entry is found by, and which terms a query asks for.

Three fields. `words` holds title, description, venue and organisation; `names` what the entry is
called, without spaces and as it is spelt; `context` the words of its section and the concepts it
is about, which weigh little but find `MegaScale` for `training reliability`. One field for all
words ranks better than one per kind, because short fields distort BM25F.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from llmsys_mcp.core import words
from llmsys_mcp.core.venue import read_venue

VERSION = 2
"""Grows with every change of what stands in the fields."""

WORDS, CONTEXT, NAMES = "words", "context", "names"
MARKS = {WORDS: "", CONTEXT: "@", NAMES: "="}
"""What a field's terms begin with where all fields share one table."""

# What a match counts beside 1 for a word. Measured by tests/benchmarks/search_quality.py on the
# bundled list, where known items come to 0.985 and topics to 0.889.
_NAME_BOOST = 6.0
"""An entry that is called so. Without it known items come to 0.976; 3 or 12 change nothing."""
_LOOSE_NAME_BOOST = 4.0
"""One that is called so but for signs (`X2` for `X2++`): behind a name of the very spelling.
Chosen."""
_CONCEPT_BOOST = 0.9
"""What it is about. Without it topics come to 0.810, with half of it to 0.876."""
_SECTION_BOOST = 0.35
"""A word of its section. Without it topics come to 0.881, with twice it known items to 0.984."""
_REPAIRED = 0.8
"""A repaired word, which may be the wrong one. With half of it known items come to 0.983."""

TERMS = 16
"""Words and compounds of a query that are looked up, the rarest first: more rank no better."""
POSTINGS = 4096
"""Scores that are added up for a query; the last term may go beyond."""


class IndexedText(NamedTuple):
    """What is known of one entry, as a reader of the page sees it."""

    title: str
    description: str = ""
    venue: str = ""
    organization: str = ""
    section: str = ""
    """Path of headings."""


def fields(entry: IndexedText) -> dict[str, list[str]]:
    """The terms of `entry` by field, each as often as it occurs."""
    text = " ; ".join((entry.title, entry.description, _venue(entry.venue), entry.organization))
    about = {*words.concepts(text), *words.concepts(entry.section)}
    named = (entry.title.partition(":")[0], entry.title, f"{entry.title} {entry.description}")
    return {
        WORDS: words.index_terms(text),
        CONTEXT: [*words.index_terms(entry.section), *map(_concept, sorted(about))],
        NAMES: list(dict.fromkeys(name for title in named for name in _names(title))),
    }


def _venue(text: str) -> str:
    """A venue with its year in both spellings, for `SOSP 2025` and `SOSP' 25`."""
    venue = read_venue(text)
    if venue is None or venue.year is None:
        return text
    return f"{venue.name} {venue.year % 100:02d} ; {venue.year} ; {venue.note}"


def typed_words(entry: IndexedText) -> set[str]:
    """The words of `entry` as somebody may type them, in lower case."""
    typed = {*words.surface_words(entry.organization), *words.name_keys(entry.title)[:1]}
    for run in words.runs(f"{entry.title} ; {entry.description}"):
        typed.add(run.casefold())
        typed.update(words.parts(run))
    return typed


def boosts(
    query: str, readings: Sequence[str], count: Callable[[str], int]
) -> list[tuple[str, float]]:
    """The marked terms to look for, each with its boost: the score of an entry is their sum.

    `readings` are other texts that the query may stand for, the likeliest first; `count` tells in
    how many entries a marked term is. The work that follows is bounded: the commonest terms of a
    large list are left out before the rest.
    """
    weights = words.query_terms(query)
    about = words.concepts(query)
    for text in readings:
        for term in words.query_terms(text):
            weights.setdefault(term, _REPAIRED)
        about += words.concepts(text)
    rarest = sorted((held, term) for term in weights if (held := count(term)))[:TERMS]
    wanted = {term: weights[term] for _, term in rarest}
    wanted |= {MARKS[CONTEXT] + term: _SECTION_BOOST for term in list(weights)[:TERMS]}
    wanted |= {MARKS[CONTEXT] + _concept(name): _CONCEPT_BOOST for name in about}
    for text in readings[:1]:
        wanted |= {MARKS[NAMES] + name: _REPAIRED * _NAME_BOOST for name in _names(text)}
    wanted |= {MARKS[NAMES] + name: _NAME_BOOST for name in _names(query)}
    wanted[f"{MARKS[NAMES]}~{words.squash(query)}"] = _LOOSE_NAME_BOOST
    return [(term, wanted[term]) for term in _affordable(wanted, count)]


def _affordable(terms: Iterable[str], count: Callable[[str], int]) -> Iterator[str]:
    """The terms that any entry has, the rarest first, until their postings are too many."""
    left = POSTINGS
    for held, term in sorted((held, term) for term in terms if (held := count(term))):
        if left <= 0:
            break
        yield term
        left -= held


def _names(text: str) -> list[str]:
    """What an entry called `text` is known by: `dejavu`, and `_deja_vu` as it is spelt.

    `X2++` is `x2++`, and `~x2` to those who leave the signs out.
    """
    spelt, squashed = words.spelling(text), words.squash(text)
    signed = spelt.replace("_", "")
    loose = ["~" + squashed] if signed != squashed else []
    return [signed, "_" + spelt, *loose] if squashed else []


def _concept(name: str) -> str:
    return "~" + name
