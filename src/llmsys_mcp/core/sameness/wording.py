"""What a title says, read once: its short name, and the words beside it."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from llmsys_mcp.core.identity import short_name, title_key
from llmsys_mcp.core.words import fold, parts
from llmsys_mcp.core.words.phrases import PhraseTable
from llmsys_mcp.core.words.stemming import stem
from llmsys_mcp.core.words.vocabulary import STOPWORDS, SYNONYMS

Kinship = Literal["same", "begun", "mentioned", "short form", "version", "other", "unnamed"]
"""How the names of two titles stand to each other.

`same`: one name, but for case, spaces and marks. `begun`: the name of one opens the other title,
and both go on alike (`Foo: Fast Words for All`, `Foo fast words`). `mentioned`: the name of one
opens or closes the other title (`… with Foo`), or one made-up word closes both. `short form`: the
letters of one name stand in the other in order (`BCP`, `ByteCheckpoint`). `version`: one name with
two version numbers. `other`: two names. `unnamed`: at least one title has none.
"""

_LIMIT = 400
"""Characters of a title that are read; the longest real ones have about 250."""

_RUN = re.compile(r"[^\W_]+")
_NUMBER_MARK = re.compile(r"(?<=\d)[.,](?=\d)")
_SILENT = STOPWORDS | frozenset(
    ("through", "across", "among", "between", "per", "than", "more", "about", "use", "using", "s")
)
_PREFIXES = frozenset(("pre", "co", "re", "non", "hyper", "sub", "multi"))
"""Written with a hyphen, a space or joined: `co-design`, `multi task`, `pretraining`."""
_GENRE = re.compile(
    r"\s(?:technical report|tech report|report|(?:system|model) card|white ?paper)\b",
    re.IGNORECASE,
)
"""What stands behind the name in a title that is nothing but a name."""
_CLOSING = re.compile(r"\b(?:with|using|via|by|in|like) (?:an? |the )?(\S{2,30})\Z")
_BRACKETED = re.compile(r"\(([^\s()]{2,30})\)\Z")
_MADE_UP = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}|[A-Za-z]\d|\d[A-Za-z]|\w-\w")
_MADE_UP_LENGTH = 4
"""Letters and digits that a made-up name has at least."""
_NAME_WORDS = 2
"""Words of a name that is not set off by a genre or by its spelling, at most."""
_GOES_ON = 2
"""Words behind a name that two titles go on alike with, at least; one less where it is made up."""
_SHORT_FORM_LENGTH = 3
"""Letters that a short form has at least."""
_NOT_IN_NAME = re.compile(r"[^a-z0-9.+]")
_VERSION = re.compile(r"(.*?[a-z])(?:(?<=..)v)?(\d[\d.]*\+*|\+{1,3}|)")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a title says."""

    name: str
    """The short name as it is written; empty when there is none."""
    name_key: str
    coined: bool
    """Whether the name looks made up: `xDiT`, `S-LoRA`, but not `Orca` or `HAP`."""
    edges: frozenset[str]
    """Keys of what closes the title, and of what opens one without name: a name may stand there."""
    closing: str
    """Key of what closes the title when that looks made up, else empty."""
    words: tuple[tuple[str, str], ...]
    """Stem and written form of each word that is no part of the name, in order."""
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    """Stems of neighbours."""

    @property
    def is_bare(self) -> bool:
        """Whether the title is a name and nothing else."""
        return bool(self.name_key) and not self.words


@lru_cache(maxsize=4096)
def read_wording(title: str) -> Wording:
    """The wording of `title`, of which the first 400 characters count. Never raises.

    Wordings are remembered: after an edit a list is learnt anew, and one title has changed.
    """
    title = " ".join(title[:_LIMIT].split())
    name, rest = _named(title)
    words = _words(rest)
    stems = tuple(stem_ for stem_, _ in words)
    ends = [found[1] for end in (_CLOSING, _BRACKETED) if (found := end.search(rest))]
    return Wording(
        name,
        title_key(name),
        _is_made_up(name),
        frozenset(map(title_key, ends if name else [*ends, *_openings(title)])) - {""},
        next((title_key(end) for end in ends if _is_made_up(end)), ""),
        words,
        frozenset(stems),
        frozenset(pairwise(stems)),
    )


def _named(title: str) -> tuple[str, str]:
    """(name, what follows it); ("", title) where no name stands apart."""
    name = short_name(title)
    if name:
        bare = _GENRE.split(name, maxsplit=1)[0]
        if len(name.split()) <= _NAME_WORDS or bare != name or _MADE_UP.search(name):
            return bare, title[title.find(name) + len(name) :]
        return "", title
    genre = _GENRE.search(title)
    if genre and title_key(title[: genre.start()]):
        return title[: genre.start()], title[genre.end() :]
    if len(title.split()) <= _NAME_WORDS:
        return title, ""
    return "", title


def _is_made_up(name: str) -> bool:
    return len(title_key(name)) >= _MADE_UP_LENGTH and bool(_MADE_UP.search(name))


def _openings(title: str) -> list[str]:
    first = title.split(maxsplit=_NAME_WORDS)[:_NAME_WORDS]
    return ["".join(first[: at + 1]) for at in range(len(first))]


def _words(text: str) -> tuple[tuple[str, str], ...]:
    """Stem and word; short forms for phrases of the field; nothing for words that say nothing."""
    joined: list[str] = []
    for run in _RUN.findall(_NUMBER_MARK.sub("", fold(text))):
        for part in parts(run):
            if joined and joined[-1] in _PREFIXES:
                joined[-1] += part
            else:
                joined.append(part)
    stems = list(map(stem, joined))
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(stems):
        size, short = _phrase_at(stems, at)
        if short:
            found += [(part, " ".join(joined[at : at + size])) for part in short]
        elif joined[at] not in _SILENT:
            found.append((stems[at], joined[at]))
        at += size
    return tuple(found)


def _phrase_at(stems: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """How many stems the phrase at `at` covers and what stands for it; (1, ()) when none."""
    return next(iter(_phrases().begun_at(stems, at)), (1, ()))


@cache
def _phrases() -> PhraseTable[tuple[str, ...]]:
    """Phrases of the field, each with the stems of its short form."""
    return PhraseTable(
        (list(map(stem, phrase.split())), tuple(map(stem, short.split())))
        for short, phrases in SYNONYMS.items()
        for phrase in phrases
    )


def kinship(one: Wording, other: Wording) -> Kinship:
    """How the names of two titles stand to each other. Symmetric."""
    both = bool(one.name_key and other.name_key)
    if both and one.name_key == other.name_key:
        return "same"
    if both and _are_versions(one.name, other.name):
        return "version"
    if _begins(one, other) or _begins(other, one):
        return "begun"
    if one.name_key in other.edges or other.name_key in one.edges:
        return "mentioned"
    if one.closing and one.closing == other.closing:
        return "mentioned"
    if both and _is_short_form(*sorted((one.name_key, other.name_key), key=len)):
        return "short form"
    return "other" if both else "unnamed"


def _begins(named: Wording, other: Wording) -> bool:
    """Whether `other`, a title without a name, opens with the name and goes on as `named` does."""
    if not named.name_key or other.name_key or named.name_key not in other.edges:
        return False
    words, going_on = _written(other), _written(named)
    opening = ""
    while words and named.name_key.startswith(opening + words[0]):
        opening += words.pop(0)
    least = min(len(words), len(going_on)) if opening else 0
    return least >= _GOES_ON - named.coined and words[:least] == going_on[:least]


def _written(wording: Wording) -> list[str]:
    """The words as they are written, those of a phrase one by one."""
    phrases = dict.fromkeys(written for _, written in wording.words)
    return [word for phrase in phrases for word in phrase.split()]


def _are_versions(one: str, other: str) -> bool:
    base, version = _version(one)
    other_base, other_version = _version(other)
    return bool(base) and base == other_base and version != other_version


def _version(name: str) -> tuple[str, str]:
    """`Foo-2.5` as (`foo`, `2.5`), `Foo v2++` as (`foo`, `2++`), `Foo` as (`foo`, ``)."""
    found = _VERSION.fullmatch(_NOT_IN_NAME.sub("", fold(name).casefold()).strip("."))
    return (found[1], found[2]) if found and len(found[1]) > 1 else ("", "")


def _is_short_form(short: str, long: str) -> bool:
    """Whether the letters of `short` stand in `long` in order, from its first."""
    if len(short) < _SHORT_FORM_LENGTH or short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
