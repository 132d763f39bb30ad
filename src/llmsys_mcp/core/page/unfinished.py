"""What is open while a page is read: sections, year groups, a summary."""

from dataclasses import dataclass, field

from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.document import Bucket, Section


@dataclass(slots=True)
class OpenSection:
    """A section whose end is still to come."""

    title: str
    level: int
    path: str
    anchor: str
    line: int
    span: Span
    parent: int
    indent: int
    end: int = 0
    buckets: list["OpenBucket"] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)


@dataclass(slots=True)
class OpenBucket:
    """A year group whose end is still to come."""

    label: str
    years: tuple[int, ...]
    line: int
    start: int
    style: str
    depth: int
    """How many `<details>` are open at its label."""
    indent: int
    """Columns before the marker of its label when that is a list item, else -1."""
    end: int = -1
    entries: list[int] = field(default_factory=list)


@dataclass(slots=True)
class OpenSummary:
    """The words of a `<summary>` so far."""

    line: int
    """The last one read."""
    words: list[str] = field(default_factory=list)


def closed(section: OpenSection) -> Section:
    """The section as it was read to its end."""
    return Section(
        path=section.path,
        title=section.title,
        level=section.level,
        anchor=section.anchor,
        line=section.line,
        span=section.span,
        end=section.end,
        parent=section.parent,
        buckets=tuple(
            Bucket(b.label, b.years, b.line, Span(b.start, b.end), b.style, tuple(b.entries))
            for b in section.buckets
        ),
        entries=tuple(section.entries),
        is_label=section.indent >= 0,
    )
