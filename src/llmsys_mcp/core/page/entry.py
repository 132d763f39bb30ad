"""One entry of a list, whatever grammar it is written in."""

import re
from functools import lru_cache
from typing import NamedTuple

from llmsys_mcp.core.identity import arxiv_year_month, paper_id
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.venue import read_venue

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""In the short form that dates of entries have."""
_DATE = re.compile(
    rf"""\(
    (?:(?:{"|".join(MONTHS)}|spring|summer|fall|autumn|winter|q[1-4])
       [a-z]{{0,6}}\.?[\s,]*)?
    (?:\d{{1,2}}[\s,/.-]*){{0,2}}
    (?P<year>(?:19|20)\d\d)
    (?:[/.-]\d{{1,2}}){{0,2}}
    \)""",
    re.IGNORECASE | re.VERBOSE,
)
_SAME_WORD = re.compile(r"[\w+-]")
_EDITION = re.compile(r"usenix\.org/conference/[a-z]{2,20}(\d\d)/")


class Entry(NamedTuple):
    """A list item about one paper, project, course or page, and where it stands.

    Texts are as a reader of the page sees them: Markdown escapes and emphasis removed.
    """

    title: str
    """The link's text (or the words before the first ` | `), without a colon at its end."""
    url: str
    """The link's target as it is written; empty when the entry has no link."""
    description: str
    """What follows the title: a subtitle or a few words. Empty when there is none."""
    venue: str
    """`OSDI' 24` as it is written, else empty."""
    organization: str
    """Who made it, as it is written, else empty."""
    year: int | None
    """Of the venue, else of the date given, else of the arXiv id."""
    extras: tuple[str, ...]
    """Markdown that fits no field, in order: `(Section 3)`, `[Code](…)`."""
    section: str
    """Path of headings joined by ` > `."""
    bucket: str
    """The year group it stands in, else empty."""
    line: int
    """Counted from 1."""
    span: Span
    """The item's text in its page, from its marker, without the line's end."""
    raw: str
    """The characters of `span`."""
    keywords: tuple[str, ...] = ()
    """What the entry is filed under beside its section, where the list's form has that."""
    key: str = ""
    """The citation key that the page names the paper by, where it does."""
    required: bool | str = False
    """Whether a course asks for it, or the topic for which it does."""

    def at(self, line: int, span: Span) -> "Entry":
        """The same entry in another place of its page."""
        return Entry(
            self.title,
            self.url,
            self.description,
            self.venue,
            self.organization,
            self.year,
            self.extras,
            self.section,
            self.bucket,
            line,
            span,
            self.raw,
            self.keywords,
            self.key,
            self.required,
        )

    @property
    def full_title(self) -> str:
        """Title and description as one title, the title said once."""
        return full_title(self.title, self.description)


class Listed(NamedTuple):
    """An entry with its name in the whole list."""

    id: str
    """Stable and unique in the list: `arxiv:2309.06180`, `github:owner/repo`, `…#2`."""
    file: str
    """The page it stands in, relative to the list's folder."""
    entry: Entry
    list: str = ""
    """Name of the list where several are served, else empty."""
    named: str = ""
    """`FILE#anchor` of its section where the path is that of several, else empty."""

    @property
    def section(self) -> str:
        """What its section is found by: the path, or file and anchor where several have that."""
        return self.named or self.entry.section


def full_title(title: str, description: str) -> str:
    """A title and what follows it as one title, the title said once."""
    if not description:
        return title
    if says_again(title, description):
        return description
    joint = " " if description[:5].lower() == "with " else ": "
    return f"{title}{joint}{description}"


def split_date(text: str) -> tuple[str, str]:
    """(what stands before, the date) of a text that ends in `(May 2025)`; else (text, "")."""
    text = text.rstrip()
    at = text.rfind("(")
    if at < 0 or not _DATE.fullmatch(text, at):
        return text, ""
    return text[:at].rstrip(), text[at:]


@lru_cache(maxsize=1 << 14)
def year_of(url: str, venue: str, date: str) -> int | None:
    """The year of the venue, else of the `(May 2025)` that `date` ends in, else of the link.

    A link tells a year by its arXiv id or its USENIX edition.
    """
    named = read_venue(venue) if venue else None
    if named and named.year:
        return named.year
    if dated := _DATE.fullmatch(split_date(date)[1]):
        return int(dated["year"])
    if edition := _EDITION.search(url):
        return 2000 + int(edition[1])
    identity = paper_id(url) if "rxiv" in url.lower() else None
    month = arxiv_year_month(identity.value) if identity and identity.scheme == "arxiv" else None
    return month[0] if month else None


def says_again(title: str, description: str) -> bool:
    """Whether a description begins with the whole title, in any case."""
    head, rest = description[: len(title)], description[len(title) :]
    return head.casefold() == title.casefold() and not _SAME_WORD.match(rest)
