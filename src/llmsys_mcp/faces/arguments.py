"""Arguments of the tools: what the model reads about them, and what the protocol checks."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

LIMIT_MOST = 50
OFFSET_MOST = 100_000


def _whole(value: object) -> object:
    """A number sent as digits is meant as a number; `true` is not."""
    if isinstance(value, str) and value.isascii() and value.strip().isdigit():
        return int(value)
    return value


_number = BeforeValidator(_whole)

Query = Annotated[
    str, Field(description="Words, a system name or a title. Empty lists entries in order.")
]
SectionFilter = Annotated[
    str,
    Field(description="Only this section and those below it: path, unique tail or #anchor."),
]
Section = Annotated[
    str,
    Field(description="Path as results give it (A > B > C), a unique tail of it, or its #anchor."),
]
OptionalSection = Annotated[str, Field(description="Section whose style to use.")]
Title = Annotated[
    str, Field(description="Exact title. With a subtitle: the name here, the rest in description.")
]
PaperTitle = Annotated[str, Field(description="Full title of the paper.")]
AnyTitle = Annotated[str, Field(description="Full title of the paper.")]
Url = Annotated[
    str, Field(description="Link to the paper, https://. arXiv links of any form are put in order.")
]
AnyUrl = Annotated[str, Field(description="Link to the paper, in any form.")]
Description = Annotated[
    str, Field(description="Subtitle, or a few words on what it is. No Markdown.")
]
Abstract = Annotated[str, Field(description="Abstract; makes the suggestion surer.")]
Venue = Annotated[
    str,
    Field(description="Venue with year, e.g. OSDI 2025. Only when it is known for sure."),
]
VenueFilter = Annotated[str, Field(description="Venue, e.g. OSDI or OSDI 24.")]
Organization = Annotated[str, Field(description="Institution or company, e.g. UCB.")]
Year = Annotated[Annotated[int, Field(strict=True, ge=1900, le=2100)] | None, _number]
Limit = Annotated[Annotated[int, Field(strict=True, ge=1, le=LIMIT_MOST)], _number]
FewLimit = Annotated[Annotated[int, Field(strict=True, ge=1, le=10)], _number]
Offset = Annotated[Annotated[int, Field(strict=True, ge=0, le=OFFSET_MOST)], _number]
Id = Annotated[str, Field(description="An entry's id, e.g. arxiv:2309.06180.")]
DryRun = Annotated[bool, Field(strict=True, description="Only show what would change.")]
AllowDuplicate = Annotated[
    bool, Field(strict=True, description="List a paper a second time on purpose.")
]
ExpectedRevision = Annotated[
    str, Field(description="Refuse if the list is no longer at this revision.")
]

NewValue = Annotated[str | None, Field(description="New value, never empty.")]
Change = Annotated[str | None, Field(description="New value; empty removes it.")]
EntryId = Annotated[str, Field(description="Id of the entry, as results give it.")]
OnProblem = Annotated[
    Literal["stop", "skip"],
    Field(description="stop: add all or none; skip: add what can be added."),
]

Base = Annotated[
    str,
    Field(
        description="Older state: branch, tag, commit, day, HEAD~N; or A...B, A..B as in git diff."
        " Default: HEAD."
    ),
]
Head = Annotated[
    str, Field(description="Newer state, like base. Default: the files as they are now.")
]
ChangesLimit = Annotated[Annotated[int, Field(strict=True, ge=1, le=100)], _number]

DiffBase = Annotated[
    str, Field(description="Only what came since: branch, tag, commit or day, e.g. origin/main.")
]

PullRequestBase = Annotated[
    str,
    Field(
        description="Commit or branch the edits are since, e.g. origin/main, or origin/main...HEAD"
        " where the checkout left it. HEAD."
    ),
]
NewBranch = Annotated[
    str, Field(description="Name of the new branch: a-z 0-9 . _ / -. Default: made up.")
]
PullRequestTitle = Annotated[
    str, Field(description="Title without @names and #numbers. Default: counts, sections.")
]
CommitMode = Annotated[
    Literal["one", "per-entry"], Field(description="One commit, or one for each entry.")
]
AllowOtherEdits = Annotated[
    bool, Field(strict=True, description="Include edits of the list made without these tools.")
]
Push = Annotated[
    bool, Field(strict=True, description="Push the branch; only if the server allows it.")
]
