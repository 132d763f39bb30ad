"""Rules about which paper an entry is: listed once, under its own link."""

from collections.abc import Iterator

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.identity import PaperId, paper_id, short_name, title_key
from llmsys_mcp.core.identity.weblink import WebLink, lists_papers, read_web_link
from llmsys_mcp.core.page.entry import Entry, Listed
from llmsys_mcp.core.rules.rule import Item, LintRule, Subject
from llmsys_mcp.core.sameness.verdict import Pair, in_quotes
from llmsys_mcp.core.writing.house import Rule

DUPLICATE = Rule("LL301", "duplicate", "a paper is listed once; two entries drift apart")
WRONG_LINK = Rule("LL302", "wrong-link", "one of the two titles leads to the other's paper")
GENERIC_PAGE = Rule("LL303", "generic-page", "readers want the paper, and such pages move on")
TWO_NUMBERS = Rule("LL304", "two-numbers", "one of the two links is another paper's")
LISTED_AGAIN = Rule("LL305", "listed-again", "a second listing is an exception made on purpose")
RENAMED = Rule("LL306", "renamed", "a preprint and its printed form are one paper")

_NUMBERED = frozenset({"arxiv", "doi", "openreview"})
"""Schemes whose numbers are a paper's own; a paper may have one of each."""


def duplicate(subject: Subject) -> Iterator[Diagnostic]:
    """No section lists a paper twice."""
    for pair in subject.pairs:
        if pair.relation in ("same-id", "same-title") and not _clash(pair) and not _is_code(pair):
            reason = (
                "has this paper already" if pair.relation == "same-id" else "has this title already"
            )
            yield from _second(subject, DUPLICATE, pair, f"line {_line(pair.first, pair)} {reason}")


def wrong_link(subject: Subject) -> Iterator[Diagnostic]:
    """One link is one paper's."""
    for pair in subject.pairs:
        if pair.relation == "wrong-link":
            title = in_quotes(pair.first.entry.full_title)
            message = f"line {_line(pair.first, pair)} has this link under another title, {title}"
            yield from _second(subject, WRONG_LINK, pair, message, link=True)


def two_numbers(subject: Subject) -> Iterator[Diagnostic]:
    """One title has one number of a kind."""
    for pair in subject.pairs:
        if pair.relation in ("same-title", "cross-list") and (number := _clash(pair)):
            message = f"line {_line(pair.first, pair)} has this title under {number}"
            yield from _second(subject, TWO_NUMBERS, pair, message, link=True)


def listed_again(subject: Subject) -> Iterator[Diagnostic]:
    """Another section has the paper, too."""
    for pair in subject.pairs:
        if pair.relation == "cross-list" and not _clash(pair) and not _is_code(pair):
            section = in_quotes(pair.first.entry.section)
            message = f"line {_line(pair.first, pair)} lists this paper, too, in {section}"
            yield from _second(subject, LISTED_AGAIN, pair, message)


def renamed(subject: Subject) -> Iterator[Diagnostic]:
    """No section has a paper once more under another title."""
    for pair in subject.pairs:
        one, other = pair.first.entry, pair.second.entry
        if pair.relation == "renamed" and one.section == other.section and _one_name(one, other):
            title = in_quotes(one.full_title)
            message = (
                f"line {_line(pair.first, pair)} may be this paper under another title, {title}"
            )
            yield from _second(subject, RENAMED, pair, message)


def _one_name(one: Entry, other: Entry) -> bool:
    """Whether two entries have one short name: without it, likeness alone proves too little."""
    name = title_key(short_name(one.full_title))
    return bool(name) and name == title_key(short_name(other.full_title))


def _second(
    subject: Subject, rule: Rule, pair: Pair, message: str, *, link: bool = False
) -> Iterator[Diagnostic]:
    """The finding at the later entry of a pair: at its link, or at its title."""
    item = subject.item_of(pair.second)
    its_link = item.parts.link
    span = (its_link.url if link else its_link.text) if its_link else item.parts.line
    yield item.found(rule, span, message)


def _line(one: Listed, pair: Pair) -> str:
    """The line of an entry; with its page when the other entry stands on another one."""
    line = str(one.entry.line)
    return line if pair.first.file == pair.second.file else f"{line} of {one.file}"


def _clash(pair: Pair) -> str:
    """The first entry's number where the second has another one of the same kind, else empty."""
    one, other = paper_id(pair.first.entry.url), paper_id(pair.second.entry.url)
    if one is None or not one.contradicts(other):
        return ""
    return str(one) if one.scheme in _NUMBERED else ""


def _is_code(pair: Pair) -> bool:
    """Whether one of the two is a paper and the other its code."""
    numbers = [paper_id(listed.entry.url) for listed in (pair.first, pair.second)]
    return _is_project(numbers[0]) != _is_project(numbers[1])


def _is_project(number: PaperId | None) -> bool:
    return number is not None and number.scheme == "github"


def generic_page(subject: Subject) -> Iterator[Diagnostic]:
    """The link is the paper's own page."""
    for item in subject.items:
        if (link := item.parts.link) is not None and (what := _generic(item)):
            yield item.found(GENERIC_PAGE, link.url, f"the link leads to {what}, not to the paper")


def _generic(item: Item) -> str:
    """What a link leads to that is no paper's own page; empty for a paper's own."""
    url = item.entry.url
    if not item.entry.venue:
        return ""
    if (number := paper_id(url)) is not None:
        return "a repository" if _is_project(number) else ""
    web = read_web_link(url) or WebLink("", url, "", "")
    if lists_papers(web.path.rstrip("/")):
        return "a list of papers"
    # A fragment may lead to a paper: `#/papers/17`.
    is_first = not (web.path.strip("/") or web.query or len(web.fragment) > 1)
    return "a site's first page" if is_first else ""


_TWO = """\
## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts of Many Tenants
- [Egret](https://arxiv.org/abs/2401.00002): Placing Experts on Uneven Clusters
"""
_SECTIONS = (
    _TWO + "\n## Surveys\n\n- [Ibis: A Survey of Caches](https://arxiv.org/abs/2401.00003)\n"
)

IDENTITY_RULES = (
    LintRule(
        DUPLICATE,
        "A section lists one paper twice: under one number, page or title.",
        "error",
        "none",
        _TWO + "- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts\n",
        _TWO,
        duplicate,
        "A paper and the repository of its code are two things. Whoever removes one of the two "
        "entries keeps what it alone says.",
    ),
    LintRule(
        WRONG_LINK,
        "Two titles that are two papers' share one link.",
        "error",
        "none",
        _TWO.replace("2401.00002", "2401.00001"),
        _TWO,
        wrong_link,
        "Only links that carry a paper's number count, and pages that no third title shares.",
    ),
    LintRule(
        GENERIC_PAGE,
        "An entry with a venue links a list of papers, a site's first page or a repository.",
        "info",
        "none",
        _TWO.replace(
            "(https://arxiv.org/abs/2401.00002): Placing Experts on Uneven Clusters",
            "(https://conf.example.org/2025/accepted.html): Placing Experts | OSDI' 25",
        ),
        _TWO,
        generic_page,
        "Often it is the best link there is for a while. An entry without a venue may be about the "
        "project itself.",
    ),
    LintRule(
        TWO_NUMBERS,
        "One title stands under two arXiv ids, or two DOIs.",
        "error",
        "none",
        _SECTIONS
        + "- [Heron](https://arxiv.org/abs/2401.99999): Caches for Prompts of Many Tenants\n",
        _SECTIONS,
        two_numbers,
    ),
    LintRule(
        LISTED_AGAIN,
        "Another section lists the same paper.",
        "info",
        "none",
        _SECTIONS
        + "- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts of Many Tenants\n",
        _SECTIONS,
        listed_again,
        "It may be meant so: then a comment can say it, see *Leave a finding out*.",
    ),
    LintRule(
        RENAMED,
        "A section lists a paper that is likely listed there already, under another title.",
        "warning",
        "none",
        _TWO
        + "- [Heron](https://conf.example.org/heron.pdf): Caching the Prompts of Many Tenants\n",
        _TWO,
        renamed,
        "Likely means: the same short name, and enough rare words in common.",
    ),
)
