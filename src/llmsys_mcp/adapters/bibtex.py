"""BibTeX read by bibtexparser; the only import of it, made when BibTeX is first seen (0.1 s).

Values come back as a reader sees them: without braces and LaTeX, `{G\\"o}del` as `Gödel`. A command
that LaTeX itself does not have stays, as `\\sys`, so that no word vanishes unseen. Links and
numbers are no prose (`%` and `~` are themselves there): only their escapes are undone.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

BIBTEX_LIMIT = 20_000
"""Characters that are read; what is longer is no entry but something made to look like one."""

_VERBATIM = frozenset({"doi", "eprint", "file", "howpublished", "link", "pdf", "url"})
_ESCAPE = re.compile(r"\\([_%#&~{}$])")
_BOXES = re.compile(
    r"\\(?:texttt|textsf|textsl|textup|textmd|textnormal|mbox|hbox|underline|NoCaseChange)(?=\s?\{)"
)
"""Commands whose braces hold text like any other; the decoder would drop it."""
_PERCENT = re.compile(r"(?<!\\)%")
"""BibTeX has no comments inside a value, LaTeX has: `100% fine` would end at its sign."""
_WRAPPED = re.compile(r"\\(?:url|href|path)\s?\{([^{}]{1,4000})\}")


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry of a bibliography."""

    kind: str
    """`inproceedings`, `article`, …, in lower case."""
    key: str
    fields: Mapping[str, str]
    """Name in lower case → value in one line; a value that cannot be read is left out."""


def read_bibtex(text: str) -> tuple[BibEntry, ...]:
    """The entries of `text` that can be read, in order; comments and broken entries are left out.

    An entry that gives a field twice keeps the later one. Never raises.
    """
    # A broken entry is told by its absence; the library would log what was pasted as well.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    from bibtexparser import entrypoint, model

    read = _prose_reader()
    found = []
    for block in entrypoint.parse_string(text[:BIBTEX_LIMIT]).blocks:
        entry: model.Block | None = block
        if isinstance(entry, model.DuplicateBlockKeyBlock | model.DuplicateFieldKeyBlock):
            entry = entry.ignore_error_block
        if isinstance(entry, model.Entry):
            values = {field.key.lower(): str(field.value) for field in entry.fields}
            fields = {
                name: _link(value) if name in _VERBATIM else read(value)
                for name, value in values.items()
            }
            kept = {name: value for name, value in fields.items() if value}
            found.append(BibEntry(entry.entry_type.lower(), entry.key, kept))
    return tuple(found)


def _prose_reader() -> Callable[[str], str]:
    """Reads LaTeX as its reader sees it; empty when it cannot."""
    from bibtexparser.library import Library
    from bibtexparser.middlewares import LatexDecodingMiddleware
    from bibtexparser.model import Entry, Field, MiddlewareErrorBlock
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # it ships no types
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    def as_written(node: Any) -> str:
        return str(node.latex_verbatim())

    known = get_default_latex_context_db()
    known.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=as_written))
    decoder = LatexDecodingMiddleware(
        decoder=LatexNodes2Text(latex_context=known, math_mode="text")
    )

    def read(value: str) -> str:
        plain = _PERCENT.sub(r"\\%", _BOXES.sub("", value))
        # One field at a time: what cannot be decoded takes nothing else with it.
        entry = Entry("misc", "x", [Field("x", plain)])
        decoded = decoder.transform_entry(entry, Library())
        if isinstance(decoded, MiddlewareErrorBlock):
            return ""
        return " ".join(str(entry.fields[0].value).split())

    return read


def _link(value: str) -> str:
    wrapped = _WRAPPED.search(value)
    line = " ".join((wrapped[1] if wrapped else value).split())
    return _ESCAPE.sub(r"\1", line).strip("<>{}")
