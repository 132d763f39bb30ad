"""Plain text as Markdown that shows it; `core.markup.markdown.plain` reads it back.

What an inline parser of GitHub-flavoured Markdown (spec 0.29 with tables, strikethrough, autolinks
and footnotes) could take for markup is written so that it is text; the rest stays byte for byte.
Left alone: `:emoji:`, `@name`, `#1` and `$…$`, which are no Markdown: GitHub draws them after
the page is parsed, no escape reaches them, and none of them changes the line's structure.
"""

import re

_MARKUP = re.compile(
    r"""
      (?P<slash>   \\ (?= [!-/:-@\[-`{-~｜] | \Z ) )
    | (?P<literal> [`*\[\]]
                 | _ (?! (?<= [^\W_] _ ) [^\W_] )           # but snake_case
                 | ~ (?! (?<! [^\s(] ~ ) [^\W_] )           # but ~10x
                 | (?i: (?<= http ) | (?<= https ) | (?<= ftp ) ) : (?= // )
                 | (?i: (?<= www ) (?<! [^\W_] www ) ) \.
                 | & (?= \#?[A-Za-z0-9]{1,40}; ) )
    | (?P<entity>  [|｜] | < (?= [A-Za-z/!?] ) )
    """,
    re.VERBOSE,
)
_MAYBE = re.compile(r"[\\`*\[\]_~&|｜<]|://|[wW]\.")
"""Something of each alternative above: few texts have any, and this is quick to see."""
_ENTITIES = {"|": "&#124;", "｜": "&#65372;", "<": "&lt;"}
"""Pipes separate fields and `<` opens tags for programs that know no backslash escapes."""

_BLOCK_START = re.compile(r"(?:#{1,6}|[-+])(?= |\Z)|>|-[- ]*\Z|\d{1,9}(?P<mark>[.)])(?= |\Z)")
"""What at the start of an item's text would make it a heading, a list, a quote, a rule, …"""


def escape_markdown(text: str, *, in_link: bool) -> str:
    """`text` as inline Markdown that GitHub shows as exactly `text`.

    `in_link`: it goes between the brackets of a link, else it may stand at the start of a list
    item as well as behind other text. `text` is one that `page_text` returned. An e-mail address
    cannot be kept from becoming a link (cmark-gfm looks for them after escapes are resolved),
    so `page_text` refuses it.
    """
    escaped = _MARKUP.sub(_written, text) if _MAYBE.search(text) else text
    if not in_link and (start := _BLOCK_START.match(escaped)):
        at = start.start("mark") if start["mark"] else 0
        escaped = f"{escaped[:at]}\\{escaped[at:]}"
    return escaped


def _written(found: re.Match[str]) -> str:
    return _ENTITIES[found[0]] if found["entity"] else f"\\{found[0]}"
