"""What stands behind a link, told by the link alone."""

import pytest

from llmsys_mcp.core.subjects.link_kind import link_kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://arxiv.org/pdf/2309.06180v2", "paper"),
        ("https://doi.org/10.1145/3600006.3613165", "paper"),
        ("https://openreview.net/forum?id=abcdefghij", "paper"),
        ("https://someone.github.io/files/paper.pdf", "paper"),
        ("https://sigops.org/s/conferences/sosp/2025/accepted.html", "paper"),
        ("https://huggingface.co/papers/2309.06180", "paper"),
        ("https://github.com/acme/engine", "repository"),
        ("https://huggingface.co/docs/engine/index", "repository"),
        ("https://github.com/acme/awesome-engines", "list"),
        ("https://github.com/acme/awesome-engines/tree/main", "list"),
        ("https://gitlab.com/acme/awesome-engines", "list"),
        ("https://codeberg.org/acme/awesome-engines", "page"),
        ("https://github.com/acme/eecs123/tree/fall", "course"),
        ("https://cs123.example.edu/", "course"),
        ("https://example.edu/courses/llm", "course"),
        ("https://huggingface.co/spaces/acme/llm-leaderboard", "board"),
        ("https://leaderboard.example.org", "board"),
        ("https://huggingface.co/spaces/acme/a-guide", "page"),
        ("https://huggingface.co/acme/model", "page"),
        ("https://github.com/acme/engine/blob/main/docs/design.md", "page"),
        ("https://blog.example.org/post", "page"),
        ("", "none"),
        ("no link at all", "none"),
    ],
)
def test_what_stands_behind_a_link(url: str, kind: str) -> None:
    assert link_kind(url) == kind
