"""An entry as a bibliographic record, and the entry again from the record.

A record says only what the list says. Lists name no authors, and the usual BibTeX styles warn when
a published paper has none; so `DistServe authors` stands there, which nobody takes for a name.
(`others`, BibTeX's own word for names left out, would be one label for all papers of a year, and
`alpha.bst` fails on the thirtieth.) A report is its institution's, as reports are cited.

    entry                    record
    title, description       title; shorttitle holds the part before the joint
    venue                    booktitle or journal in full, series as the list has it, year
    arXiv link, DOI          eprint with archiveprefix, doi; url always
    organization             affiliation; author and institution of a report
    (Mon YYYY)               month, year
    extras                   annote
    section, keywords        keywords
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from llmsys_mcp.core.citing.proceedings import journal, listed_venue, proceedings
from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.page.entry import MONTHS, Entry, split_date
from llmsys_mcp.core.sameness.wording import read_wording
from llmsys_mcp.core.venue import house_venue, read_venue
from llmsys_mcp.core.writing.house import house_organization, house_url
from llmsys_mcp.core.writing.style import Draft

_MONTH = re.compile(rf"\(({'|'.join(MONTHS)})[a-z]*\.?\s", re.IGNORECASE)
_PUBLISHED = ("inproceedings", "article")
_NAME_WORDS = 3
"""Words of a title without a name that stand for it."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a bibliography; values as a reader sees them."""

    kind: str
    """`inproceedings`, `article`, `techreport` or `misc`."""
    key: str
    fields: Mapping[str, str]


def record(entry: Entry, key: str, keywords: Iterable[str] = ()) -> Record:
    """The record of a listed entry."""
    venue = listed_venue(entry.venue)
    dated = next((extra for extra in entry.extras if split_date(extra) == ("", extra)), "")
    kind = "misc"
    fields: dict[str, str] = {"title": entry.full_title}
    if entry.title != entry.full_title:
        fields["shorttitle"] = entry.title
    if venue is not None:
        kind = "article" if journal(venue) else "inproceedings"
        fields |= (
            {"journal": journal(venue)} if journal(venue) else {"booktitle": proceedings(venue)}
        )
        fields["series"] = entry.venue
    elif entry.venue:
        fields["howpublished"] = entry.venue
    if kind == "misc" and dated and entry.organization and entry.year:
        kind = "techreport"
        fields["institution"] = entry.organization
    fields |= _who(entry, kind)
    if entry.year is not None:
        fields["year"] = str(entry.year)
    if month := _MONTH.match(dated):
        fields["month"] = month[1].lower()
    fields |= _identity(entry.url)
    if rest := [extra for extra in entry.extras if extra != dated]:
        fields["annote"] = " ".join(rest)
    words = list(dict.fromkeys(filter(None, (*keywords, *entry.keywords))))
    if words:
        fields["keywords"] = ", ".join(words)
    if "author" not in fields:
        fields["key"] = key
    return Record(kind, key, fields)


def _who(entry: Entry, kind: str) -> dict[str, str]:
    maker = {"affiliation": entry.organization} if entry.organization else {}
    if kind == "techreport":
        return {"author": entry.organization} | maker
    if kind not in _PUBLISHED:
        return maker
    name = read_wording(entry.full_title).name or " ".join(entry.full_title.split()[:_NAME_WORDS])
    return {"author": f"{name} authors"} | maker


def _identity(url: str) -> dict[str, str]:
    if not url:
        return {}
    paper = paper_id(url)
    match paper.scheme if paper else "":
        case "arxiv":
            return {"eprint": paper.value if paper else "", "archiveprefix": "arXiv", "url": url}
        case "doi":
            return {"doi": paper.value if paper else "", "url": url}
        case _:
            return {"url": url}


def record_of_draft(draft: Draft, key: str) -> Record:
    """The record that a new entry's key needs."""
    house = replace(
        draft,
        url=house_url(draft.url)[0],
        venue=house_venue(draft.venue),
        organization=house_organization(draft.organization),
    )
    return record(house.unplaced(), key)


def entry_of(fields: Mapping[str, str]) -> Entry:
    """What a record says of its paper, as an entry that stands in no list."""
    return draft_of(fields).unplaced()


def draft_of(fields: Mapping[str, str]) -> Draft:
    """The facts of an entry from the fields of a record.

    Its month comes back as a date behind the description, `… – (May 2025)`; an `annote` does not.
    """
    whole, name = fields.get("title", ""), fields.get("shorttitle", "")
    title, description = (name, _rest(whole, name)) if name else (whole, "")
    venue = fields.get("series") or _short_venue(fields) or fields.get("howpublished", "")
    url = fields.get("url") or _link(fields)
    dated = "month" in fields and not fields.get("series")
    if dated:
        month = fields["month"][:3].capitalize()
        date = f"({month} {fields.get('year', '')})"
        description = f"{description} – {date}" if description else date
    return Draft(title, url, description, house_venue(venue), fields.get("affiliation", ""))


def _rest(whole: str, name: str) -> str:
    """What the list writes behind the name."""
    rest = whole.removeprefix(name)
    if rest == whole:
        return whole
    return rest[2:] if rest.startswith(": ") else rest[1:] if rest.startswith(" with ") else whole


def _short_venue(fields: Mapping[str, str]) -> str:
    """The venue in parentheses at the end of a booktitle: `… (OSDI '24)`."""
    found = re.search(r"\(([^()]{2,60})\)\s*\Z", fields.get("booktitle", ""))
    if found and read_venue(found[1]):
        return found[1]
    return ""


def _link(fields: Mapping[str, str]) -> str:
    if fields.get("archiveprefix", "").lower() == "arxiv" and fields.get("eprint"):
        return f"https://arxiv.org/abs/{fields['eprint']}"
    return f"https://doi.org/{fields['doi']}" if fields.get("doi") else ""
