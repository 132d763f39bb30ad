"""A BibTeX entry as a pasted paper: which of its fields is the title, the link, the venue."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from llmsys_mcp.core.citing.proceedings import venue_of
from llmsys_mcp.core.identity import PaperId, paper_id, parse_id
from llmsys_mcp.core.intake.paper import IS_EXACT_TITLE, Pasted
from llmsys_mcp.core.intake.titles import split_title
from llmsys_mcp.core.venue import read_venue

_BRACKETS = re.compile(r"\(([^()]{2,40})\)")
_NUMBER = re.compile(r"\d{4}\.\d{4,5}")
_LINKS = ("url", "link", "howpublished", "note", "pdf")
_NO_ENTRY = re.compile(
    r"@(?:comment|preamble|string\s?\{\s{0,20}(?P<name>[\w:.+/-]{1,60})\s{0,20}=)", re.IGNORECASE
)
_WORD = re.compile(r"[\w:.+/-]{1,60}")
_MAKER = re.compile(r"[^;,\d\n]{2,40}(?:, [^;,\d\n]{2,20})?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_STRING = 500
"""Characters of a definition that is used."""
_USED = 8
"""Definitions that one entry uses at most."""
_IN_TEXT = re.compile(r"https?://[^\s{}<>\"]+")


@dataclass(slots=True)
class Strings:
    """The abbreviations that a text of BibTeX has defined so far: `@string{osdi = "OSDI"}`."""

    known: dict[str, str] = field(default_factory=dict)
    """Name in lower case → its definition as it was written."""

    def take(self, text: str) -> bool:
        """Whether `text` is no entry: a definition, a preamble or a comment, closed."""
        found = _NO_ENTRY.match(text)
        if found is None or not text.endswith(("}", ")")):
            return False
        if found["name"] and len(text) <= _STRING:
            self.known[found["name"].lower()] = text
        return True

    def before(self, entry: str) -> str:
        """`entry` behind the definitions of those names that stand in it."""
        if not self.known:
            return entry
        words = dict.fromkeys(word.lower() for word in _WORD.findall(entry))
        used = [self.known[word] for word in words if word in self.known]
        return "\n".join((*used[:_USED], entry))


def from_bibtex(source: str, fields: Mapping[str, str]) -> Pasted:
    """The paper of an entry with these fields; what it does not tell stays empty."""
    title = fields.get("title", "")
    if subtitle := fields.get("subtitle", ""):
        title = f"{title}: {subtitle}"
    told = split_title(title, whole=True)
    links = _links(fields)
    paper = Pasted(
        source, told.title, links[0] if links else "", told.description, _venue(fields),
        organization=_maker(fields), abstract=fields.get("abstract", ""), more=links[1:],
    )  # fmt: skip
    return replace(paper, doubt=IS_EXACT_TITLE) if "\\" in title else paper


def _maker(fields: Mapping[str, str]) -> str:
    """Who made it, where one name tells; addresses of many authors are none."""
    told = fields.get("affiliation", "") or fields.get("institution", "")
    return told if _MAKER.fullmatch(told) else ""


def _links(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Links of the entry, those that number a paper first."""
    told = (_IN_TEXT.search(fields.get(name, "")) for name in _LINKS)
    found = [link[0].rstrip(".,;)") for link in told if link]
    preprint = _arxiv(fields)
    if preprint is not None:
        found.append(preprint.link)
    doi = parse_id(fields.get("doi", ""))
    if doi is not None and doi.scheme == "doi":
        found.append(doi.link)
    found.sort(key=lambda link: paper_id(link) is None)
    return tuple(dict.fromkeys(found))


def _arxiv(fields: Mapping[str, str]) -> PaperId | None:
    """The arXiv number of an entry, wherever people write it."""
    for name in ("eprint", "journal", "number", "volume", "booktitle", "note", "doi"):
        found = _NUMBER.search(fields.get(name, ""))
        told = name == "eprint" or "arxiv" in fields.get(name, "").lower()
        identity = parse_id(f"arXiv:{found[0]}") if found and told else None
        if identity is not None:
            return identity
    return None


def _venue(fields: Mapping[str, str]) -> str:
    """The venue with its year, in short; empty when it is none that the field knows."""
    given = _year(fields.get("year", "")) or _year(fields.get("date", "")[:4])
    told = (fields.get(name, "") for name in ("series", "booktitle", "journal", "journaltitle"))
    names = [(name, given or _year(name)) for name in told if name]
    for name, year in names:
        if "arxiv" in name.lower() or name == "CoRR":
            continue
        for short in (name, *_BRACKETS.findall(name)):
            if venue := _known(short, year):
                return venue
    spelt_out = (f"{venue_of(name)} {year}".strip() for name, year in names if venue_of(name))
    return next(spelt_out, "")


def _year(text: str) -> str:
    """The year in a text that names exactly one."""
    years = set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 else ""


def _known(text: str, year: str) -> str:
    venue = read_venue(text)
    if venue is None or not venue.usual:
        return ""
    return text if venue.year is not None else f"{text} {year}".strip()
