"""Whether a paper is listed already, under this title and link or under others.

Identity comes first: one arXiv id, DOI or page is one paper, however it is spelt. Then the whole
title. Then what changes between a preprint and its publication: name, subtitle, spelling, order
of words (`core/similarity.py`). A link and a title that are two papers' are reported as such.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from llmsys_mcp.core.entry import Entry, Listed
from llmsys_mcp.core.identity import PaperId, canonical_url, parse_id, shared_pages, title_key
from llmsys_mcp.core.pasted import is_placeholder, pasted_links, pasted_title
from llmsys_mcp.core.similarity import TitleIndex, Weighed, probability
from llmsys_mcp.core.wording import Wording, kinship, read_wording

Relation = Literal["same-id", "same-title", "renamed", "cross-list", "same-name", "wrong-link"]
"""How an entry stands to the paper in question.

`same-id`: one number or page. `same-title`: one whole title. `renamed`: likely the same under
another title. `cross-list`: the same paper listed once more, in another section. `same-name`:
another title under the same short name. `wrong-link`: the link is this entry's, the title is not.
"""

_CERTAIN = frozenset[Relation](("same-id", "same-title", "cross-list"))
_WHOLE_TITLE = 3
"""Words a title has at least; what is shorter may be a mere name."""
_WHOLE_PART = 5
"""The same of a link's text, or of the words behind it, taken for the title alone."""
_ONE_PAPER = -5.0
"""Log odds of two titles under one link above which they are one paper's; it was renamed."""
_ONE_PAPER_TWO_NAMES = -2.0
"""The same where each title has a name of its own."""
_EVEN = 0.5
_WRONG_LINK = 0.5
_SHOWN_MATCHES = 10
_SHOWN_WORDS = 8
_SHOWN_TITLE = 80
_WORD = re.compile(r"[^\W_]+")
_LISTING = re.compile(
    r"/[^/]*(?:accepted|program|schedule|session|proceeding|publication|papers|toc|agenda|index)"
    r"[^/]*\Z|\A[^/]*\Z"
)
"""Path of a page that lists papers, or a site's first page: it is about no single paper."""
_SCHEMES = {
    "arxiv": "arXiv id",
    "doi": "DOI",
    "openreview": "OpenReview id",
    "usenix": "USENIX page",
    "github": "GitHub project",
}


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that is, or may be, the paper in question."""

    listed: Listed
    score: float
    """How likely it is the same paper, 0 to 1."""
    relation: Relation
    reason: str
    """What the two have in common, in words a person can check."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a paper is listed."""

    verdict: Literal["duplicate", "possible", "new"]
    """`possible`: a person has to look. `new` may have matches, of another paper's same name."""
    matches: tuple[Match, ...]
    """Most likely first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries of the list that are, or may be, one paper, or share a link without being it."""

    first: Listed
    """The one that stands first."""
    second: Listed
    score: float
    relation: Relation
    reason: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """The paper in question."""

    title: str
    """Empty when it is not told."""
    key: str
    words: Weighed


@dataclass(frozen=True)
class DuplicateIndex:
    """The papers of a list, by what they may be recognised by. Learnt when first asked."""

    entries: tuple[Listed, ...]

    @classmethod
    def of(cls, entries: Sequence[Listed]) -> "DuplicateIndex":
        """The index of these entries, in list order."""
        return cls(tuple(entries))

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        titles = (listed.entry.full_title for listed in self.entries)
        return tuple("" if is_placeholder(title) else title for title in titles)

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(map(title_key, self._titles))

    @cached_property
    def _by_identity(self) -> dict[PaperId | str, list[int]]:
        """Places of entries by number or page, shared pages left out."""
        urls = [listed.entry.url for listed in self.entries]
        shared = shared_pages(zip(urls, self._keys, strict=True))
        found: defaultdict[PaperId | str, list[int]] = defaultdict(list)
        for at, url in enumerate(urls):
            identity = _identity(url)
            if identity and identity not in shared:
                found[identity].append(at)
        return dict(found)

    @cached_property
    def _by_title(self) -> dict[str, list[int]]:
        """Places of entries by the key of each form of their whole title."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, listed in enumerate(self.entries):
            for key in {title_key(title) for title in _whole_titles(listed.entry, self._titles[at])}:
                found[key].append(at)
        return dict(found)

    @cached_property
    def _similar(self) -> TitleIndex:
        return TitleIndex(tuple(map(read_wording, self._titles)))

    def check(self, title: str = "", url: str = "") -> Verdict:
        """Whether the paper with this title and link, or one of them, is listed.

        Both may be as they were pasted: with Markdown, a venue, several links.
        """
        asked = self._asked(pasted_title(title))
        links = pasted_links(url)
        if not asked.title or "://" in title:
            links += pasted_links(title)
        found: dict[int, Match] = {}
        for link in links:
            for match in self._linked(asked, link, found):
                found.setdefault(*match)
        for at in self._by_title.get(asked.key, ()) if _is_whole(asked.title) else ():
            if at not in found or found[at].relation == "wrong-link":
                found[at] = self._match(at, 1.0, "same-title", "same title, word for word")
        if any(match.relation in _CERTAIN for match in found.values()):
            return Verdict("duplicate", self._ordered(found))
        for odds, at in self._similar.near(asked.words) if asked.title else ():
            if at not in found and (match := self._likely(asked, odds, at)):
                found[at] = match
        matches = self._ordered(found)
        return Verdict("possible" if matches and matches[0].score >= _EVEN else "new", matches)

    def _asked(self, title: str) -> _Asked:
        return _Asked(title, title_key(title), self._similar.weights.weigh(read_wording(title)))

    def _linked(
        self, asked: _Asked, link: str, found: dict[int, Match]
    ) -> Iterable[tuple[int, Match]]:
        """What the list has under `link`."""
        identity = _identity(link)
        for at in self._by_identity.get(identity, ()) if identity else ():
            same = _called(identity)
            first = next((p for p, m in found.items() if m.relation == "same-id"), at)
            other = asked if asked.title else self._asked(self._titles[first])
            if self._is_one_paper(other, at):
                yield at, self._match(at, 1.0, "same-id", f"same {same}")
            elif isinstance(identity, PaperId) or not _LISTING.search(identity):
                told = f"the list has {same} under another title, “{_shown(self.entries[at])}”"
                yield at, self._match(at, _WRONG_LINK, "wrong-link", told)
