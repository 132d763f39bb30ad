"""A file is known to be unchanged by its bytes alone; what is no page counts as none."""

import os
from pathlib import Path

import pytest

from llmsys_mcp.adapters.freshness import holds, page_if_there, read_if_there
from llmsys_mcp.errors import NotAList

DATA = b"# T\n- [A](https://example.org/a)\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(DATA)
    return path


def test_a_file_holds_its_own_bytes_and_no_others(page: Path) -> None:
    assert holds(page, DATA)
    assert not holds(page, DATA.replace(b"A", b"B"))
    assert not holds(page, DATA + b"x")
    assert not holds(page, DATA[:-1])
    assert not holds(page, None)


def test_size_and_times_are_not_trusted(page: Path) -> None:
    before = page.stat()
    page.write_bytes(DATA.replace(b"A", b"B"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not holds(page, DATA)
    os.utime(page, ns=(0, 4_102_444_800_000_000_000))
    assert holds(page, DATA.replace(b"A", b"B"))


def test_a_file_that_grows_while_it_is_read_does_not_hold_the_bytes(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = os.read

    def slow(fd: int, size: int) -> bytes:
        with page.open("ab") as file:
            file.write(b"more")
        return read(fd, size)

    monkeypatch.setattr(os, "read", slow)
    assert not holds(page, DATA)


@pytest.mark.parametrize("size", [1, 7])
def test_a_read_that_gives_less_than_asked_goes_on(
    page: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    read = os.read
    monkeypatch.setattr(os, "read", lambda fd, _wanted: read(fd, size))
    assert holds(page, DATA)


@pytest.mark.parametrize("name", ["absent.md", "README.md/below.md", "a\0b.md", "n" * 300])
def test_nothing_at_a_path_holds_nothing(page: Path, name: str) -> None:
    path = page.parent / name
    assert holds(path, None)
    assert not holds(path, b"")
    assert read_if_there(path) is None
    assert page_if_there(path) is None


@pytest.fixture(params=["folder", "fifo", "dangling", "loop", "leaving"])
def no_page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Something that is there and no page of the list in `tmp_path / list`."""
    folder = tmp_path / "list"
    folder.mkdir()
    path = folder / "odd.md"
    match request.param:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "dangling":
            path.symlink_to("nowhere.md")
        case "loop":
            path.symlink_to(path.name)
        case "leaving":
            (tmp_path / "elsewhere.md").write_bytes(DATA)
            path.symlink_to(tmp_path / "elsewhere.md")
    return path


def test_what_is_no_page_is_refused_when_it_was_named(no_page: Path) -> None:
    with pytest.raises(NotAList):
        read_if_there(no_page)


def test_what_is_no_page_counts_as_none_when_a_page_links_it(no_page: Path) -> None:
    assert page_if_there(no_page) is None


def test_what_is_no_page_never_passes_for_unchanged(no_page: Path) -> None:
    assert not holds(no_page, b"")
    assert not holds(no_page, None)


def test_a_page_that_may_not_be_read_is_told_and_not_passed_over(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_named: object) -> int:
        raise PermissionError(13, "Permission denied", str(page))

    monkeypatch.setattr(os, "open", refuse)
    assert not holds(page, DATA)
    assert not holds(page, None)
    with pytest.raises(NotAList, match=r"not-a-list: list: .*ermission"):
        page_if_there(page)


def test_a_page_is_read_through_a_link_and_knows_its_real_path(page: Path) -> None:
    link = page.parent / "other.md"
    link.symlink_to(page.name)
    found = page_if_there(link)
    assert found is not None
    assert (found.path, found.data) == (page, DATA)
    assert read_if_there(link) == DATA
