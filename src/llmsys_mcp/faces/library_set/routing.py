"""Tools over several lists: each call goes to the list that it means.

`list` names it; without that the ids do, which begin with their list's name. What reads all lists
reads all, and the rest means the primary one.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from mcp.server.mcpserver import Context
from pydantic import PrivateAttr

from llmsys_mcp.errors import InvalidArgument, ListError, quoted
from llmsys_mcp.faces.strict import StrictTool, refusal
from llmsys_mcp.faces.toolsets import DeferredTool, deferred
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.library import Library

EVERYWHERE = frozenset({"search_papers"})
"""Tools that read all lists when none is named."""
ACROSS = frozenset({"compare_lists"})
"""Tools that name their lists themselves."""

_IDS = ("id", "ids")

MakeOver = Callable[[Catalog], Mapping[str, StrictTool]]
"""The tools of a package over one list."""


class RoutedTool(DeferredTool):
    """A tool of several lists."""

    _library: Library = PrivateAttr()
    _over: MakeOver = PrivateAttr()

    async def run(
        self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False
    ) -> Any:
        """Run the tool over the list that the arguments mean."""
        try:
            catalog = self._meant(arguments)
        except ListError as error:
            return refusal(error)
        rest = {name: value for name, value in arguments.items() if name != "list"}
        return await self._over(catalog)[self.name].run(rest, context, convert_result)

    def _meant(self, arguments: Mapping[str, Any]) -> Catalog:
        named = arguments.get("list")
        if named is not None and not isinstance(named, str):
            raise InvalidArgument(
                "list", f"{quoted(named)} is no name.", f"There are {', '.join(self._names)}."
            )
        given = [arguments.get(name) for name in _IDS]
        ids = [one for ids in given for one in (ids if isinstance(ids, list) else [ids])]
        if self.name in EVERYWHERE and not named:
            return self._library.everything
        return self._library.meant(named or "", [one for one in ids if isinstance(one, str)])

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self._library.catalogs)


def routed(told: Mapping[str, Any], library: Library, over: MakeOver) -> DeferredTool:
    """The tool that a client is told of so, over the lists of `library`."""
    if told["name"] in ACROSS:
        return deferred(told, partial(over, library.primary))
    schema = told["inputSchema"]
    names = ", ".join(library.catalogs)
    usual = "all" if told["name"] in EVERYWHERE else library.primary.name
    which = {
        "type": "string",
        "default": "",
        "description": f"One of the lists: {names}. Default: {usual}, or what an id begins with.",
    }
    properties = {**schema.get("properties", {}), "list": which}
    tool = deferred(
        {**told, "inputSchema": {**schema, "properties": properties}},
        partial(over, library.primary),
        RoutedTool,
    )
    tool._library, tool._over = library, over
    return tool
