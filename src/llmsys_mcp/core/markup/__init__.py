"""Text and its Markdown: spans, blocks, links, differences."""
