"""What a page that names papers by keys needs besides its line: a record in the bibliography."""

from dataclasses import dataclass

from llmsys_mcp.core.citing.keys import make_key
from llmsys_mcp.core.citing.records import record_of_draft
from llmsys_mcp.core.dialects import named
from llmsys_mcp.core.dialects.course import CourseStyle, read_include
from llmsys_mcp.core.identity import title_key
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.writing.placement import line_end
from llmsys_mcp.core.writing.style import Draft, Style
from llmsys_mcp.services.view import View


@dataclass(frozen=True, slots=True)
class Citing:
    """The record that a new key needs: as an edit of the bibliography, or to be pasted."""

    texts: tuple[tuple[str, str], ...] = ()
    paste: str = ""
    warnings: tuple[str, ...] = ()


def listed_by_key(view: View, file: str, draft: Draft) -> Listed | None:
    """The entry that has the key which the draft would get, unless it is known to be another's."""
    key = _key(view, file, draft)
    for listed in view.papers.entries if key else ():
        if listed.file == file and listed.entry.key == key:
            citations = view.papers.citations
            known = citations.resolve(key).listed if citations else None
            if known is None or title_key(known.entry.full_title) == title_key(draft.full_title):
                return listed
    return None


def told_by_key(view: View, listed: Listed) -> str:
    """That a section has the key already, and whether anybody knows whose it is."""
    if not is_nobody_s(view, listed):
        return f"The section lists {listed.entry.key} already."
    return (
        f"Possible duplicate: the section lists {listed.entry.key} already, and nobody knows which"
        " paper that is. Look; if it is another one, pass allow_duplicate."
    )


def is_nobody_s(view: View, listed: Listed) -> bool:
    """Whether the key of `listed` stands for a paper that no list and no bibliography knows."""
    citations = view.papers.citations
    return citations is None or citations.resolve(listed.entry.key).listed is None


def with_key_of(style: Style, listed: Listed) -> Style:
    """`style`, in which the key of `listed` may stand once more."""
    return style.without(listed.entry.key) if isinstance(style, CourseStyle) else style


def _key(view: View, file: str, draft: Draft) -> str:
    """The key of the draft on a page that cites; empty on any other."""
    page = next((page for page in view.papers.pages if page.file == file), None)
    if page is None or not named(page.document.dialect).cites:
        return ""
    return make_key(draft.full_title, draft.venue, draft.url)


def cite(view: View, file: str, draft: Draft, line: str) -> Citing:
    """The record for the key of `line`, where the page cites; nothing on any other page."""
    fields = read_include(line) if _key(view, file, draft) else None
    if fields is None:
        return Citing()
    from llmsys_mcp.adapters.bibtex import BibEntry, write_bibtex

    made = record_of_draft(draft, fields.key)
    text = write_bibtex([BibEntry(made.kind, made.key, made.fields)])
    if view.records is None:
        told = f"The site's bibliography needs a record of {fields.key}; paste the one given."
        return Citing(paste=text, warnings=(told,))
    name, old = view.records
    citations = view.papers.citations
    if citations is not None and fields.key in citations.records:
        return Citing(warnings=(f"{name} has a record of {fields.key} already.",))
    end = line_end(old, max(0, len(old) - 1))
    gap = "" if not old.strip() else end if old.endswith("\n") else end * 2
    return Citing(texts=((name, f"{old}{gap}{text.replace(chr(10), end)}"),))
