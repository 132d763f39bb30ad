"""BibTeX read and written by bibtexparser; the only import of it, made when it is needed (0.1 s).

Values come back as a reader sees them: without braces and LaTeX, `{G\\"o}del` as `Gödel`. A command
that LaTeX itself does not have stays, as `\\sys`, so that no word vanishes unseen. Links and
numbers are no prose (`%` and `~` are themselves there): only their escapes are undone.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

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
_SIGNS = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
"""Commands that the decoder does not know, or takes for an accent."""
_NAMES = frozenset({"author", "institution"})
"""Fields whose value is one name, which is not to be taken apart."""
_CASED = frozenset({"booktitle", "journal", "shorttitle", "title"})
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "--": "-{}-",
    "``": "`{}`",
    "''": "'{}'",
    "!`": "!{}`",
    "?`": "?{}`",
} | {sign: f"\\{sign}" for sign in "&%$#_"}
_SPECIAL = re.compile(r"--|``|''|!`|\?`|[\\{}~^&%$#_]")
_UNSAFE_IN_LINK = re.compile(r"[{}\\\s\"]")
_WRAPPED = re.compile(r"\\(?:url|href|path)\s?\{([^{}]{1,4000})\}")


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry of a bibliography."""

    kind: str
    """`inproceedings`, `article`, …, in lower case."""
    key: str
    fields: Mapping[str, str]
    """Name in lower case → value in one line; a value that cannot be read is left out."""


def read_bibtex(text: str, limit: int = BIBTEX_LIMIT) -> tuple[BibEntry, ...]:
    """The entries of `text` that can be read, in order; comments and broken entries are left out.

    An entry that gives a field twice keeps the later one. Never raises. Of a text longer than
    `limit` characters the beginning is read.
    """
    # A broken entry is told by its absence; the library would log what was pasted as well.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    from bibtexparser import entrypoint, model

    read = _prose_reader()
    found = []
    for block in entrypoint.parse_string(text[:limit]).blocks:
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


def write_bibtex(entries: Iterable[BibEntry]) -> str:
    """The entries as BibTeX that any style can set: LaTeX's own signs escaped, capitals kept.

    Letters outside ASCII stay as they are: BibTeX passes UTF-8 on. No value holds `{{`, which the
    generator of a web site may take for a command.
    """
    from bibtexparser import entrypoint, writer
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    library = Library(
        [
            Entry(
                one.kind,
                one.key,
                [Field(name, _written(name, value)) for name, value in one.fields.items()],
            )
            for one in entries
        ]
    )
    form = writer.BibtexFormat()  # type: ignore[no-untyped-call]  # its `__init__` is untyped
    form.indent = "  "
    form.block_separator = "\n"
    return entrypoint.write_string(library, unparse_stack=[], bibtex_format=form)


def _written(name: str, value: str) -> str:
    if name == "month":
        return value
    if name in _VERBATIM - {"howpublished"}:
        return f"{{{_UNSAFE_IN_LINK.sub(lambda found: quote(found[0]), value)}}}"
    words = [_protected(word) if name in _CASED else _latex(word) for word in value.split(" ")]
    text = " ".join(words)
    if name in _NAMES:
        return f"{{ {{{text}}} }}"
    return f"{{ {text}}}" if text.startswith("{") else f"{{{text}}}"


def _protected(word: str) -> str:
    """A word in braces where a style would take its capitals away."""
    core = word[1:]
    return f"{{{_latex(word)}}}" if core != core.lower() else _latex(word)


def _latex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _COMMANDS[found[0]], text)


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
    known.add_context_category(
        "signs",
        macros=[MacroTextSpec(command, sign) for command, sign in _SIGNS.items()],
        prepend=True,
    )
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
