"""Which tools there are, by toolset; each is told of at once and made when it is first called.

Making a tool (its argument model, its schemas) costs some 4 ms and the import of its module, and a
client only asks for the names at first. So what a client is told stands in `offers.json`, made
from the code and checked against it by a test, and a start reads that.
"""

import inspect
import json
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from functools import cache, partial
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import Any, TypeVar

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import PrivateAttr

from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.faces.naming import reworded
from llmsys_mcp.faces.settings import SettingError
from llmsys_mcp.faces.strict import Hints, StrictTool, strict_tool
from llmsys_mcp.services.catalog import Catalog

TOOLSETS: dict[str, tuple[str, ...]] = {
    "core": ("core_set",),
    "edit": ("edit_set", "history_set"),
    "intake": ("intake_set",),
    "library": ("library_set",),
    "lint": ("lint_set",),
    "pr": ("pr_set",),
}
"""Toolset → the packages of `llmsys_mcp.faces` whose `tools` modules hold its tools."""

ALL = "all"
OF_SEVERAL = frozenset({"compare_lists"})
"""Tools that need more than one list."""
OFFERS = "offers.json"

_NAME_LIMIT = 80
"""Characters of an unknown name that are compared with those of the tools."""

Call = Callable[..., Awaitable[CallToolResult]]
_Make = Callable[[], Mapping[str, StrictTool]]
Around = Callable[[str, Call, ToolAnnotations], Call]
"""What is put around a tool of this name and these hints, such as the rules of a shared server."""


def alone(_name: str, call: Call, _hints: ToolAnnotations) -> Call:
    """The tool as it is, for a server that one user has to themselves."""
    return call


def chosen_toolsets(names: Collection[str]) -> tuple[str, ...]:
    """The toolsets that these names mean; all of them for no name or `all`.

    Raises:
        SettingError: a name is none of them.
    """
    unknown = sorted(set(names) - set(TOOLSETS) - {ALL})
    if unknown:
        known = ", ".join((*TOOLSETS, ALL))
        raise SettingError(
            f"toolsets: no toolset is called {quoted(unknown[0])}; there are {known}"
        )
    if not names or ALL in names:
        return tuple(TOOLSETS)
    return tuple(name for name in TOOLSETS if name in names)


def hints(toolset: str) -> Hints:
    """The tools of a toolset, with title and hints."""
    return {
        name: said for package in TOOLSETS[toolset] for name, said in _tools(package).TOOLS.items()
    }


def make_tools(
    catalog: Catalog,
    toolsets: Collection[str],
    *,
    read_only: bool,
    allow_push: bool = False,
    around: Around = alone,
) -> list[Tool]:
    """The tools of these toolsets over `catalog`; without those that write when `read_only`."""

    @cache
    def made(package: str, over: Catalog) -> dict[str, StrictTool]:
        return _made(package, over, allow_push=allow_push, around=around)

    several = bool(catalog.others)
    chosen = _chosen(toolsets, read_only=read_only, allow_push=allow_push, several=several)
    if several:
        from llmsys_mcp.faces.library_set.routing import routed
        from llmsys_mcp.services.library import Library

        library = Library(catalog)
        return [routed(one["tool"], library, partial(made, one["package"])) for one in chosen]
    return [deferred(one["tool"], partial(made, one["package"], catalog)) for one in chosen]


def _chosen(
    toolsets: Collection[str], *, read_only: bool, allow_push: bool, several: bool
) -> list[dict[str, Any]]:
    """What `offers.json` holds of the tools to offer; no description names another tool."""
    chosen = [
        offer
        for offer in _offers()
        if offer["toolset"] in toolsets
        and offer["push"] in (None, allow_push)
        and (offer["tool"]["annotations"]["readOnlyHint"] or not read_only)
        and (offer["tool"]["name"] not in OF_SEVERAL or several)
    ]
    names = {offer["tool"]["name"]: offer["tool"]["name"] for offer in chosen}
    for at, offer in enumerate(chosen):
        said = reworded(offer["tool"]["description"], names)
        chosen[at] = {**offer, "tool": {**offer["tool"], "description": said}}
    return chosen


def no_tool(name: str, offered: Collection[str]) -> InvalidArgument:
    """What is told of a tool that is not among `offered`."""
    from difflib import get_close_matches  # 3 ms that only this needs

    there = ", ".join(offered) or "none"
    missing = next((one for one in _offers() if one["tool"]["name"] == name), None)
    if missing is None:
        near = get_close_matches(name[:_NAME_LIMIT], offered, n=1)
        hint = f" The nearest is {near[0]}." if near else ""
        return InvalidArgument(
            "name", f"no tool is called {quoted(name)}.{hint}", f"The tools are: {there}."
        )
    why = (
        "only with several lists" if name in OF_SEVERAL else f"in the toolset {missing['toolset']}"
    )
    if not missing["tool"]["annotations"]["readOnlyHint"]:
        why += " of a server that may write"
    return InvalidArgument(
        "name",
        f"{name} is not offered here; it is {why}.",
        f"Do without it, or ask the user to start the server so. The tools are: {there}.",
    )


class DeferredTool(Tool):
    """A tool that is told of, and made when it is first called."""

    _output: dict[str, Any] | None = PrivateAttr(default=None)
    _make: _Make = PrivateAttr()

    @property
    def output_schema(self) -> dict[str, Any] | None:
        """The schema of its results."""
        return self._output

    @property
    def made(self) -> StrictTool:
        """The tool itself."""
        return self._make()[self.name]

    async def run(
        self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False
    ) -> Any:
        """Run the tool."""
        return await self.made.run(arguments, context, convert_result)


_Tool = TypeVar("_Tool", bound=DeferredTool)


def deferred(
    told: Mapping[str, Any],
    make: _Make,
    kind: type[_Tool] = DeferredTool,  # type: ignore[assignment]  # the bound is the default
) -> _Tool:
    """The tool that a client is told of so; `make` makes it and its neighbours when called."""
    tool = kind.model_construct(
        name=told["name"],
        title=told["title"],
        description=told["description"],
        parameters=told["inputSchema"],
        annotations=ToolAnnotations(**told["annotations"]),
        icons=None,
        meta=None,
    )
    tool._output = told["outputSchema"]
    tool._make = make
    return tool


def _tools(package: str) -> ModuleType:
    return import_module(f"llmsys_mcp.faces.{package}.tools")


def _made(
    package: str, catalog: Catalog, *, allow_push: bool, around: Around
) -> dict[str, StrictTool]:
    """The tools of a package, made."""
    from llmsys_mcp.faces.questions import with_question  # what a start does not need

    module = _tools(package)
    maker = getattr(module, "PushingTools", module.Tools) if allow_push else module.Tools
    tools = maker(catalog)
    made = {}
    for name, (title, annotations) in module.TOOLS.items():
        method = with_question(getattr(tools, name), getattr(tools, "questions", {}).get(name))
        made[name] = strict_tool(
            around(name, method, annotations),
            title=title,
            description=inspect.getdoc(method) or "",
            annotations=annotations,
        )
    return made


@cache
def _offers() -> list[dict[str, Any]]:
    offers: list[dict[str, Any]] = json.loads((files(__package__) / OFFERS).read_text("utf-8"))
    return offers


def offers(catalog: Catalog) -> Iterator[dict[str, Any]]:
    """What `offers.json` must hold: every tool as a client is told of it, from the code.

    `push`: whether the server may push when this form of the tool is offered; null for a tool
    that is the same either way.
    """
    for toolset, packages in TOOLSETS.items():
        for package in packages:
            pushes = hasattr(_tools(package), "PushingTools")
            for push in (False, True) if pushes else (None,):
                made = _made(package, catalog, allow_push=bool(push), around=alone)
                for tool in made.values():
                    yield {
                        "toolset": toolset,
                        "package": package,
                        "push": push,
                        "tool": _told(tool),
                    }


def _told(tool: StrictTool) -> dict[str, Any]:
    said = tool.annotations.model_dump(by_alias=True, exclude_none=True) if tool.annotations else {}
    return {
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "annotations": said,
        "inputSchema": tool.parameters,
        "outputSchema": tool.output_schema,
    }
