"""What a list teaches is learnt in one thread, however many calls wait for it."""

import anyio
import anyio.to_thread

from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.view import View


class Learning:
    """Makes the learnt things of lists; calls that need one while it is made wait for it."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[int, str], anyio.Event] = {}

    async def of(self, catalog: Catalog, name: str) -> View:
        """The list as it is, the thing called `name` learnt from it.

        A list that changes meanwhile is learnt from again by whoever asks next.

        Raises:
            NotAList: there is no list.
        """
        view = catalog.current()
        while not view.has(name):
            await self._learn(view, name)
        return view

    async def _learn(self, view: View, name: str) -> None:
        key = id(view), name
        if (made := self._under_way.get(key)) is not None:
            await made.wait()
            return
        made = self._under_way[key] = anyio.Event()
        try:
            await anyio.to_thread.run_sync(view.prepare, name, abandon_on_cancel=True)
        finally:
            del self._under_way[key]
            made.set()
