"""One entry of a list, whatever grammar it is written in."""

from dataclasses import dataclass

from llmsys_mcp.core.text import Span


@dataclass(frozen=True, slots=True)
class Entry:
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

    @property
    def full_title(self) -> str:
        """Title and description as one title, the title said once."""
        if not self.description:
            return self.title
        if self.description.casefold().startswith(self.title.casefold()):
            return self.description
        joint = " " if self.description[:5].lower() == "with " else ": "
        return f"{self.title}{joint}{self.description}"


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry with its name in the whole list."""

    id: str
    """Stable and unique in the list: `arxiv:2309.06180`, `github:owner/repo`, `…#2`."""
    file: str
    """The page it stands in, relative to the list's folder."""
    entry: Entry
