"""A whole list: its pages read together, each entry with its id, each section found by name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from llmsys_mcp.core.identity import entry_id, unique_names
from llmsys_mcp.core.markup.markdown import to_anchor
from llmsys_mcp.core.page.document import SEPARATOR, Document, Section, subtree
from llmsys_mcp.core.page.entry import Entry, Listed, full_title
from llmsys_mcp.core.policy.characters import shown
from llmsys_mcp.errors import AmbiguousSection, UnknownEntry, UnknownSection, quoted

if TYPE_CHECKING:
    from llmsys_mcp.core.citing.citations import Citations
    from llmsys_mcp.core.listing.mentions import Mentions

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the list."""

    file: str
    """Relative to the list's folder."""
    document: Document


@dataclass(frozen=True, slots=True)
class Place:
    """A section of one page."""

    page: Page
    index: int
    """Of the section in its document."""

    @property
    def section(self) -> Section:
        """The section itself."""
        return self.page.document.sections[self.index]


@dataclass(frozen=True)
class PaperList:
    """The pages of a list, in order; the first is the one with the contents."""

    pages: tuple[Page, ...]
    name: str = ""
    """Of the list where several are served; ids begin with it and a slash. Else empty."""
    citations: "Citations | None" = None
    """What the keys of a page that cites stand for."""

    @cached_property
    def entries(self) -> tuple[Listed, ...]:
        """Every entry in list order, with its id; one that cites says what it cites."""
        placed = [(page.file, entry) for page in self.pages for entry in page.document.entries]
        ids = unique_names(_id(entry) for _, entry in placed)
        before = f"{self.name}/" if self.name else ""
        if self.citations is not None:
            placed = [(file, self.citations.told(entry)) for file, entry in placed]
        listed = [
            Listed(before + id_, file, entry, self.name)
            for id_, (file, entry) in zip(ids, placed, strict=True)
        ]
        for at, name in self._named_sections():
            listed[at] = listed[at]._replace(named=name)
        return tuple(listed)

    def _named_sections(self) -> Iterator[tuple[int, str]]:
        """Place in the list, counted from 0, and section of each entry whose path is no name."""
        first = 0
        for page in self.pages:
            for index, section in enumerate(page.document.sections):
                if name := self._names.get((page.file, index)):
                    yield from ((first + at, name) for at in section.entries)
            first += len(page.document.entries)

    @cached_property
    def _names(self) -> dict[tuple[str, int], str]:
        """Page and index of each section whose path is that of several, and what else names it."""
        paths = [_path(place.section.path) for place in self.places]
        counts = Counter(paths)
        names = {
            (
                place.page.file,
                place.index,
            ): f"{shown(place.page.file)}#{shown(place.section.anchor)}"
            for place, path in zip(self.places, paths, strict=True)
            if counts[path] > 1
        }
        twice = Counter(names.values())
        return {place: name for place, name in names.items() if twice[name] == 1}

    def name_of(self, place: Place) -> str:
        """What the section is found by: its path, or file and anchor where several have that."""
        return self._names.get((place.page.file, place.index), place.section.path)

    @cached_property
    def mentions(self) -> "Mentions":
        """The links that stand outside every entry."""
        from llmsys_mcp.core.listing.mentions import Mentions, read_mentions

        return Mentions(
            tuple(
                Listed("", page.file, one, self.name)
                for page in self.pages
                for one in read_mentions(page.document)
            )
        )

    @property
    def cites(self) -> bool:
        """Whether a page names papers by keys."""
        return any(entry.key for page in self.pages for entry in page.document.entries)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every section in list order."""
        return tuple(
            Place(page, index)
            for page in self.pages
            for index in range(len(page.document.sections))
        )

    @cached_property
    def _by_id(self) -> dict[str, Listed]:
        """By id, and by id without regard to case where that is no other entry's id."""
        exact = {listed.id: listed for listed in self.entries}
        return {listed.id.casefold(): listed for listed in reversed(self.entries)} | exact

    def anchor_of(self, place: Place) -> str:
        """What leads to the section: with the page where the anchor alone leads to another's."""
        anchor = shown(to_anchor(place.section.anchor))
        alone = self._anchors[_key(place.section.anchor)] == 1
        return (
            anchor if alone or place.page is self.pages[0] else f"{shown(place.page.file)}{anchor}"
        )

    @cached_property
    def _anchors(self) -> Counter[str]:
        return Counter(_key(place.section.anchor) for place in self.places)

    def entry(self, id_: str) -> Listed:
        """The entry with this id; case matters only where two ids differ in nothing else.

        Raises:
            UnknownEntry: no entry has it.
        """
        wanted = id_.strip()
        if self.name and not wanted.casefold().startswith(f"{self.name}/".casefold()):
            wanted = f"{self.name}/{wanted}"
        found = self._by_id.get(wanted) or self._by_id.get(wanted.casefold())
        if found is None:
            near = get_close_matches(id_.casefold(), self._by_id, n=_NEAR)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            raise UnknownEntry(
                "id",
                f"no entry has the id {quoted(id_)}.{hint}",
                "Pass an id unchanged, as results give it (search_papers finds them).",
            )
        return found

    def find_section(self, name: str, argument: str = "section") -> Place:
        """The section that `name` names: a whole path, a tail that is unique, or an anchor.

        `LLM Systems > Serving > LLM serving`, `LLM serving`, `#llm-serving`, and for a page other
        than the first `mlsystems.md#training`; case and spaces around `>` do not matter, accents
        may be composed or not, and what is unseen is named as it is shown. `argument`: what a
        refusal calls it.

        Raises:
            UnknownSection: nothing has that name.
            AmbiguousSection: several sections have it; all are named.
        """
        wanted = _path(name)
        for candidates in (
            [p for p in self.places if _path(p.section.path) == wanted],
            [p for p in self.places if _path(p.section.path)[-len(wanted) :] == wanted],
            self._anchored(name.strip()),
        ):
            if len(candidates) == 1:
                return candidates[0]
            if candidates:
                raise AmbiguousSection(
                    argument,
                    f"{quoted(name)} names {len(candidates)} sections: {self._named(candidates)}.",
                    "Pass one of these paths in full.",
                )
        raise UnknownSection(
            argument,
            f"no section is called {quoted(name)}. {self._nearest(name)}",
            "Pass one path unchanged (list_sections names them)."
            if self.places
            else "The list has no section yet: it needs a heading first (add_section makes one).",
        )

    def _anchored(self, name: str) -> list[Place]:
        file, mark, anchor = name.rpartition("#")
        if not mark:
            return []
        wanted = _key(unquote(anchor))
        found = [
            place
            for place in self.places
            if _key(place.section.anchor) == wanted and file in ("", shown(place.page.file))
        ]
        headings = [place for place in found if not place.section.is_label]
        first = [place for place in headings or found if place.page is self.pages[0]]
        return first or headings or found

    def _named(self, places: Sequence[Place]) -> str:
        paths = [place.section.path for place in places]
        if len(set(paths)) < len(paths):
            paths = [f"{p.page.file}#{p.section.anchor} ({p.section.path})" for p in places]
        return "; ".join(map(shown, paths))

    def _nearest(self, name: str) -> str:
        paths = {place.section.path.casefold(): place.section.path for place in self.places}
        titles = {place.section.title.casefold(): place.section.path for place in self.places}
        last = name.rpartition(">")[2].strip().casefold()
        near = [titles[t] for t in get_close_matches(last, titles, n=_NEAR, cutoff=0.5)]
        near += [paths[p] for p in get_close_matches(name.casefold(), paths, n=_NEAR)]
        unique = list(dict.fromkeys(near))[:_NEAR]
        return f"Nearest: {'; '.join(map(shown, unique))}." if unique else "No name comes near."

    def covered(self, section: str) -> frozenset[tuple[str, str, str]]:
        """List, file and name of the section that `section` names and of all below it.

        Raises:
            UnknownSection, AmbiguousSection: it names none, or several.
        """
        place = self.find_section(section)
        page = place.page
        inside = subtree(page.document.sections, place.index)
        return frozenset((self.name, page.file, self.name_of(Place(page, at))) for at in inside)


def _id(entry: Entry) -> str:
    """The name of an entry before twins are told apart: of its key, its link or its title."""
    return _name(entry.key, entry.url, entry.title, entry.description)


@lru_cache(maxsize=1 << 14)
def _name(key: str, url: str, title: str, description: str) -> str:
    """Remembered: after an edit all entries but one are named as they were."""
    return f"key:{key}" if key else entry_id(url, full_title(title, description))


@lru_cache(maxsize=1 << 10)
def _path(name: str) -> tuple[str, ...]:
    return tuple(" ".join(step.split()) for step in _key(name).split(SEPARATOR.strip()))


def _key(name: str) -> str:
    """What tells names apart: as it is shown, whatever its case and the form of its accents."""
    return normalize("NFC", shown(name)).casefold()
