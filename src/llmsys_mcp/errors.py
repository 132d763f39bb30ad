"""What can be refused, as one tree.

ListError
├── InvalidArgument   invalid-argument   a value that may not enter the page or the query
├── UnknownSection    unknown-section    no heading of that name
├── AmbiguousSection  ambiguous-section  several headings of that name
├── UnknownEntry      unknown-entry      no entry with that id
├── DuplicateEntry    duplicate-entry    the paper is listed already
├── Conflict          conflict           the list moved on since it was read
├── ReadOnly          read-only          this list or server may not be written
├── NotAList          not-a-list         the path holds no paper list
├── WriteFailed       write-failed       the system refused; the list is as it was
└── Busy              busy               another process holds the list

The text of each is what the agent reads: `CODE: ARGUMENT: what is wrong. What to do next.`
Anything else that is raised is a bug.
"""

from typing import ClassVar

TEXT_LIMIT = 1000
"""Bytes a refusal may have as UTF-8; what it says of a longer problem is cut, not the advice."""

_SHOWN = 80
_PATH_SHOWN = 240
_MORE = " ..."


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)


def _cut(text: str, size: int) -> str:
    """As much of `text` as fits in `size` bytes of UTF-8."""
    return text.encode()[: max(0, size)].decode("utf-8", "ignore")


def quoted(value: object) -> str:
    """`value` as one printable ASCII line of at most 80 characters, safe to echo.

    A path may have 240: half of one leads nowhere.
    """
    text = ascii(str(value))
    most = _PATH_SHOWN if hasattr(value, "__fspath__") else _SHOWN
    return text if len(text) <= most else f"{text[: most - 4]}...{text[0]}"


class ListError(Exception):
    """A refusal the caller can act on. `argument` names what it is about."""

    code: ClassVar[str]

    def __init__(self, argument: str, problem: str, advice: str) -> None:
        self.argument = argument
        self.problem = problem
        self.advice = advice
        super().__init__(self.worded(advice))

    def worded(self, advice: str) -> str:
        """The text with this advice in the place of its own."""
        # What a problem names of the list (paths, titles) may hold anything.
        parts = (f"{self.code}: {self.argument}: ", self.problem, f" {advice}")
        head, told, end = map(_printable, parts)
        room = TEXT_LIMIT - len(head.encode()) - len(end.encode())
        if len(told.encode()) > room:
            told = f"{_cut(told, room - len(_MORE))}{_MORE}"
        return _cut(f"{head}{told}{end}", TEXT_LIMIT)


class InvalidArgument(ListError):
    """A value that may not enter the page, the query or the terminal."""

    code = "invalid-argument"


class UnknownSection(ListError):
    """No heading of that name."""

    code = "unknown-section"


class AmbiguousSection(ListError):
    """Several headings of that name."""

    code = "ambiguous-section"


class UnknownEntry(ListError):
    """No entry with that id."""

    code = "unknown-entry"


class DuplicateEntry(ListError):
    """The paper is listed already."""

    code = "duplicate-entry"


class Conflict(ListError):
    """The list moved on since the caller read it."""

    code = "conflict"


class ReadOnly(ListError):
    """This list, file or server may not be written."""

    code = "read-only"


class NotAList(ListError):
    """The path holds no paper list."""

    code = "not-a-list"


class WriteFailed(ListError):
    """The system refused to write; the list is as it was."""

    code = "write-failed"


class Busy(ListError):
    """Another process holds the list."""

    code = "busy"
