"""The list in other forms: BibTeX and CSL for bibliographies, CSV and JSON for programs, Markdown.

A paper that is listed twice is one record of a bibliography, and one row for each listing
elsewhere. What the list does not say (authors, pages) is in none of them.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from llmsys_mcp.core.citing.keys import make_key, unique_keys
from llmsys_mcp.core.citing.proceedings import journal, listed_venue, proceedings
from llmsys_mcp.core.citing.records import Record, record
from llmsys_mcp.core.dialects import HOUSE
from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.listing.conservation import paper_key
from llmsys_mcp.core.markup.marker import Marker, read_marker, without_marker
from llmsys_mcp.core.markup.references import item_written_out
from llmsys_mcp.core.page.document import SEPARATOR
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.policy import escape_markdown, shown
from llmsys_mcp.core.writing.style import Draft, Style
from llmsys_mcp.services.cite import is_nobody_s
from llmsys_mcp.services.search import Filters, search
from llmsys_mcp.services.view import View

Format = Literal["bibtex", "csl-json", "csv", "json", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)

COLUMNS = (
    "id",
    "key",
    "title",
    "url",
    "description",
    "venue",
    "organization",
    "year",
    "section",
    "bucket",
    "keywords",
    "extras",
)
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula; a tab or a line end shows its number."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A list, or part of it, in another form."""

    text: str
    count: int
    """Records or rows of the whole, whatever part of it this is."""
    unknown: tuple[Listed, ...]
    """Entries left out: the page gives a key, and nobody knows what it stands for."""
    following: int | None
    """The `offset` that goes on behind this part; None at the end."""


def export(
    view: View,
    form: Format,
    section: str = "",
    query: str = "",
    *,
    offset: int = 0,
    most: int | None = None,
) -> Exported:
    """The entries of the section and those below it, and of them what the query finds.

    In list order; with a query in the order of the search. `offset`: how many entries are passed
    over at the start. `most`: bytes that the text and the ids of what is left out may have in a
    reply (JSON in UTF-8); as many entries as fit are written, one at least.

    Raises:
        UnknownSection, AmbiguousSection: `section` names none, or several.
    """
    entries = view.papers.entries
    found = search(view, query, Filters(section), limit=len(entries), offset=0)
    chosen = [hit.listed for hit in found.hits]
    unknown = {one.id for one in chosen if _is_unknown(view, one)}
    known = [one for one in chosen if one.id not in unknown]
    written = {one.id for one in (_first_listings(known) if form in _ONCE_A_PAPER else known)}
    part = chosen[offset:]
    while True:
        text = _WRITERS[form](view, [one for one in part if one.id in written])
        left_out = tuple(one for one in part if one.id in unknown)
        size = _size(text) + sum(_size(one.id) for one in left_out)
        if most is None or size <= most or len(part) <= 1:
            break
        part = part[: max(1, len(part) * most * 9 // (size * 10))]
    end = offset + len(part)
    return Exported(text, len(written), left_out, end if end < len(chosen) else None)


def _size(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass")) + 1


def _first_listings(entries: Iterable[Listed]) -> Iterable[Listed]:
    """The first entry of each paper."""
    first: dict[str, Listed] = {}
    for listed in entries:
        first.setdefault(paper_key(listed), listed)
    return first.values()


def _is_unknown(view: View, listed: Listed) -> bool:
    return bool(listed.entry.key) and is_nobody_s(view, listed)


def citation_keys(view: View) -> dict[str, str]:
    """Id of each entry → its key; all entries about one paper have one.

    Keys are those of the whole list, so that a part of it is exported with the same ones.
    """
    first = list(_first_listings(view.papers.entries))
    made = unique_keys(one.entry.key or _key(one) for one in first)
    by_paper = dict(zip(map(paper_key, first), made, strict=True))
    return {listed.id: by_paper[paper_key(listed)] for listed in view.papers.entries}


def _key(listed: Listed) -> str:
    entry = listed.entry
    return make_key(entry.full_title, entry.venue, entry.url, entry.year)


def records(view: View, entries: Iterable[Listed]) -> list[Record]:
    """One record for each paper, filed under every section that lists it."""
    keys = citation_keys(view)
    sections: dict[str, list[str]] = {}
    for listed in view.papers.entries:
        steps = [step for step in listed.entry.section.split(SEPARATOR) if step]
        sections.setdefault(paper_key(listed), []).extend(steps)
    made = (
        record(one.entry, keys[one.id], sections[paper_key(one)])
        for one in _first_listings(entries)
    )
    return [
        Record(one.kind, one.key, {name: shown(text) for name, text in one.fields.items()})
        for one in made
    ]


def _bibtex(view: View, entries: Sequence[Listed]) -> str:
    from llmsys_mcp.adapters.bibtex import BibEntry, write_bibtex

    made = records(view, entries)
    return write_bibtex(BibEntry(one.kind, one.key, one.fields) for one in made)


def _csl(view: View, entries: Sequence[Listed]) -> str:
    """CSL-JSON 1.0.2; no paper has authors, which lists do not tell, and a report its maker."""
    keys = citation_keys(view)
    items = [_csl_item(listed, keys[listed.id]) for listed in _first_listings(entries)]
    return f"{json.dumps(items, ensure_ascii=False, indent=2)}\n"


def _csl_item(listed: Listed, key: str) -> dict[str, Any]:
    entry, venue = listed.entry, listed_venue(listed.entry.venue)
    identity = paper_id(entry.url)
    scheme = identity.scheme if identity else ""
    kind = "article" if scheme == "arxiv" else "software" if scheme == "github" else "webpage"
    if venue is not None:
        kind = "article-journal" if journal(venue) else "paper-conference"
    elif record(entry, key).kind == "techreport":
        kind = "report"
    item: dict[str, Any] = {"id": key, "type": kind, "title": entry.full_title}
    if entry.title != entry.full_title:
        item["title-short"] = entry.title
    if venue is not None:
        item["container-title"] = journal(venue) or proceedings(venue)
        item["collection-title"] = entry.venue
    if entry.organization:
        item["custom"] = {"affiliation": shown(entry.organization)}
    if kind == "report":
        item["author"] = [{"literal": shown(entry.organization)}]
        item["publisher"] = entry.organization
    if entry.year is not None:
        item["issued"] = {"date-parts": [[entry.year]]}
    if identity is not None and scheme == "doi":
        item["DOI"] = identity.value
    if identity is not None and scheme == "arxiv":
        item["number"] = f"arXiv:{identity.value}"
    if entry.url:
        item["URL"] = entry.url
    if entry.keywords or entry.section:
        item["keyword"] = ", ".join((*entry.section.split(SEPARATOR), *entry.keywords))
    return {name: shown(value) if isinstance(value, str) else value for name, value in item.items()}


def _row(listed: Listed, key: str) -> dict[str, str | int | list[str] | None]:
    entry = listed.entry
    return {
        "id": listed.id,
        "key": key,
        "title": shown(entry.title),
        "url": shown(entry.url),
        "description": shown(entry.description),
        "venue": shown(entry.venue),
        "organization": shown(entry.organization),
        "year": entry.year,
        "section": shown(entry.section),
        "bucket": shown(entry.bucket) or None,
        "keywords": [shown(word) for word in entry.keywords],
        "extras": [shown(extra) for extra in entry.extras],
    }


def _json(view: View, entries: Sequence[Listed]) -> str:
    keys = citation_keys(view)
    rows = [_row(listed, keys[listed.id]) for listed in entries]
    return f"{json.dumps(rows, ensure_ascii=False, indent=2)}\n"


def _csv(view: View, entries: Sequence[Listed]) -> str:
    """Rows with a header; what a spreadsheet would run is marked as text by `'`."""
    keys = citation_keys(view)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for listed in entries:
        row = _row(listed, keys[listed.id])
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return out.getvalue()


def _cell(value: str | int | list[str] | None) -> str:
    text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _markdown(view: View, entries: Sequence[Listed]) -> str:
    """The entries under their sections, in the house's form or as they stand in a list of it."""
    house = {
        page.file: page.document.references
        for page in view.papers.pages
        if page.document.dialect == HOUSE
    }
    by_section: dict[str, list[str]] = {}
    for listed in entries:
        in_house = listed.file in house
        line = _own_line(listed, house[listed.file]) if in_house else _line(listed)
        by_section.setdefault(listed.entry.section, []).append(shown(line))
    parts = [
        f"## {escape_markdown(shown(path), in_link=False)}\n\n" + "\n".join(lines) + "\n"
        if path
        else "\n".join(lines) + "\n"
        for path, lines in by_section.items()
    ]
    return "\n".join(parts)


def _own_line(listed: Listed, references: Mapping[str, str]) -> str:
    """The entry's line, its references written out; numbers would not go on without gaps."""
    line = item_written_out(listed.entry.raw.partition("\n")[0].rstrip(), references)
    marker = read_marker(line)
    if marker is None or marker.number is None:
        return line
    return f"{Marker('-', ' ', marker.box, marker.lead)}{without_marker(line)}"


def _line(listed: Listed) -> str:
    entry = listed.entry
    if entry.url:
        return Style().write(Draft.of(entry)).line
    fields = filter(None, (entry.venue, entry.organization))
    return "- " + " | ".join(
        escape_markdown(text, in_link=False) for text in (entry.full_title, *fields)
    )


_ONCE_A_PAPER = frozenset({"bibtex", "csl-json"})
_WRITERS: dict[Format, Callable[[View, Sequence[Listed]], str]] = {
    "bibtex": _bibtex,
    "csl-json": _csl,
    "csv": _csv,
    "json": _json,
    "markdown": _markdown,
}
