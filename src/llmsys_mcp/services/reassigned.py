"""Ids that have come to name another entry: told when it happens, refused when it would do harm.

Ids say what a list says, and of two entries about one paper the first has the plain id. So the
text of a list alone gives its ids, and an entry that is put above its twin, re-linked or removed
changes the other's. An id that was noted before then names another entry.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from llmsys_mcp.adapters.files import past_edits
from llmsys_mcp.core.listing.conservation import Comparison, compare, place_of
from llmsys_mcp.core.listing.paper_list import PaperList
from llmsys_mcp.core.markup.text import decode
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.errors import Conflict
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.view import View

_LOOKED_AT = 20
"""The newest edits of a page whose ids may still be in somebody's hands."""
_TOLD = 3
"""New ids that are told one by one."""
_WORD = re.compile(r"[^\W_]+")


def new_ids(comparison: Comparison) -> list[str]:
    """A sentence for each entry that nobody touched and that gets another id."""
    changed = [pair for pair in comparison.kept if pair.before.id != pair.after.id]
    told = [
        f"{pair.after.id} becomes the id of {_called(pair.after)}, which was {pair.before.id}."
        for pair in changed[:_TOLD]
    ]
    more = len(changed) - _TOLD
    return [*told, f"So it is with {more} more: read the ids again."] if more > 0 else told


def refuse_reassigned(catalog: Catalog, view: View, id_: str) -> None:
    """Refuse an id that named another entry before one of the newest edits.

    Raises:
        UnknownEntry: it names none now.
        Conflict: it named another.
    """
    listed = view.papers.entry(id_)
    for papers in _earlier_lists(catalog, view, listed):
        named = next((one for one in papers.entries if one.id == listed.id), None)
        if named is None or _is_as_it_was(named, listed):
            continue
        now = _what_became_of(named, compare(papers, view.papers))
        if now is None or now.id != listed.id:
            fate = f"is {now.id} now" if now else "is not on the list any more"
            was = _called(now or named)
            raise Conflict(
                "id",
                f"{listed.id} names {_called(listed)} since a recent edit; {was}, "
                f"which it named before, {fate}.",
                "Make sure which one is meant (get_entry); to edit the one that it names now, pass "
                "expected_revision.",
            )


def _is_as_it_was(before: Listed, now: Listed) -> bool:
    return (before.entry.raw, place_of(before)) == (now.entry.raw, place_of(now))


def _called(listed: Listed) -> str:
    return f"{in_quotes(listed.entry.full_title)} ({listed.file} line {listed.entry.line})"


def _what_became_of(listed: Listed, comparison: Comparison) -> Listed | None:
    pairs = (*comparison.kept, *comparison.edited, *comparison.moved)
    return next((pair.after for pair in pairs if pair.before is listed), None)


def _earlier_lists(catalog: Catalog, view: View, listed: Listed) -> Iterator[PaperList]:
    """The list before edits, newest first, as far as the lines about this paper were others."""
    word = _telling(listed)
    pages = dict(view.sources)
    seen = {_lines(pages.values(), word)}
    for before in _earlier_pages(catalog, pages):
        lines = _lines(before.values(), word)
        if lines not in seen:
            seen.add(lines)
            texts = [(file, decode(data)) for file, data in before.items()]
            yield catalog.with_texts(view, texts).papers


def _earlier_pages(catalog: Catalog, pages: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    """All pages as they were before each of the newest edits, newest first."""
    found = [
        (edit.number, file, edit)
        for file in pages
        for edit in past_edits(catalog.home.folder / file, _LOOKED_AT)
    ]
    before = dict(pages)
    for _, file, edit in sorted(found, key=itemgetter(0), reverse=True)[:_LOOKED_AT]:
        before[file] = edit.before
        if not edit.follows:  # else another page of the same edit is as it was after it
            yield dict(before)


def _telling(listed: Listed) -> bytes:
    """The longest word of an id, which every line holds that may have it; empty where that fails.

    Of a title the digest behind it stands in no line.
    """
    scheme, _, name = listed.id.removeprefix(f"{listed.list}/").partition(":")
    base = name.partition("#")[0]
    base = base.rpartition("-")[0] if scheme == "title" else base
    word = max(_WORD.findall(base), key=len, default="")
    return word.encode() if word in listed.entry.raw.lower() else b""


def _lines(pages: Iterable[bytes], word: bytes) -> tuple[bytes, ...]:
    """The lines with the word, up to the link: another description makes no other entry."""
    lines = (line for data in pages for line in data.lower().split(b"\n") if word in line)
    return tuple(line.partition(b"](")[0] for line in lines)
