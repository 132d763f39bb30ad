"""Links that may stand on the page, as they are written, and those that may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.policy.link_policy import URL_LIMIT, url
from llmsys_mcp.errors import InvalidArgument


def refusal(value: str) -> str:
    with pytest.raises(InvalidArgument) as caught:
        url("url", value)
    said = str(caught.value)
    assert said.startswith("invalid-argument: url: ")
    assert said.isascii()
    assert said.isprintable()
    return said


@pytest.mark.parametrize(
    "link",
    [
        "https://arxiv.org/abs/2309.06180",
        "http://example.org",
        "https://example.org/",
        "https://example.org?a=1",
        "https://example.org:8443/a_b~c/d.pdf?e=f&g=h#i",
        "https://www.cs.cmu.edu/~someone/papers/*new*.pdf",
        "https://xn--bcher-kva.example/a",
        "https://a.b-c.d2.museum/@user/+/x!y$z,w;v=1",
        "https://example.org/a%20b%28c%29",
        "https://huggingface.co/spaces/a/b",
        "https://example.org/;v=1?a=b;c=d",
        "https://example.org:1/",
        "https://" + "a" * 63 + ".org/",
        "https://example.org/" + "x" * (URL_LIMIT - 20),
    ],
)
def test_an_ordinary_link_stays_as_it_is(link: str) -> None:
    assert url("url", link) == link


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("  https://example.org/trim  ", "https://example.org/trim"),
        ("\u00a0https://example.org/", "https://example.org/"),
        ("HTTPS://Example.ORG/Path", "https://example.org/Path"),
        ("https://example.org/wiki/Foo_(bar)", "https://example.org/wiki/Foo_%28bar%29"),
        ("https://example.org/a)b(c", "https://example.org/a%29b%28c"),
        ("https://example.org/it's", "https://example.org/it%27s"),
        ("https://example.org/?a[]=1", "https://example.org/?a%5B%5D=1"),
        ("https://example.org/大模型?q=é", "https://example.org/%E5%A4%A7%E6%A8%A1%E5%9E%8B?q=%C3%A9"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%zz", "https://example.org/%25zz"),
        ("https://example.org/?a&copy;b", "https://example.org/?a&copy%3Bb"),
        ("https://example.org/?a&#35;b", "https://example.org/?a&#35%3Bb"),
    ],
)  # fmt: skip
def test_what_could_end_the_link_early_is_encoded(value: str, link: str) -> None:
    assert url("url", value) == link
    assert url("url", link) == link


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "it is empty"),
        ("   ", "it is empty"),
        ("#training", "no http:// or https:// link"),
        ("/abs/1", "no http:// or https:// link"),
        ("../README.md", "no http:// or https:// link"),
        ("javascript:alert(1)", "no http:// or https:// link"),
        ("JaVaScRiPt:alert(1)", "no http:// or https:// link"),
        ("data:text/html,x", "no http:// or https:// link"),
        ("file:///etc/passwd", "no http:// or https:// link"),
        ("ftp://example.org/x", "no http:// or https:// link"),
        ("mailto:a@example.org", "no http:// or https:// link"),
        ("git@github.com:a/b.git", "no http:// or https:// link"),
        ("https:/example.org/a", "no http:// or https:// link"),
        ("https:example.org/a", "no http:// or https:// link"),
        ("httpſ://example.org/a", "no http:// or https:// link"),
        ("arxiv.org/abs/2501.99996", "Write 'https://arxiv.org/abs/2501.99996'"),
        ("www.example.org", "Write 'https://www.example.org'"),
        ("//example.org/a", "Write 'https://example.org/a'"),
        ("\x01javascript:alert(1)", "character 1 is U+0001"),
        ("https://example.org/\x1b[31m", "character 21 is U+001B"),
        ("https://example.org/\n", "character 21 is U+000A"),
        ("https://example.org/\u202efdp", "character 21 is U+202E"),
        ("https://example.org/\u200b", "character 21 is U+200B"),
        ("https://example.org/\udfff", "character 21 is U+DFFF"),
        ('https://example.org/a "onmouseover=alert(1)', "character 22 is U+0020"),
        (" https://example.org/a b", "character 23 is U+0020"),
        ("https://example.org/a\u3000b", "character 22 is U+3000"),
        ('https://example.org/"', "character 21 is U+0022"),
        ("https://example.org/<script>", "character 21 is U+003C"),
        ("https://example.org/a>b", "character 22 is U+003E"),
        ("https:\\\\evil.example\\x", "character 7 is U+005C"),
        ("https://arxiv.org\\@evil.example/", "character 18 is U+005C"),
        ("https://example.org/`", "character 21 is U+0060"),
        ("https://example.org/^", "character 21 is U+005E"),
        ("https://example.org/a|b", "character 22 is U+007C"),
        ("https://example.org/{a}", "character 21 is U+007B"),
        ("https://example.org/}", "character 21 is U+007D"),
        ("https://example.org/a%0d%0aSet", "encoded control"),
        ("https://example.org/%00", "encoded control"),
        ("https://example.org/%7F", "encoded control"),
        ("https://example.org/%7f", "encoded control"),
        ("https:///abs/1", "it names no host"),
        ("https://", "it names no host"),
        ("https://?a", "it names no host"),
        ("https://:443/", "it names no host"),
        ("https://localhost/x", "no public name"),
        ("https://intranet/x", "no public name"),
        ("https://printer.local/", "no public name"),
        ("https://app.LOCALHOST/", "no public name"),
        ("https://db.internal/", "no public name"),
        ("https://nas.lan/", "no public name"),
        ("https://router.home.arpa/", "no public name"),
        ("https://a.test/", "no public name"),
        ("https://a.onion/", "no public name"),
        ("https://example.o/", "no public name"),
        ("https://example.c0m/", "no public name"),
        ("https://example..org/", "not well formed"),
        ("https://.example.org/", "not well formed"),
        ("https://example.org./", "not well formed"),
        ("https://-a.example.org/", "not well formed"),
        ("https://a_b.example.org/", "not well formed"),
        ("https://ex%61mple.org/", "not well formed"),
        ("https://" + "a" * 64 + ".org/", "not well formed"),
        ("https://" + "a." * 126 + "org/", "not well formed"),
        ("https://127.0.0.1/x", "an address"),
        ("https://192.168.0.1/", "an address"),
        ("https://8.8.8.8/", "an address"),
        ("https://0177.0.0.1/", "an address"),
        ("https://2130706433/", "an address"),
        ("https://0x7f000001/", "an address"),
        ("https://0x7f.1/", "an address"),
        ("https://127.0.0.0x1/", "an address"),
        ("https://[::1]/", "an address"),
        ("https://[::ffff:127.0.0.1]:80/", "an address"),
        ("https://\u0430rxiv.org/abs/1", "U+0430 (CYRILLIC SMALL LETTER A)"),
        ("https://arxiv\u3002org/abs/1", "U+3002"),
        ("https://arxiv.or\uff47/", "U+FF47"),
        ("https://ar\u212aiv.org/", "U+212A"),
        ("https://arxiv.org\uff0f.evil.example/", "U+FF0F"),
        ("https://example.org:99999/", "port"),
        ("https://example.org:0/", "port"),
        ("https://example.org:/", "port"),
        ("https://example.org:-1/", "port"),
        ("https://example.org:80:80/", "port"),
        ("https://example.org:٨٠/", "port"),
        ("https://arxiv.org@evil.example/abs/1", "user name or password"),
        ("https://@example.org/", "user name or password"),
        ("https://example.org/" + "x" * URL_LIMIT, "2068 characters, more than 2048. Leave out"),
        ("https://example.org/" + "é" * 400, "2420 characters, more than 2048"),
    ],
)  # fmt: skip
def test_other_links_are_refused_with_the_reason(value: str, reason: str) -> None:
    assert reason in refusal(value)


@pytest.mark.parametrize(
    "value",
    [
        "https://user:hunter2@example.org/x",
        "user:hunter2@example.org/x",
        "//a:hunter2@b.c",
        "first.last:hunter2@example.org/x",
    ],
)
def test_a_password_is_never_repeated(value: str) -> None:
    assert "hunter2" not in refusal(value)


@given(st.text(st.characters(), max_size=30))
def test_a_refusal_holds_no_raw_character(text: str) -> None:
    refusal(f"https://me@example.org/{text}")
    refusal(f"{text} //")


pieces = st.sampled_from(
    ["https://", "http://", "example.org", "a.b", ".", "/", "?", "#", "&", ";", "&amp;", "%", "%2F",
     "(", ")", "[", "]", "'", '"', "\\", "<", "|", "@", ":", "80", " ", "é", "大", "\u202e", "x"]
)  # fmt: skip
SAFE = frozenset("!#$%&*+,-./0123456789:;=?@_~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


@given(
    st.text(st.characters(), max_size=40)
    | st.lists(pieces, max_size=10).map("".join)
    | st.lists(pieces, max_size=10).map(lambda rest: "https://example.org/" + "".join(rest))
)
def test_a_link_let_through_is_plain_and_stays_as_it_is(value: str) -> None:
    try:
        link = url("url", value)
    except InvalidArgument:
        return
    assert set(link) <= SAFE
    assert link.startswith(("https://", "http://"))
    assert url("url", link) == link
