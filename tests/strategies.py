"""Hypothesis strategies of the tests: odd lines, entries, whole lists that know what they hold."""

from dataclasses import dataclass

from hypothesis import strategies as st

ODD_LINES = (
    "# Page\n",
    "## Serving\n",
    "## Serving\r\n",
    "#### Deep ####\n",
    "- [A](https://a.org/1): b | OSDI' 24\n",
    "  - [B](https://b.org/2)\n",
    "\t* [C](https://arxiv.org/abs/2401.00001) – (Jan 2024)\r\n",
    "- **Label**\n",
    "1. [D](https://d.org/4): d\n",
    "2. [E](https://e.org/5)\n",
    " 10)  [F](https://f.org/6) | OSDI' 24\r\n",
    "- [ ] [G](https://g.org/7): g\n",
    "* [x] [H][h]\n",
    "- [Ref][]: r\n",
    '[h]: https://h.org/8 "H"\n',
    "[ref]: <https://r.org/9>\n",
    "- [x]\n",
    "- **2025**\n",
    "**2024**\n",
    "<details open>\n",
    "<details><summary><b>2023</b></summary>\n",
    "<summary>\n",
    "<h2>Videos</h2>\n",
    "<h3 align=center>\n",
    "</h3>\n",
    "<details><summary><h3>Folded</h3></summary>\n",
    "<summary><h4>2021</h4></summary>\n",
    "2022 and earlier\n",
    "</summary></details>\n",
    "## Table of Contents\n",
    "- [Serving](#serving)\n",
    "<!-- - [Hidden](https://h.org)\n",
    "-->\n",
    "```\n",
    "  ~~~~\n",
    "---\n",
    "===\n",
    "\n",
    "  \n",
    "- [line\u2028sep](https://u.org)\n",
    "- [vt\x0bff\x0cfs\x1cnel\x85](https://v.org)\r",
    "\ufeff",
    "\udce9",
    "- (GT)[https://g.org] | x\n",
    "- [[[](((](",
    "- [open](https://o.org",
    "| a | b |\n",
    "words that go on\n",
    "    code\n",
)
"""Pieces that are read in a way of their own, with and without a line's end."""

odd_texts = st.lists(st.sampled_from(ODD_LINES) | st.text(max_size=12), max_size=24).map("".join)
"""Any text, most often one that looks like a list."""

words = st.text(
    st.sampled_from("abcdefghij KLMNOP0123456789éßλ漢-+"), min_size=1, max_size=24
).filter(lambda text: any(map(str.isalnum, text)) and text == " ".join(text.split()))
"""Plain words: nothing in them is Markdown, and spaces are single ones."""

marked_words = st.text(
    st.sampled_from("abXY 19'\"*_`~<>&;#|｜[]()\\!:–-.é漢$@{}"), min_size=1, max_size=20
).filter(lambda text: any(map(str.isalnum, text)) and text == " ".join(text.split()))
"""Words among which any character of Markdown may stand."""

urls = st.one_of(
    st.integers(1, 99999).map("https://example.org/paper/{}".format),
    st.tuples(st.integers(2007, 2029), st.integers(1, 12), st.integers(1, 99999)).map(
        lambda date: f"https://arxiv.org/abs/{date[0] % 100:02d}{date[1]:02d}.{date[2]:05d}"
    ),
    st.text("abcdefg", min_size=1, max_size=5).map("https://github.com/owner/{}".format),
)
venues = st.sampled_from(("", "OSDI' 24", "EuroSys' 23", "NeurIPS' 25", "MLSys' 22"))
organizations = st.sampled_from(("", "NVIDIA", "UCB", "Ant Group", "Google, UCB"))


@dataclass(frozen=True)
class Fact:
    """An entry of a generated list, as the list was made."""

    title: str
    url: str
    section: str
    bucket: str
    line: int


@dataclass(frozen=True)
class MadeList:
    """The text of a generated list, and what it holds."""

    text: str
    facts: tuple[Fact, ...]
    sections: tuple[str, ...]


class _Maker:
    """Writes lines and remembers what they say."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.facts: list[Fact] = []
        self.sections: list[str] = []
        self.gap = draw(st.booleans())
        self.definitions: list[str] = []

    def blank(self) -> None:
        if self.gap:
            self.lines.append("")

    def entries(self, section: str, bucket: str, least: int, indent: str = "") -> None:
        marker = self.draw(st.sampled_from(("- ", "- ", "- ", "{}. ", "{}) ", "1. ", "- [ ] ")))
        if "{}" in marker and self.lines[-1].lstrip().startswith(("*", "-")):
            self.lines.append("")  # under words a list begins at 1, and its first could not go
        for number in range(1, self.draw(st.integers(least, 3)) + 1):
            title, url = self.draw(words), self.draw(urls)
            tail = self.draw(st.sampled_from(("", ": about it", " | OSDI' 24", " – (May 2024)")))
            target = f"({url})"
            if self.draw(st.integers(0, 5)) == 0:
                target = f"[ref {len(self.definitions)}]"
                self.definitions.append(f"{target}: {url}")
            self.lines.append(f"{indent}{marker.format(number)}[{title}]{target}{tail}")
            self.facts.append(Fact(title, url, section, bucket, len(self.lines)))
            if self.draw(st.integers(0, 5)) == 0:
                self.lines.append(f"{indent}  more words")

    def buckets(self, section: str, style: str) -> None:
        years = self.draw(st.lists(st.integers(2019, 2026), min_size=1, max_size=3, unique=True))
        for year in sorted(years, reverse=self.draw(st.booleans())):
            self.blank()
            if style == "bold":
                self.lines.append(f"**{year}**")
            else:
                opened = self.draw(st.sampled_from(("<details>", "<details open>")))
                self.lines += [opened, f"<summary><b>{year}</b></summary>"]
            self.blank()
            # A label in a list groups only when an item stands below it; so do these here.
            self.entries(section, str(year), 1)
            if style == "details":
                self.blank()
                self.lines.append("</details>")

    def label(self, section: str) -> None:
        self.blank()
        self.lines.append("- **Label**")
        path = f"{section} > Label"
        self.sections.append(path)
        self.entries(path, "", 1, "  ")

    def section(self, title: str, level: int, path: str) -> None:
        self.lines.append(f"{'#' * level} {title}")
        self.sections.append(path)
        self.blank()
        match self.draw(st.sampled_from(("flat", "flat", "details", "bold", "label", "empty"))):
            case "flat":
                self.entries(path, "", 0)
            case "label":
                self.entries(path, "", 0)
                self.label(path)
            case "empty":
                pass
            case style:
                self.buckets(path, style)
        self.lines.append("")


@st.composite
def made_lists(draw: st.DrawFn) -> MadeList:
    """Lists with nested sections and every kind of year group; titles of sections differ.

    Items are bullets, numbers or tasks; some links are given by reference.
    """
    maker = _Maker(draw)
    maker.lines += ["# A list", ""]
    topics = draw(st.integers(1, 3))
    if draw(st.booleans()):
        named = (f"- [Topic {number}](#topic-{number})" for number in range(topics))
        maker.lines += ["## Contents", *named, ""]
    for number in range(topics):
        title = f"Topic {number}"
        maker.section(title, 2, title)
        for part in range(draw(st.integers(0, 2))):
            name = f"Part {number}.{part}"
            maker.section(name, 3, f"{title} > {name}")
    maker.lines += maker.definitions
    end = draw(st.sampled_from(("\n", "\n", "\r\n")))
    text = end.join(maker.lines)
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    if draw(st.integers(0, 4)) == 0:
        text = f"\ufeff{text}"
    return MadeList(text, tuple(maker.facts), tuple(maker.sections))
