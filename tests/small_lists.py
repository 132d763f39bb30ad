"""A short list in a folder of its own, with the operations over it."""

from functools import cached_property
from pathlib import Path
from typing import Any

from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.edit_set.operations import EditOperations
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.catalog import Catalog


class SmallList:
    """Files in a folder, served as a list."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self._settings = Settings(list_path=str(folder), index_dir="memory", **settings)

    def write(self, text: str | bytes, name: str = "README.md") -> Path:
        """Save a file as an editor would; its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def read(self, name: str = "README.md") -> bytes:
        return (self.folder / name).read_bytes()

    def files(self) -> dict[str, bytes]:
        """Every file of the folder with its bytes, what git and this program keep left out."""
        paths = (p for p in self.folder.rglob("*") if p.is_file() and ".git" not in p.parts)
        return {p.relative_to(self.folder).as_posix(): p.read_bytes() for p in paths}

    @cached_property
    def catalog(self) -> Catalog:
        return open_catalog(self._settings, self.folder)

    @property
    def core(self) -> Operations:
        return Operations(self.catalog)

    @property
    def edit(self) -> EditOperations:
        return EditOperations(self.catalog)

    def entries(self) -> tuple[Listed, ...]:
        return self.catalog.current().papers.entries

    def titles(self) -> list[tuple[str, str, str]]:
        """(file, section, title) of each entry, in list order."""
        return [(one.file, one.entry.section, one.entry.title) for one in self.entries()]

    def id_of(self, title: str, file: str = "") -> str:
        """The id of the first entry of this title, of this page when one is named."""
        return next(
            one.id for one in self.entries() if one.entry.title == title and file in ("", one.file)
        )
