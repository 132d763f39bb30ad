"""What a rules file says of a section, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.subjects.guidelines import section_descriptions

PATHS = (
    "Systems",
    "Systems > Training",
    "Systems > Training > Systems for Post-training / RLHF",
    "Frameworks > Training",
    "LLM for Systems",
    "LLM Systems",
    "Reports",
)


@pytest.mark.parametrize(
    ("rules", "path", "said"),
    [
        pytest.param("- **Reports**: from vendors", "Reports", "from vendors", id="bold label"),
        pytest.param("* __Reports__ – from vendors", "Reports", "from vendors", id="underscores"),
        pytest.param("- **Reports:** from vendors", "Reports", "from vendors", id="colon inside"),
        pytest.param("## Reports\n\nFrom vendors.", "Reports", "From vendors.", id="heading"),
        pytest.param("## Reports\n1. From vendors.", "Reports", "From vendors.", id="numbered"),
        pytest.param("### 3. **Reports**\nFrom vendors.", "Reports", "From vendors.", id="number"),
        pytest.param(
            "- **Technical Reports**: from vendors", "Reports", "from vendors", id="half the words"
        ),
        pytest.param(
            "- **Post Training / RLHF**: with rewards",
            "Systems > Training > Systems for Post-training / RLHF",
            "with rewards",
            id="other spelling",
        ),
        pytest.param(
            "## Frameworks\n- **Training**: libraries\n## Systems\n- **Training**: papers",
            "Systems > Training",
            "papers",
            id="twins are told apart by what stands above: systems",
        ),
        pytest.param(
            "## Frameworks\n- **Training**: libraries\n## Systems\n- **Training**: papers",
            "Frameworks > Training",
            "libraries",
            id="twins are told apart by what stands above: frameworks",
        ),
        pytest.param(
            "## Systems\nAll papers.\n## Frameworks\n- **Training**: libraries\n"
            "## All\n### Systems\n- **Training**: papers",
            "Systems > Training",
            "papers",
            id="a heading that has ended stands above nothing",
        ),
        pytest.param("### 3. Model Reports\nMade.", "Reports", "Made.", id="number is no word"),
        pytest.param(
            "### 3) Model Reports\nMade.", "Reports", "Made.", id="number and parenthesis"
        ),
        pytest.param(
            "- **LLM Systems**: built for LLMs\n- **LLM for Systems**: built by LLMs",
            "LLM for Systems",
            "built by LLMs",
            id="small words tell names apart",
        ),
        pytest.param("1. Model cards → `## Reports`", "Reports", "Model cards", id="arrow"),
        pytest.param("- Model cards -> **Reports**", "Reports", "Model cards", id="ascii arrow"),
        pytest.param(
            "- **Reports**: from vendors\n- Model cards → Reports",
            "Reports",
            "from vendors; Model cards",
            id="label and arrow",
        ),
        pytest.param(
            "- **Technical Reports**: from vendors\n- Model cards → Technical Reports",
            "Reports",
            "from vendors; Model cards",
            id="arrow to the name the rules use",
        ),
        pytest.param("## Reports\nOne.\nTwo.", "Reports", "One.", id="first line only"),
        pytest.param("- Reports: from vendors", "Reports", "from vendors", id="plain item"),
        pytest.param("- `Reports` - from vendors", "Reports", "from vendors", id="code and dash"),
        pytest.param("**Reports**: from vendors", "Reports", "from vendors", id="bold paragraph"),
        pytest.param("Reports: from vendors", "Reports", "from vendors", id="paragraph"),
        pytest.param(
            "| Section | What |\n|--|--|\n| Reports | from vendors |\n",
            "Reports",
            "from vendors",
            id="row of a table",
        ),
        pytest.param(
            "## Reports\nFormat: one line.", "Reports", "Format: one line.", id="below a heading"
        ),
        pytest.param(
            "- **Technical Reports**: from vendors\n- Reports: of all kinds",
            "Reports",
            "of all kinds",
            id="the very name before half of it",
        ),
    ],
)
def test_a_description_is_found(rules: str, path: str, said: str) -> None:
    assert section_descriptions(rules, PATHS)[path] == said


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param("", id="no rules"),
        pytest.param("## Reports", id="heading without text"),
        pytest.param("- **Reports**", id="label without text"),
        pytest.param(
            "```\n## Reports\nFrom vendors.\n- x → Reports\n```", id="inside a code fence"
        ),
        pytest.param("## Formatting\nWrite well.", id="about something else"),
        pytest.param("- **!!!**: nothing", id="name without a word"),
        pytest.param("1. **Reports**: from vendors", id="a numbered rule"),
        pytest.param("- cards → ", id="arrow to nowhere"),
        pytest.param("Reports come from vendors.", id="prose that names it"),
        pytest.param("- Technical Reports: from vendors", id="a plain item of half the words"),
        pytest.param("1. Reports: from vendors", id="a plain item with a number"),
        pytest.param("- Reports:", id="a plain item without text"),
        pytest.param("| Technical Reports | from vendors |", id="a row of half the words"),
        pytest.param("- see https://reports: now", id="a link"),
    ],
)
def test_what_does_not_describe_a_section_is_left_alone(rules: str) -> None:
    assert section_descriptions(rules, PATHS) == {}


@given(
    st.text(alphabet="#*-_→> :;1.ab\n`", max_size=200), st.lists(st.text(max_size=20), max_size=4)
)
def test_any_text_is_read(rules: str, paths: list[str]) -> None:
    described = section_descriptions(rules, paths)
    assert set(described) <= set(paths)
    assert all(described.values())
