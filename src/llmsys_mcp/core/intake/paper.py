"""One paper as it was pasted."""

from dataclasses import dataclass

from llmsys_mcp.core.intake.literal import revealed
from llmsys_mcp.core.policy import shown

IS_EXACT_TITLE = "Is this its exact title?"
IS_TO_BE_ADDED = "It is struck out: is it to be added?"
"""Doubts of what was read, as they are asked."""
_QUOTED = 300
"""Characters of a text that a question shows: more than a title may have."""


def in_question(text: str) -> str:
    """`text` in quotes as it is, to be asked about; what nobody sees shows its number."""
    whole = shown(revealed(text))
    return f"“{whole[:_QUOTED]}{'…' if len(whole) > _QUOTED else ''}”"


@dataclass(frozen=True, slots=True)
class Pasted:
    """One paper as it was pasted; a field that was not given is empty."""

    source: str
    """The line, or lines, it was read from."""
    title: str = ""
    url: str = ""
    description: str = ""
    venue: str = ""
    organization: str = ""
    section: str = ""
    """Where it should go, as it was said of this paper."""
    heading: str = ""
    """The heading it stands under; may name a section, or nothing of the list."""
    abstract: str = ""
    more: tuple[str, ...] = ()
    """Further links given with it: code, slides, another copy."""
    doubt: str = ""
    """What was read with less than certainty, as a question."""
    remark: bool = False
    """Whether it is no paper but something said about them."""

    @property
    def is_bare(self) -> bool:
        """Whether it is a link without a title."""
        return bool(self.url) and not self.title

    @property
    def is_whole(self) -> bool:
        """Whether it has both."""
        return bool(self.url and self.title)
