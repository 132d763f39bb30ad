"""Who wants to know of changes is told: by `subscriptions/listen`, or by `resources/subscribe`.

The list is compared with what it was once a second, and only while somebody listens. An edit by
any program counts, ours or an editor's.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio
import anyio.to_thread
from mcp.server import MCPServer
from mcp.server.context import ServerRequestContext
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
from llmsys_mcp.faces import resources
from llmsys_mcp.faces.core_set import results
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.view import View

LOOK_SECONDS = 1.0
SUBSCRIPTION_LIMIT = 1000
"""Resources that one client of the older protocol may subscribe to."""


def changed_uris(before: View, after: View) -> Iterator[str]:
    """URIs of the resources that are not what they were."""
    if before.rules != after.rules:
        yield resources.GUIDELINES
        yield resources.SECTIONS
    if before.sources == after.sources:
        return
    if before.rules == after.rules:
        yield resources.SECTIONS
    yield resources.LIST
    yield resources.STATS
    yield from map(resources.section_uri, _differing(_texts(before), _texts(after)))
    old, new = _entries(before.papers), _entries(after.papers)
    changed = list(_differing(old, new))
    yield from map(resources.entry_uri, changed)
    held = [group[id_]["venue"] for id_ in changed for group in (old, new) if id_ in group]
    yield from map(resources.venue_uri, dict.fromkeys(filter(None, held)))


def _texts(view: View) -> dict[str, str]:
    return {
        place.section.path: place.page.document.text[place.section.span.start : place.section.end]
        for place in view.papers.places
    }


def _entries(papers: PaperList) -> dict[str, results.FullPaper]:
    return {listed.id: results.full_paper(listed) for listed in papers.entries}


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    return (key for key in {**old, **new} if old.get(key) != new.get(key))


class ChangeFeed(InMemorySubscriptionBus):
    """Tells every listener which resources changed."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._catalog = catalog
        self._seen: View | None = None
        self._wanted = anyio.Event()
        self._listening = 0
        self._subscribed: dict[str, ServerSession] = {}

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
            self._seen = self._view()
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
        view = self._view()
        before, self._seen = self._seen, view or self._seen
        if view is None or before is None or before is view:
            return
        for uri in await anyio.to_thread.run_sync(lambda: list(changed_uris(before, view))):
            await self.publish(ResourceUpdated(uri))
            if (session := self._subscribed.get(uri)) is not None:
                await session.send_resource_updated(uri)

    def _view(self) -> View | None:
        """The list as it is; None while it cannot be read, of which the next call tells."""
        try:
            return self._catalog.current()
        except ListError:
            return None

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
