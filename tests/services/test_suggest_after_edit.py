"""Where papers belong after edits: what was learnt step by step says what learning anew says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.subjects.profile import read_paper
from llmsys_mcp.services.suggest import Placement, SectionInfo, Suggestion
from small_lists import SmallList

BUNDLED = Path(__file__).parents[2] / "src" / "llmsys_mcp" / "lists" / "llmsys"
PAPER, CODE = "https://arxiv.org/abs/2601.00001", "https://github.com/acme/quince"


@dataclass(frozen=True)
class State:
    """A list as it is written, and its rules."""

    sections: tuple[tuple[str, tuple[str, ...]], ...]
    """The heading of each, with its lines."""
    rules: str = ""

    def learnt(self, earlier: Placement | None = None) -> Placement:
        text = "# L\n"
        for heading, lines in self.sections:
            text += "".join(f"{line}\n" for line in (heading, *lines))
        return learnt(text, self.rules, earlier)

    def with_lines(self, at: int, change: Callable[[list[str]], object]) -> "State":
        """The state after a change of the lines of one section."""
        at %= len(self.sections)
        heading, lines = self.sections[at]
        changed = list(lines)
        change(changed)
        sections = (*self.sections[:at], (heading, tuple(changed)), *self.sections[at + 1 :])
        return replace(self, sections=sections)


def learnt(text: str, rules: str, earlier: Placement | None = None) -> Placement:
    papers = PaperList((Page("README.md", parse(text)),))
    sections = [SectionInfo(p.section.path, len(p.section.entries)) for p in papers.places]
    return Placement.learn(papers.entries, sections, rules, earlier)


HEADINGS = ("## Serving", "## Agents", "### Serving", "### Kettles", "## Orchard", "# Talks")
WORDS = ("apple", "batching", "blossom", "decoding", "rollouts", "serving", "trees", "video")
TARGETS = (PAPER, CODE, "https://blog.example.org/x", "")
RULES = (
    "",
    "- **Serving**: papers on apple blossom\n",
    "- **Kettles**: boiling water\n- **Agents**: papers on video\n",
)
ASKED = (
    ("Oakley-2: Serving Apple Trees", PAPER),
    ("Batching Rollouts for Video Agents", CODE),
    ("Blossom", ""),
)

wordings = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
names = st.sampled_from(("", "", "Oakley: ", "Oakley-2: ", "Elm: "))
tails = st.sampled_from(("", "", " – (May 2025)"))
lines = st.builds(
    lambda name, words, target, tail: f"- [{name}{words}]({target}){tail}",
    names, wordings, st.sampled_from(TARGETS), tails,
)  # fmt: skip
states = st.builds(
    State,
    st.lists(
        st.tuples(st.sampled_from(HEADINGS), st.lists(lines, max_size=4).map(tuple)),
        min_size=1,
        max_size=4,
    ).map(tuple),
    st.sampled_from(RULES),
)
places = st.integers(0, 5)


def _removed(state: State, at: int, line: int) -> State:
    return state.with_lines(at, lambda lines: lines and lines.pop(line % len(lines)))


def _moved(state: State, at: int, line: int, to: int) -> State:
    held = state.sections[at % len(state.sections)][1]
    if not held:
        return state
    return _removed(state, at, line).with_lines(
        to, lambda lines: lines.insert(line, held[line % len(held)])
    )


def _swapped(state: State, at: int, other: int) -> State:
    sections = list(state.sections)
    sections.insert(other, sections.pop(at % len(sections)))
    return replace(state, sections=tuple(sections))


def _renamed(state: State, at: int, heading: str) -> State:
    sections = list(state.sections)
    at %= len(sections)
    sections[at] = heading, sections[at][1]
    return replace(state, sections=tuple(sections))


Edit = Callable[[State], State]
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(
        lambda at, place, line: lambda state: state.with_lines(
            at, lambda held: held.insert(place, line)
        ),
        places, places, lines,
    ),
    st.builds(lambda at, line: lambda state: _removed(state, at, line), places, places),
    st.builds(
        lambda at, place, line: lambda state: _removed(state, at, place).with_lines(
            at, lambda held: held.insert(place, line)
        ),
        places, places, lines,
    ),
    st.builds(lambda *to: lambda state: _moved(state, *to), places, places, places),
    st.builds(lambda *to: lambda state: _swapped(state, *to), places, places),
    st.builds(
        lambda at, heading: lambda state: _renamed(state, at, heading),
        places, st.sampled_from(HEADINGS),
    ),
    st.builds(lambda rules: lambda state: replace(state, rules=rules), st.sampled_from(RULES)),
    st.builds(lambda other: lambda _: other, states),
)  # fmt: skip

Answers = list[tuple[tuple[Suggestion, ...], dict[str, dict[str, float]]]]


def answers(placement: Placement, asked: Sequence[tuple[str, str]] = ASKED) -> Answers:
    """All that is said of each paper, to the last digit."""
    return [
        (placement.suggest(title, url=url, limit=99), placement.evidence(title, url))
        for title, url in asked
    ]


TWICE = State((("## Serving", (f"- [Elm: apple]({PAPER})",) * 2), ("## Orchard", ())))
ALIKE = State((("## Agents", ("- [Blossom](https://a.org)",) * 5), ("## Orchard", ()))).with_lines(
    1, lambda held: held.extend(["- [Blossom](https://b.org)"] * 7)
)
"""More titles than count as neighbours, one as near as the other: the first ones do."""


def _dated(state: State) -> State:
    return state.with_lines(0, lambda held: held.append(f"{held.pop()} – (May 2025)"))


@given(states, st.lists(st.tuples(edits, st.booleans()), min_size=1, max_size=6))
@example(TWICE, [(lambda state: _removed(state, 0, 0), True), (lambda _: TWICE, False)])
@example(TWICE, [(lambda _: State((("# Talks", ()),)), True), (lambda _: TWICE, True)])
@example(TWICE, [(_dated, False)])
@example(ALIKE, [(lambda state: _moved(state, 1, 0, 0), False)])
@settings(deadline=None)
def test_learnt_step_by_step_is_learnt_anew(state: State, steps: list[tuple[Edit, bool]]) -> None:
    placement = state.learnt()
    for edit, is_asked in steps:
        earlier, before = placement, state.learnt()
        if is_asked:
            assert answers(earlier) == answers(before)
        state = edit(state)
        placement = state.learnt(earlier)
        assert answers(placement) == answers(state.learnt())
        assert answers(earlier) == answers(before)


REAL = (BUNDLED / "README.md").read_text("utf-8")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_edits_of_the_bundled_list_are_learnt_as_the_whole_list_is(seed: int) -> None:
    rules = (BUNDLED / "CLAUDE.md").read_text("utf-8")
    rows = REAL.splitlines(keepends=True)
    papers = [at for at, row in enumerate(rows) if row.startswith("- [") and "](http" in row]
    placement = learnt(REAL, rules)
    asked = [*ASKED, ("Rollcast: Long-Tail Rollouts in Reinforcement Learning", PAPER)]
    for step in range(6):
        here, there = (papers[(at * 7919 * seed) % len(papers)] for at in (step + 1, step + 50))
        match step % 3:
            case 0:
                rows.insert(here, f"- [Hazel-{step}: Batching of KV Caches for Serving]({PAPER})\n")
            case 1:
                rows.insert(there, rows.pop(here))
            case _:
                rows[here] = rows[here].replace("[", "[Speculative ", 1)
        placement = learnt("".join(rows), rules, placement)
        assert answers(placement, asked) == answers(learnt("".join(rows), rules), asked)


def test_an_edit_reads_one_title(tmp_path: Path) -> None:
    small = SmallList(tmp_path / "list")
    many = "".join(f"- [Paper {at}](https://a.org/{at}): Apple Trees\n" for at in range(300))
    small.write(f"# L\n\n## Orchard\n\n{many}\n## Serving\n")
    small.core.suggest_section(title="Apple Blossom")
    small.core.add_entry("Serving", "Serving Apples with Care", "https://a.org/new")
    before = read_paper.cache_info()
    (best, *_) = small.core.suggest_section(title="Serving Apples with More Care")["suggestions"]
    after = read_paper.cache_info()
    assert best["section"] == "Serving"
    assert after.hits + after.misses - before.hits - before.misses == 2  # the new one, and this one
