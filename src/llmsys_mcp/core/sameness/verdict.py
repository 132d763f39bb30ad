"""What is said of a paper and a list: which entries may be it, how likely, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from llmsys_mcp.core.identity import PaperId, title_key
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.sameness.wording import Wording, kinship

Relation = Literal["same-id", "same-title", "renamed", "cross-list", "same-name", "wrong-link"]
"""How an entry stands to the paper in question.

`same-id`: one number or page. `same-title`: one whole title. `renamed`: likely the same under
another title. `cross-list`: the same paper listed once more, in another section. `same-name`:
another title under the same short name. `wrong-link`: the link is this entry's, the title is not.
"""

CERTAIN = frozenset[Relation](("same-id", "same-title", "cross-list"))
"""Relations that leave no doubt."""

_SHOWN_MATCHES = 10
"""Matches that a verdict names."""
_SHOWN_WORDS = 8
"""Words that a reason names of each kind."""
_SHOWN_TITLE = 80
"""Characters of a title in a reason."""
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


def ordered(found: Mapping[int, Match]) -> tuple[Match, ...]:
    """Certain matches in list order, then the others, most likely first."""
    certain = [found[at] for at in sorted(found) if found[at].relation in CERTAIN]
    told = [as_cross_list(match, certain[0]) for match in certain]
    rest = [found[at] for at in sorted(found) if found[at].relation not in CERTAIN]
    rest.sort(key=lambda match: -match.score)
    return (*told, *rest)[:_SHOWN_MATCHES]


def as_cross_list(match: Match, first: Match | Listed) -> Match:
    """`match`, told as a second listing when it stands in another section than the first one."""
    listed = first.listed if isinstance(first, Match) else first
    if match.relation not in CERTAIN or match.listed.entry.section == listed.entry.section:
        return match
    reason = f"listed again in another section: {match.reason}"
    return replace(match, relation="cross-list", reason=reason)


def spoken(identity: PaperId | str) -> str:
    """A number or a page, as people speak of it: `arXiv id 2309.06180`, `link “example.org/x”`."""
    if isinstance(identity, str):
        return f"link {in_quotes(identity)}"
    return f"{_SCHEMES.get(identity.scheme, identity.scheme)} {identity.value}"


def in_quotes(text: str) -> str:
    """`text` in quotes, shortened, without control characters of any kind."""
    text = "".join(char for char in text if char.isprintable())
    return f"“{text[:_SHOWN_TITLE]}{'…' if len(text) > _SHOWN_TITLE else ''}”"


def compared(one: Wording, other: Wording, whose: tuple[str, str]) -> str:
    """What two titles share and what only one of them says; `whose` tells the two apart."""
    told = _names_compared(one, other, whose)
    if kinship(one, other) == "begun":
        name = one.name or other.name
        told = [f"both begin with {in_quotes(name)} and go on alike"]
        one, other = _behind(one, name), _behind(other, name)
    for label, words in (
        ("both say", [word for stem, word in one.words if stem in other.stems]),
        (f"only {whose[0]}", [word for stem, word in one.words if stem not in other.stems]),
        (f"only {whose[1]}", [word for stem, word in other.words if stem not in one.stems]),
    ):
        if words:
            shown = ", ".join(dict.fromkeys(words[:_SHOWN_WORDS]))
            told.append(f"{label}: {shown}{', …' if len(words) > _SHOWN_WORDS else ''}")
    return "; ".join(told)


def _behind(wording: Wording, name: str) -> Wording:
    """What a title says behind a name that it opens with, set off or not."""
    if wording.name_key:
        return wording
    key = title_key(name)
    return replace(wording, words=tuple(word for word in wording.words if word[1] not in key))


def _names_compared(one: Wording, other: Wording, whose: tuple[str, str]) -> list[str]:
    if one.name_key and one.name_key == other.name_key:
        return [f"same name {in_quotes(one.name)}"]
    names = [
        f"{in_quotes(wording.name)} in {who}"
        for wording, who in zip((one, other), whose, strict=True)
        if wording.name_key
    ]
    return [f"named {', '.join(names)}"] if names else []
