"""Conflict markers: where a merge left both sides in a page, to be settled by hand."""

from collections.abc import Iterator, Sequence

from llmsys_mcp.core.markup.blocks import Block, Kind

_OURS, _BETWEEN, _THEIRS = "<<<<<<< ", "=======", ">>>>>>> "


def conflicts(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """The first and the last line of each conflict of the page `text`, as git-merge marks it.

    Markers stand at the very start of their lines. Those in code fences, comments and raw HTML are
    no conflict: they may well be an example of one.
    """
    if _OURS not in text:
        return
    ours: Block | None = None
    between = False
    for block in blocks:
        line = block.span.of(text).lstrip("\ufeff").rstrip()
        if block.kind is Kind.HIDDEN:
            continue
        if line.startswith(_OURS):
            ours, between = block, False
        elif ours and line == _BETWEEN:
            between = True
        elif ours and between and line.startswith(_THEIRS):
            yield ours, block
            ours = None
