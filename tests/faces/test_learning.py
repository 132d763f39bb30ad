"""What a list teaches is learnt in one thread, however many calls wait for it."""

import threading
from pathlib import Path

import anyio
import pytest

from llmsys_mcp.errors import NotAList
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.core_set.tools import Tools
from llmsys_mcp.faces.learning import Learning
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.view import View
from small_library import VENUES, SmallLibrary

pytestmark = pytest.mark.anyio


class Slow:
    """`View.prepare`, counted and held up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.names: list[str] = []
        prepare = View.prepare

        def slowly(view: View, name: str) -> None:
            self.names.append(name)
            assert self.go.wait(10)
            prepare(view, name)

        monkeypatch.setattr(View, "prepare", slowly)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    return Slow(monkeypatch)


@pytest.fixture
def catalog(checkout: Path) -> Catalog:
    return open_catalog(Settings(list_path=str(checkout), index_dir="memory"), checkout)


async def test_many_calls_learn_once(catalog: Catalog, slow: Slow) -> None:
    learning = Learning()
    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(learning.of, catalog, "duplicates")
        tasks.start_soon(learning.of, catalog, "placement")
        await anyio.sleep(0.05)
        slow.go.set()
    assert sorted(slow.names) == ["duplicates", "placement"]
    view = catalog.current()
    assert view.has("duplicates")
    assert view.has("placement")
    await learning.of(catalog, "duplicates")
    assert len(slow.names) == 2


async def test_who_waits_does_not_depend_on_who_came_first(catalog: Catalog, slow: Slow) -> None:
    learning = Learning()
    async with anyio.create_task_group() as tasks:
        with anyio.CancelScope() as first:

            async def leave() -> None:
                await anyio.sleep(0.05)
                first.cancel()
                slow.go.set()

            tasks.start_soon(leave)
            tasks.start_soon(learning.of, catalog, "duplicates")
            await learning.of(catalog, "duplicates")
        assert first.cancelled_caught or catalog.current().has("duplicates")
    assert catalog.current().has("duplicates")


async def test_a_list_that_cannot_be_learnt_from_is_told_to_all(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(view: View, name: str) -> None:
        raise NotAList("list", "it is gone.", "Put it back.")

    monkeypatch.setattr(View, "prepare", broken)
    learning = Learning()
    told: list[str] = []

    async def ask() -> None:
        try:
            await learning.of(catalog, "duplicates")
        except NotAList as error:
            told.append(str(error))

    with anyio.fail_after(60):
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(ask)
    assert len(told) == 5


async def test_the_lists_beside_are_answered_of_as_they_were_learnt(tmp_path: Path) -> None:
    lists = SmallLibrary(tmp_path)
    title = "Otters of the Slow Canal"
    views = [one.current() for one in lists.library.catalogs.values()]
    lists.write("venues", f"{VENUES}* {title} [link](https://example.org/otters)\n")
    core = lists.core("topics")
    assert core.at(views).check_duplicate(title)["elsewhere"] == []
    assert core.check_duplicate(title)["elsewhere"] != []
    assert core.at(views).check_duplicate("Trainer: Training Across Clusters")["elsewhere"] != []


async def test_an_edit_meanwhile_is_not_learnt_for_the_answer(catalog: Catalog, slow: Slow) -> None:
    tools = Tools(catalog)
    page = catalog.home.page
    line = "- [Otters of the Slow Canal](https://example.org/otters)\n"

    async def edit() -> None:
        while not slow.names:
            await anyio.sleep(0.01)
        page.write_bytes(page.read_bytes() + line.encode())
        slow.go.set()

    with anyio.fail_after(60):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(edit)
            result = await tools.check_duplicate("Otters of the Slow Canal")
    assert result.structured_content is not None
    assert result.structured_content["verdict"] == "new"
    assert not catalog.current().has("duplicates")
    later = await tools.check_duplicate("Otters of the Slow Canal")
    assert later.structured_content is not None
    assert later.structured_content["verdict"] == "duplicate"
