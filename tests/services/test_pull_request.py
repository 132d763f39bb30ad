"""Edits turned into a branch: exactly the list's changes, and nothing of the checkout touched."""

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import Conflict, InvalidArgument, ListError, NotAList, ReadOnly, WriteFailed
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services import pull_request
from llmsys_mcp.services.add import plan_add
from llmsys_mcp.services.apply import apply
from llmsys_mcp.services.pull_request import FileStat, PullRequest, Wanted, prepare
from llmsys_mcp.services.revise import plan_move, plan_remove, plan_update
from repositories import LIST, Clone, bytes_of, git, new_clone, private_user

LISTS = Path(__file__).parents[2] / "src" / "llmsys_mcp" / "lists"
OURS = (".git/objects", ".git/refs/heads/papers", ".git/logs/refs/heads/papers", ".git/llmsys-mcp")
"""What preparing a pull request may write."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return private_user(tmp_path / "home", monkeypatch)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    clone = new_clone(tmp_path / "list")
    clone.commit("notes\n", "notes.txt")
    return clone


def add(clone: Clone, title: str = "Omega", section: str = "Serving") -> None:
    number = sum(map(ord, title)) % 90_000 + 10_000
    draft = Draft(title, f"https://arxiv.org/abs/2501.{number}", f"Words on {title}")
    apply(clone.catalog(), lambda view: plan_add(view, draft, section, allow_duplicate=False))


def pull(clone: Clone, **wanted: object) -> PullRequest:
    return prepare(clone.catalog(), Wanted(**wanted))  # type: ignore[arg-type]  # as named


def page(clone: Clone, commit: str, name: str = "README.md") -> str:
    return git(clone.folder, "cat-file", "blob", f"{commit}:{name}") + "\n"


# --- what is made -----------------------------------------------------------------------------


def test_the_branch_holds_the_edits_and_the_checkout_stays(clone: Clone) -> None:
    add(clone)
    head = clone.git("rev-parse", "HEAD")
    clone.write("changed by hand\n", "notes.txt")
    clone.write("staged\n", "new.txt")
    clone.git("add", "new.txt")
    before, status = bytes_of(clone.folder, *OURS), clone.git("status", "--porcelain")
    made = pull(clone)
    assert bytes_of(clone.folder, *OURS) == before
    assert clone.git("status", "--porcelain") == status
    assert made.branch.startswith("papers/add-1-entry-")
    assert made.created is True
    assert clone.git("rev-parse", made.branch, f"{made.branch}^").split() == [made.commits[0], head]
    assert clone.git("diff", "--name-only", head, made.branch) == "README.md"
    assert page(clone, made.branch) == (clone.folder / "README.md").read_text(encoding="utf-8")
    assert (made.title, made.base_branch) == ("Add 1 entry to Serving", "main")
    assert made.files == (FileStat("README.md", 1, 0),)
    assert "\n+- [Omega](https://arxiv.org/abs/2501.10" in made.diff
    assert made.body_file.read_text(encoding="utf-8") == made.body
    assert made.body.startswith("6 entries before, 7 after: 1 added, 0 lost.\n")
    assert made.author == "Ann Example <ann@example.org>"
    assert clone.git("log", "-1", "--format=%an <%ae>%n%B", made.branch).split("\n") == [
        made.author,
        "Add 1 entry to Serving",
        "",
        "- Serving: 1 added",
        "",
        "6 entries before, 7 after: 1 added, 0 lost.",
        "",
    ]
    assert made.notes[0].startswith("No hooks, filters, drivers or signing programs were run")
    clone.git("fsck", "--strict")


def test_the_commands_that_are_left_are_quoted(clone: Clone, tmp_path: Path) -> None:
    clone.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    add(clone)
    made = pull(clone, title="It's $HOME")
    push, create = map(shlex.split, made.next_commands)
    assert push == ["git", "push", "origin", made.branch]
    assert create == [
        *("gh", "pr", "create", "--base", "main", "--head", made.branch),
        *("--title", "It's $HOME", "--body-file", str(made.body_file)),
    ]
    assert clone.git("log", "-1", "--format=%s", made.branch) == "It's $HOME"


def test_a_call_that_is_repeated_finds_its_branch(clone: Clone) -> None:
    add(clone)
    first = pull(clone, commits="per-entry")
    before = bytes_of(clone.folder)
    again = pull(clone)
    assert bytes_of(clone.folder) == before
    assert (again.created, again.branch, again.commits) == (False, first.branch, first.commits)
    add(clone, "Psi")
    assert pull(clone).branch != first.branch


def test_each_entry_may_have_its_commit(clone: Clone) -> None:
    catalog = clone.catalog()
    add(clone, "Omega")
    add(clone, "Psi")
    add(clone, "Chi", "Training")
    for planner in (
        lambda view: plan_move(view, "arxiv:2402.00001", "Training"),
        lambda view: plan_update(view, "arxiv:2401.00001", {"venue": "OSDI 2025"}),
        lambda view: plan_remove(view, "arxiv:2401.00002"),
    ):
        apply(catalog, planner)
    made = pull(clone, commits="per-entry", title="Tidy up")
    told = clone.git("log", "--reverse", "--format=%s|%b", f"HEAD..{made.branch}").split("\n\n")
    assert [text.strip().partition("|")[0] for text in told if "|" in text] == [
        "Edit 1 entry in Training",
        "Add 1 entry to Training",
        "Move 1 entry to Training",
        "Add 1 entry to Serving",
        "Add 1 entry to Serving",
        "Remove 1 entry from Training",
    ]
    assert page(clone, made.branch) == (clone.folder / "README.md").read_text(encoding="utf-8")
    assert made.title == "Tidy up"
    for commit in made.commits:
        clone.git("diff", "--check", f"{commit}^", commit)
        changed = clone.git("diff", "--numstat", f"{commit}^", commit)
        assert changed.split("\t")[:2] in (["1", "0"], ["1", "1"], ["0", "1"])
    assert made.history.comparison.lost[0].entry.title == "Beta"
    assert "1 paper is no longer in the list; the table names what is lost." in made.notes
    assert "| lost | `Beta` |" in made.body


def test_steps_that_would_drop_an_entry_go_together(clone: Clone) -> None:
    alpha, rest = (LIST.split("\n")[3], LIST.split("\n", 4)[4])
    late = rest.replace("\n\n## Serving", f"\n{alpha}\n- [More](https://e.org/m)\n\n## Serving")
    clone.write(f"# Systems Papers\n\n## Training\n- [New](https://e.org/n)\n{late}")
    made = pull(clone, commits="per-entry", allow_other_edits=True)
    assert len(made.commits) == 1
    assert len(made.history.comparison.added) == 2
    clone.write((clone.folder / "README.md").read_text() + "- [Last](https://e.org/l)\n")
    made = pull(clone, commits="per-entry", allow_other_edits=True)
    assert [alpha in page(clone, commit) for commit in made.commits] == [True, True]


def test_pages_of_a_list_go_together(clone: Clone) -> None:
    clone.write("# Other\n\n## Old\n- [Old](https://example.org/old)\n", "papers/other.md")
    clone.commit(LIST + "\nMore in [other](papers/other.md).\n")
    apply(clone.catalog(), lambda view: plan_move(view, "arxiv:2402.00001", "Old"))
    made = pull(clone, commits="per-entry")
    assert made.files == (FileStat("README.md", 0, 1), FileStat("papers/other.md", 1, 0))
    assert len(made.commits) == 1
    assert clone.git("diff", "--name-only", "main", made.branch) == "README.md\npapers/other.md"
    assert "`Serving` → `Old`" in made.body


def test_a_page_that_the_list_no_longer_leads_to(clone: Clone) -> None:
    clone.write("# Other\n\n## Old\n- [Old](https://example.org/old)\n", "other.md")
    clone.commit(LIST + "\nMore in [other](other.md).\n")
    clone.write(LIST)
    made = pull(clone, allow_other_edits=True)
    assert [stat.path for stat in made.files] == ["README.md"]
    assert made.history.comparison.lost[0].entry.title == "Old"
    (clone.folder / "other.md").unlink()
    with pytest.raises(Conflict, match=r"list: 'other\.md' is a page .* and is gone"):
        pull(clone, allow_other_edits=True)


def test_a_list_below_the_top_and_a_link_to_it(clone: Clone) -> None:
    clone.commit(LIST, "docs/README.md")
    (clone.folder / "linked").mkdir()
    (clone.folder / "linked" / "README.md").symlink_to("../docs/README.md")
    clone.commit()
    linked = Clone(clone.folder / "linked")
    add(linked)
    made = pull(linked)
    assert [stat.path for stat in made.files] == ["docs/README.md"]
    assert clone.git("diff", "--name-only", "main", made.branch) == "docs/README.md"


def test_line_ends_that_git_made_are_the_base_s_again(clone: Clone) -> None:
    clone.git("config", "core.autocrlf", "true")
    (clone.folder / "README.md").unlink()
    clone.git("checkout", "-q", "--", "README.md")
    assert b"\r\n" in (clone.folder / "README.md").read_bytes()
    add(clone)
    made = pull(clone)
    assert made.files == (FileStat("README.md", 1, 0),)
    assert "\r" not in page(clone, made.branch)


def test_line_ends_of_the_list_s_own_stay(tmp_path: Path) -> None:
    clone = new_clone(tmp_path / "crlf", LIST.replace("\n", "\r\n"))
    add(clone)
    made = pull(clone)
    assert made.files == (FileStat("README.md", 1, 0),)
    assert page(clone, made.branch).count("\r\n") == 12


def test_line_ends_that_came_by_hand_stay(clone: Clone) -> None:
    """Git would have made all of them CRLF, or none; and of a new page the base says nothing."""
    other = "# Other\r\n\r\n## New\r\n- [New](https://example.org/new)\r\n"
    clone.write(other, "other.md")
    mixed = f"{LIST}- [Mixed](https://example.org/mixed)\r\n\nMore in [other](other.md).\n"
    clone.write(mixed)
    made = pull(clone, allow_other_edits=True)
    for name, text in (("README.md", mixed), ("other.md", other)):
        assert page(clone, made.branch, name) == text
    assert made.files == (FileStat("README.md", 3, 0), FileStat("other.md", 4, 0))


def test_what_speaks_for_each_entry_is_told(clone: Clone) -> None:
    add(clone)
    draft = Draft("Delta", "https://arxiv.org/abs/2502.00001", "Paged Caches for Long Prompts, 2")
    catalog = clone.catalog()
    apply(catalog, lambda view: plan_add(view, draft, "Training", allow_duplicate=True))
    text = (clone.folder / "README.md").read_text(encoding="utf-8")
    odd = (
        "- [TBD](https://arxiv.org/pdf/2503.00001)\n- **[Odd](https://arxiv.org/pdf/2503.00002)**\n"
    )
    clone.write(f"{text}\n## Edge\n{odd}- [Odd too](https://arxiv.org/abs/2503.00002)\n")
    made = pull(clone, allow_other_edits=True)
    rows = {row.split(" | ")[1]: row for row in made.body.split("\n") if row.startswith("| added")}
    assert re.search(r"`Serving`: `suggestion [12], confidence 0\.\d\d: ", rows["`Omega`"])
    assert "| `new; nearest “" in rows["`Omega`"]
    assert "% of letters alike` | `as the rules write it` |" in rows["`Omega`"]
    assert "`possible; nearest “Delta”, " in rows["`Delta`"]
    assert "`Edge`: `a new section`" in rows["`TBD`"]
    assert "stands for a title" in rows["`TBD`"]
    assert "differs from the rules' own form: LL102 arxiv-form" in rows["`Odd`"]
    assert "added twice: " in rows["`Odd too`"]
    assert "Edits that were not made with these tools may be among the changes." in made.notes


def test_an_entry_that_was_taken_out_comes_with_the_reason(clone: Clone) -> None:
    catalog = clone.catalog()
    apply(catalog, lambda view: plan_remove(view, "arxiv:2401.00002", "withdrawn by its authors"))
    (row,) = (row for row in pull(clone).body.split("\n") if row.startswith("| lost |"))
    assert "`Training`: `withdrawn by its authors`" in row


def test_a_section_that_was_added_is_named(clone: Clone) -> None:
    text = (clone.folder / "README.md").read_text(encoding="utf-8")
    clone.write(f"{text}\n## Edge & `Phones`\n")
    made = pull(clone, allow_other_edits=True)
    assert "- Section added: `Edge & Phones`." in made.body
    clone.commit(f"{text}\n## Edge & `Phones`\n")
    add(clone)
    assert "Section added" not in pull(clone).body


def test_a_reason_is_not_told_of_an_entry_that_came_back(clone: Clone) -> None:
    catalog = clone.catalog()
    apply(catalog, lambda view: plan_remove(view, "arxiv:2401.00002", "withdrawn by its authors"))
    draft = Draft("Beta", "https://arxiv.org/abs/2401.00002", "Sharded Optimizer States Anew")
    apply(catalog, lambda view: plan_add(view, draft, "Training", allow_duplicate=False))
    assert "withdrawn" not in pull(clone).body


def test_an_entry_of_another_form_is_judged_by_what_it_says(clone: Clone) -> None:
    text = (clone.folder / "README.md").read_text(encoding="utf-8")
    items = (
        "1. [x] [One](https://arxiv.org/abs/2503.00001): Caches\n2. [x] [Two][two]: Queues\n\n"
        "[two]: https://arxiv.org/abs/2503.00002\n"
    )
    clone.write(f"{text}\n## Edge\n\n{items}")
    made = pull(clone, allow_other_edits=True)
    rows = {row.split(" | ")[1]: row for row in made.body.split("\n") if row.startswith("| added")}
    assert "`as the rules write it`" in rows["`One`"]
    assert "`as the rules write it`" in rows["`Two`"]


def test_the_rules_look_at_the_lines_that_changed(clone: Clone) -> None:
    bad = "- [Old](http://www.arxiv.org/pdf/2503.00001v1)\n"
    clone.commit(LIST + bad)
    clone.write(LIST + bad + bad.replace("Old", "New").replace("00001", "00002"))
    made = pull(clone, allow_other_edits=True)
    lint = made.body.partition("### Lint findings on the touched lines\n\n")[2]
    told = lint.partition("\n\n")[0].split("\n")
    assert all(line.startswith("- `README.md line 13: LL1") for line in told)
    assert any("LL102 arxiv-form" in line for line in told)
    clone.write(LIST + bad + "- [New](https://arxiv.org/abs/2503.00002)\n")
    assert "touched lines\n\nNone.\n" in pull(clone, allow_other_edits=True).body


def test_odd_places_are_told(tmp_path: Path) -> None:
    sections = "".join(f"\n## {name}\n" for name in ("Training", "Serving", "Edge", "Tea Sets"))
    clone = new_clone(tmp_path / "odd", f"# Papers\n{sections}")
    entry = "[Serving LLMs on Phones at the Edge](https://arxiv.org/abs/2501.00001)"
    clone.write(f"# Papers\n- [Top](https://example.org/t)\n{sections}- {entry}\n")
    rows = [row for row in pull(clone, allow_other_edits=True).body.split("\n") if "added |" in row]
    assert "| `outside of any section` | `new` |" in rows[0]
    assert "`Tea Sets`: `not among the first 3 suggestions; the first is " in rows[1]


def test_a_list_by_venues_is_judged_by_the_paper_s_venue(tmp_path: Path) -> None:
    text = (LISTS / "tju" / "README.md").read_text(encoding="utf-8")
    clone = new_clone(tmp_path / "venues", text)
    section = "OSDI 2024 > LLM Serving"
    draft = Draft("Tiers: KV Cache Storage", "https://arxiv.org/abs/2401.99999", "", "OSDI 2024")
    apply(clone.catalog(), lambda view: plan_add(view, draft, section, allow_duplicate=False))
    (row,) = (row for row in pull(clone).body.split("\n") if row.startswith("| added |"))
    assert f"`{section}`: `suggestion 1, " in row


def test_an_entry_by_key_is_judged_by_the_record_of_its_paper(tmp_path: Path) -> None:
    text = (LISTS / "course" / "README.md").read_text(encoding="utf-8")
    clone = new_clone(tmp_path / "course", text)
    record = "@misc{tiers-osdi24, title={Tiers: KV Cache Storage for Efficient LLM Serving}}\n"
    clone.commit(record, "papers.bib")
    ask = 'key="tenplex-sosp24" %}\n'
    entries = f'{ask}  {{% include paper_item.html key="tiers-osdi24" %}}\n'
    clone.write(text.replace(ask, f'{entries}  {{% include paper_item.html key="mug-osdi24" %}}\n'))
    body = pull(clone, allow_other_edits=True).body
    known, unknown = (row for row in body.split("\n") if row.startswith("| added |"))
    assert "the first is Part 1 - LLMs: Backbone of Modern AI > Efficient LLM Serving (0." in known
    assert "`no record tells which paper its key stands for`" in unknown
    assert all("`named by its key, as the list names papers`" in row for row in (known, unknown))


def test_a_renamed_entry_is_told_as_one(clone: Clone) -> None:
    clone.write(
        LIST.replace(
            "[Alpha](https://arxiv.org/abs/2401.00001): Pipelines",
            "[Alpha](https://doi.org/10.1145/1.2): Deep Pipelines",
        ).replace("| UCB", "|  UCB")
    )
    made = pull(clone, allow_other_edits=True)
    rows = [row for row in made.body.split("\n") if row.startswith("| edited")]
    assert "`taken for the same paper: same name “Alpha”" in rows[0]
    assert rows[0].endswith("| `changed: url, description` |")
    assert rows[1].endswith("| `changed: spelling of the line` |")


# --- edits of others --------------------------------------------------------------------------


def test_edits_made_by_hand_are_not_swept_in(clone: Clone) -> None:
    add(clone)
    text = (clone.folder / "README.md").read_text(encoding="utf-8")
    for by_hand in (f"A draft.\n{text}", text.replace("OSDI' 24", "OSDI' 25")):
        clone.write(by_hand)
        before = bytes_of(clone.folder)
        with pytest.raises(Conflict, match=r"list: 'README\.md' is dirty: .*allow_other_edits"):
            pull(clone)
        assert bytes_of(clone.folder) == before
    made = pull(clone, allow_other_edits=True)
    assert page(clone, made.branch) == by_hand


def test_a_list_edited_by_hand_alone_is_dirty(clone: Clone) -> None:
    clone.write(f"{LIST}A draft.\n")
    with pytest.raises(Conflict, match="is dirty"):
        pull(clone)


def test_a_hand_edit_between_ours_is_seen(clone: Clone) -> None:
    add(clone, "Omega")
    clone.write((clone.folder / "README.md").read_text(encoding="utf-8") + "\nA draft.\n")
    add(clone, "Psi")
    with pytest.raises(Conflict, match="is dirty"):
        pull(clone)


def test_edits_since_an_older_base_are_ours_when_all_are(clone: Clone) -> None:
    base = clone.git("rev-parse", "HEAD")
    add(clone, "Omega")
    clone.commit()
    add(clone, "Psi")
    assert len(pull(clone).history.comparison.added) == 1
    assert len(pull(clone, base=base, branch="both").history.comparison.added) == 2
    assert clone.git("rev-list", "--count", f"{base}..both") == "1"


# --- what is refused --------------------------------------------------------------------------


def _rebase(clone: Clone) -> str:
    clone.git("branch", "side", "HEAD~1")
    clone.git("checkout", "-q", "side")
    clone.commit("other\n", "notes.txt")
    done = Clone(clone.folder)
    with pytest.raises(AssertionError, match="could not apply"):
        done.git("rebase", "main")
    clone.git("checkout", "-q", "--theirs", "notes.txt")
    return "conflict: checkout: a rebase is in progress"


def _merge(clone: Clone) -> str:
    clone.git("branch", "side", "HEAD~1")
    clone.git("checkout", "-q", "side")
    clone.commit("other\n", "other.txt")
    clone.git("merge", "-q", "--no-commit", "--no-ff", "main")
    return "conflict: checkout: a merge is in progress"


def _detached(clone: Clone) -> str:
    clone.git("checkout", "-q", "--detach")
    return "invalid-argument: base: HEAD is detached"


def _unborn(clone: Clone) -> str:
    clone.git("checkout", "-q", "--orphan", "fresh")
    return "conflict: checkout: the branch 'fresh' has no commit yet (it is unborn)"


def _by_hand(clone: Clone) -> str:
    clone.write(LIST + "- [Mine](https://example.org/mine)\n")
    return "conflict: list: 'README.md' is dirty"


def _no_author(clone: Clone) -> str:
    (clone.folder.parent / "home" / ".gitconfig").write_text("")
    return "invalid-argument: author: git does not know"


def _clean(clone: Clone) -> str:
    clone.git("checkout", "-q", "--", "README.md")
    return "invalid-argument: base: no page of the list differs"


@pytest.mark.parametrize(
    "state", [_rebase, _merge, _detached, _unborn, _by_hand, _no_author, _clean]
)
def test_a_state_that_is_no_good_is_refused_by_name(
    clone: Clone, state: Callable[[Clone], str]
) -> None:
    if state is not _clean:
        add(clone)
        clone.git("stash", "-q")
        told = state(clone)
        if state not in (_by_hand, _unborn):
            clone.git("checkout", "-q", "stash@{0}", "--", "README.md")
            clone.git("reset", "-q", "--", "README.md")
    else:
        add(clone)
        told = state(clone)
    before = bytes_of(clone.folder)
    with pytest.raises(ListError) as refused:
        pull(clone)
    assert str(refused.value).startswith(told)
    assert bytes_of(clone.folder) == before


def test_a_submodule_is_refused_by_name(clone: Clone, tmp_path: Path) -> None:
    outer = new_clone(tmp_path / "outer")
    add_module = ("submodule", "--quiet", "add", str(clone.folder), "inner")
    outer.git("-c", "protocol.file.allow=always", *add_module)
    inner = Clone(outer.folder / "inner")
    add(inner)
    before = bytes_of(outer.folder)
    with pytest.raises(NotAList, match=r"list: .*submodule"):
        pull(inner)
    assert bytes_of(outer.folder) == before


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"branch": "--upload-pack=touch F"}, "invalid-argument: branch: "),
        ({"branch": "-f"}, "invalid-argument: branch: "),
        ({"branch": "a b"}, "invalid-argument: branch: "),
        ({"branch": "@{-1}"}, "invalid-argument: branch: "),
        ({"branch": "x.lock"}, "invalid-argument: branch: "),
        ({"branch": "$(id)"}, "invalid-argument: branch: "),
        ({"branch": "main"}, "invalid-argument: branch: there is a branch 'main'"),
        ({"branch": "main/x"}, "invalid-argument: branch: there is a branch 'main'"),
        ({"branch": "side"}, "invalid-argument: branch: there is a branch 'side'"),
        ({"branch": "rival"}, "invalid-argument: branch: there is a branch 'rival'"),
        ({"base": "--output=F"}, "invalid-argument: base: "),
        ({"base": "2030-01-01"}, "invalid-argument: base: "),
        ({"base": "nothing"}, "invalid-argument: base: "),
        ({"base": "empty"}, "invalid-argument: base: commit"),
        ({"title": "Fixes #1"}, "invalid-argument: title: "),
        ({"push": True}, "invalid-argument: push: no remote"),
    ],
)
def test_an_argument_that_is_no_good_is_refused(
    clone: Clone, wanted: dict[str, object], told: str
) -> None:
    clone.git("branch", "side")
    clone.git("checkout", "-q", "-b", "rival")
    clone.commit(f"{LIST}Another change of the same page.\n")
    clone.git("checkout", "-q", "--orphan", "none")
    clone.git("rm", "-rqf", ".")
    clone.commit("x", "x.txt")
    clone.git("branch", "-m", "empty")
    clone.git("checkout", "-q", "main")
    add(clone)
    before = bytes_of(clone.folder)
    with pytest.raises(ListError) as refused:
        pull(clone, **wanted)
    assert str(refused.value).startswith(told)
    assert bytes_of(clone.folder) == before


def test_the_bundled_list_is_nobody_s(tmp_path: Path) -> None:
    catalog = open_catalog(Settings(index_dir="memory"), tmp_path)
    with pytest.raises(ReadOnly, match="ships with the package"):
        prepare(catalog, Wanted())


def test_a_list_that_changes_meanwhile_is_not_committed(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(clone)

    def slow(*arguments: object) -> tuple[object, ...]:
        add(clone, "Psi")
        return ()

    monkeypatch.setattr(pull_request, "commit_steps", slow)
    with pytest.raises(Conflict, match="edited in the meantime"):
        pull(clone)
    assert clone.git("branch", "--list", "papers/*") == ""


def test_commits_that_would_hold_more_make_no_branch(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(clone)
    monkeypatch.setattr(pull_request, "changed_paths", lambda *_: ("README.md", "notes.txt"))
    with pytest.raises(WriteFailed, match="would change other files"):
        pull(clone)
    assert clone.git("branch", "--list", "papers/*") == ""


# --- repositories of other kinds ----------------------------------------------------------------


def test_worktree_shallow_and_sparse_are_handled(clone: Clone, tmp_path: Path) -> None:
    clone.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = Clone(tmp_path / "side")
    add(side)
    made = pull(side)
    assert clone.git("rev-parse", made.branch) == made.commits[0]
    assert any("linked worktree" in note for note in made.notes)
    assert made.base_branch == "side"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{clone.folder}", "shallow")
    shallow = Clone(tmp_path / "shallow")
    shallow.git("sparse-checkout", "set", "--no-cone", "README.md")
    assert not (shallow.folder / "notes.txt").exists()
    add(shallow)
    made = pull(shallow)
    assert shallow.git("ls-tree", "--name-only", made.branch) == "README.md\nnotes.txt"
    assert {note.partition(";")[0] for note in made.notes[2:]} == {
        "The clone is shallow",
        "The checkout is sparse",
    }


def test_a_detached_head_is_fine_with_a_base(clone: Clone) -> None:
    clone.git("checkout", "-q", "--detach")
    add(clone)
    made = pull(clone, base="main")
    assert made.base_branch == "main"
    by_name = pull(clone, base=clone.git("rev-parse", "HEAD"))
    assert (by_name.base_branch, by_name.created) == ("", False)
    assert "--base" not in by_name.next_commands[-1]


def test_commits_that_are_not_published_are_told(clone: Clone, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(clone.folder), "copy")
    copy = Clone(tmp_path / "copy")
    copy.commit("mine\n", "mine.txt")
    add(copy)
    assert any("1 commit that is not in origin/main" in note for note in pull(copy).notes)
    made = pull(copy, base="origin/main", branch="clean")
    assert made.base_branch == "main"
    assert not any("not in origin/main" in note for note in made.notes)
    assert copy.git("diff", "--name-only", "origin/main", "clean") == "README.md"
    by_name = pull(copy, base=copy.git("rev-parse", "HEAD"), branch="sha")
    assert by_name.base_branch == "main"
    copy.commit("mine too\n", "mine.txt")
    add(copy, "Psi")
    assert any("2 commits that are not in" in note for note in pull(copy, branch="x").notes)


# --- nothing that a repository names is run -----------------------------------------------------

HOOKS = (
    "applypatch-msg",
    "commit-msg",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "pre-commit",
    "pre-push",
    "prepare-commit-msg",
    "reference-transaction",
)


def _booby_trap(clone: Clone, marker: Path) -> None:
    """Let every program that a repository can name leave a mark."""
    program = clone.folder.parent / "program"
    program.write_text(f"#!/bin/sh\necho $0 >> {marker}\nexec cat\n", encoding="utf-8")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.editor",
        "core.pager",
        "core.sshCommand",
        "core.askPass",
        "core.alternateRefsCommand",
        "credential.helper",
        "diff.external",
        "diff.mark.command",
        "diff.mark.textconv",
        "filter.mark.clean",
        "filter.mark.smudge",
        "filter.mark.process",
        "gc.recentObjectsHook",
        "gpg.program",
        "gpg.ssh.program",
        "interactive.diffFilter",
        "merge.mark.driver",
        "sequence.editor",
        "trailer.mark.command",
        "uploadpack.packObjectsHook",
    ):
        clone.git("config", key, str(program))
    for key in ("commit.gpgSign", "tag.gpgSign", "filter.mark.required", "log.showSignature"):
        clone.git("config", key, "true")
    clone.git("config", "push.gpgSign", "if-asked")
    clone.write("* filter=mark diff=mark merge=mark\n", ".git/info/attributes")
    hooks = clone.folder / ".git" / "hooks"
    hooks.mkdir()
    for hook in HOOKS:
        (hooks / hook).symlink_to(program)


def test_no_program_that_the_repository_names_leaves_its_mark(clone: Clone, tmp_path: Path) -> None:
    add(clone)
    marker = tmp_path / "marker"
    _booby_trap(clone, marker)
    before = bytes_of(clone.folder, *OURS)
    for commits in ("one", "per-entry"):
        made = pull(clone, commits=commits, branch=f"papers/{commits}")
        assert made.created
    assert bytes_of(clone.folder, *OURS) == before
    assert not marker.exists()
    subprocess.run(["git", "status"], cwd=clone.folder, capture_output=True, check=False)
    assert marker.exists(), "the traps do not work, so this test shows nothing"


def test_a_push_runs_no_hook_of_the_checkout(clone: Clone, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    clone.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    marker = tmp_path / "marker"
    add(clone)
    _booby_trap(clone, marker)
    for key in ("core.sshCommand", "core.askPass", "credential.helper"):
        clone.git("config", "--unset", key)
    made = pull(clone, push=True)
    assert not marker.exists()
    assert git(tmp_path / "remote.git", "rev-parse", made.branch) == made.commits[-1]
    assert made.pushed_to == "origin"
    assert len(made.next_commands) == 1
    assert any("pre-push" in note for note in made.notes)
    git(tmp_path / "remote.git", "fsck", "--strict")


def test_a_push_that_fails_leaves_the_branch_and_may_be_repeated(
    clone: Clone, tmp_path: Path
) -> None:
    clone.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    add(clone)
    with pytest.raises(WriteFailed, match="push: 'origin' did not take the branch"):
        pull(clone, push=True)
    (branch,) = clone.git("branch", "--list", "papers/*").split()
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    made = pull(clone, push=True)
    assert (made.branch, made.created) == (branch, False)
    assert git(tmp_path / "remote.git", "rev-parse", branch) == made.commits[-1]


def test_no_credential_is_told(clone: Clone) -> None:
    clone.git("remote", "add", "origin", "https://u:tok3n@127.0.0.1:9/x.git")
    add(clone)
    made = pull(clone)
    told = [repr(made), str(made.next_commands), made.body]
    with pytest.raises(WriteFailed) as refused:
        pull(clone, push=True)
    told += [str(refused.value), made.body_file.read_text(encoding="utf-8")]
    assert not any("tok3n" in text for text in told)
    assert InvalidArgument.code not in str(refused.value)
