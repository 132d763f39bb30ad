"""The list in other forms, and BibTeX that a real BibTeX accepts."""

import csv
import json
import re
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest

from llmsys_mcp.adapters.bibtex import read_bibtex
from llmsys_mcp.core.citing.records import draft_of
from llmsys_mcp.core.page.item import read_item
from llmsys_mcp.core.writing.style import read_style
from llmsys_mcp.errors import UnknownSection
from llmsys_mcp.faces.app import bundled_folder, open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.export import COLUMNS, FORMATS, Format, citation_keys, export
from llmsys_mcp.services.view import View
from small_library import SmallLibrary

STYLES = ("plain", "alpha", "abbrv", "unsrt")
STRICT = Path(__file__).parents[1] / "data" / "bibtex"


@pytest.fixture
def lists(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary(tmp_path)


@pytest.fixture(scope="module")
def bundled() -> View:
    return open_catalog(Settings(str(bundled_folder()), index_dir="memory"), Path("/")).current()


def view(lists: SmallLibrary, name: str) -> View:
    return lists.catalog(name).current()


# --- in parts ------------------------------------------------------------------------------------


def read_back(form: Format, text: str) -> list[str]:
    """What an export holds, one text a record, row or line."""
    if form == "bibtex":
        return [entry.key for entry in read_bibtex(text, 10_000_000)]
    if form == "csv":
        return [row["id"] for row in csv.DictReader(StringIO(text))]
    if form == "markdown":
        return [line for line in text.split("\n") if line.startswith("- ")]
    return [item["id"] for item in json.loads(text)]


@pytest.mark.parametrize("form", FORMATS)
def test_parts_make_the_whole(bundled: View, form: Format) -> None:
    whole = export(bundled, form)
    assert whole.following is None
    parts, offset = [], 0
    while offset is not None:
        part = export(bundled, form, offset=offset, most=20_000)
        assert len(json.dumps(part.text, ensure_ascii=False).encode()) <= 20_000
        assert part.count == whole.count
        parts.append(part)
        assert part.following is None or part.following > offset
        offset = part.following
    assert len(parts) > 1
    assert [one for part in parts for one in read_back(form, part.text)] == read_back(
        form, whole.text
    )


def test_what_is_left_out_is_told_with_its_part(lists: SmallLibrary) -> None:
    course = view(lists, "course")
    parts = [export(course, "bibtex", offset=at, most=1) for at in range(4)]
    assert [[one.id for one in part.unknown] for part in parts] == [
        [],
        [],
        ["course/key:nobody-icml20"],
        [],
    ]
    assert [part.following for part in parts] == [1, 2, 3, None]
    assert [len(read_bibtex(part.text)) for part in parts] == [1, 1, 0, 1]


def test_behind_the_end_there_is_nothing(lists: SmallLibrary) -> None:
    exported = export(view(lists, "topics"), "csv", offset=99, most=100)
    assert (exported.count, exported.following) == (6, None)
    assert list(csv.DictReader(StringIO(exported.text))) == []


def test_a_paper_listed_twice_is_in_one_part_alone(lists: SmallLibrary) -> None:
    topics = view(lists, "topics")
    assert read_back("bibtex", export(topics, "bibtex", offset=5).text) == []
    assert len(read_back("json", export(topics, "json", offset=5).text)) == 1


# --- each form -----------------------------------------------------------------------------------


def test_bibtex_has_one_record_a_paper(lists: SmallLibrary) -> None:
    exported = export(view(lists, "topics"), "bibtex")
    entries = read_bibtex(exported.text)
    assert [entry.key for entry in entries] == [
        "relay-osdi24",
        "paged-arxiv23",
        "servingpicturesscale-nsdi24",
        "trainer-sosp25",
        "frame",
    ]
    assert exported.count == 5
    assert entries[0].fields["keywords"] == "Systems, Serving, Training"
    assert entries[0].fields["eprint"] == "2401.00001"


def test_csl_has_one_item_a_paper(lists: SmallLibrary) -> None:
    exported = export(view(lists, "topics"), "csl-json")
    items = json.loads(exported.text)
    assert exported.count == len(items) == 5
    assert items[0] == {
        "id": "relay-osdi24",
        "type": "paper-conference",
        "title": "Relay: A Server for Language Models",
        "title-short": "Relay",
        "container-title": "Proceedings of the USENIX Symposium on Operating Systems Design and"
        " Implementation (OSDI '24)",
        "collection-title": "OSDI' 24",
        "custom": {"affiliation": "UCB"},
        "issued": {"date-parts": [[2024]]},
        "number": "arXiv:2401.00001",
        "URL": "https://arxiv.org/abs/2401.00001",
        "keyword": "Systems, Serving",
    }
    assert [item["type"] for item in items] == [
        "paper-conference",
        "article",
        "paper-conference",
        "paper-conference",
        "software",
    ]
    assert not any("author" in item for item in items)


@pytest.mark.parametrize(
    ("line", "kind", "more"),
    [
        pytest.param(
            "[A](https://dl.acm.org/doi/10.1145/3627703.3650083) | TMLR 24",
            "article-journal",
            {
                "DOI": "10.1145/3627703.3650083",
                "container-title": "Transactions on Machine Learning Research",
            },
            id="journal",
        ),
        pytest.param("[A](https://a.org/1): b", "webpage", {"URL": "https://a.org/1"}, id="page"),
        pytest.param("A | somewhere", "webpage", {"title": "A"}, id="no link"),
        pytest.param(
            "[A](https://arxiv.org/abs/2405.00001) – Lab (May 2024)",
            "report",
            {"author": [{"literal": "Lab"}], "publisher": "Lab", "custom": {"affiliation": "Lab"}},
            id="a report is its maker's",
        ),
    ],
)
def test_kinds_of_items(tmp_path: Path, line: str, kind: str, more: dict[str, object]) -> None:
    lists = SmallLibrary(tmp_path, {"a": f"- {line}\n", "b": "- [x](https://x.org)\n"})
    (item,) = json.loads(export(view(lists, "a"), "csl-json").text)
    assert item["type"] == kind
    assert {name: item[name] for name in more} == more
    assert "keyword" not in item


def test_json_and_csv_have_one_row_a_listing(lists: SmallLibrary) -> None:
    rows = json.loads(export(view(lists, "venues"), "json").text)
    assert len(rows) == 5
    assert rows[0] == {
        "id": "venues/arxiv:2501.00003",
        "key": "trainer-sosp25",
        "title": "Trainer: Training Across Many Clusters",
        "url": "https://arxiv.org/abs/2501.00003",
        "description": "",
        "venue": "SOSP 2025",
        "organization": "PKU",
        "year": 2025,
        "section": "SOSP 2025",
        "bucket": None,
        "keywords": ["Training"],
        "extras": [],
    }
    table = list(csv.DictReader(StringIO(export(view(lists, "venues"), "csv").text)))
    assert tuple(table[0]) == COLUMNS
    assert [row["title"] for row in table] == [row["title"] for row in rows]
    assert (table[0]["year"], table[0]["keywords"], table[0]["bucket"]) == ("2025", "Training", "")


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠"])
def test_a_spreadsheet_runs_nothing(tmp_path: Path, sign: str) -> None:
    page = f'- [{sign}cmd(1), "x"](https://a.org/1): b\n'
    lists = SmallLibrary(tmp_path, {"a": page, "b": "- [x](https://x.org)\n"})
    (row,) = csv.DictReader(StringIO(export(view(lists, "a"), "csv").text))
    assert row["title"] == f'\'{sign}cmd(1), "x"'


@pytest.mark.parametrize("unseen", ["\t", "\r", "\u00a0", "\u200b", "\ufeff"])
def test_nothing_unseen_begins_a_formula(tmp_path: Path, unseen: str) -> None:
    page = f"- [{unseen}=cmd(1)](https://a.org/1): {unseen}=cmd(2) | {unseen}=cmd(3)\n"
    lists = SmallLibrary(tmp_path, {"a": page, "b": "- [x](https://x.org)\n"})
    (row,) = csv.DictReader(StringIO(export(view(lists, "a"), "csv").text))
    assert not any(cell.lstrip(" ").startswith(("=", unseen)) for cell in row.values())


def test_markdown_keeps_the_lines_of_the_house_and_writes_the_others(lists: SmallLibrary) -> None:
    assert export(view(lists, "topics"), "markdown", "Serving").text == (
        "## Systems &gt; Serving\n\n".replace("&gt;", ">")
        + "- [Relay](https://arxiv.org/abs/2401.00001): A Server for Language Models | OSDI' 24"
        " | UCB\n"
        "- [Paged](https://arxiv.org/abs/2309.00002): Memory for Serving\n"
        "- [Serving Pictures at Scale](https://www.usenix.org/conference/nsdi24/presentation/x)"
        " | NSDI' 24\n"
    )
    assert export(view(lists, "venues"), "markdown", "SOSP 2025").text == (
        "## SOSP 2025\n\n"
        "- [Trainer: Training Across Many Clusters](https://arxiv.org/abs/2501.00003) | SOSP' 25"
        " | PKU\n"
        "- Untold: A Paper without a Link | SOSP 2025\n"
    )
    bare = SmallLibrary(lists.folder / "..", {"x1": "- [A](https://a.org/1)\n", "x2": "- x\n"})
    assert export(view(bare, "x1"), "markdown").text == "- [A](https://a.org/1)\n"


def test_keys_that_nobody_knows_are_left_out(lists: SmallLibrary) -> None:
    for form in FORMATS:
        exported = export(view(lists, "course"), form)
        assert [one.entry.key for one in exported.unknown] == ["nobody-icml20"]
        assert exported.count == 3
        assert "nobody" not in exported.text
    assert [e.key for e in read_bibtex(export(view(lists, "course"), "bibtex").text)] == [
        "relay-osdi24",
        "paged-sosp23",
        "herdmodels",
    ]


def test_a_part_is_exported_with_the_keys_of_the_whole(lists: SmallLibrary) -> None:
    twins = "".join(f"- [Relay](https://a.org/{at}): Number {at} | OSDI' 24\n" for at in range(3))
    lists.write("topics", f"## One\n{twins}## Two\n- [Relay](https://a.org/9): Last | OSDI' 24\n")
    topics = view(lists, "topics")
    assert [e.key for e in read_bibtex(export(topics, "bibtex", "Two").text)] == ["relay-osdi24d"]
    best = read_bibtex(export(topics, "bibtex", "", "Number 1").text)[0]
    assert (best.key, best.fields["url"]) == ("relay-osdi24b", "https://a.org/1")
    assert sorted(citation_keys(topics).values()) == [
        "relay-osdi24",
        "relay-osdi24b",
        "relay-osdi24c",
        "relay-osdi24d",
    ]
    with pytest.raises(UnknownSection):
        export(topics, "bibtex", "Three")


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_hidden_comes_out(tmp_path: Path, form: Format) -> None:
    page = "## S\u202e\n- [A\u202eb\x1b31m](https://a.org/1): c\u200bd | OSDI' 24 | U\x07CB\n"
    lists = SmallLibrary(tmp_path, {"a": page, "b": "- [x](https://x.org)\n"})
    text = export(view(lists, "a"), form).text
    assert not re.search("[\u202e\x1b\u200b\x07]", text)
    assert "a.org/1" in text


# --- the bundled list ----------------------------------------------------------------------------


def test_the_whole_list_comes_back_from_bibtex(bundled: View) -> None:
    """Each entry once more: the same line, but for links that stand in a field of their own."""
    page = bundled.papers.pages[0].document
    styles = {
        section.path: read_style(page.text, [page.entries[at] for at in section.entries])
        for section in page.sections
    }
    keys = citation_keys(bundled)
    by_key = {
        entry.key: entry.fields for entry in read_bibtex(export(bundled, "bibtex").text, 10_000_000)
    }
    same = 0
    for listed in bundled.papers.entries:
        entry, fields = listed.entry, by_key[keys[listed.id]]
        line = styles[entry.section].write(draft_of(fields)).line
        raw = " ".join(entry.raw.split())  # one title has a space of another width
        if listed.id.endswith("#2"):
            continue  # told by its first listing, which may stand in another style
        if "annote" in fields:
            assert all(extra in fields["annote"] for extra in entry.extras)
            before, after = read_item(entry.raw[2:]), read_item(line[2:])
            assert before is not None
            assert after is not None
            assert (after.title, after.url, after.venue, after.organization) == (
                before.title,
                before.url,
                before.venue,
                before.organization,
            )
        else:
            assert line == raw
            same += 1
    # 329 entries: three are second listings, three have a remark or a link to code besides.
    assert same == 323


def accepts(text: str, style: str, folder: Path) -> str:
    """What BibTeX says of the records: nothing but its banner, when it accepts them."""
    (folder / "list.bib").write_text(text, encoding="utf-8")
    (folder / "list.aux").write_text(
        f"\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{list}}\n", encoding="utf-8"
    )
    done = subprocess.run(
        ["bibtex", "list"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "Database file #1: list.bib" in done.stdout
    return "\n".join(line for line in done.stdout.split("\n") if "arning" in line or "rror" in line)


@pytest.mark.skipif(not shutil.which("bibtex"), reason="needs bibtex, as in texlive-binaries")
@pytest.mark.parametrize("style", ["strict", *STYLES])
def test_a_real_bibtex_accepts_the_whole_list(bundled: View, style: str, tmp_path: Path) -> None:
    if style == "strict":
        shutil.copyfile(STRICT / "strict.bst", tmp_path / "strict.bst")
    elif not subprocess.run(["kpsewhich", f"{style}.bst"], capture_output=True, check=False).stdout:
        pytest.skip(f"needs {style}.bst, as in texlive-base")
    assert accepts(export(bundled, "bibtex").text, style, tmp_path) == ""


@pytest.mark.skipif(not shutil.which("bibtex"), reason="needs bibtex, as in texlive-binaries")
def test_a_real_bibtex_would_have_said(tmp_path: Path) -> None:
    shutil.copyfile(STRICT / "strict.bst", tmp_path / "strict.bst")
    text = "@inproceedings{a, title={A}, year={2024}}\n@misc{b, title={B}}"
    said = accepts(text, "strict", tmp_path)
    assert said.count("empty") == 3


@pytest.mark.skipif(not shutil.which("bibtex"), reason="needs bibtex, as in texlive-binaries")
@pytest.mark.parametrize("seed", ["llmsys-readme.md", "tju-awesome-papers.md"])
def test_a_real_bibtex_accepts_the_real_lists(shared: Path, seed: str, tmp_path: Path) -> None:
    shutil.copyfile(shared / "seeds" / seed, tmp_path / "page.md")
    catalog = open_catalog(Settings(str(tmp_path / "page.md"), index_dir="memory"), tmp_path)
    shutil.copyfile(STRICT / "strict.bst", tmp_path / "strict.bst")
    exported = export(catalog.current(), "bibtex")
    assert exported.count > 150
    assert accepts(exported.text, "strict", tmp_path) == ""
