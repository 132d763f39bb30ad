"""What people paste when they ask for papers to be added, read into papers; nothing is invented.

An issue's body, a chat message, a reading list: links alone or behind a title, Markdown bullets,
tables, `Title: … / Link: …` fields, issue forms, arXiv ids, BibTeX, RIS, added lines of a diff. A
line that is none of these is kept as a remark, so that every line is accounted for.
"""

from llmsys_mcp.core.intake.paper import Pasted, in_question
from llmsys_mcp.core.intake.reader import LINES_LIMIT, TEXT_LIMIT, read_pasted

__all__ = ["LINES_LIMIT", "TEXT_LIMIT", "Pasted", "in_question", "read_pasted"]
