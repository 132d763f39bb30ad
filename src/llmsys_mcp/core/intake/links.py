"""The links of one line, in any form that people paste them, and what each is called there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from llmsys_mcp.core.identity import paper_id, parse_id
from llmsys_mcp.core.identity.pasted import closed_link
from llmsys_mcp.core.intake.literal import hidden
from llmsys_mcp.core.markup.markdown import plain, read_links
from llmsys_mcp.core.subjects.link_kind import PAPER, link_kind

_WEB = re.compile(r"https?://", re.IGNORECASE)
_OUTSIDE = r"\s\[\]<>\"'`{}|\\^，。；：、！？（）【】《》「」"
_BARE = re.compile(rf"https?://[^{_OUTSIDE}]+", re.IGNORECASE)
_HOSTED = re.compile(
    r"(?<![\w/.@:-])(?:www\.)?(?:arxiv\.org/(?:abs|pdf|html)/|openreview\.net/(?:forum|pdf)\?|"
    r"(?:dx\.)?doi\.org/10\.|dl\.acm\.org/doi/|huggingface\.co/papers/|github\.com/[\w-]{1,64}/|"
    r"usenix\.org/(?:conference|system)/|aclanthology\.org/|proceedings\.mlr\.press/)"
    rf"[^{_OUTSIDE}]+",
    re.IGNORECASE,
)
"""A link without its scheme, to a host that papers stand on."""
_NUMBER = re.compile(
    r"(?<![\w./:=&?%-])(?:arxiv(?:\s(?:id|preprint))?[\s:]{1,3}(?:arxiv:)?)?"
    r"(?:\d{4}\.\d{4,5}(?:v\d{1,2})?(?![\w]|\.\d)|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7}(?!\w))"
    r"|(?<![\w./:=&?%-])(?:doi[:.]?\s?)?10\.\d{4,9}/[^\s<>\"'，；]{2,200}",
    re.IGNORECASE,
)
_ATTACHED = frozenset(
    (
        *("code", "github", "repo", "repository", "slides", "video", "poster", "project", "demo"),
        *("page", "website", "homepage", "blog", "dataset", "data", "model", "models", "weights"),
        *("artifact", "talk", "docs", "documentation", "bib", "bibtex", "twitter", "tweet"),
        *("huggingface", "hf", "colab", "news", "post", "supplement", "appendix", "source"),
    )
)
_PAPER_WORDS = frozenset(
    (
        *("paper", "pdf", "arxiv", "link", "here", "url", "preprint", "abs", "abstract", "html"),
        *("doi", "openreview", "this", "it", "full", "text", "read", "available", "at", "acm"),
        *("usenix", "ieee", "publication", "published", "version", "official", "the", "my", "our"),
    )
)
_BEHIND = "?…*~.,;:!"
"""Signs that a link written out does not end in; what is behind it, `_` aside."""
_OPENED = re.compile(r"(?<!\w)_+(?=[^\s_]|\Z)")
_OPENED_WITHIN = 400
"""Characters before a link in which emphasis may open that is closed behind it."""
_WORD = re.compile(r"[^\W_]+")
_CLAUSE = 60
"""Characters before a link in which it may be said what it leads to."""
_ATTACHED_WORD = f"(?:{'|'.join(sorted(_ATTACHED))})s?"
_LEADS_TO_CODE = re.compile(
    rf"(?:\b{_ATTACHED_WORD}(?:\s(?:link|url|page|repo))?[*_]{{0,2}}\s?[:：]"
    rf"|\b(?:the|our|my|its)\s{_ATTACHED_WORD}\s(?:[a-z]{{2,12}}\s){{0,4}}(?:at|is|here)\s?[:：]?)"
    r"[\s*_(\[]{0,4}\Z",
    re.IGNORECASE,
)
"""`Code: `, `and the code can be found at: `, right before a link."""


@dataclass(frozen=True, slots=True)
class PastedLink:
    """A link in a line."""

    url: str
    start: int
    end: int
    """Where it stands, its text and marks with it."""
    name: str = ""
    """Its text when it names something; empty for a bare link, `[pdf](…)` and the like."""
    attached: bool = False
    """Whether it is said to be code, slides or the like of a paper."""


def find_links(text: str) -> tuple[PastedLink, ...]:
    """The links of a line in order: Markdown, written out, without scheme, numbers alone."""
    found = list(_marked(text))
    left = _blanked(text, found)
    for pattern in (_BARE, _HOSTED, _NUMBER):
        new = list(_written(left, pattern))
        found += new
        left = _blanked(left, new)
    return tuple(sorted(found, key=lambda given: given.start))


def _blanked(text: str, taken: list[PastedLink]) -> str:
    """`text` with what is taken as line ends, which no link spans."""
    out: list[str] = []
    at = 0
    for given in taken:
        out += [text[at : given.start], "\n" * (given.end - given.start)]
        at = given.end
    return "".join([*out, text[at:]])


def _marked(text: str) -> Iterator[PastedLink]:
    for link in read_links(text):
        url = link.url.of(text).strip("<>").rstrip("?")
        words = plain(hidden(link.text.of(text).replace("\\|", "|")))
        if not _WEB.match(url):
            continue
        kind = _kind_of(words)
        name = "" if kind or parse_id(words) or _WEB.match(words) else words
        yield PastedLink(url, link.span.start, link.span.end, name, kind == "attached")


def _kind_of(words: str) -> str:
    """What a link's text says it leads to, when it names no paper."""
    told = [word.lower() for word in _WORD.findall(words)]
    if not told or set(told) <= _PAPER_WORDS:
        return "paper"
    return "attached" if set(told) <= _ATTACHED | _PAPER_WORDS else ""


def _written(text: str, pattern: re.Pattern[str]) -> Iterator[PastedLink]:
    for found in pattern.finditer(text):
        written = found[0]
        if not _is_framed(text, found.span()):
            written = _ended(closed_link(written), text, found.start())
        url = written
        if pattern is _HOSTED:
            url = f"https://{written}"
        elif pattern is _NUMBER:
            url = _numbered(written)
        if url:
            before = text[max(0, found.start() - _CLAUSE) : found.start()]
            end = found.start() + len(written)
            yield PastedLink(url, found.start(), end, "", _LEADS_TO_CODE.search(before) is not None)


def _is_framed(text: str, span: tuple[int, int]) -> bool:
    """Whether a link stands between `<` and `>`, which say where it ends."""
    return text.endswith("<", 0, span[0]) and text.startswith(">", span[1])


def _ended(url: str, text: str, start: int) -> str:
    """`url` without what a sentence, a row of cells or emphasis puts behind it (GFM 6.9).

    It stands in `text` from `start` on. A number of OpenReview may end in `_`, which is its own
    where no emphasis was opened before that it could close.
    """
    for mark in ",;":
        head = url.partition(mark)[0]
        if head != url and paper_id(head) is not None:
            url = head
    url = url.rstrip(_BEHIND)
    bare = url.rstrip(f"{_BEHIND}_")
    identity = paper_id(url) if url != bare else None
    if identity is None or identity.scheme != "openreview":
        return bare
    return bare if _OPENED.search(text, max(0, start - _OPENED_WITHIN), start) else url


def _numbered(text: str) -> str:
    """The link of the paper that a number names."""
    words = text.split()
    identity = parse_id(" ".join(words)) or parse_id(words[-1])
    return identity.link if identity else ""


def is_another(url: str, other: str) -> bool:
    """Whether two links carry two numbers of one kind, so that they are two papers."""
    one = paper_id(url)
    return one is not None and one.contradicts(paper_id(other))


def is_paper(url: str) -> bool:
    """Whether a link leads to a paper rather than a project or a page."""
    return link_kind(url) == PAPER
