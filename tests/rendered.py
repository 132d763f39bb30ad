"""A page's text again from what was read of it: nothing is lost, nothing covered twice."""

from llmsys_mcp.core.page.document import Document


def render(document: Document) -> str:
    """The texts of the page's blocks, joined."""
    return "".join(block.span.of(document.text) for block in document.blocks)
