"""Who wants to know of changes is told: by `subscriptions/listen`, or by `resources/subscribe`.

The lists are compared with what they were once a second, and only while somebody listens. An edit
by any program counts, ours or an editor's. A resource can be asked for in many spellings of its
URI; each that is listened to is told, as it was asked for.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import anyio
import anyio.to_thread
from mcp.server import MCPServer
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.session import ServerSession
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourceUpdated, ServerEvent
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    EmptyResult,
    SubscribeRequestParams,
    UnsubscribeRequestParams,
)

from llmsys_mcp.core.listing.paper_list import PaperList
from llmsys_mcp.errors import ListError
from llmsys_mcp.faces import uris
from llmsys_mcp.faces.core_set import results
from llmsys_mcp.services.library import Library
from llmsys_mcp.services.search import same_venue
from llmsys_mcp.services.view import View

LOOK_SECONDS = 1.0
"""Between two looks at the files while somebody listens: nobody waits longer for an edit made
beside the tools to show, and a look at files that stayed costs less than a ms. Chosen."""
SUBSCRIPTION_LIMIT = 1000
"""Resources that one client of the older protocol may subscribe to, and names of resources that are
looked up to see whether they changed."""

_LAST = re.compile("[>#]")
"""Before the last step of a section's path, or its anchor."""


@dataclass(frozen=True)
class Change:
    """One list before and after."""

    before: View
    after: View

    @cached_property
    def is_of_pages(self) -> bool:
        """Whether a page changed."""
        return self.before.sources != self.after.sources

    @cached_property
    def is_of_rules(self) -> bool:
        """Whether the rules changed."""
        return self.before.rules != self.after.rules

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """Paths whose text changed, or that came or went."""
        if not self.is_of_pages:
            return ()
        return tuple(_differing(_texts(self.before), _texts(self.after)))

    @cached_property
    def _entries(self) -> tuple[dict[str, results.FullPaper], dict[str, results.FullPaper]]:
        return _entries(self.before.papers), _entries(self.after.papers)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of the entries that changed, came or went."""
        return tuple(_differing(*self._entries)) if self.is_of_pages else ()

    @cached_property
    def venues(self) -> tuple[str, ...]:
        """Their venues, as they were and as they are."""
        held = [group[id_]["venue"] for id_ in self.ids for group in self._entries if id_ in group]
        return tuple(dict.fromkeys(filter(None, held)))

    def uris(self, name: str = "", *, is_primary: bool = True) -> Iterator[str]:
        """URIs of the resources that are not what they were; `name`: the list's among several."""
        whole: list[str] = []
        if self.is_of_rules:
            whole.append(uris.GUIDELINES)
        if self.is_of_rules or self.is_of_pages:
            whole.append(uris.SECTIONS)
        if self.is_of_pages:
            whole += [uris.LIST, uris.STATS]
        for uri in whole:
            yield from uris.whole_uris(uri, name, is_primary=is_primary)
        if self.is_of_pages and name:
            yield uris.LISTS
        before = "" if is_primary else f"{name}/"
        yield from (uris.section_uri(before + path) for path in self.sections)
        yield from map(uris.entry_uri, self.ids)
        yield from map(uris.venue_uri, self.venues)

    def touches(self, kind: str, name: str) -> bool:
        """Whether it changed the section, the entry or the venue that `name` is one name of."""
        if kind == "venue":
            return any(same_venue(venue, name) for venue in self.venues)
        if kind == "entry":
            one, whole = name.casefold(), f"{self.after.papers.name}/{name}".casefold()
            return not self._ids_in_one_case.isdisjoint((one, whole))
        if _LAST.split(name)[-1].strip().casefold() not in self._section_names:
            return False  # soon told, where to find no section would take its time
        return any(self._is_changed_section(view, name) for view in (self.before, self.after))

    @cached_property
    def _ids_in_one_case(self) -> frozenset[str]:
        return frozenset(map(str.casefold, self.ids))

    @cached_property
    def _section_names(self) -> frozenset[str]:
        """Titles and anchors of the sections that changed."""
        changed = frozenset(self.sections)
        return frozenset(
            name.casefold()
            for view in (self.before, self.after)
            for place in view.papers.places
            if place.section.path in changed
            for name in (place.section.title, place.section.anchor)
        )

    def _is_changed_section(self, view: View, name: str) -> bool:
        try:
            return view.papers.find_section(name).section.path in self.sections
        except ListError:
            return False


def _texts(view: View) -> dict[str, str]:
    return {
        place.section.path: place.page.document.text[place.section.span.start : place.section.end]
        for place in view.papers.places
    }


def _entries(papers: PaperList) -> dict[str, results.FullPaper]:
    return {listed.id: results.full_paper(listed) for listed in papers.entries}


def _asked(params: Mapping[str, Any] | None) -> Iterator[str]:
    """URIs in the parameters of `subscriptions/listen`, which nobody has checked yet."""
    wanted = (params or {}).get("notifications")
    named = wanted.get("resourceSubscriptions") if isinstance(wanted, Mapping) else None
    return (one for one in (named if isinstance(named, list) else ()) if isinstance(one, str))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    return (key for key in {**old, **new} if old.get(key) != new.get(key))


class ChangeFeed(InMemorySubscriptionBus):
    """Tells every listener which resources changed."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._seen: dict[str, View] = {}
        """What each list was, by its name."""
        self._wanted = anyio.Event()
        self._listening = 0
        self._subscribed: dict[str, ServerSession] = {}
        self._noted: Counter[str] = Counter()
        """URIs that listeners of the newer protocol asked for."""

    async def noting(
        self, ctx: ServerRequestContext[Any, Any], call_next: CallNext
    ) -> HandlerResult:
        """Middleware: remember what is listened to, as long as it is."""
        if ctx.method != "subscriptions/listen":
            return await call_next(ctx)
        asked = list(islice(_asked(ctx.params), SUBSCRIPTION_LIMIT))
        self._noted.update(asked)
        try:
            return await call_next(ctx)
        finally:
            self._noted.subtract(asked)
            self._noted += Counter()  # without those at zero

    def subscribe(self, listener: Callable[[ServerEvent], None]) -> Callable[[], None]:
        """Register a listener; return what ends it, however often that is called."""
        unsubscribe = super().subscribe(listener)
        ended = False
        self._one_more()

        def end() -> None:
            nonlocal ended
            unsubscribe()
            self._listening -= not ended
            ended = True

        return end

    def _one_more(self) -> None:
        if not self._listening:
            # Taken before the listener is told that it listens: no edit after that goes unseen.
            self._seen = self._views()
            self._wanted.set()
        self._listening += 1

    @asynccontextmanager
    async def watching(self, _server: object = None) -> AsyncIterator[dict[str, Any]]:
        """Watch the list while a server runs."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._watch)
            try:
                yield {}
            finally:
                tasks.cancel_scope.cancel()

    async def _watch(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted = anyio.Event()
            while self._listening:
                await anyio.sleep(LOOK_SECONDS)
                await self._look()

    async def _look(self) -> None:
        views = self._views()
        before, self._seen = self._seen, {**self._seen, **views}
        changes = {
            name: Change(before[name], view)
            for name, view in views.items()
            if name in before and before[name] is not view
        }
        if not changes:
            return
        asked = list(islice({**self._noted, **self._subscribed}, SUBSCRIPTION_LIMIT))
        for uri in await anyio.to_thread.run_sync(self._changed, changes, asked):
            await self.publish(ResourceUpdated(uri))
            if (session := self._subscribed.get(uri)) is not None:
                await session.send_resource_updated(uri)

    def _changed(self, changes: Mapping[str, Change], asked: Iterable[str]) -> list[str]:
        """URIs of what changed: as we write them, then as they were asked for."""
        primary, several = self._library.primary.name, self._library.is_several
        told = {
            uri: None
            for name, change in changes.items()
            for uri in change.uris(name if several else "", is_primary=name == primary)
        }
        for uri in asked:
            if uri not in told and self._means_changed(changes, *uris.read_uri(uri)):
                told[uri] = None
        return list(told)

    def _means_changed(self, changes: Mapping[str, Change], kind: str, name: str) -> bool:
        if not kind:
            return False
        if kind == "venue":
            return any(change.touches(kind, name) for change in changes.values())
        if kind == "section":
            catalog, name = uris.of_list(self._library, name)
        else:
            catalog = self._library.meant("", [name])
        change = changes.get(catalog.name)
        return change is not None and change.touches(kind, name)

    def _views(self) -> dict[str, View]:
        """The lists as they are, without what cannot be read, of which the next call tells."""
        views = {}
        for name, catalog in self._library.catalogs.items():
            with suppress(ListError):
                views[name] = catalog.current()
        return views

    def serve_sessions(self, server: MCPServer) -> None:
        """Take `resources/subscribe` too, over one connection that stays, as stdio's does."""
        # MCPServer has no way of its own to take it.
        add = server._lowlevel_server.add_request_handler
        add("resources/subscribe", SubscribeRequestParams, self._on_subscribe)
        add("resources/unsubscribe", UnsubscribeRequestParams, self._on_unsubscribe)

    async def _on_subscribe(
        self, ctx: ServerRequestContext[Any], params: SubscribeRequestParams
    ) -> EmptyResult:
        uri = str(params.uri)
        if uri not in self._subscribed:
            if len(self._subscribed) >= SUBSCRIPTION_LIMIT:
                raise MCPError(INVALID_PARAMS, "too many subscriptions")
            self._one_more()
        self._subscribed[uri] = ctx.session
        return EmptyResult()

    async def _on_unsubscribe(
        self, ctx: ServerRequestContext[Any], params: UnsubscribeRequestParams
    ) -> EmptyResult:
        if self._subscribed.pop(str(params.uri), None) is not None:
            self._listening -= 1
        return EmptyResult()
