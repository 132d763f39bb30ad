import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from llmsys_mcp.adapters import folder as folder_module
from llmsys_mcp.adapters import index_cache
from llmsys_mcp.adapters.index_cache import IndexCache

DATA = bytes(range(256)) * 8
DIGEST = "0123abcd"
NAME = f"idx-{DIGEST}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def kept(root: Path) -> Path:
    """The directory of an intact index."""
    IndexCache(root).write(DIGEST, DATA)
    assert IndexCache(root).read(DIGEST, bytes) == DATA
    return root / NAME


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_what_was_written_is_read(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert IndexCache(kept.parent).read(DIGEST, len) == len(DATA)
    assert sorted(path.name for path in kept.iterdir()) == ["MANIFEST.json", "index.bin"]
    assert kept.stat().st_mode & 0o777 == kept.parent.stat().st_mode & 0o777 == 0o700
    assert not lines(caplog)


def test_what_was_not_written_is_not_there(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert IndexCache(kept.parent).read("ffff", bytes) is None
    assert IndexCache(kept.parent / "no folder").read(DIGEST, bytes) is None
    assert not lines(caplog)


def test_missing_folders_are_made(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "index"
    IndexCache(deep).write(DIGEST, DATA)
    assert IndexCache(deep).read(DIGEST, bytes) == DATA


def test_writing_again_changes_nothing(kept: Path) -> None:
    before = (kept / "index.bin").stat()
    IndexCache(kept.parent).write(DIGEST, DATA)
    assert (kept / "index.bin").stat() == before
    assert [path.name for path in kept.parent.iterdir()] == [NAME]


def flip(path: Path, at: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def replace(path: Path, make: Callable[[Path], object]) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    make(path)


DAMAGE = {
    "data lost": lambda d: (d / "index.bin").unlink(),
    "data emptied": lambda d: (d / "index.bin").write_bytes(b""),
    "data cut": lambda d: (d / "index.bin").write_bytes(DATA[:-1]),
    "data longer": lambda d: (d / "index.bin").write_bytes(DATA + b"\0"),
    "data zeroed": lambda d: (d / "index.bin").write_bytes(bytes(len(DATA))),
    "manifest lost": lambda d: (d / "MANIFEST.json").unlink(),
    "manifest emptied": lambda d: (d / "MANIFEST.json").write_bytes(b""),
    "manifest of other data": lambda d: (d / "MANIFEST.json").write_text(
        '{"files": {"index.bin": {"size": 3, "sha256": "ab"}}}'
    ),
    "manifest is no JSON": lambda d: (d / "MANIFEST.json").write_bytes(b"\xff{"),
    "directory emptied": lambda d: [path.unlink() for path in d.iterdir()],
    "directory in place of data": lambda d: replace(d / "index.bin", Path.mkdir),
    "directory in place of manifest": lambda d: replace(d / "MANIFEST.json", Path.mkdir),
    "pipe in place of data": lambda d: replace(d / "index.bin", os.mkfifo),
    "link in place of data": lambda d: replace(
        d / "index.bin", lambda p: p.symlink_to(d.parent.parent / "copy")
    ),
    "file in place of directory": lambda d: replace(d, Path.touch),
    "link in place of directory": lambda d: replace(d, lambda p: p.symlink_to(d.parent.parent)),
    "dangling link in place of directory": lambda d: replace(d, lambda p: p.symlink_to("no")),
    "directory that others may write": lambda d: d.chmod(0o777),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_seen_told_and_mended(
    kept: Path, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    (kept.parent.parent / "copy").write_bytes(DATA)
    damage(kept)
    assert IndexCache(kept.parent).read(DIGEST, bytes) is None
    assert len(lines(caplog)) == 1
    assert NAME in lines(caplog)[0]
    assert list(kept.parent.iterdir()) == []
    IndexCache(kept.parent).write(DIGEST, DATA)
    assert IndexCache(kept.parent).read(DIGEST, bytes) == DATA


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_writing_mends_damage_as_well(kept: Path, damage: Callable[[Path], object]) -> None:
    (kept.parent.parent / "copy").write_bytes(DATA)
    damage(kept)
    IndexCache(kept.parent).write(DIGEST, DATA)
    assert IndexCache(kept.parent).read(DIGEST, bytes) == DATA
    assert [path.name for path in kept.parent.iterdir()] == [NAME]


def test_every_flipped_bit_is_seen(kept: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - repeatable damage
    for _ in range(200):
        file = chance.choice(list(kept.iterdir()))
        at, bit = chance.randrange(file.stat().st_size), chance.randrange(8)
        flip(file, at, bit)
        with folder_module.held(kept.parent) as held, pytest.raises(index_cache._DoubtError):
            index_cache._intact(held, NAME)
        flip(file, at, bit)
    assert IndexCache(kept.parent).read(DIGEST, bytes) == DATA


def test_data_that_the_reader_refuses_are_set_aside(
    kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(data: bytes) -> bytes:
        raise ValueError("of another kind")

    assert IndexCache(kept.parent).read(DIGEST, refuse) is None
    assert "of another kind" in lines(caplog)[0]
    assert not kept.exists()


def test_a_large_file_is_not_read(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_cache, "SIZE_LIMIT", len(DATA) - 1)
    assert IndexCache(kept.parent).read(DIGEST, bytes) is None


def memory_only(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither reads nor writes, says so once, and goes on."""
    cache = IndexCache(root)
    assert cache.read(DIGEST, bytes) is None
    cache.write(DIGEST, DATA)
    assert cache.read(DIGEST, bytes) is None
    assert len(lines(caplog)) == 1
    assert "stays in memory" in lines(caplog)[0]


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702, 0o1777], ids=oct)
def test_a_folder_that_others_may_write_is_not_used(
    kept: Path, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    kept.parent.chmod(mode)
    before = sorted(kept.parent.rglob("*"))
    memory_only(kept.parent, caplog)
    assert sorted(kept.parent.rglob("*")) == before


def test_a_folder_that_others_may_read_is_used(kept: Path) -> None:
    kept.parent.chmod(0o755)
    assert IndexCache(kept.parent).read(DIGEST, bytes) == DATA


def test_a_folder_of_another_user_is_not_used(
    kept: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: kept.stat().st_uid + 1)
    memory_only(kept.parent, caplog)
    assert (kept / "index.bin").exists()


def test_a_directory_of_another_user_is_not_read(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = kept.stat().st_uid
    asked: list[int] = []

    def first_own_then_other() -> int:
        asked.append(0)
        return own if len(asked) == 1 else own + 1

    monkeypatch.setattr(os, "geteuid", first_own_then_other)
    assert IndexCache(kept.parent).read(DIGEST, bytes) is None


def test_a_link_to_a_folder_is_not_used(
    kept: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    link = tmp_path / "link"
    link.symlink_to(kept.parent)
    memory_only(link, caplog)


def test_a_file_in_place_of_the_folder(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "index").write_text("mine")
    memory_only(tmp_path / "index", caplog)
    assert (tmp_path / "index").read_text() == "mine"


def test_a_folder_that_cannot_be_made(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    memory_only(tmp_path / "file" / "index", caplog)


def test_a_system_that_cannot_hold_a_folder_open(
    kept: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(folder_module, "HOLDS_FOLDERS", False)
    memory_only(kept.parent, caplog)


@pytest.mark.parametrize("call", ["mkdir", "fsync", "rename"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES], ids=os.strerror)
def test_a_disk_that_refuses_leaves_nothing_behind(
    root: Path,
    call: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    root.mkdir(mode=0o700)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, refuse)
    cache = IndexCache(root)
    cache.write(DIGEST, DATA)
    monkeypatch.undo()
    assert list(root.iterdir()) == []
    assert len(lines(caplog)) == 1
    assert os.strerror(code) in lines(caplog)[0]


def test_a_folder_that_may_only_be_read_is_read(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "utime", refuse)
    assert IndexCache(kept.parent).read(DIGEST, bytes) == DATA


def test_damage_that_cannot_be_moved_is_not_read(
    kept: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    flip(kept / "index.bin", 7, 0)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "rename", refuse)
    assert IndexCache(kept.parent).read(DIGEST, bytes) is None
    assert "stays in memory" in lines(caplog)[-1]


def test_damage_that_another_process_took_away(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flip(kept / "index.bin", 7, 0)
    really = index_cache._set_aside

    def late(held: folder_module.Folder, name: str) -> None:
        shutil.rmtree(kept)
        really(held, name)

    monkeypatch.setattr(index_cache, "_set_aside", late)
    assert IndexCache(kept.parent).read(DIGEST, bytes) is None


def test_damage_that_comes_back_is_given_up(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flip(kept / "index.bin", 7, 0)
    monkeypatch.setattr(index_cache, "_set_aside", lambda *_: None)
    IndexCache(kept.parent).write(DIGEST, DATA)
    assert [path.name for path in kept.parent.iterdir()] == [NAME]


def aged(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def test_leftovers_and_old_directories_are_swept(root: Path) -> None:
    cache = IndexCache(root)
    for at in range(index_cache.KEPT + 3):
        cache.write(f"{at:02d}", DATA)
        aged(root / f"idx-{at:02d}", 10 * index_cache.GRACE - at)
    (root / "README.md").write_text("what this is")
    aged(root / "README.md", 10 * index_cache.GRACE)
    for name in (".tmp-1-a", ".bad-b"):
        (root / name).mkdir()
        (root / name / "index.bin").touch()
        aged(root / name, 2 * index_cache.GRACE)
    (root / ".tmp-2-young").mkdir()
    cache.write("new", DATA)
    left = {path.name for path in root.iterdir()}
    newest = {f"idx-{at:02d}" for at in range(4, index_cache.KEPT + 3)}
    assert left == newest | {"idx-new", ".tmp-2-young", "README.md"}


def test_directories_in_use_outlive_the_unused(root: Path) -> None:
    cache = IndexCache(root)
    for at in range(index_cache.KEPT + 1):
        cache.write(f"{at:02d}", DATA)
    for at in range(index_cache.KEPT + 1):
        aged(root / f"idx-{at:02d}", 2 * index_cache.GRACE - at)
    assert cache.read("00", bytes) == DATA
    cache.write("new", DATA)
    assert (root / "idx-00").exists()
    assert not (root / "idx-01").exists()


def test_the_sweep_meets_another(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root.mkdir(mode=0o700)
    monkeypatch.setattr(folder_module.Folder, "names", lambda _: [".tmp-gone", ".bad-gone"])
    IndexCache(root).write(DIGEST, DATA)
    monkeypatch.undo()
    assert IndexCache(root).read(DIGEST, bytes) == DATA


KILLED = textwrap.dedent(
    """
    import os, pathlib, signal, sys
    from llmsys_mcp.adapters.index_cache import IndexCache
    left = int(sys.argv[2])
    def counted(call):
        def step(*args, **kwargs):
            global left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)
        return step
    for name in ("mkdir", "write", "fsync", "rename", "close"):
        setattr(os, name, counted(getattr(os, name)))
    IndexCache(pathlib.Path(sys.argv[1])).write("0123abcd", bytes(range(256)) * 8)
    """
)


def test_a_writer_killed_at_any_step_leaves_all_or_nothing(root: Path) -> None:
    root.mkdir(mode=0o700)
    ended = set()
    for step in range(1, 40):
        done = subprocess.run([sys.executable, "-c", KILLED, str(root), str(step)], check=False)
        found = IndexCache(root).read(DIGEST, bytes)
        assert found in (None, DATA)
        ended.add((done.returncode, found is None))
        if done.returncode == 0:
            break
        shutil.rmtree(root / NAME, ignore_errors=True)
    assert done.returncode == 0
    assert ended >= {(-signal.SIGKILL, True), (-signal.SIGKILL, False), (0, False)}
    left = [aged(path, 2 * index_cache.GRACE) for path in root.glob(".tmp-*")]
    assert left
    IndexCache(root).write("other", DATA)
    assert not list(root.glob(".tmp-*"))
