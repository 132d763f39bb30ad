"""Which list is served, and what each setting means: flag before environment before default."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from llmsys_mcp.errors import InvalidArgument, NotAList
from llmsys_mcp.faces.app import BUNDLED_LISTS, bundled_folder, find_lists, open_catalog
from llmsys_mcp.faces.settings import Given, SettingError, Settings, settings
from llmsys_mcp.services.catalog import Home

LIST = "# T\n\n## A\n" + "".join(f"- [P{n}](https://example.org/{n})\n" for n in range(5))


def make(folder: Path, text: str = LIST, name: str = "README.md") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def served(flags: dict[str, object], environment: dict[str, str], working: Path) -> Path:
    """The first page of the list that a start like this serves."""
    return open_catalog(settings(flags, environment), working).home.page


def primary(named: str, working: Path) -> Home:
    """Where the first of the lists is that `named` means at `working`."""
    return find_lists((named,) if named else (), working)[0].home


BUNDLED = bundled_folder() / "README.md"


def test_a_flag_comes_before_the_environment_before_the_folder(tmp_path: Path) -> None:
    flag, variable, here = (make(tmp_path / name) for name in ("flag", "variable", "here"))
    named, set_ = {"list": str(flag.parent)}, {"LLMSYS_MCP_LIST": str(variable.parent)}
    assert served(named, set_, here.parent) == flag
    assert served({"list": None}, set_, here.parent) == variable
    assert served({}, {}, here.parent) == here
    assert served({}, {"LLMSYS_MCP_LIST": ""}, here.parent) == here
    assert served({}, {}, tmp_path) == BUNDLED


def test_a_list_around_the_working_folder_is_found_nearest_first(tmp_path: Path) -> None:
    outer, inner = make(tmp_path / "a"), make(tmp_path / "a/b/c")
    deep = tmp_path / "a/b/c/d/e"
    deep.mkdir(parents=True)
    assert primary("", deep).page == inner
    assert primary("", tmp_path / "a/b").page == outer


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Code\n\n- [Docs](https://example.org/docs)\n", id="a few links"),
        pytest.param("# Code\n" + "- [In](#code)\n" * 9, id="a table of contents"),
        pytest.param("", id="empty"),
    ],
)
def test_a_readme_that_is_no_list_is_passed_over(tmp_path: Path, text: str) -> None:
    make(tmp_path / "project", text)
    assert primary("", tmp_path / "project").page == BUNDLED
    outer = make(tmp_path)
    assert primary("", tmp_path / "project").page == outer
    assert primary(str(tmp_path / "project"), tmp_path).page == tmp_path / "project/README.md"


FEW = (
    "# T\n\n- [In](#t)\n\n" + "- [P1](https://example.org/1)\n- [P2](https://example.org/2): two\n"
)
MORE = "# More\n" + "".join(f"- [Q{n}](https://example.org/q{n})\n" for n in range(3))
PROSE = "- It is fast.\n" * 4
HALF = "- It is fast.\n" * 2


@pytest.mark.parametrize(
    ("text", "beside", "is_list"),
    [
        pytest.param(FEW + "\n[more](more.md)\n", MORE, True, id="some there, some beside"),
        pytest.param(FEW, MORE, False, id="a page that is not linked to"),
        pytest.param(FEW + "\n[more](more.md)\n", "# M\n", False, id="a page without papers"),
        pytest.param(FEW + PROSE + "\n[more](more.md)\n", MORE, False, id="a project's README"),
        pytest.param(FEW + HALF + "\n[more](more.md)\n", MORE, True, id="half of its items"),
        pytest.param(FEW + HALF + "* x\n\n[more](more.md)\n", MORE, False, id="fewer than half"),
        pytest.param(FEW + "\n[more](more.md)\n", MORE + PROSE * 2, False, id="a manual's page"),
        pytest.param("# T\n\n[more](more.md)\n", MORE * 3, False, id="none in the README"),
    ],
)
def test_papers_on_linked_pages_make_a_list_with_those_of_the_readme(
    tmp_path: Path, text: str, beside: str, is_list: bool
) -> None:
    page = make(tmp_path, text)
    make(tmp_path, beside, "more.md")
    assert primary("", tmp_path).page == (page if is_list else BUNDLED)


@pytest.mark.parametrize(("papers", "is_list"), [(4, False), (5, True)])
def test_five_papers_make_a_list(tmp_path: Path, papers: int, is_list: bool) -> None:
    lines = (f"- [P{n}](https://example.org/{n})\n" for n in range(papers))
    page = make(tmp_path, "# T\n\n" + "".join(lines))
    assert primary("", tmp_path).page == (page if is_list else BUNDLED)


@pytest.mark.parametrize("name", ["readme.md", "Readme.md", "README.MD"])
def test_a_readme_in_other_letters_is_the_list(tmp_path: Path, name: str) -> None:
    page = make(tmp_path, LIST, name)
    assert primary("", tmp_path).page == page
    assert primary(str(tmp_path), tmp_path.parent).page == page


def test_of_several_readmes_the_usual_one_is_the_list(tmp_path: Path) -> None:
    page = make(tmp_path, LIST)
    make(tmp_path, LIST, "readme.md")
    assert primary("", tmp_path).page == page


def test_a_folder_that_may_not_be_listed_can_hold_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make(tmp_path, LIST)

    def refusing(path: Path) -> Any:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, "listdir", refusing)
    assert primary("", tmp_path).page == page


@pytest.mark.parametrize("kind", ["folder", "dangling", "loop"])
def test_what_only_bears_the_name_readme_is_passed_over(tmp_path: Path, kind: str) -> None:
    odd = tmp_path / "project" / "README.md"
    odd.parent.mkdir()
    match kind:
        case "folder":
            odd.mkdir()
        case "dangling":
            odd.symlink_to("nowhere")
        case "loop":
            odd.symlink_to(odd)
    assert primary("", odd.parent).page == BUNDLED
    with pytest.raises(NotAList):
        primary(str(odd.parent), tmp_path)


@pytest.mark.parametrize("name", ["papers.md", "PAPERS.MD", "list.markdown"])
def test_one_markdown_file_is_a_list(tmp_path: Path, name: str) -> None:
    page = make(tmp_path, LIST, name)
    home = primary(str(page), Path("/"))
    assert (home.page, home.bundled) == (page, False)


def test_a_single_file_takes_the_rules_and_pages_of_its_folder(tmp_path: Path) -> None:
    page = make(tmp_path, LIST + "\n[more](more.md)\n", "papers.md")
    make(tmp_path, "# Mine\n", "CLAUDE.md")
    make(tmp_path, "# M\n- [More](https://example.org/more)\n", "more.md")
    make(tmp_path, "# Not it\n- [No](https://example.org/no)\n", "README.md")
    view = open_catalog(Settings(list_path=str(page), index_dir="memory"), Path("/")).current()
    assert view.rules == "# Mine\n"
    assert {one.file for one in view.papers.entries} == {"papers.md", "more.md"}


@pytest.mark.parametrize(
    ("named", "said"),
    [
        pytest.param("empty", "there is no file", id="a folder without a README"),
        pytest.param("absent", "there is no file", id="nothing there"),
        pytest.param("absent.md", "there is no file", id="no such file"),
        pytest.param("notes.txt", "is no Markdown file", id="another kind of file"),
        pytest.param("~nobody-of-this-name/list", "there is no file", id="no such user"),
    ],
)
def test_what_is_no_list_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text(LIST, encoding="utf-8")
    with pytest.raises(NotAList, match=rf"^not-a-list: list: .*{said}.* Give a folder"):
        primary(named, tmp_path)


def test_a_relative_path_and_a_tilde_are_the_shells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make(tmp_path / "list")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert primary("list", tmp_path).page == page
    assert primary("~/list", Path("/")).page == page
    catalog = open_catalog(Settings(list_path="list", index_dir="~/index"), tmp_path)
    assert catalog.current().index_folder == tmp_path / "index"


def test_the_index_lives_in_the_users_cache_unless_told(
    tmp_path: Path, private_cache: Path
) -> None:
    page = make(tmp_path)
    folders = [
        open_catalog(settings({}, variables), page.parent).current().index_folder
        for variables in (
            {},
            {"LLMSYS_MCP_INDEX_DIR": "memory"},
            {"LLMSYS_MCP_INDEX_DIR": str(tmp_path / "i")},
        )
    ]
    assert folders == [private_cache / "llmsys-mcp" / "index", None, tmp_path / "i"]
    assert not private_cache.exists()


def test_nothing_said_gives_the_defaults() -> None:
    assert settings({}, {}) == Settings()


def test_every_setting_is_read_from_flag_and_environment() -> None:
    variables = {
        "LLMSYS_MCP_LIST": "there",
        "LLMSYS_MCP_INDEX_DIR": "memory",
        "LLMSYS_MCP_READ_ONLY": "Yes",
        "LLMSYS_MCP_ALLOW_PUSH": "1",
        "LLMSYS_MCP_TOOLSETS": "core, edit,",
        "LLMSYS_MCP_LOG_LEVEL": "debug",
        "LLMSYS_MCP_LOG_FORMAT": "JSON",
    }
    wanted = Settings("there", "memory", True, True, ("core", "edit"), "DEBUG", "json")
    assert settings({}, variables) == wanted
    flags = {
        "list": "here",
        "index_dir": "x",
        "toolsets": ("pr",),
        "log_level": "error",
        "log_format": "text",
    }
    wanted = Settings("here", "x", True, True, ("pr",), "ERROR", "text")
    assert settings(flags, variables) == wanted
    assert settings({"read_only": True, "toolsets": ()}, {}) == Settings(read_only=True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("READ_ONLY", "maybe", "neither true nor false"),
        ("ALLOW_PUSH", "\x1b[2J", "neither true nor false"),
        ("LOG_LEVEL", "loud", "none of DEBUG, INFO"),
        ("LOG_FORMAT", "xml", "none of text, json"),
    ],
)
def test_a_value_that_means_nothing_stops_the_start(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingError, match=rf"LLMSYS_MCP_{name}: .*{said}") as told:
        settings({}, {f"LLMSYS_MCP_{name}": value})
    assert str(told.value).isprintable()


@pytest.mark.parametrize("value", ["", "0", "false", "No", " off "])
def test_a_switch_can_be_said_to_be_off(value: str) -> None:
    assert settings({}, {"LLMSYS_MCP_READ_ONLY": value}).read_only is False


@pytest.mark.parametrize(("value", "number"), [("", 8), ("1", 1), ("99", 99)])
def test_a_number_is_read_within_its_bounds(value: str, number: int) -> None:
    given = Given({}, {"LLMSYS_MCP_PORTS": value})
    assert given.number("ports", 8, least=1, most=99) == number


@pytest.mark.parametrize("value", ["0", "100", "-1", "1.5", "²", "x", "1" * 5000])
def test_no_number_within_the_bounds_stops_the_start(value: str) -> None:
    given = Given({}, {"LLMSYS_MCP_PORTS": value})
    with pytest.raises(SettingError, match=r"LLMSYS_MCP_PORTS: .* is no number from 1 to 99"):
        given.number("ports", 8, least=1, most=99)


def lists(named: tuple[str, ...], working: Path) -> list[tuple[str, Path]]:
    """Name and first page of each list that a start like this serves."""
    catalog = open_catalog(Settings(lists=named, index_dir="memory"), working)
    return [(one.name, one.home.page) for one in (catalog, *catalog.others)]


def test_several_lists_are_named_by_flags_or_by_one_variable(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one"), make(tmp_path / "two")
    named = (f"a={one.parent}", f"b={two}")
    assert lists(named, tmp_path) == [("a", one), ("b", two)]
    given = settings({"list": named}, {"LLMSYS_MCP_LIST": "elsewhere"})
    assert (given.list_path, given.lists) == ("", named)
    given = settings({"list": ()}, {"LLMSYS_MCP_LIST": os.pathsep.join(named)})
    assert (given.list_path, given.lists) == ("", named)
    odd = os.pathsep.join(["plain", "b=path"])
    assert settings({}, {"LLMSYS_MCP_LIST": odd}).list_path == odd


def test_bundled_lists_can_be_named_alone_and_among_others(tmp_path: Path) -> None:
    mine = make(tmp_path / "mine")
    bundled = {name: bundled_folder(name) / "README.md" for name in BUNDLED_LISTS}
    assert lists((), tmp_path) == list(bundled.items())
    named = (f"mine={mine}", "theirs=bundled:tju")
    assert lists(named, tmp_path) == [("mine", mine), ("theirs", bundled["tju"])]
    assert [name for name, _ in lists(("tju",), tmp_path)] == ["tju", "llmsys", "course"]
    with pytest.raises(NotAList, match=r"no list called 'nope' ships .* There are llmsys, "):
        lists(("a=bundled:nope",), tmp_path)


def test_a_settings_file_names_the_lists_of_a_folder_and_those_below(tmp_path: Path) -> None:
    one = make(tmp_path / "one")
    make(tmp_path)
    file = tmp_path / "llmsys-mcp.toml"
    text = '[lists.a]\npath = "one"\n[lists.b]\npath = "bundled:course"\n'
    file.write_text(text, encoding="utf-8")
    wanted = [("a", one), ("b", bundled_folder("course") / "README.md")]
    (tmp_path / "below" / "that").mkdir(parents=True)
    assert lists((), tmp_path / "below" / "that") == wanted
    assert lists((str(file),), Path("/")) == wanted
    assert lists(("b",), tmp_path) == wanted[::-1]
    file.unlink()
    file.mkdir()
    assert lists((), tmp_path) == [("", tmp_path / "README.md")]


@pytest.mark.parametrize("name", ["a", "tju", "my-list_2", "_old", "1", "x" * 32])
def test_a_list_may_be_called_so_wherever_it_is_named(tmp_path: Path, name: str) -> None:
    one, two = make(tmp_path / "one"), make(tmp_path / "two")
    named = (f"{name}={one}", f"z={two}")
    given = settings({}, {"LLMSYS_MCP_LIST": os.pathsep.join(named)})
    assert lists(given.lists, tmp_path) == [(name, one), ("z", two)]
    assert lists((f"{name}={one}",), tmp_path) == [(name, one)]
    toml = f"[lists.z]\npath = 'two'\n[lists.{name}]\npath = 'one'\n"
    (tmp_path / "llmsys-mcp.toml").write_text(toml, encoding="utf-8")
    assert lists((name,), tmp_path) == [(name, one), ("z", two)]


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä", "x" * 33, "-", "-a", "a:b"])
def test_a_list_may_not_be_called_so_wherever_it_is_named(tmp_path: Path, name: str) -> None:
    one = make(tmp_path / "one")
    with pytest.raises(NotAList, match="there is no file"):
        lists((f"{name}={one}",), tmp_path)
    toml = f"[lists.'{name}']\npath = 'one'\n"
    (tmp_path / "llmsys-mcp.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(InvalidArgument, match="cannot name a list"):
        lists((), tmp_path)


def test_a_folder_of_a_lists_name_comes_before_the_name(tmp_path: Path) -> None:
    page = make(tmp_path / "tju")
    assert primary("tju", tmp_path).page.parent.name == "tju"
    assert primary(str(page.parent), tmp_path).page == page


@pytest.mark.parametrize(
    ("named", "said"),
    [
        pytest.param(("a=ONE", "a=ONE"), "two lists have one name", id="one name"),
        pytest.param(("ONE", "ONE"), "two lists have one name", id="no names"),
        pytest.param(("a=ONE", "b=absent"), "there is no file", id="no list"),
    ],
)
def test_lists_that_cannot_be_served_are_refused(
    tmp_path: Path, named: tuple[str, ...], said: str
) -> None:
    one = make(tmp_path / "one")
    with pytest.raises((InvalidArgument, NotAList), match=said):
        lists(tuple(text.replace("ONE", str(one)) for text in named), tmp_path)


@pytest.mark.parametrize("call", ["is_dir", "lstat"])
def test_a_path_that_may_not_be_looked_at_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    page = tmp_path / "README.md"
    page.write_text("# T\n")

    def refusing(path: Path) -> Any:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path if call == "is_dir" else os, call, refusing)
        with pytest.raises(NotAList, match="Permission denied"):
            find_lists((str(page),), tmp_path)


@pytest.mark.parametrize("name", ["n" * 300, "n" * 5000, "README.md/x"], ids=["long", "more", "in"])
def test_a_path_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "README.md").write_text("# T\n")
    with pytest.raises(NotAList):
        find_lists((str(tmp_path / name),), tmp_path)
