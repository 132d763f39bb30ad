"""Markdown that shows a text as it is: measured on GitHub's own renderer."""

from html.parser import HTMLParser

import pytest
from cmarkgfm import cmark, markdown_to_html_with_extensions
from hypothesis import example, given
from hypothesis import strategies as st

from llmsys_mcp.core.markup.markdown import plain
from llmsys_mcp.core.policy import page_text, url
from llmsys_mcp.core.policy.escaping import escape_markdown
from llmsys_mcp.errors import InvalidArgument


@pytest.mark.parametrize(
    "title",
    [
        "S-LoRA: Serving Thousands of Concurrent LoRA Adapters",
        "snake_case and a_b_c",
        "C++ and C#",
        "An O(1) Scheduler (Extended)",
        "100,000 H100 Clusters: 50% Cheaper",
        "A&B, AT&T, Q & A; R&D",
        "a < b > c, <10 ms, <= 3, x <- y",
        "Attention Is All You Need!",
        "~10x faster (~5x on CPUs)",
        "$(touch pwned); rm -rf / && echo",
        "%s %n {0.name} {{7+7}} ${jndi:ldap:x}",
        "../../etc/passwd",
        "C:\\temp and \\alpha",
        "std::vector, 10:30, http, www, awww.b",
        "pass@1, @octocat, #12, :rocket:",
        'It\'s “quoted” – or "quoted" — really',
        "λScale, DéjàVu, 大模型, 🚀, ∀x ∈ ℝ",
        "#hashtag, -1, +1, 1.5x, 2024. A year",
        "^caret = tilde",
    ],
)
def test_an_ordinary_text_stays_byte_for_byte(title: str) -> None:
    assert escape_markdown(title, in_link=True) == title
    assert escape_markdown(title, in_link=False) == title
    assert plain(title) == title


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("[Re] Foo", r"\[Re\] Foo"),
        ("a](https://b)[c", r"a\](https\://b)\[c"),
        ("![x](y)", r"!\[x\](y)"),
        ("[^1]", r"\[^1\]"),
        ("R* and *b*", r"R\* and \*b\*"),
        ("_a_ __init__ a__b a_", r"\_a\_ \_\_init\_\_ a\_\_b a\_"),
        ("~~a~~ b~c", r"\~\~a\~\~ b\~c"),
        ("`a` ```", r"\`a\` \`\`\`"),
        ("<b>x</b> <!-- y <?z", "&lt;b>x&lt;/b> &lt;!-- y &lt;?z"),
        ("&amp; &#64; &#x40;", r"\&amp; \&#64; \&#x40;"),
        ("a | b ｜ c", "a &#124; b &#65372; c"),
        ("HTTP://a ftp://b", r"HTTP\://a ftp\://b"),
        ("see www.a.org (WWW.b) www.", r"see www\.a.org (WWW\.b) www\."),
        ("WWW.a.org", r"WWW\.a.org"),
        ("a\\", "a\\\\"),
        ("a\\[b\\｜", r"a\\\[b\\&#65372;"),
    ],
)
def test_markup_becomes_text(text: str, markdown: str) -> None:
    assert escape_markdown(text, in_link=True) == markdown
    assert plain(markdown) == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# Heading", r"\# Heading"),
        ("###### Six", r"\###### Six"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("-", r"\-"),
        ("---", r"\---"),
        ("- - -", r"\- - -"),
        ("> quote", r"\> quote"),
        (">quote", r"\>quote"),
        ("1. one", r"1\. one"),
        ("12) twelve", r"12\) twelve"),
        ("3.", r"3\."),
    ],
)
def test_what_begins_a_block_is_escaped_outside_a_link(text: str, markdown: str) -> None:
    assert escape_markdown(text, in_link=False) == markdown
    assert escape_markdown(text, in_link=True) == text
    assert plain(markdown) == text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a &eacute; &lt;b&gt; &AMP;", "a é <b> &"),
        ("&#233; &#xE9; &#Xe9;", "é é é"),
        ("&#0; &#xD800; &#x110000;", "\ufffd \ufffd \ufffd"),
        ("&nosuch; &lt &; &#; &#x;", "&nosuch; &lt &; &#; &#x;"),
        (r"\a \ \é", r"\a \ \é"),
        (r"\\\*", r"\*"),
        (r"\&lt;", "&lt;"),
    ],
)
def test_escapes_and_references_are_read(markdown: str, text: str) -> None:
    assert plain(markdown) == text


class Drawn(HTMLParser):
    """Tags and text of a page in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.hrefs: list[str | None] = []
        self.words = ""
        self.link_words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.hrefs.append(dict(attrs)["href"])

    def handle_endtag(self, tag: str) -> None:
        self.tags.append("/" + tag)

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.tags and self.tags[-1] == "a":
            self.link_words += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.tags.append("instruction")


def drawn(markdown: str) -> Drawn:
    """The page GitHub's renderer makes of it, raw HTML let through; a hostile footer follows."""
    footer = "\n\n[foo]: https://evil.example\n[x]: https://evil.example\n\n[^1]: note\n"
    options = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
    extensions = ["table", "autolink", "strikethrough", "tasklist"]
    return Drawn(markdown_to_html_with_extensions(markdown + footer, options, extensions))


PIECES = [
    "a", "B", "1", "é", "λ", "大", "🚀", " ", " ", "_", "__", "*", "**", "~", "~~", "`", "```",
    "[", "]", "(", ")", "](", "![", "[^1]", "[foo]", "[x]", "\\", "\\\\", "<", ">", "<b>", "</a>",
    "</li>", "<!--", "-->", "<details>", "<https://x.org>", "&", "&amp;", "&lt;", "&#35;", ";",
    "|", " | ", "｜", "http://", "https://x.org", "ftp://", "www.", "www.x.org", "@", "a@b.org",
    "mailto:", ":", ": ", ".", "-", "- ", "---", "+ ", "# ", "#", "1. ", "1) ", "=", "===", "!",
    "$", "$$", "{", "}", "'", '"', "“", "^", "%", "/", "//", ",", "…", "´", "\u00b7", "´*", "²",
    "javascript:", ":tada:", "\u0301", "\u1fef", "\u037e",
]  # fmt: skip
raw_texts = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    st.text("ab_*~`[]()<>&;|\\:/.!#-+=1 ", min_size=1, max_size=24),
)


def accepted(text: str) -> str:
    """The text as the policy lets it through; empty when it does not."""
    try:
        return page_text("title", text, limit=1000)
    except InvalidArgument:
        return ""


texts = raw_texts.map(accepted).filter(bool)
titles = texts.filter(lambda text: any(map(str.isalnum, text)))


@given(texts)
def test_reading_undoes_escaping(text: str) -> None:
    for in_link in (True, False):
        assert plain(escape_markdown(text, in_link=in_link)) == text


@given(title=titles, fields=st.lists(texts, min_size=1, max_size=3))
@example("a](https://evil.example) [b", ["[foo]", "x | y", "<b>MIT</b>"])
@example("Foo\\", ["[^1] and https://x.org www.x.org", "*a", "b*"])
@example("~a", ["b~ ~~c", "_d", "e_ `"])
def test_an_entry_is_drawn_as_one_item_with_one_link(title: str, fields: list[str]) -> None:
    link = url("url", "https://example.org/a_(b)*?c=1&amp;d=[2]")
    tail = " | ".join(escape_markdown(text, in_link=False) for text in fields)
    page = drawn(f"- [{escape_markdown(title, in_link=True)}]({link}): {tail}")
    assert page.tags == ["ul", "li", "a", "/a", "/li", "/ul"]
    assert page.hrefs == [link]
    assert page.link_words == title
    assert page.words.strip() == f"{title}: {' | '.join(fields)}"


@given(title=titles, venue=texts)
@example("# a", "b")
@example("1. a", "b")
@example("[x]: https://evil.example", "b")
def test_an_entry_without_a_link_is_drawn_as_one_item(title: str, venue: str) -> None:
    line = f"- {escape_markdown(title, in_link=False)} | {escape_markdown(venue, in_link=False)}"
    page = drawn(line)
    assert page.tags == ["ul", "li", "/li", "/ul"]
    assert page.words.strip() == f"{title} | {venue}"


@pytest.mark.parametrize("form", ["a@b.org", r"a\@b.org", "a&#64;b.org", r"a@b\.org"])
def test_the_renderer_links_mail_addresses_whatever_the_escape(form: str) -> None:
    """Why `page_text` refuses them: should this fail one day, they can be allowed."""
    assert "a" in drawn(f"- {form}").tags


def test_the_oracle_sees_markup_that_is_not_escaped() -> None:
    assert "strong" in drawn("- [a](https://x.org): **b**").tags
    assert drawn("- [foo]").hrefs == ["https://evil.example"]
    assert "sup" in drawn("- [^1]").tags
