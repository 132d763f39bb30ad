"""Rows between commas, semicolons or tabs, as spreadsheets and reference managers give them."""

import re

from llmsys_mcp.core.intake.fields import read_columns

_COMMAS = ",\t;"
_QUOTED = re.compile(r'"((?:[^"]|""){0,2000})"')
_CELLS = 64
"""Cells of a row; what stands behind is one cell."""
_HEAD = 300
"""Characters that the head of such rows has at most."""


def head_comma(line: str, following: list[str]) -> str:
    """What parts the cells of rows that `line` is the head of; empty when it is none.

    A head names the columns, a title's or a link's among them, and a row with as many cells
    follows.
    """
    if len(line) > _HEAD or not following or "://" in line:
        return ""
    for comma in _COMMAS:
        cells = split_row(line, comma)
        meant = read_columns(cells) if len(cells) > 1 else None
        known = sum(map(bool, meant or ()))
        if known > 1 and len(split_row(following[0], comma)) == len(cells):
            return comma
    return ""


def split_row(line: str, comma: str) -> tuple[str, ...]:
    """The cells of a row, quotes around them taken off (RFC 4180). Linear in its length."""
    cells: list[str] = []
    at = 0
    while at <= len(line) and len(cells) < _CELLS:
        quoted = _QUOTED.match(line, at)
        if quoted and line[quoted.end() : quoted.end() + 1] in ("", comma):
            cells.append(quoted[1].replace('""', '"').strip())
            at = quoted.end() + 1
            continue
        end = line.find(comma, at)
        end = len(line) if end < 0 or len(cells) == _CELLS - 1 else end
        cells.append(line[at:end].strip())
        at = end + 1
    return tuple(cells)
