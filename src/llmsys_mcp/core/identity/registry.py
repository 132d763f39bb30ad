"""Who numbers papers, and where the number stands in a link.

A reader knows the links of one host. What a host calls the same paper (abstract, PDF, version,
another mirror) gets one `PaperId`; a page that is about no single paper gets none.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from llmsys_mcp.core.identity.weblink import read_web_link


@dataclass(frozen=True, slots=True, order=True)
class PaperId:
    """One paper or project, whatever link it was reached by."""

    scheme: str
    """Who numbered it: `arxiv`, `doi`, `openreview`, `usenix`, `github`, …"""
    value: str
    """The number: no version, and lower case where the scheme ignores case."""

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    @property
    def link(self) -> str:
        """The paper's page by its number, for arXiv and DOIs; empty for any other scheme."""
        match self.scheme:
            case "arxiv":
                return f"https://arxiv.org/abs/{self.value}"
            case "doi":
                return f"https://doi.org/{self.value}"
            case _:
                return ""

    def contradicts(self, other: "PaperId | None") -> bool:
        """Whether `other` is another number of the same scheme, so that two papers are meant."""
        return other is not None and other.scheme == self.scheme and other != self


_Reader = Callable[[str, Mapping[str, str]], PaperId | None]
"""(path, percent-decoded; parameters by name) → number."""

_NUMBER = (
    r"(?:(?P<new>\d{4}\.\d{4,5})(?!\d)"
    r"|(?P<archive>[a-z]{1,8}(?:-[a-z]{2,4})?)(?:\.[a-z]{2})?/(?P<old>\d{7})(?!\d))"
)
_ARXIV = re.compile(rf"/(?:[a-z-]{{1,16}}/)?(?:arxiv:)?{_NUMBER}", re.IGNORECASE | re.ASCII)
_ARXIV_TEXT = re.compile(
    rf"(?P<named>arxiv[:.]\s{{0,4}})?{_NUMBER}(?:v\d+)?(?:\s*\[[\w.-]+\])?",
    re.IGNORECASE | re.ASCII,
)
_DOI = re.compile(r"(?:^|/)(10\.\d{4,9}/[^\s<>\"]+)", re.ASCII)
_DOI_LIMIT = 300
"""Characters; what is longer is no DOI but something made to look like one."""
_DOI_TEXT = re.compile(r"(?:doi[:.]?\s{0,4})?(10\.\d{4,9}/[^\s<>\"]+)", re.IGNORECASE | re.ASCII)
_DOI_TAIL = re.compile(
    r"(?:/(?:full|abstract|pdf|epub|meta|summary)|\.pdf|\.html?|[]/.,;:'\"])\Z"
    r"|(?<=\d)v\d{1,3}(?:\.full|\.abstract)?(?:-text)?\Z"
)
_USENIX = r"(?ai)/conference/([a-z0-9]+)/presentation/([\w-]+)"
_USENIX_PDF = (
    r"(?ai)/system/files/(?:conference/[a-z0-9]+/)?([a-z]+\d\d)[-_](?!slides)(?:paper[-_])?"
    r"([a-z0-9-]+)(?:_\d)?\.pdf\Z"
)
_PMLR = r"(?ai)/([vr]\d+)/(?!index\b)([a-z0-9-]+)(?:\.html|\.pdf|/\2\.pdf)?/?\Z"
_HASHED = r"(?ai)/paper(?:_files/paper)?/\d{4}/(?:hash|file)/([0-9a-f]{32})"
_NIPS = r"(?ai)/paper/(\d{1,5})-[a-z0-9-]+(?:\.pdf)?\Z"
_ACL = (
    r"(?ai)/(?:anthology/)?([a-z]\d\d-\d{4}|\d{4}\.[a-z0-9]+-[a-z0-9_]+\.\d+)"
    r"(?:v\d+)?(?:\.pdf|\.bib|\.xml)?/?\Z"
)
_ACL_DOI = "10.18653/v1"
_CVF = r"/content[^/]*/.{0,80}?(?:html|papers)/([^/\s]+)_paper\.(?:html|pdf)\Z"
_IEEE = r"(?a)/(?:abstract/)?document/(\d+)|/ielx?\d+/\d+/\d+/0*(\d+)\.pdf"
_S2 = r"/paper/(?:[^/]+/)?([0-9a-f]{40})(?![0-9a-f])"
"""Rarer hosts' patterns are text: `re` compiles and keeps each when a link first asks for it."""

_GITHUB = re.compile(r"/([a-z0-9][a-z0-9-]*)/([\w.-]+?)(?:\.git)?/?\Z", re.IGNORECASE | re.ASCII)
_GITHUB_PLACES = frozenset(
    {
        "about", "apps", "collections", "contact", "customer-stories", "enterprise", "events",
        "explore", "features", "gist", "login", "marketplace", "notifications", "orgs",
        "organizations", "pricing", "readme", "resources", "search", "security", "settings",
        "site", "solutions", "sponsors", "stars", "team", "topics", "trending", "users",
    }
)  # fmt: skip
"""First steps of GitHub's own pages, which no owner can be called."""
_OPENREVIEW_PAGES = frozenset(("/forum", "/pdf", "/attachment", "/revisions"))


def _arxiv(path: str, _parameters: Mapping[str, str]) -> PaperId | None:
    found = _ARXIV.match(path)
    return _arxiv_id(found) if found else None


def _arxiv_id(found: re.Match[str]) -> PaperId:
    """`math.GT/0309136` is `math/0309136`: arXiv gives one paper both names."""
    return PaperId("arxiv", found["new"] or f"{found['archive'].lower()}/{found['old']}")


def _mirror(prefix: str) -> _Reader:
    """A site that shows arXiv papers under `prefix`."""

    def read(path: str, parameters: Mapping[str, str]) -> PaperId | None:
        return _arxiv(path, parameters) if path.lower().startswith(prefix) else None

    return read


def _doi(path: str, _parameters: Mapping[str, str]) -> PaperId | None:
    found = _DOI.search(path)
    return _doi_id(found[1]) if found and len(found[1]) <= _DOI_LIMIT else None


def _doi_id(text: str) -> PaperId:
    """A DOI without what publishers hang on it; case does not tell DOIs apart (ISO 26324)."""
    text, longer = text.lower(), ""
    while text != longer:
        longer, text = text, _closed(_DOI_TAIL.sub("", text))
    prefix, _, suffix = text.partition("/")
    if prefix == "10.48550" and (preprint := _ARXIV_TEXT.fullmatch(suffix)):
        return _arxiv_id(preprint)
    if text.startswith(_ACL_DOI) and (paper := _acl(text.removeprefix(_ACL_DOI), {})):
        return paper
    return PaperId("doi", text)


def _closed(text: str) -> str:
    """`text` without those `)` at its end that no `(` opened."""
    at_end = len(text) - len(text.rstrip(")"))
    extra = min(at_end, text.count(")") - text.count("("))
    return text[:-extra] if extra > 0 else text


def _acm(path: str, parameters: Mapping[str, str]) -> PaperId | None:
    """A whole volume has a DOI too, but is not one paper."""
    if path.startswith(("/doi/proceedings/", "/doi/book/")):
        return None
    if path == "/citation.cfm" and re.fullmatch(r"\d+\.\d+", parameters.get("id", "")):
        return PaperId("doi", f"10.1145/{parameters['id']}")
    return _doi(path, parameters)


def _openreview(path: str, parameters: Mapping[str, str]) -> PaperId | None:
    found = re.match(r"[\w-]+", parameters.get("id", ""), re.ASCII)
    return PaperId("openreview", found[0]) if found and path in _OPENREVIEW_PAGES else None


def _usenix(path: str, _parameters: Mapping[str, str]) -> PaperId | None:
    if found := re.match(_USENIX, path) or re.match(_USENIX_PDF, path):
        conference = re.sub(r"^sec(?=\d)", "usenixsecurity", found[1].lower())
        return PaperId("usenix", f"{conference}/{found[2].lower()}")
    return None


def _pmlr(path: str, _parameters: Mapping[str, str]) -> PaperId | None:
    found = re.match(_PMLR, path)
    return PaperId("pmlr", f"{found[1]}/{found[2]}".lower()) if found else None


def _hashed(scheme: str) -> _Reader:
    """The proceedings software of MLSys, NeurIPS and ICLR: one hash per paper."""

    def read(path: str, _parameters: Mapping[str, str]) -> PaperId | None:
        found = re.match(_HASHED, path)
        return PaperId(scheme, found[1].lower()) if found else None

    return read


def _neurips(path: str, parameters: Mapping[str, str]) -> PaperId | None:
    if found := re.match(_NIPS, path):
        return PaperId("neurips", found[1])
    return _hashed("neurips")(path, parameters)


def _acl(path: str, _parameters: Mapping[str, str]) -> PaperId | None:
    found = re.match(_ACL, path)
    if not found:
        return None
    name = found[1]
    return PaperId("acl", name.lower() if name[0].isdigit() else name.upper())


def _cvf(path: str, _parameters: Mapping[str, str]) -> PaperId | None:
    found = re.match(_CVF, path)
    return PaperId("cvf", found[1]) if found else None


def _ieee(path: str, parameters: Mapping[str, str]) -> PaperId | None:
    found = re.match(_IEEE, path)
    number = (found[1] or found[2]) if found else parameters.get("arnumber", "").lstrip("0")
    return PaperId("ieee", number) if re.fullmatch(r"[0-9]+", number) else None


def _semantic_scholar(path: str, parameters: Mapping[str, str]) -> PaperId | None:
    found = re.match(_S2, path)
    return PaperId("s2", found[1]) if found else _mirror("/arxiv/")(path, parameters)


def _github(path: str, _parameters: Mapping[str, str]) -> PaperId | None:
    """The project itself; a file, folder or issue in it is a page like any other."""
    found = _GITHUB.match(path)
    if not found or found[1].lower() in _GITHUB_PLACES:
        return None
    return PaperId("github", f"{found[1]}/{found[2]}".lower())


_READERS: Mapping[str, _Reader] = {
    "arxiv.org": _arxiv,
    "ar5iv.org": _arxiv,
    "alphaxiv.org": _arxiv,
    "xxx.lanl.gov": _arxiv,
    "huggingface.co": _mirror("/papers/"),
    "hf.co": _mirror("/papers/"),
    "papers.cool": _mirror("/arxiv/"),
    "scirate.com": _mirror("/arxiv/"),
    "semanticscholar.org": _semantic_scholar,
    "dl.acm.org": _acm,
    "openreview.net": _openreview,
    "usenix.org": _usenix,
    "proceedings.mlr.press": _pmlr,
    "proceedings.mlsys.org": _hashed("mlsys"),
    "proceedings.iclr.cc": _hashed("iclr"),
    "proceedings.neurips.cc": _neurips,
    "papers.neurips.cc": _neurips,
    "proceedings.nips.cc": _neurips,
    "papers.nips.cc": _neurips,
    "aclanthology.org": _acl,
    "aclweb.org": _acl,
    "openaccess.thecvf.com": _cvf,
    "ieeexplore.ieee.org": _ieee,
    "github.com": _github,
}
"""By host; any other host may still carry a DOI in its path."""


@lru_cache(maxsize=1 << 14)
def paper_id(url: str) -> PaperId | None:
    """The paper's own number in a link, or None for a page that carries none. Never raises.

    Stray Markdown around the link (`[https://…](`, `…)[MIT]`) does not hide the number.
    """
    link = read_web_link(url)
    if link is None:
        return None
    path = _closed(unquote(re.split(r"[][\s<>\"]", link.path, maxsplit=1)[0]))
    host = "arxiv.org" if link.host.endswith(".arxiv.org") else link.host
    return _READERS.get(host, _doi)(path, dict(link.parameters) if link.query else {})


_WRITTEN: Mapping[str, str] = {
    "openreview": r"[\w-]+",
    "usenix": r"[a-z0-9]+/[\w-]+",
    "pmlr": r"[vr]\d+/[a-z0-9-]+",
    "mlsys": r"[0-9a-f]{32}",
    "iclr": r"[0-9a-f]{32}",
    "neurips": r"[0-9a-f]{32}|\d{1,5}",
    "acl": r"[A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+",
    "cvf": r"[^\s/]+",
    "ieee": r"\d+",
    "s2": r"[0-9a-f]{40}",
    "github": r"[a-z0-9-]+/[\w.-]+",
}
"""How each scheme's number is written; arXiv numbers and DOIs have spellings of their own."""


def parse_id(text: str) -> PaperId | None:
    """A number written out (`arXiv:2309.06180v2`, `10.1145/…`, `github:owner/repo`) or a link.

    A bare `2309.06180` counts only when its month exists. `parse_id(str(paper)) == paper`.
    """
    text = text.strip()
    if found := _ARXIV_TEXT.fullmatch(text):
        paper = _arxiv_id(found)
        return paper if found["named"] or arxiv_year_month(paper.value) else None
    if found := _DOI_TEXT.fullmatch(text):
        return _doi_id(found[1]) if len(found[1]) <= _DOI_LIMIT else None
    scheme, _, value = text.partition(":")
    if scheme in _WRITTEN and re.fullmatch(_WRITTEN[scheme], value, re.ASCII):
        return PaperId(scheme, value)
    return paper_id(text)


_YEAR_MONTH = re.compile(
    r"(?:(\d\d)(\d\d)\.\d{4,5}|[a-z.-]+/(\d\d)(\d\d)\d{3})(?:v\d+)?", re.IGNORECASE | re.ASCII
)


def arxiv_year_month(value: str) -> tuple[int, int] | None:
    """(year, month 1 to 12) in an arXiv number; None when arXiv can have given none like it.

    Numbers are `archive/yymmnnn` from August 1991 to March 2007 and `yymm.nnnnn` since.
    """
    found = _YEAR_MONTH.fullmatch(value)
    if not found:
        return None
    if found[1] is not None:
        when = (2000 + int(found[1]), int(found[2]))
        possible = when >= (2007, 4)
    else:
        century = 1900 if int(found[3]) >= 91 else 2000
        when = (century + int(found[3]), int(found[4]))
        possible = (1991, 8) <= when <= (2007, 3)
    return when if possible and 1 <= when[1] <= 12 else None
