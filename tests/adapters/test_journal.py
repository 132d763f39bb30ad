"""The journal: what is recorded, what is forgotten, what a torn or foreign record is worth."""

import json
import os
from pathlib import Path

import pytest

from llmsys_mcp.adapters import journal
from llmsys_mcp.adapters.journal import digest, edits, forget, keep, record


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "llmsys-mcp"


def befores(state: Path, page: str = "README.md") -> list[bytes]:
    return [edit.before for edit in edits(state, page)]


def test_edits_come_newest_first(state: Path) -> None:
    assert befores(state) == []
    record(state, "README.md", b"a\r\n\xff", b"b")
    record(state, "other.md", b"x", b"y")
    record(state, "README.md", b"b", b"c")
    found = list(edits(state, "README.md"))
    assert [(edit.before, edit.after) for edit in found] == [
        (b"b", digest(b"c")),
        (b"a\r\n\xff", digest(b"b")),
    ]
    assert {edit.page for edit in found} == {"README.md"}
    assert befores(state, "other.md") == [b"x"]
    assert befores(state, "third.md") == []


def test_a_page_whose_name_is_no_unicode_is_found(state: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    record(state, name, b"a", b"b")
    assert befores(state, name) == [b"a"]


def test_what_rules_changed_is_noted_as_far_as_there_is_room(state: Path) -> None:
    remarks = {"arxiv:2601.00001": ("LL101 arxiv-www", "LL109 venue-form")}
    record(state, "README.md", b"a", b"b", remarks=remarks)
    record(state, "README.md", b"b", b"c", remarks={f"title:{n}": ("x" * 100,) for n in range(400)})
    record(state, "README.md", b"c", b"d", remarks={})
    assert [edit.remarks for edit in edits(state, "README.md")] == [{}, {}, remarks]


@pytest.mark.parametrize("noted", ["x", ["x"], {"a": "x"}, {"a": None}, 1, None], ids=repr)
def test_forms_that_are_none_say_nothing(state: Path, noted: object) -> None:
    record(state, "README.md", b"a", b"b", remarks={"arxiv:2601.00001": ("LL101 arxiv-www",)})
    (file,) = state.glob("*.edit")
    head, _, before = file.read_bytes().partition(b"\n")
    torn = {**json.loads(head), "remarks": noted}
    file.write_bytes(json.dumps(torn).encode() + b"\n" + before)
    assert [edit.remarks for edit in edits(state, "README.md")] == [{}]


def test_a_forgotten_edit_is_gone(state: Path) -> None:
    record(state, "README.md", b"a", b"b")
    record(state, "README.md", b"b", b"c")
    forget(state, next(edits(state, "README.md")))
    assert befores(state) == [b"a"]


def test_the_oldest_go_when_there_are_too_many(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_EDITS", 3)
    for number in range(6):
        record(state, "README.md", b"%d" % number, b"")
    assert befores(state) == [b"5", b"4", b"3"]
    assert len(os.listdir(state)) == 3


def test_the_oldest_go_when_they_are_too_large_but_the_newest_stays(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_JOURNAL_BYTES", 2500)
    for letter in (b"a", b"b", b"c"):
        record(state, "README.md", letter * 1000, b"")
    assert befores(state) == [b"c" * 1000, b"b" * 1000]
    record(state, "README.md", b"d" * 5000, b"")
    assert befores(state) == [b"d" * 5000]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _no_json(path: Path) -> None:
    path.write_bytes(b"{\nold")


def _no_utf8(path: Path) -> None:
    path.write_bytes(b"\xff\nold")


def _list(path: Path) -> None:
    path.write_bytes(b"[]\nold")


def _another_format(path: Path) -> None:
    head, _, data = path.read_bytes().partition(b"\n")
    path.write_bytes(json.dumps({**json.loads(head), "format": 2}).encode() + b"\n" + data)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "spoil",
    [_cut, _flip, _empty, _no_json, _no_utf8, _list, _another_format, _folder, _fifo],
)
def test_a_record_that_is_torn_or_not_ours_counts_as_none(state: Path, spoil) -> None:  # type: ignore[no-untyped-def]  # a callable of this file
    record(state, "README.md", b"first", b"")
    record(state, "README.md", b"second", b"")
    spoil(state / "00000002.edit")
    assert befores(state) == [b"first"]
    record(state, "README.md", b"third", b"")
    assert befores(state) == [b"third", b"first"]


def test_a_record_that_goes_while_it_is_looked_for_ends_the_search(state: Path) -> None:
    record(state, "README.md", b"first", b"")
    record(state, "README.md", b"second", b"")
    found = edits(state, "README.md")
    assert next(found).before == b"second"
    (state / "00000001.edit").unlink()
    assert list(found) == []


def test_a_record_that_cannot_be_written_leaves_nothing(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_fd: int, _data: bytes) -> int:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="no space"):
            record(state, "README.md", b"a", b"b")
    assert os.listdir(state) == []


def test_a_kept_text_is_found_again_and_outlives_the_journal(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep(state, b"precious \xff")
    assert path.parent == state
    assert path.read_bytes() == b"precious \xff"
    assert path.stat().st_mode & 0o077 == 0
    monkeypatch.setattr(journal, "MAX_EDITS", 1)
    for number in range(3):
        record(state, "README.md", b"%d" % number, b"")
    assert sorted(os.listdir(state)) == ["00000003.edit", path.name]


def test_a_kept_text_is_on_disk_before_it_has_its_name(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("write", "fsync", "replace"):
        real = getattr(os, name)

        def call(
            *arguments: object, name: str = name, real: object = real, **more: object
        ) -> object:
            calls.append(name)
            return real(*arguments, **more)  # type: ignore[operator]  # a function of os

        monkeypatch.setattr(os, name, call)
    keep(state, b"precious")
    assert calls == ["write", "fsync", "replace", "fsync"]


def test_a_text_is_kept_whole_though_a_crash_tore_the_first_try(state: Path) -> None:
    path = keep(state, b"precious")
    path.unlink()
    path.with_name(f"{path.name}.tmp").write_bytes(b"prec")
    assert keep(state, b"precious") == path
    assert path.read_bytes() == b"precious"
    assert keep(state, b"precious") == path
    assert os.listdir(state) == [path.name]


def test_a_state_folder_that_is_a_link_is_not_followed(state: Path, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    state.symlink_to(tmp_path / "else")
    with pytest.raises(OSError, match=r"Not a directory|symbolic links"):
        record(state, "README.md", b"a", b"b")
    assert os.listdir(tmp_path / "else") == []
