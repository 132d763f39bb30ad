"""Citation keys made of name, venue and year, such as `distserve-osdi24`: made and read.

A reading list cites by them, and an exported bibliography is known by them. A key depends on its
own paper alone, so that it stays when others come and go.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.identity.title import title_key
from llmsys_mcp.core.page.entry import year_of
from llmsys_mcp.core.sameness.wording import read_wording
from llmsys_mcp.core.venue import KNOWN, read_venue
from llmsys_mcp.core.words import runs
from llmsys_mcp.core.words.vocabulary import STOPWORDS

_KEY = re.compile(r"(?P<name>[A-Za-z0-9_+.:]{1,80})(?:-(?P<venue>[A-Za-z]{2,30})(?P<year>\d\d))?")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_PAGE_LETTERS = 40
"""Letters of a page's address in a key."""
_TITLE_WORDS = 3
"""Words of a title without a name that make the name of its key."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key in its parts."""

    name: str
    """Letters and digits, lower case."""
    venue: str
    """Usual spelling of a venue of the field, else as it is written; empty when there is none."""
    year: int | None


def read_key(text: str) -> Key:
    """The parts of `distserve-osdi24`; a text of another form is all name."""
    found = _KEY.fullmatch(text)
    if found is None or not found["venue"]:
        return Key(key_name(text), "", None)
    year = 2000 + int(found["year"])
    venue = found["venue"].lower()
    return Key(key_name(found["name"]), KNOWN.get(venue, venue), year)


def make_key(title: str, venue: str = "", url: str = "", year: int | None = None) -> str:
    """The key of a paper: its short name, else first words; its venue, else `arxiv`; the year.

    `year` counts where neither venue nor link tells one. Only `a-z`, `0-9` and one `-`. A title
    without letters that a key holds is told by its number, else by the page it is on, else by a
    number made of the title, so that no two such papers have one key.
    """
    known = read_venue(venue) if venue else None
    when = year_of(url, venue, "") or year
    identity = paper_id(url)
    if known is not None:
        place = key_name(known.usual or known.name.partition(" ")[0])
    else:
        place = "arxiv" if identity and identity.scheme == "arxiv" else ""
    told = f"{place}{when % 100:02d}" if when else place
    name = _name(title) or _number(title, url)
    return f"{name}-{told}" if told else name


def unique_keys(keys: Iterable[str]) -> list[str]:
    """The keys in order, each later twin with a letter behind it: `tempo-sosp25b`."""
    seen: dict[str, int] = {}
    unique: list[str] = []
    for key in keys:
        name, times = key, seen.get(key, 0)
        while name in seen:
            times += 1
            name = f"{key}{_letters(times)}"
        seen[key] = times
        seen.setdefault(name, 0)
        unique.append(name)
    return unique


def _letters(number: int) -> str:
    """1 is `b`, 25 is `z`, 26 is `ba`: what tells twins apart in citations."""
    letters = ""
    while True:
        number, digit = divmod(number, 26)
        letters = chr(ord("a") + digit) + letters
        if not number:
            return letters


def key_name(text: str) -> str:
    """The letters and digits of a name as they stand in a key."""
    return _NOT_IN_KEY.sub("", title_key(text).replace("+", "p"))


def _name(title: str) -> str:
    wording = read_wording(title)
    telling = [word for word in runs(title) if word.casefold() not in STOPWORDS]
    words = "".join(telling[:_TITLE_WORDS])
    return key_name(wording.name) or key_name(wording.closing) or key_name(words)


def _number(title: str, url: str) -> str:
    """What tells a paper whose title has no letters of a key."""
    identity = paper_id(url)
    if identity is not None:
        return key_name(f"{identity.scheme}{identity.value}")
    page = url.rstrip("/").partition("://")[2]
    told = (
        key_name(page)[:_PAGE_LETTERS] if page else f"{crc32(title.encode('utf-8', 'replace')):x}"
    )
    return f"paper{told}" if title_key(title) or page else "paper"
