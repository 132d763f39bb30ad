"""Reading a page, rewriting it, taking the last edit back.

| promise                                               | test                                     |
|-------------------------------------------------------|------------------------------------------|
| bytes nobody named stay                               | test_bytes_that_nobody_named_stay        |
| mode, setgid, owner, attributes stay                  | test_mode_owner_and_attributes_stay      |
| a link to the list stays a link                       | test_a_link_inside_the_checkout_stays    |
| a link out of the checkout is refused                 | test_a_link_that_leads_out_is_refused    |
| FIFO, folder, device, loop … refused at once          | test_what_is_no_list_is_refused          |
| hard links are not parted                             | test_a_page_of_two_names_is_left_alone   |
| a page marked read-only stays                         | test_a_page_without_write_bits_stays     |
| content and not times tell a change                   | test_a_change_is_seen_whatever_the_times |
| a refusal of the caller writes nothing                | test_a_refusal_writes_nothing            |
| an edit can be taken back while it stands             | test_edits_are_taken_back_one_by_one     |
"""

import importlib.util
import os
import socket
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmsys_mcp.adapters import files, folder
from llmsys_mcp.adapters.files import (
    Written,
    last_edit,
    read_page,
    resolve,
    revision,
    rewrite,
    take_back,
)
from llmsys_mcp.adapters.locks import lock_path, locked
from llmsys_mcp.errors import (
    Busy,
    Conflict,
    ListError,
    NotAList,
    ReadOnly,
    UnknownSection,
    WriteFailed,
)

_spec = importlib.util.spec_from_file_location(
    "adapter_faults", Path(__file__).with_name("faults.py")
)
assert _spec is not None
assert _spec.loader is not None
faults = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(faults)

ADDED: bytes = faults.ADDED
OLD: bytes = faults.OLD


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return faults.checkout(tmp_path / "checkout")  # type: ignore[no-any-return]  # loaded by path


def append(data: bytes) -> bytes:
    return data + ADDED


def never(_data: bytes) -> bytes:
    pytest.fail("computed for a page that may not be written")


# --- reading ------------------------------------------------------------------------------------


def test_a_page_is_its_bytes_and_their_digest(page: Path) -> None:
    found = read_page(page)
    assert found.path == page
    assert found.data == OLD
    assert found.revision == revision(OLD)


def test_a_revision_is_a_short_digest_of_the_bytes_alone() -> None:
    assert revision(b"") == "sha256:e3b0c44298fc1c14"
    assert revision(b"a\n") != revision(b"a\r\n")


def test_a_change_is_seen_whatever_the_times(page: Path) -> None:
    before = read_page(page).revision
    found = page.stat()
    for times in [(0, 0), (4e9, 4e9), (found.st_atime, found.st_mtime)]:
        page.write_bytes(bytes(reversed(page.read_bytes())))
        os.utime(page, times)
        after = read_page(page).revision
        assert after != before
        before = after


def test_a_relative_path_is_read(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(page.parent)
    assert read_page(Path("README.md")).path == page


def test_a_page_that_is_read_in_small_parts_is_whole(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.read
    monkeypatch.setattr(os, "read", lambda fd, size: real(fd, min(size, 100)))
    assert read_page(page).data == OLD


@pytest.mark.parametrize(
    ("size", "readable"), [(1000, True), (1001, False)], ids=["the largest", "one byte more"]
)
def test_a_page_has_a_largest_size(
    page: Path, size: int, readable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder.read_all, "__defaults__", (1000,))
    page.write_bytes(b"x" * size)
    if readable:
        assert len(read_page(page).data) == size
    else:
        with pytest.raises(NotAList, match="too large"):
            read_page(page)


def _missing(path: Path) -> None:
    pass


def _folder(path: Path) -> None:
    path.mkdir()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket may have a hundred bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere.md")


def _loop(path: Path) -> None:
    path.symlink_to("other.md")
    path.with_name("other.md").symlink_to(path.name)


def _itself(path: Path) -> None:
    path.symlink_to(path.name)


def _link_to_fifo(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


def _link_to_folder(path: Path) -> None:
    path.symlink_to(".")


def _device(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a device")
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))


@pytest.mark.parametrize(
    "reach", [read_page, lambda path: rewrite(path, never)], ids=["read", "write"]
)
@pytest.mark.parametrize(
    ("put", "told"),
    [
        (_missing, "no such file"),
        (_folder, "is a folder, not a regular file"),
        (_fifo, "is a FIFO"),
        (_socket, "is a socket"),
        (_device, "is a device"),
        (_dangling, "link to none"),
        (_loop, "circle"),
        (_itself, "circle"),
        (_link_to_fifo, "is a FIFO"),
        (_link_to_folder, "is a folder"),
    ],
)
def test_what_is_no_list_is_refused(
    page: Path, put: Callable[[Path], None], told: str, reach: Callable[[Path], object]
) -> None:
    page.unlink()
    put(page)
    before = sorted(page.parent.rglob("*"))
    with pytest.raises(NotAList, match=told) as caught:
        reach(page)
    assert caught.value.argument == "list"
    assert sorted(page.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "reach", [read_page, lambda path: rewrite(path, never)], ids=["read", "write"]
)
@pytest.mark.parametrize("path", ["nowhere/README.md", "README.md/README.md", ".git/..", "/"])
def test_a_path_that_leads_nowhere_is_refused(
    page: Path, path: str, reach: Callable[[Path], object]
) -> None:
    with pytest.raises(NotAList):
        reach(page.parent / path)


def test_a_fifo_put_in_place_of_the_page_is_refused(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the path and the opening."""
    real = resolve(page)
    page.unlink()
    os.mkfifo(page)
    monkeypatch.setattr(files, "resolve", lambda _page: real)
    with pytest.raises(NotAList, match="FIFO"):
        read_page(page)
    with pytest.raises(NotAList, match="FIFO"):
        rewrite(page, never)


# --- links --------------------------------------------------------------------------------------


def test_a_link_inside_the_checkout_stays(page: Path) -> None:
    (page.parent / "docs").mkdir()
    target = page.parent / "docs" / "list.md"
    page.rename(target)
    page.symlink_to("docs/list.md")
    assert read_page(page).path == target
    rewrite(page, append)
    assert page.is_symlink()
    assert os.readlink(page) == "docs/list.md"
    assert target.read_bytes() == OLD + ADDED
    assert not target.is_symlink()


def test_without_git_a_link_inside_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_bytes(OLD)
    (tmp_path / "README.md").symlink_to("list.md")
    rewrite(tmp_path / "README.md", append)
    assert (tmp_path / "README.md").is_symlink()
    assert (tmp_path / "list.md").read_bytes() == OLD + ADDED


def test_a_link_among_the_folders_above_is_followed(page: Path) -> None:
    (page.parent.parent / "link").symlink_to(page.parent)
    rewrite(page.parent.parent / "link" / "README.md", append)
    assert page.read_bytes() == OLD + ADDED


@pytest.mark.parametrize(
    "reach", [read_page, lambda path: rewrite(path, never)], ids=["read", "write"]
)
@pytest.mark.parametrize("target", ["../outside.md", ".git/description", "../checkout-2/README.md"])
def test_a_link_that_leads_out_is_refused(
    page: Path, target: str, reach: Callable[[Path], object]
) -> None:
    page.unlink()
    page.symlink_to(target)
    (page.parent.parent / "checkout-2").mkdir()
    (page.parent / target).write_bytes(OLD)
    with pytest.raises(NotAList, match="a link that leaves its checkout"):
        reach(page)
    assert (page.parent / target).read_bytes() == OLD


# --- writing ------------------------------------------------------------------------------------

ODD_PAGES = [
    pytest.param(b"a\r\nb\r\n", id="CRLF"),
    pytest.param(b"a\r\nb\nc\rd\n", id="mixed"),
    pytest.param(b"\xef\xbb\xbfa\n", id="byte order mark"),
    pytest.param(b"a\nb", id="no last newline"),
    pytest.param(b"caf\xe9\n\xff\xfe\n", id="Latin-1"),
    pytest.param("a\u2028b\u0085c\x0bd\x0ce\x1cf\n".encode(), id="what splitlines cuts"),
    pytest.param(b"a\0b\n", id="NUL"),
    pytest.param(b"", id="empty"),
    pytest.param(b"x" * 3_000_000, id="3 MB"),
]


@pytest.mark.parametrize("data", ODD_PAGES)
def test_bytes_that_nobody_named_stay(page: Path, data: bytes) -> None:
    page.write_bytes(data)
    assert rewrite(page, append) == Written(data, data + ADDED, ())
    assert page.read_bytes() == data + ADDED
    assert faults.beside(page) == []


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(old=st.binary(), new=st.binary())
def test_any_bytes_are_written_as_they_are(page: Path, old: bytes, new: bytes) -> None:
    page.write_bytes(old)
    assert rewrite(page, lambda _data: new) == Written(old, new, ())
    assert page.read_bytes() == new


@pytest.mark.parametrize("answer", [lambda _data: None, lambda data: data], ids=["None", "same"])
def test_a_page_that_needs_nothing_is_left_alone(
    page: Path, answer: Callable[[bytes], bytes | None]
) -> None:
    before = page.stat()
    assert rewrite(page, answer) == Written(OLD, OLD, ())
    assert page.stat() == before
    assert last_edit(page) is None


def test_a_refusal_writes_nothing(page: Path) -> None:
    def refuse(_data: bytes) -> bytes:
        raise UnknownSection("section", "no such section.", "Call list_sections.")

    before = page.stat()
    with pytest.raises(UnknownSection):
        rewrite(page, refuse)
    assert page.stat() == before
    assert faults.beside(page) == []
    rewrite(page, append, timeout=0)  # the lock is free


def test_a_page_may_not_grow_beyond_what_is_read(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmsys_mcp.adapters.refusals.MAX_PAGE_BYTES", len(OLD))
    with pytest.raises(WriteFailed, match="would have"):
        rewrite(page, append)
    assert page.read_bytes() == OLD


def test_only_the_page_the_lock_and_the_journal_are_written(page: Path) -> None:
    rewrite(page, append)
    found = {str(path.relative_to(page.parent)) for path in page.parent.rglob("*")}
    assert found == {
        *("README.md", ".git", ".git/HEAD", ".git/llmsys-mcp.lock", ".git/llmsys-mcp"),
        ".git/llmsys-mcp/00000001.edit",
    }
    assert stat.S_IMODE((page.parent / ".git" / "llmsys-mcp").stat().st_mode) == 0o700
    assert (page.parent / ".git/llmsys-mcp/00000001.edit").stat().st_mode & 0o077 == 0


def test_without_git_the_folder_holds_nothing_but_the_page(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    page = tmp_path / "papers" / "README.md"
    page.write_bytes(OLD)
    rewrite(page, append)
    assert os.listdir(page.parent) == ["README.md"]
    assert lock_path(page).parent == tmp_path / "cache" / "llmsys-mcp"


def test_a_folder_that_cannot_be_held_open_is_written_by_path(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows."""
    monkeypatch.setattr(folder, "HOLDS_FOLDERS", False)
    monkeypatch.setattr(folder, "EFFECTIVE_IDS", False)
    assert rewrite(page, append) == Written(OLD, OLD + ADDED, ())
    assert page.read_bytes() == OLD + ADDED
    assert faults.beside(page) == []


def test_several_pages_are_written_under_one_lock(page: Path) -> None:
    other = page.with_name("other.md")
    other.write_bytes(b"other\n")
    with locked(page) as lock:
        rewrite(page, append, lock=lock)
        rewrite(other, append, lock=lock)
        with pytest.raises(Busy):
            rewrite(page, append, timeout=0)
    assert page.read_bytes() == OLD + ADDED
    assert other.read_bytes() == b"other\n" + ADDED


def test_the_lock_of_another_checkout_is_a_mistake(page: Path, tmp_path: Path) -> None:
    other = faults.checkout(tmp_path / "other")
    with locked(other) as lock, pytest.raises(ValueError, match="not the lock"):
        rewrite(page, append, lock=lock)
    assert page.read_bytes() == OLD


# --- owner, mode, attributes --------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755, 0o2664, 0o2775])
def test_mode_owner_and_attributes_stay(page: Path, mode: int) -> None:
    if os.geteuid() == 0:
        os.chown(page, 12345, 54321)
    page.chmod(mode)
    before = page.stat()
    old = os.umask(0o077)
    try:
        rewrite(page, append)
    finally:
        os.umask(old)
    after = page.stat()
    assert stat.S_IMODE(after.st_mode) == mode
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )
    assert after.st_ino != before.st_ino


needs_attributes = pytest.mark.skipif(
    not hasattr(os, "setxattr"), reason="this system has no extended attributes in Python"
)


def _set_attribute(path: Path, name: str, value: bytes) -> None:
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        pytest.skip(f"no extended attributes of this kind here: {error}")


def _access_list(path: Path, name: str = "system.posix_acl_access") -> bytes:
    """user::rw-, user 12345: r--, group::r--, mask::r--, other::---"""
    entries = [(1, 6, -1), (2, 4, 12345), (4, 4, -1), (0x10, 4, -1), (0x20, 0, -1)]
    value = (2).to_bytes(4, "little") + b"".join(
        tag.to_bytes(2, "little")
        + rights.to_bytes(2, "little")
        + who.to_bytes(4, "little", signed=True)
        for tag, rights, who in entries
    )
    _set_attribute(path, name, value)
    return value


@needs_attributes
def test_attributes_and_access_lists_stay(page: Path) -> None:
    _set_attribute(page, "user.origin", b"a browser\0\xff")
    value = _access_list(page)
    mode = page.stat().st_mode
    rewrite(page, append)
    assert sorted(os.listxattr(page)) == ["system.posix_acl_access", "user.origin"]
    assert os.getxattr(page, "user.origin") == b"a browser\0\xff"
    assert os.getxattr(page, "system.posix_acl_access") == value
    assert page.stat().st_mode == mode


@needs_attributes
def test_an_access_list_that_the_folder_gives_is_the_same(page: Path) -> None:
    _access_list(page.parent, "system.posix_acl_default")
    page.unlink()
    page.write_bytes(OLD)
    before = os.getxattr(page, "system.posix_acl_access")
    rewrite(page, append)
    assert os.getxattr(page, "system.posix_acl_access") == before


@needs_attributes
def test_an_access_list_that_the_folder_would_add_is_not_added(page: Path) -> None:
    _access_list(page.parent, "system.posix_acl_default")
    page.chmod(0o640)
    rewrite(page, append)
    assert os.listxattr(page) == []
    assert stat.S_IMODE(page.stat().st_mode) == 0o640


@needs_attributes
@pytest.mark.parametrize("call", ["fchown", "fchmod", "setxattr"])
def test_what_cannot_be_kept_is_refused_before_the_swap(
    page: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways to fail: told by the system, or passed over in silence (setgid is)."""
    _set_attribute(page, "user.origin", b"a browser")
    page.chmod(0o2664)
    if call == "fchown" and os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    if call == "fchown":
        os.chown(page, 12345, 54321)
        page.chmod(0o2664)

    def refuse(*_arguments: object) -> None:
        raise PermissionError(1, "no")

    for behave in (refuse, lambda *_arguments: None):
        with monkeypatch.context() as patch:
            patch.setattr(os, call, behave)
            with pytest.raises(WriteFailed, match="cannot be given to a new file") as caught:
                rewrite(page, append)
        assert "Run the server as the owner" in caught.value.advice
        assert page.read_bytes() == OLD
        assert faults.beside(page) == []


@pytest.mark.parametrize("code", sorted(folder.NO_EXCHANGE))
def test_a_disk_without_attributes_is_written(
    page: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_fd: int) -> list[str]:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "listxattr", refuse, raising=False)
    rewrite(page, append)
    assert page.read_bytes() == OLD + ADDED


@needs_attributes
def test_labels_that_the_kernel_computes_are_not_copied(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.listxattr
    monkeypatch.setattr(os, "listxattr", lambda fd: [*real(fd), "security.ima", "security.evm"])
    rewrite(page, append)
    assert page.read_bytes() == OLD + ADDED


def test_a_page_of_two_names_is_left_alone(page: Path) -> None:
    other = page.with_name("second-name.md")
    other.hardlink_to(page)
    before = page.stat()
    with pytest.raises(ReadOnly, match="2 names"):
        rewrite(page, never)
    assert page.stat() == before
    assert not lock_path(page).exists()


@pytest.mark.parametrize("mode", [0o444, 0o440, 0o555])
def test_a_page_without_write_bits_stays(page: Path, mode: int) -> None:
    page.chmod(mode)
    before = page.stat()
    with pytest.raises(ReadOnly, match="may not be written"):
        rewrite(page, never)
    assert page.stat() == before
    assert not lock_path(page).exists()


# --- taking an edit back ------------------------------------------------------------------------


def test_edits_are_taken_back_one_by_one(page: Path) -> None:
    texts = [OLD]
    for number in range(4):
        line = b"\n- %d" % number
        rewrite(page, faults.add(line))
        texts.append(page.read_bytes())
    while len(texts) > 1:
        now = texts.pop()
        edit = last_edit(page)
        assert edit is not None
        assert edit.before == texts[-1]
        assert take_back(page, edit) == Written(now, texts[-1], ())
        assert page.read_bytes() == texts[-1]
    assert last_edit(page) is None


def test_an_edit_is_not_taken_back_once_the_page_moved_on(page: Path) -> None:
    rewrite(page, append)
    edit = last_edit(page)
    assert edit is not None
    page.write_bytes(page.read_bytes() + b"by hand\n")
    found = last_edit(page)
    assert found == edit
    with pytest.raises(Conflict, match="changed since the edit"):
        take_back(page, edit)
    assert page.read_bytes() == OLD + ADDED + b"by hand\n"


def test_an_edit_that_was_undone_by_hand_is_passed_over(page: Path) -> None:
    rewrite(page, append)
    rewrite(page, lambda data: data + b"second")
    page.write_bytes(OLD + ADDED)
    edit = last_edit(page)
    assert edit is not None
    assert edit.before == OLD


def test_pages_of_one_checkout_are_taken_back_apart(page: Path) -> None:
    (page.parent / "docs").mkdir()
    other = page.parent / "docs" / "README.md"
    other.write_bytes(b"other\n")
    rewrite(page, append)
    rewrite(other, append)
    edit = last_edit(page)
    assert edit is not None
    assert (edit.page, edit.before) == ("README.md", OLD)
    edit = last_edit(other)
    assert edit is not None
    assert (edit.page, edit.before) == ("docs/README.md", b"other\n")


def test_a_record_that_cannot_be_made_is_a_warning(page: Path) -> None:
    (page.parent / ".git" / "llmsys-mcp").write_text("in the way")
    written = rewrite(page, append)
    assert page.read_bytes() == OLD + ADDED
    (warning,) = written.warnings
    assert warning.startswith("Written, but it cannot be undone here")


def test_a_journal_that_cannot_be_read_is_told(page: Path) -> None:
    (page.parent / ".git" / "llmsys-mcp").write_text("in the way")
    with pytest.raises(WriteFailed, match="Not a directory"):
        last_edit(page)


# --- the texts of refusals ----------------------------------------------------------------------


def test_every_refusal_is_short_and_printable(page: Path) -> None:
    told = []
    for name in ("\u202e\x1b[31m\n.md", "x" * 200):
        try:
            rewrite(page.with_name(name), never)
        except ListError as error:
            told.append(str(error))
    assert len(told) == 2
    for text in told:
        assert len(text) < 1000
        assert text.isprintable()
        assert text.isascii()


def test_reading_takes_no_lock(page: Path) -> None:
    with locked(page):
        assert read_page(page).data == OLD


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
def test_no_descriptor_is_left_open(page: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    read_page(page)
    rewrite(page, append)
    assert last_edit(page) is not None
    page.chmod(0o444)
    with pytest.raises(ReadOnly):
        rewrite(page, never)
    assert len(os.listdir("/proc/self/fd")) == before


def test_attempts_are_spread_out(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And without the lock, so that others can go on meanwhile."""
    sleeps = []

    def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        with locked(page, timeout=0):
            pass

    def meddle(data: bytes) -> bytes:
        page.write_bytes(data + b".")
        return data + ADDED

    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(Conflict, match="5 times in a row"):
        rewrite(page, meddle)
    assert sleeps == pytest.approx([0.01, 0.02, 0.04, 0.08])
    assert page.read_bytes() == OLD + b"....."
