"""A web link in its parts, and the form in which two links to one page are equal."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

_LINK = re.compile(
    r"[\s\[<(]*+"
    r"(?:(?:https?:)?//|(?=(?:[a-z0-9-]{1,63}\.)++[a-z]{2,63}(?:[/?#:\s]|\Z)))"
    r"(?P<host>[^/?#\\\s]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL | re.IGNORECASE,
)
_PORT = re.compile(r":(?:80|443)?\Z")
TRACKING = (
    r"(?:utm_[^=&#]{0,64}|(?:fb|g|d|y|tw)clid|msclkid|gbraid|wbraid|igshid|mc_[ce]id"
    r"|_hs(?:enc|mi)|_ga|_gl|ref_src)"
)
"""Names of parameters that only tell who followed a link, on any host; case does not matter."""
_IDLE = re.compile(rf"{TRACKING}|ref|ref_url|referrer|spm|trk", re.IGNORECASE)
"""Those that are passed over in comparing: `ref` and its like as well, which seldom choose a page,
but on some hosts do (`ref=BRANCH`), so that nobody is told to drop them."""
_INDEX = frozenset(("index.html", "index.htm", "index.php"))
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"[A-Za-z0-9._~!'()*,-]")
_NEVER_PLAIN = re.compile(r"[^!-~]")
_LISTING = re.compile(
    r"/(?:[a-z0-9]{1,24}[-_]){0,4}(?:accepted|programm?e?|schedule|sessions|proceedings|papers"
    r"|publications|toc|agenda)(?:[.][a-z]{2,5})?(?:[?].*)?\Z",
    re.IGNORECASE,
)
"""End of the link of a page that lists papers: it is about no single one."""


class WebLink(NamedTuple):
    """The parts of an http or https link, as written but for the host."""

    host: str
    """Lower case, without user, `www.` and default port."""
    path: str
    query: str
    """Without `?`."""
    fragment: str
    """Without `#`."""

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Name and value of each parameter of the query, in order."""
        parts = (part.partition("=") for part in self.query.split("&") if part.strip("="))
        return [(name, value) for name, _, value in parts]


def read_web_link(text: str) -> WebLink | None:
    """The link that `text` is, with or without `https://`; None when it is none.

    Brackets before it, as in a link pasted from Markdown, are passed over.
    """
    found = _LINK.match(text.rstrip())
    if not found:
        return None
    host = _PORT.sub("", found["host"].rpartition("@")[2].lower())
    host = host.rstrip(".").removeprefix("www.")
    return WebLink(host, found["path"], found["query"] or "", found["fragment"] or "")


@lru_cache(maxsize=1 << 14)
def canonical_url(url: str) -> str:
    """The form two links to one page have in common: `host/path?query`, for comparing only.

    Dropped: scheme, `www.`, user, default port, tracking parameters, `index.html`, slashes at
    the end, and the fragment unless the page routes by it (`#/…`, `#!…`). Percent-encoding is
    brought to one spelling. Text that is no web link comes back trimmed. Never raises.
    """
    link = read_web_link(url)
    if link is None:
        return url.strip()
    kept = [
        f"{name}={value}" if value else name
        for name, value in link.parameters
        if not _IDLE.fullmatch(name)
    ]
    path = _one_spelling(link.path).rstrip("/")
    while path[path.rfind("/") + 1 :].lower() in _INDEX:
        path = path[: path.rfind("/") + 1].rstrip("/")
    query = "?" + _one_spelling("&".join(kept)) if kept else ""
    route = "#" + _one_spelling(link.fragment) if link.fragment[:1] in ("/", "!") else ""
    return f"{link.host}{path}{query}{route}"


def _one_spelling(text: str) -> str:
    """Percent-encoding with capitals, where it is needed and nowhere else."""
    text = _NEVER_PLAIN.sub(lambda found: quote(found[0], errors="surrogatepass"), text)
    return _ESCAPED.sub(_decoded, text) if "%" in text else text


def _decoded(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if _PLAIN.fullmatch(char) else found[0].upper()


def lists_papers(url: str) -> bool:
    """Whether `url` (a canonical one, or a path without slashes behind it) is of many papers."""
    return _LISTING.search(url) is not None
