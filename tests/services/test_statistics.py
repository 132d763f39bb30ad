"""The list in numbers."""

from pathlib import Path

import pytest

from llmsys_mcp.services.catalog import Catalog, Home
from llmsys_mcp.services.statistics import statistics
from llmsys_mcp.services.view import View

PAGE = """\
# Papers

## First

### Inner

- [Alpha](https://arxiv.org/abs/2401.00001): One | OSDI' 24 | UCB
- [Beta](https://arxiv.org/abs/2402.00002): Two | OSDI 2025 | UCB
- [Gamma](https://example.org/gamma): Three

## Second

- [Alpha](https://arxiv.org/abs/2401.00001): One | OSDI' 24 | MIT
- [Delta](https://example.org/delta): Four | SOSP' 23
"""


@pytest.fixture
def view(tmp_path: Path) -> View:
    (tmp_path / "README.md").write_text(PAGE, encoding="utf-8")
    return Catalog(Home(tmp_path, "README.md"), index_folder=None, bundled_rules="").current()


def test_every_entry_is_counted_once_in_each_group(view: View) -> None:
    counted = statistics(view)
    assert (counted.entries, counted.papers, counted.sections) == (5, 4, 3)
    assert counted.by_section == (("First", 3), ("Second", 2))
    assert counted.by_year == ((2025, 1), (2024, 2), (2023, 1))
    assert counted.by_venue == (("OSDI", 3), ("SOSP", 1))
    assert counted.by_organization == (("UCB", 2), ("MIT", 1))
    assert (counted.venues, counted.organizations) == (2, 2)
    assert (counted.without_year, counted.without_venue, counted.without_organization) == (1, 1, 2)


def test_an_empty_list_has_no_numbers(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Papers\n", encoding="utf-8")
    catalog = Catalog(Home(tmp_path, "README.md"), index_folder=None, bundled_rules="")
    counted = statistics(catalog.current())
    assert (counted.entries, counted.papers, counted.by_venue, counted.by_year) == (0, 0, (), ())


def test_a_venue_that_nothing_is_known_of_counts_as_it_is_written(tmp_path: Path) -> None:
    page = "# P\n\n## S\n\n- [A](https://example.org/a): B | Some Gathering' 24\n"
    (tmp_path / "README.md").write_text(page, encoding="utf-8")
    catalog = Catalog(Home(tmp_path, "README.md"), index_folder=None, bundled_rules="")
    assert statistics(catalog.current()).by_venue == (("Some Gathering", 1),)


@pytest.mark.parametrize("made_by", [30, 31])
def test_the_thirty_that_most_papers_have_are_told(tmp_path: Path, made_by: int) -> None:
    items = "".join(f"- [P{n}](https://example.org/{n}) | Lab {n}\n" for n in range(made_by))
    (tmp_path / "README.md").write_text(f"# P\n\n## S\n\n{items}", encoding="utf-8")
    catalog = Catalog(Home(tmp_path, "README.md"), index_folder=None, bundled_rules="")
    counted = statistics(catalog.current())
    assert (len(counted.by_organization), counted.organizations) == (30, made_by)


def test_an_organization_is_counted_in_all_its_spellings(tmp_path: Path) -> None:
    named = ["UCB", "Google, UC Berkeley", "UCB", "Nvidia", "google"]
    items = "".join(
        f"- [P{at}](https://example.org/{at}) | {one}\n" for at, one in enumerate(named)
    )
    (tmp_path / "README.md").write_text(f"# P\n\n## S\n\n{items}", encoding="utf-8")
    catalog = Catalog(Home(tmp_path, "README.md"), index_folder=None, bundled_rules="")
    counted = statistics(catalog.current())
    assert counted.by_organization == (("UCB", 3), ("Google", 2), ("Nvidia", 1))
    assert counted.organizations == 3
