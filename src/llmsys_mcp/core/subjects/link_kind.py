"""What stands behind a link: a paper, a repository, a list, a leaderboard, a course, a page."""

import re

from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.identity.weblink import read_web_link

PAPER, REPOSITORY, LIST, BOARD, COURSE_PAGE, PAGE, NO_LINK = (
    "paper", "repository", "list", "board", "course", "page", "none",
)  # fmt: skip
"""The kinds, as they are told in reasons."""

_PAPER_HOSTS = re.compile(
    r"(?:^|\.)(?:arxiv|openreview|usenix|acm|ieee|aclanthology|mlr|nips|neurips|mlsys|vldb|springer"
    r"|sciencedirect|sigops|semanticscholar|alphaxiv|doi)\.[a-z.]{2,9}$"
)
_BOARDS = re.compile(r"leaderboard|arena|lmsys", re.IGNORECASE)
_COURSES = re.compile(r"course|syllabus|lecture|cs[e-]?\d{2,4}|eecs\d", re.IGNORECASE)


def link_kind(url: str) -> str:
    """One of the kinds above, by the link alone: nothing is opened. `NO_LINK` for what is none."""
    link = read_web_link(url) if url else None
    if link is None:
        return NO_LINK
    number = paper_id(url)
    if number is not None:
        if number.scheme != "github":
            return PAPER
        return LIST if "awesome" in number.value else REPOSITORY
    path = link.path.lower()
    if path.endswith(".pdf") or _PAPER_HOSTS.search(link.host):
        return PAPER
    if link.host == "huggingface.co":
        first = path.split("/")[1:2]
        if first != ["spaces"]:
            return {"docs": REPOSITORY, "papers": PAPER}.get("".join(first), PAGE)
    if link.host in ("github.com", "gitlab.com") and path.count("/") >= 2:
        return LIST if "awesome" in path else COURSE_PAGE if _COURSES.search(path) else PAGE
    where = link.host + path
    return BOARD if _BOARDS.search(where) else COURSE_PAGE if _COURSES.search(where) else PAGE
