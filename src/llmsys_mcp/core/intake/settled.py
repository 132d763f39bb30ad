"""What was read, looked at as a whole: who has whose title, and what must not reach a page."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from llmsys_mcp.core.identity import paper_id, short_name
from llmsys_mcp.core.intake.paper import Pasted
from llmsys_mcp.core.intake.remarks import is_label
from llmsys_mcp.core.intake.titles import is_sure, is_titled, split_title
from llmsys_mcp.core.venue import read_venue

_LEFT = re.compile(
    r"\*\*|~~|``|\]\(|\[\[|\]\]|://|[\ue000-\ue002]"
    r"|(?<!\S)[*_]{1,3}(?=\w)|\A[\s,;:.|)\]}>-]|[\s,;:|(\[{<]\Z"
    r"|\A[(\[][^()\[\]]*[)\]]\s|\[[^\[\]]*\]\Z|\s\|\s"
)
"""What people write around a title or in a chat, and no title ends up with."""
_MENTION = re.compile(r"(?<![\w&])@[\w-]|(?<!\S)#\w")
_SENTENCE = re.compile(r"(?<=[a-z]{3})\.\s(?=[A-Z])")
"""Where a second sentence begins: authors or a journal, as a rule."""


def settled(found: Sequence[Pasted]) -> tuple[Pasted, ...]:
    """`found`, each with its title; what is not fit to be written unasked is doubted."""
    under = Counter(paper.heading for paper in found if not paper.remark)
    titled = [_under_its_title(paper, alone=under[paper.heading] == 1) for paper in found]
    return tuple(_doubted(paper) for paper in _together(titled))


def _under_its_title(paper: Pasted, *, alone: bool) -> Pasted:
    """A link that stands alone under a heading, with the heading for its title."""
    if paper.title or not paper.url or not (alone and is_sure(paper.heading)):
        return replace(paper, more=tuple(dict.fromkeys(paper.more)))
    titled = split_title(paper.heading)
    return replace(
        paper,
        title=titled.title,
        description=titled.description,
        venue=titled.venue,
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
    name, _, rest = f"{paper.title}: {paper.description}".partition(": ")
    if is_label(name) or short_name(rest.partition(": ")[0] and rest):
        return replace(paper, doubt="Is this its exact title?")
    if _is_mixed(paper.title) or _SENTENCE.search(f"{paper.title}: {paper.description}"):
        return replace(paper, doubt="Is this its exact title?")
    for text in filter(_is_mixed, (paper.description, paper.organization)):
        question = f"What is said beside it, {text!r}: is it part of the entry?"
        return replace(paper, doubt=question)
    return paper


def _is_mixed(text: str) -> bool:
    """Whether `text` holds more than a title or a name; a mention may be a word of a title."""
    last = text.rstrip(".").split()[-2:]
    if _LEFT.search(text) or any(_is_dated(" ".join(last[at:])) for at in range(len(last))):
        return True
    return _MENTION.search(text) is not None and not is_titled(text)


def _is_dated(text: str) -> bool:
    """Whether `text` is a venue of the field with its year."""
    venue = read_venue(text)
    return venue is not None and venue.year is not None and venue.is_of_the_field
