"""Curate a Markdown paper list with agents: an MCP server and its command-line twin."""

__version__ = "0.1.0"
