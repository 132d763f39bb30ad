"""When two entries of a list are one paper: by number, by link, by title.

The parts live beside this module (`registry`: numbers in links, `weblink`: links as pages,
`title`: titles, `pasted`: titles and links as other lists write them); here they meet, and entries
get their names. Nothing here raises.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from llmsys_mcp.core.identity.registry import PaperId, arxiv_year_month, paper_id, parse_id
from llmsys_mcp.core.identity.title import short_name, title_key
from llmsys_mcp.core.identity.weblink import canonical_url
from llmsys_mcp.core.policy.characters import find_unseen

__all__ = [
    "PaperId",
    "arxiv_year_month",
    "canonical_url",
    "entry_id",
    "link_identity",
    "paper_id",
    "parse_id",
    "shared_pages",
    "short_name",
    "title_key",
    "unique_names",
]

_SLUG = 48
"""Characters of a title in a name."""
_NOT_WORD = re.compile(r"[\W_]+")


def shared_pages(urls_and_keys: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Canonical links, without a number, under which several title keys stand.

    Such a page (a conference's list of accepted papers, say) is nobody's identity. A link that
    carries a `PaperId` is never among them: two titles under one number are a mistake to
    report. Entries without a link are passed over.
    """
    keys: dict[str, str] = {}
    shared: set[str] = set()
    for url, key in urls_and_keys:
        if url and paper_id(url) is None:
            page = canonical_url(url)
            if keys.setdefault(page, key) != key:
                shared.add(page)
    return frozenset(shared)


def unique_names(bases: Iterable[str]) -> tuple[str, ...]:
    """The names in order; the second of one name ends in `#2`, the third in `#3`."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for base in bases:
        name = base
        while name in seen:
            seen[base] += 1
            name = f"{base}#{seen[base]}"
        seen[name] = 1
        names.append(name)
    return tuple(names)


@lru_cache(maxsize=1 << 14)
def link_identity(link: str) -> PaperId | str | None:
    """A paper's number, else the canonical form of the page; None for no link."""
    return (parse_id(link) or canonical_url(link) or None) if link else None


def entry_id(url: str, title: str) -> str:
    """The name of one entry; another entry of the list may have it too, see `unique_names`.

    The paper's number where its link carries one, else its title in at most 48 characters with six
    hexadecimal digits of link and title key, so that it depends on no other entry. No character
    of it is unseen.
    """
    paper = paper_id(url)
    if paper is not None and find_unseen(paper.value) is None:
        return str(paper)
    told = f"{canonical_url(url)}\n{title_key(title)}"
    digest = sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    return f"title:{_slug(title)}-{digest[:6]}"


def _slug(title: str) -> str:
    """Words of the title joined by `-`, cut between words where that leaves any."""
    words = [key for word in _NOT_WORD.split(title) if (key := title_key(word))]
    slug = "-".join(words)
    if find_unseen(slug) is not None:  # letters of no width
        slug = "".join(char for char in slug if find_unseen(char) is None)
    if len(slug) > _SLUG:
        head = slug[: _SLUG + 1].rpartition("-")[0]
        slug = head or slug[:_SLUG]
    return slug or "untitled"
