"""What was read, looked at as a whole: who has whose title, and what must not reach a page."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from llmsys_mcp.core.identity import paper_id
from llmsys_mcp.core.intake.fields import read_heading_field
from llmsys_mcp.core.intake.literal import revealed
from llmsys_mcp.core.intake.paper import IS_EXACT_TITLE, Pasted, in_question
from llmsys_mcp.core.intake.remarks import is_label, read_remark
from llmsys_mcp.core.intake.titles import is_sure, is_titled, split_title
from llmsys_mcp.core.venue import read_venue

_LEFT = re.compile(
    r"\*\*|~~|``|\]\(|\[\[|\]\]|!\[|:/|##|[A-Za-z]>|<[A-Za-z/]|[{}]|[\ue000-\ue002]"
    r"|(?<!\S)[*_]{1,3}(?=\w)|\A[\s,;:.!?|)\]}>-]|[\s,;:|(\[{<]\Z"
    r"|\A[(\[][^()\[\]]*[)\]]\s|\[[^\[\]]*\]\Z|\s\|\s|[,;:][,;:!?]|[;(]\s?[;)]"
)
"""What people write around a title or in a chat, and no title ends up with."""
_PAIRS = ("()", "[]", "{}", "“”", "«»", "（）", "【】")
_TAG = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_NO_MAKER = re.compile(r"[:;<>\"“”=]|\.{3}")
_MENTION = re.compile(r"(?<![\w&])@[\w-]|(?<!\S)#\w")
_IN_A_TITLE = re.compile(
    r"\b(?:for|of|with|to|on|in|the|a|our)\s[@#]\w|\b[A-Z][a-z]{1,20}\s#\w|\A#\w"
)
"""A mention as a word of a title: `A Model That Fixes #1`."""
_WORDS = 60
"""Words of a title and its description together; in more of them there is more than these."""
_SENTENCE = re.compile(r"(?<=[a-z]{3})\.\s(?=[A-Z])")
"""Where a second sentence begins: authors or a journal, as a rule."""


def settled(found: Sequence[Pasted]) -> tuple[Pasted, ...]:
    """`found`, each with its title; what is not fit to be written unasked is doubted."""
    under = Counter(paper.heading for paper in found if not paper.remark)
    titled = [_under_its_title(paper, alone=under[paper.heading] == 1) for paper in found]
    return tuple(_revealed(_doubted(paper)) for paper in _together(titled))


def _revealed(paper: Pasted) -> Pasted:
    """`paper` with what was escaped in its texts as it was meant."""
    return replace(
        paper,
        title=revealed(paper.title),
        description=revealed(paper.description),
        venue=revealed(paper.venue),
        organization=revealed(paper.organization),
        section=revealed(paper.section),
        heading=revealed(paper.heading),
        abstract=revealed(paper.abstract),
        doubt=revealed(paper.doubt),
    )


def _under_its_title(paper: Pasted, *, alone: bool) -> Pasted:
    """A link that stands alone under a heading, with the heading for its title."""
    if paper.title or not paper.url or not (alone and is_sure(paper.heading)):
        return replace(paper, more=tuple(dict.fromkeys(paper.more)))
    titled = split_title(paper.heading)
    return replace(
        paper,
        title=titled.title,
        description=paper.description or titled.description,
        venue=paper.venue or titled.venue,
        heading="",
        doubt="Is the heading its exact title?",
    )


def _together(found: Sequence[Pasted]) -> list[Pasted]:
    """`found` without the links alone of papers that are told with their title further on."""
    named: dict[str, int] = {}
    for at, paper in enumerate(found):
        identity = paper_id(paper.url) if paper.title and paper.url else None
        if identity is not None:
            named.setdefault(identity.link, at)
    whole = list(found)
    taken: set[int] = set()
    for at, paper in enumerate(found):
        identity = paper_id(paper.url) if paper.url and not paper.title else None
        its = named.get(identity.link) if identity is not None else None
        if its is not None and its > at:
            taken.add(at)
            whole[its] = replace(
                whole[its],
                source=f"{paper.source}\n{whole[its].source}",
                more=(*whole[its].more, *paper.more),
            )
    return [paper for at, paper in enumerate(whole) if at not in taken]


def _doubted(paper: Pasted) -> Pasted:
    """`paper`, doubted when one of its texts holds what only stood around it."""
    if paper.remark or paper.doubt:
        return paper
    name = paper.title.partition(": ")[0]
    long = len(paper.title.split()) + len(paper.description.split()) > _WORDS
    if long or is_label(name) or read_heading_field(name):
        return replace(paper, doubt=IS_EXACT_TITLE)
    if _is_mixed(paper.title) or _SENTENCE.search(f"{paper.title}: {paper.description}"):
        return replace(paper, doubt=IS_EXACT_TITLE)
    unfit = [text for text in (paper.description, paper.organization) if _is_mixed(text)]
    unfit += [paper.organization] if _NO_MAKER.search(paper.organization) else []
    unfit += [paper.venue] if _is_torn(paper.venue) or _is_chat(paper.venue) else []
    if not unfit:
        return paper
    question = f"What is said beside it, {in_question(unfit[0])}: is it part of the entry?"
    return replace(paper, doubt=question)


def _is_mixed(text: str) -> bool:
    """Whether `text` holds more than a title or a name."""
    if _is_torn(text) or _names_venue(text):
        return True
    return _is_chat(text)


def _is_chat(text: str) -> bool:
    """Whether people or issues are mentioned other than in the words of a title."""
    mentions = len(_MENTION.findall(text))
    return mentions > (len(_IN_A_TITLE.findall(text)) if is_titled(text) else 0)


def _is_torn(text: str) -> bool:
    """Whether marks were left in `text`, or half of a pair of them."""
    halves = any(text.count(pair[0]) != text.count(pair[1]) for pair in _PAIRS)
    return halves or text.count('"') % 2 == 1 or _LEFT.search(text) is not None


def _names_venue(text: str) -> bool:
    """Whether a venue of the field stands in `text` with its year, or in brackets."""
    words = [word.strip(".,;:()[]") for word in text.split()]
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    if any(_is_dated(text) for text in (*words, *pairs)):
        return True
    told = (read_remark(tag[1]) for tag in _TAG.finditer(text))
    return any(one is not None and one.venue for one in told)


def _is_dated(text: str) -> bool:
    """Whether `text` is a venue of the field with its year."""
    if not text[-1:].isdigit():
        return False
    venue = read_venue(text)
    return venue is not None and venue.year is not None and venue.is_of_the_field
