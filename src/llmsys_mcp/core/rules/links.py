"""Rules about the link of an entry: arXiv's own form, no tracking, https.

Each edits only what it names, so that a link with several faults gets several findings.
"""

import re
from collections.abc import Iterator

from llmsys_mcp.core.diagnostics import Diagnostic, Fix
from llmsys_mcp.core.identity.weblink import TRACKING
from llmsys_mcp.core.markup.text import Edit, Span
from llmsys_mcp.core.rules.rule import Item, LintRule, Subject, replaced
from llmsys_mcp.core.writing.house import (
    ARXIV_FORM,
    ARXIV_TRACKING,
    ARXIV_VERSION,
    ARXIV_WWW,
    HTTPS,
    house_url,
)

_ARXIV = re.compile(
    r"(?P<scheme>https?)://(?P<host>(?:(?:www|export|browse|cn)\.)?arxiv\.org)"
    r"/(?P<kind>abs|pdf|html|format|ps)/(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,16}(?:\.[A-Z]{2})?/\d{7})"
    r"(?P<version>v\d{1,3})?(?P<suffix>\.pdf)?(?P<slash>/?)"
    r"(?P<query>\?[^#]*)?(?P<fragment>#.*)?",
    re.IGNORECASE,
)
_TRACKED = re.compile(rf"{TRACKING}(?:=[^&#]*)?", re.IGNORECASE)
_HOSTS = """
aclanthology.org ai.google.com amazon.science anthropic.com arxiv.org blog.google
blog.research.google cacm.acm.org cdn.openai.com crfm.stanford.edu cvpr.thecvf.com
deepmind.google deepspeed.ai developer.nvidia.com dl.acm.org docs.google.com doi.org
drive.google.com dx.doi.org en.wikipedia.org engineering.fb.com export.arxiv.org github.com
gitlab.com huggingface.co ieeexplore.ieee.org jmlr.org kdd.org link.springer.com lmsys.org
medium.com microsoft.com mlcommons.org mlsys.org nature.com neurips.cc nips.cc nvidia.com
openaccess.thecvf.com openai.com openreview.net papers.neurips.cc papers.nips.cc papers.ssrn.com
proceedings.mlr.press proceedings.mlsys.org proceedings.neurips.cc pytorch.org
research.facebook.com research.google research.google.com research.ibm.com research.nvidia.com
researchgate.net science.org sciencedirect.com semanticscholar.org sigmod.org sigops.org
springer.com storage.googleapis.com tensorflow.org twitter.com usenix.org vldb.org wikipedia.org
x.com youtu.be youtube.com zenodo.org
"""
_SECURE_HOSTS = frozenset(_HOSTS.split())
"""Hosts known to serve the same page over https, without `www.`."""
_SECURE_ENDS = (".github.io", ".readthedocs.io", ".medium.com", ".substack.com", ".huggingface.co")


def _arxiv_links(subject: Subject) -> Iterator[tuple[Item, Span, re.Match[str]]]:
    """Links of arXiv's own hosts to one paper, in parts."""
    for item, url in _links(subject):
        text = item.text(url)
        if "arxiv" in text.lower() and (found := _ARXIV.fullmatch(text)):
            yield item, url, found


def _links(subject: Subject) -> Iterator[tuple[Item, Span]]:
    """The link of each entry that has one, without the brackets some are written in."""
    for item in subject.items:
        if (link := item.parts.link) is None:
            continue
        url = link.url
        if item.text(url).startswith("<"):
            url = Span(url.start + 1, max(url.start + 1, url.end - item.text(url).endswith(">")))
        yield item, url


def _part(url: Span, found: re.Match[str], name: str) -> Span:
    return Span(url.start + found.start(name), url.start + found.end(name))


def arxiv_www(subject: Subject) -> Iterator[Diagnostic]:
    """The host of an arXiv link is `arxiv.org`."""
    for item, url, found in _arxiv_links(subject):
        if found["host"] != "arxiv.org":
            host = _part(url, found, "host")
            fix = replaced(host, "arxiv.org", "write the host as arxiv.org", safe=True)
            yield item.found(
                ARXIV_WWW, host, f"arXiv's own host is arxiv.org, not {found['host']}", fix
            )


def arxiv_form(subject: Subject) -> Iterator[Diagnostic]:
    """An arXiv link leads to the abstract page."""
    for item, url in _links(subject):
        text = item.text(url)
        if "arxiv" not in text.lower():
            continue
        if (found := _ARXIV.fullmatch(text)) is None:
            yield from _odd_arxiv_link(item, url, text)
        elif found["kind"] != "abs" or found["suffix"]:
            kind, suffix = _part(url, found, "kind"), _part(url, found, "suffix")
            edits = [Edit(kind, "abs")] if found["kind"] != "abs" else []
            if found["suffix"]:
                edits.append(Edit(suffix, ""))
            # A place in the HTML text is not on the abstract page.
            keeps = not (found["kind"] == "html" and found["fragment"])
            fix = Fix(tuple(edits), "link the abstract page, /abs/", keeps)
            what = f"/{found['kind']}/" if found["kind"] != "abs" else found["suffix"]
            span = Span(edits[0].span.start, edits[-1].span.end)
            yield item.found(ARXIV_FORM, span, f"link the abstract page, not {what}", fix)


def _odd_arxiv_link(item: Item, url: Span, text: str) -> Iterator[Diagnostic]:
    wanted, changes = house_url(text)
    if changes:
        fix = replaced(url, wanted, f"link {wanted}", safe=False)
        yield item.found(ARXIV_FORM, url, "this is not the form of arXiv's own links", fix)


def arxiv_version(subject: Subject) -> Iterator[Diagnostic]:
    """An arXiv link names no version."""
    for item, url, found in _arxiv_links(subject):
        if found["version"]:
            version = _part(url, found, "version")
            fix = replaced(version, "", "link the paper without its version", safe=True)
            message = f"the link stays at {found['version']} when the paper moves on"
            yield item.found(ARXIV_VERSION, version, message, fix)


def tracking(subject: Subject) -> Iterator[Diagnostic]:
    """No parameters in a link that only tell who followed it."""
    for item, url in _links(subject):
        text = item.text(url)
        if (at := text.find("?")) < 0:
            continue
        query = text[at + 1 :].partition("#")[0]
        span = Span(url.start + at, url.start + at + 1 + len(query))
        if _ARXIV.fullmatch(text):
            fix = replaced(span, "", "drop what follows the id", safe=True)
            yield item.found(ARXIV_TRACKING, span, "what follows the id says nothing about it", fix)
            continue
        kept = [part for part in query.split("&") if not _TRACKED.fullmatch(part)]
        if len(kept) < len(query.split("&")):
            new = f"?{'&'.join(kept)}" if kept else ""
            fix = replaced(span, new, "drop the tracking parameters", safe=False)
            yield item.found(ARXIV_TRACKING, span, "the link carries tracking parameters", fix)


def https(subject: Subject) -> Iterator[Diagnostic]:
    """https where the host is known to serve it."""
    for item, url in _links(subject):
        text = item.text(url)
        if not text.lower().startswith("http://"):
            continue
        host = text[len("http://") :].partition("/")[0].lower().removeprefix("www.")
        if host in _SECURE_HOSTS or host.endswith(_SECURE_ENDS):
            scheme = Span(url.start, url.start + len("http"))
            fix = replaced(scheme, "https", "write https", safe=bool(_ARXIV.fullmatch(text)))
            yield item.found(HTTPS, scheme, f"{host} serves the page over https", fix)


_ONE = "## Serving\n\n- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts | OSDI' 24\n"

LINK_RULES = (
    LintRule(
        ARXIV_WWW,
        "An arXiv link names another host than `arxiv.org`: `www.`, `export.` or a mirror of it.",
        "warning",
        "safe",
        _ONE.replace("https://arxiv", "https://www.arxiv"),
        _ONE,
        arxiv_www,
    ),
    LintRule(
        ARXIV_FORM,
        "An arXiv link leads to the PDF, the HTML text or another form instead of the abstract.",
        "warning",
        "mixed",
        _ONE.replace("/abs/2401.00001", "/pdf/2401.00001.pdf"),
        _ONE,
        arxiv_form,
        "The fix is unsafe for a link to a place inside the HTML text, which loses that place, and "
        "for a form that arXiv itself does not use.",
    ),
    LintRule(
        ARXIV_VERSION,
        "An arXiv link names a version.",
        "warning",
        "safe",
        _ONE.replace("2401.00001", "2401.00001v2"),
        _ONE,
        arxiv_version,
    ),
    LintRule(
        ARXIV_TRACKING,
        "A link carries parameters that only tell who followed it.",
        "warning",
        "mixed",
        _ONE.replace("2401.00001", "2401.00001?fbclid=IwAR0"),
        _ONE,
        tracking,
        "The fix is safe for arXiv, where nothing may follow the id, and unsafe elsewhere.",
    ),
    LintRule(
        HTTPS,
        "A link says `http:` though its host is known to serve the page over https.",
        "warning",
        "mixed",
        _ONE.replace("https:", "http:"),
        _ONE,
        https,
        "Hosts that are not known to serve https are left alone. The fix is safe for arXiv alone: "
        "elsewhere it changes the link's target, however likely it is the same page.",
    ),
)
