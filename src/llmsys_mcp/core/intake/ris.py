"""A record of RIS, as digital libraries and reference managers export it, by the fields of BibTeX.

A line is a tag of two signs, two blanks, a dash and a value; a record begins with its type (`TY`)
and ends with `ER`. Source of the tags: the format's specification by Research Information Systems,
in its forms of 2001 (T1, JF, Y1, BT) and 2011 (TI, T2, PY), both of which are still written.
"""

import re
from collections.abc import Mapping, Sequence

_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9])[ \t]{1,3}-(?:[ \t]+(?P<value>.*))?")
_TYPE = re.compile(r"TY[ \t]{1,3}-(?:[ \t]+[A-Z]{3,6})?")
_FIELDS = {
    "TI": "title", "T1": "title", "CT": "title",
    "T2": "booktitle", "BT": "booktitle", "C3": "series",
    "JO": "journal", "JF": "journaltitle", "JA": "journal",
    "PY": "year", "Y1": "date", "DA": "date",
    "DO": "doi", "UR": "url", "L1": "pdf", "L2": "link", "AN": "number", "M1": "number",
    "AB": "abstract", "N2": "abstract",
}  # fmt: skip
"""Tag → the field of BibTeX that says the same; the first value of a field stands."""


def begins_record(line: str) -> bool:
    """Whether a line is the first of a record."""
    return _TYPE.fullmatch(line) is not None


def record_end(lines: Sequence[str], start: int) -> int:
    """Index behind the last line of the record begun at `start`.

    Without an `ER` the record ends before the next one, or an empty line.
    """
    for at in range(start + 1, len(lines)):
        if not lines[at] or begins_record(lines[at]):
            return at
        found = _LINE.fullmatch(lines[at])
        if found is not None and found["tag"] == "ER":
            return at + 1
    return len(lines)


def read_record(text: str) -> Mapping[str, str]:
    """The fields of a record; a line without a tag goes on with the value before it."""
    fields: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found is not None:
            name = _FIELDS.get(found["tag"], "")
            value = (found["value"] or "").strip()
            name = "" if name in fields else name
            if name and value:
                fields[name] = value
        elif name in fields:
            fields[name] = f"{fields[name]} {line.strip()}"
    return fields
