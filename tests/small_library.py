"""Three short lists side by side, each in a form of its own, with the operations over them."""

from pathlib import Path

from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.edit_set.operations import EditOperations
from llmsys_mcp.faces.library_set.operations import LibraryOperations
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.library import Library

TOPICS = """\
# Papers by topic

## Systems

### Serving

- [Relay](https://arxiv.org/abs/2401.00001): A Server for Language Models | OSDI' 24 | UCB
- [Paged](https://arxiv.org/abs/2309.00002): Memory for Serving
- [Serving Pictures at Scale](https://www.usenix.org/conference/nsdi24/presentation/x) | NSDI' 24

### Training

- [Trainer](https://arxiv.org/abs/2501.00003): Training Across Clusters | SOSP' 25
- [Frame](https://github.com/a/frame): A framework to train models
- [Relay](https://arxiv.org/abs/2401.00001): A Server for Language Models | OSDI' 24 | UCB
"""
VENUES = """\
# Papers by venue

---
## [SOSP 2025](https://s.org)
* Trainer: Training Across Many Clusters [link](https://arxiv.org/abs/2501.00003) [Training | PKU]
* Untold: A Paper without a Link

---
## [OSDI 2024](https://o.org)
### LLM Serving
+ Relay: A Server for Language Models
### ML Training
+ (OSDI'24) Other: Something Else Entirely [paper](https://arxiv.org/abs/2402.00009) [CMU]

---
## [NSDI 2024](https://n.org)
* Serving Pictures at Scale
"""
COURSE = """\
---
layout: page
---

## Part 1 - Models
#### Serving
<ul>
  {% include paper_item.html key="relay-osdi24" required=true %}
  {% include paper_item.html key="paged-sosp23" required="Memory" %}
  {% include paper_item.html key="nobody-icml20" %}
</ul>

## Part 2 - Systems
<ul>
  <li>
    <b>(Required)</b> <a href="https://x.org/herd">The Herd of Models</a> (Section 3)
  </li>
</ul>
"""
PAGES = {"topics": TOPICS, "venues": VENUES, "course": COURSE}


class SmallLibrary:
    """The three lists in folders of their own."""

    def __init__(self, folder: Path, pages: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.pages = pages or PAGES
        for name, text in self.pages.items():
            (folder / name).mkdir()
            (folder / name / "README.md").write_bytes(text.encode())
        lists = tuple(f"{name}={folder / name}" for name in self.pages)
        self.primary = open_catalog(Settings(index_dir="memory", lists=lists), folder)

    @property
    def library(self) -> Library:
        return Library(self.primary)

    def catalog(self, name: str) -> Catalog:
        return self.library.named(name)

    def core(self, name: str) -> Operations:
        return Operations(self.catalog(name))

    def edit(self, name: str) -> EditOperations:
        return EditOperations(self.catalog(name))

    def across(self, name: str = "") -> LibraryOperations:
        return LibraryOperations(self.catalog(name))

    def read(self, name: str, file: str = "README.md") -> str:
        return (self.folder / name / file).read_bytes().decode()

    def write(self, name: str, text: str, file: str = "README.md") -> None:
        path = self.folder / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
