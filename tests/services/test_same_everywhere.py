"""Two processes that hold the same list give the same answers, to the last digit."""

import os
import subprocess
import sys

PROGRAM = """
from pathlib import Path
import llmsys_mcp
from llmsys_mcp.core.inverted import Numbered
from llmsys_mcp.core.sameness.similarity import TitleIndex
from llmsys_mcp.core.sameness.wording import read_wording
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
folder = Path(llmsys_mcp.__file__).parent / "lists" / "llmsys"
view = open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder).current()
wordings = [read_wording(one.entry.full_title) for one in view.papers.entries]
titles = TitleIndex(Numbered.of(wordings), dict(enumerate(wordings)))
for at, listed in list(enumerate(view.papers.entries))[::9]:
    title = f"Faster {listed.entry.full_title} for Long Contexts"
    print(view.placement.evidence(title))
    print([(one.section, one.confidence, one.reason) for one in view.placement.suggest(title)])
    asked = titles.weights.weigh(wordings[at])
    print(asked.words, asked.pairs, titles.near(asked))
    found = view.search_index.search(title, allowed=None, limit=10, offset=0)
    print(found.total, found.hits)
"""


def told(seed: str) -> str:
    """What a process says whose sets have an order of their own."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout


def test_answers_do_not_depend_on_the_process() -> None:
    first = told("1")
    assert len(first.splitlines()) > 100
    assert told("2") == first
