"""Whether a paper is listed already, under this title and link or under others.

Identity comes first: one arXiv id, DOI or page is one paper, however it is spelt. Then the whole
title. Then what changes between a preprint and its publication: name, subtitle, spelling, order
of words (`core/sameness/similarity.py`). A link and a title that are two papers' are reported as
such. Last, links that stand on the pages outside every entry (`core/listing/mentions.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from llmsys_mcp.core.identity import PaperId, link_identity, title_key
from llmsys_mcp.core.identity.pasted import pasted_links, pasted_title
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.identity.weblink import lists_papers
from llmsys_mcp.core.inverted import Inverted, Numbered
from llmsys_mcp.core.page.entry import Listed, full_title
from llmsys_mcp.core.sameness.similarity import TitleIndex, Weighed, probability
from llmsys_mcp.core.sameness.verdict import (
    CERTAIN,
    Match,
    Pair,
    Relation,
    Verdict,
    as_cross_list,
    compared,
    in_quotes,
    ordered,
    spoken,
)
from llmsys_mcp.core.sameness.wording import Wording, kinship, read_wording

if TYPE_CHECKING:
    from llmsys_mcp.services.view import View

__all__ = [
    "SAME_TITLE",
    "DuplicateIndex",
    "Match",
    "Pair",
    "Relation",
    "Verdict",
    "check_paper",
    "is_whole",
]

_WHOLE_TITLE = 3
"""Words a title has at least; what is shorter may be a mere name."""
_WHOLE_PART = 4
"""The same of a link's text, or of the words behind it, taken for the title alone."""
_ONE_PAPER = -4.0
"""Log odds of two titles under one link above which they are one paper's; it was renamed."""
_ONE_PAPER_TWO_NAMES = -2.0
"""The same where each title has a name of its own."""
_EVEN = 0.5
_MATCHES = 10
_MENTIONS = 3
"""Matches that are told at most, and those among them that are no entries."""
SAME_TITLE = "same title, word for word"


@dataclass(frozen=True)
class _Asked:
    """The paper in question."""

    title: str
    """Empty when it is not told."""
    index: TitleIndex

    @cached_property
    def key(self) -> str:
        return title_key(self.title)

    @cached_property
    def words(self) -> Weighed:
        return self.index.weights.weigh(read_wording(self.title))


@dataclass(frozen=True, slots=True)
class _Titled:
    """What the words of an entry say, whatever its link and place."""

    title: str
    """Its whole title; empty where it stands for one that is not known."""
    key: str
    keys: frozenset[str]
    """Of the forms that the whole title has."""
    wording: Wording

    @classmethod
    def of(cls, told: "_Told") -> "_Titled":
        whole = full_title(told.title, told.description)
        title = "" if is_placeholder(whole) else whole
        keys = frozenset(map(title_key, _whole_titles(told, title)))
        return cls(title, title_key(title), keys, read_wording(title))


class _Told(NamedTuple):
    """What an entry is recognised by."""

    title: str
    description: str
    url: str


class DuplicateIndex:
    """The papers of a list, by what they may be recognised by. Immutable."""

    def __init__(self, entries: Sequence[Listed], before: "DuplicateIndex | None" = None) -> None:
        """`entries`: in list order. What `before`, the index of most of them, has read of them is
        not read again.
        """
        self.entries = tuple(entries)
        told = [_Told(e.title, e.description, e.url) for e in (one.entry for one in entries)]
        self._numbered: Numbered[_Told] = Numbered.of(told, before._numbered if before else None)
        numbered = self._numbered
        came = {number: _Titled.of(one) for number, one in numbered.came.items()}
        self._titled: dict[int, _Titled] = (before._titled if before else {}) | came
        """By number, what the words of each entry say."""
        gone = {number: self._titled.pop(number) for number in numbered.gone}
        self._by_title: Inverted[str] = Inverted.of(
            lambda one: one.keys, came, gone, before._by_title if before else None
        )
        self._by_link: Inverted[PaperId | str] = Inverted.of(
            _linked, numbered.came, numbered.gone, before._by_link if before else None
        )
        wordings = {number: one.wording for number, one in self._titled.items()}
        self._similar: TitleIndex = TitleIndex(
            numbered, wordings, before._similar if before else None
        )

    def like(self, other: "DuplicateIndex") -> "DuplicateIndex":
        """This index, in which each word tells as much as it does in `other`: a longer list."""
        index = DuplicateIndex(self.entries, self)
        index._similar.weights = other._similar.weights
        return index

    def check(self, title: str = "", url: str = "") -> Verdict:
        """Whether the paper with this title and link, or one of the two, is listed.

        Both may be as they were pasted: with Markdown, a venue, several links.
        """
        asked = _Asked(pasted_title(title), self._similar)
        found: dict[int, Match] = {}
        for identity in _identities(title, url):
            self._find_linked(asked, identity, found)
        self._find_titled(asked, found)
        if any(match.relation in CERTAIN for match in found.values()):
            return Verdict("duplicate", ordered(found))
        self._find_similar(asked, found)
        matches = ordered(found)
        return Verdict("possible" if matches and matches[0].score >= _EVEN else "new", matches)

    def links(self, identity: PaperId | str) -> bool:
        """Whether the link of an entry has this identity, as its own or as one of several."""
        return identity in self._by_link

    def titles(self, key: str) -> bool:
        """Whether an entry has a whole title of this key."""
        return key in self._by_title

    def pairs(self) -> tuple[Pair, ...]:
        """Entries that are one paper, or share a number without being it, in list order.

        Mere namesakes are left out. Of several entries under one number or title each is paired
        with the first alone. Time grows little faster than the list.
        """
        found: dict[tuple[int, int], Match] = {}
        for identity in self._by_link:
            places = self._under(identity)
            for at in places[1:]:
                found[places[0], at] = self._one_link(self._listed_as(places[0]), identity, at)
        for key in self._by_title:
            places = self._numbered.in_order(self._by_title.under(key))
            for at in places[1:]:
                one, other = self._titled_at(places[0]), self._titled_at(at)
                if other.key in one.keys or one.key in other.keys:
                    match = self._match(at, 1.0, "same-title", SAME_TITLE)
                    found.setdefault((places[0], at), match)
        for first in range(len(self.entries)):
            asked = self._listed_as(first)
            for odds, at in self._similar.near(asked.words) if asked.title else ():
                if at > first and odds > 0 and (first, at) not in found:
                    found[first, at] = self._similar_match(asked, odds, at, self._lines(first, at))
        return tuple(self._pair(first, found[first, at]) for first, at in sorted(found))

    def _pair(self, first: int, match: Match) -> Pair:
        one = self.entries[first]
        match = as_cross_list(match, one)
        return Pair(one, match.listed, match.score, match.relation, match.reason)

    # --- what the list is known by -----------------------------------------------------------

    def _titled_at(self, at: int) -> _Titled:
        """What the words of the entry at this place say."""
        return self._titled[self._numbered.numbers[at]]

    def _under(self, identity: PaperId | str) -> list[int]:
        """Places of the entries with this number or page; none for a page of several papers."""
        numbers = self._by_link.under(identity)
        if isinstance(identity, str) and numbers:
            keys = {self._titled[number].key for number in numbers}
            if len(keys) > 1 or lists_papers(identity):
                return []
        return self._numbered.in_order(numbers)

    def _listed_as(self, at: int) -> _Asked:
        return _Asked(self._titled_at(at).title, self._similar)

    # --- one entry against the paper in question -----------------------------------------------

    def _find_linked(self, asked: _Asked, identity: PaperId | str, found: dict[int, Match]) -> None:
        places = self._under(identity)
        told = asked if asked.title or not places else self._listed_as(places[0])
        for at in places:
            match = self._one_link(told, identity, at)
            if match.relation == "same-id" or not _is_site(identity):
                found[at] = match

    def _find_titled(self, asked: _Asked, found: dict[int, Match]) -> None:
        if is_whole(asked.title):
            for at in self._numbered.in_order(self._by_title.under(asked.key)):
                if at not in found:
                    found[at] = self._match(at, 1.0, "same-title", SAME_TITLE)

    def _find_similar(self, asked: _Asked, found: dict[int, Match]) -> None:
        for odds, at in self._similar.near(asked.words) if asked.title else ():
            if at not in found and (odds > 0 or self._is_namesake(asked, at)):
                found[at] = self._similar_match(asked, odds, at)

    def _one_link(self, asked: _Asked, identity: PaperId | str, at: int) -> Match:
        """What it means that an entry has the link of the paper in question."""
        same = spoken(identity)
        if self._is_one_paper(asked, at, by_name=_is_site(identity) or _is_project(identity)):
            return self._match(at, 1.0, "same-id", f"same {same}")
        told = (
            f"the list has this {same} under another title, {in_quotes(self._titled_at(at).title)}"
        )
        return self._match(at, _EVEN, "wrong-link", told)

    def _is_one_paper(self, asked: _Asked, at: int, *, by_name: bool) -> bool:
        """Whether two titles under one link can be one paper's; `by_name`: only its name tells."""
        titled = self._titled_at(at)
        if not asked.key or not titled.title or asked.key in titled.keys:
            return True
        one, other = asked.words, self._similar.title(at)
        related = kinship(one.wording, other.wording)
        if related == "same" or by_name:
            return related == "same"
        if related == "mentioned":
            return True
        least = _ONE_PAPER_TWO_NAMES if related == "other" else _ONE_PAPER
        return self._similar.weights.evidence(one, other) > least

    def _is_namesake(self, asked: _Asked, at: int) -> bool:
        return kinship(asked.words.wording, self._similar.wording(at)) == "same"

    def _lines(self, first: int, second: int) -> tuple[str, str]:
        one, other = self.entries[first].entry, self.entries[second].entry
        return f"line {one.line}", f"line {other.line}"

    def _similar_match(
        self, asked: _Asked, odds: float, at: int, whose: tuple[str, str] = ("yours", "the list's")
    ) -> Match:
        one, other = asked.words.wording, self._similar.wording(at)
        reason = compared(one, other, whose)
        if odds > 0:
            return self._match(at, probability(odds), "renamed", reason)
        # A made-up name is rarely taken twice, but a project's page is not the paper about it.
        made_up = (one.coined or other.coined) and not self._is_project_page(at)
        telling = made_up or one.is_bare
        score = max(probability(odds), _EVEN if telling else 0.0)
        return self._match(at, score, "same-name", reason)

    def _is_project_page(self, at: int) -> bool:
        """Whether an entry is about a project, by its link or for want of any title."""
        identity = link_identity(self.entries[at].entry.url)
        if isinstance(identity, PaperId):
            return _is_project(identity)
        return self._similar.wording(at).is_bare

    def _match(self, at: int, score: float, relation: Relation, reason: str) -> Match:
        listed = self.entries[at]
        return Match(listed, round(score, 3), relation, f"{reason} (line {listed.entry.line})")


# --- what is linked and no entry -----------------------------------------------------------------


def check_paper(view: "View", title: str = "", url: str = "") -> Verdict:
    """Whether the paper with this title and link, or one of the two, is on the list's pages.

    A link outside every entry makes it `possible`: a person has to look whether the paper is listed
    there in a form that is not read, or only spoken of. Such a match has no id, and says the line.
    """
    verdict = view.duplicates.check(title, url)
    found = [] if verdict.verdict == "duplicate" else _mentioned(view, title, url)
    if not found:
        return verdict
    matches = sorted((*verdict.matches, *found), key=lambda match: -match.score)
    return Verdict("possible", tuple(matches[:_MATCHES]))


def _mentioned(view: "View", title: str, url: str) -> list[Match]:
    """Links to the paper, or called by its whole title, that no entry has either."""
    mentions, index = view.papers.mentions, view.duplicates
    found: dict[int, Match] = {}
    for identity in _identities(title, url):
        if not (index.links(identity) or _is_listing(identity) or _is_site(identity)):
            what = f"a link to this paper ({spoken(identity)})"
            for listed in mentions.by_identity.get(identity, ()):
                found[id(listed)] = _mention(listed, "same-id", what)
    words = pasted_title(title)
    key = title_key(words)
    if is_whole(words) and not index.titles(key):
        for listed in mentions.by_title.get(key, ()):
            found.setdefault(id(listed), _mention(listed, "same-title", "a link with this title"))
    return list(found.values())[:_MENTIONS]


def _mention(listed: Listed, relation: Relation, what: str) -> Match:
    told = f"{what} stands on line {listed.entry.line}, outside any entry"
    return Match(listed, _EVEN, relation, told)


# --- identities and titles -----------------------------------------------------------------------


def _identities(title: str, url: str) -> tuple[PaperId | str, ...]:
    """Numbers and pages of the links that were pasted, each once."""
    links = list(pasted_links(url))
    if not pasted_title(title) or "://" in title:
        links += pasted_links(title)
    return tuple(dict.fromkeys(filter(None, map(link_identity, links))))


def _linked(told: _Told) -> tuple[PaperId | str, ...]:
    identity = link_identity(told.url)
    return () if identity is None else (identity,)


def _is_listing(identity: PaperId | str) -> bool:
    return isinstance(identity, str) and lists_papers(identity)


def _is_site(identity: PaperId | str) -> bool:
    """Whether a link is a site's first page, which may stand for anything found there."""
    return isinstance(identity, str) and "/" not in identity


def _is_project(identity: PaperId | str) -> bool:
    """Whether a link is a repository, which may hold several papers' code."""
    return isinstance(identity, PaperId) and identity.scheme == "github"


def is_whole(title: str, words: int = _WHOLE_TITLE) -> bool:
    """Whether a title is so long that it is no mere name."""
    return len(title.split()) >= words


def _whole_titles(told: _Told, title: str) -> list[str]:
    """The forms under which an entry gives the whole title of its paper."""
    whole = [title] if is_whole(title) else []
    if told.description and title:
        whole += [part for part in (told.title,) if is_whole(part, _WHOLE_PART)]
        if read_wording(told.description).name_key and is_whole(told.description, _WHOLE_PART):
            whole.append(told.description)
    return whole
