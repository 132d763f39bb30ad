"""What users want done with a list: steps with the tools to call, and where a person says yes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job."""

    text: str
    tools: tuple[str, ...] = ()
    """Tools that it calls."""


@dataclass(frozen=True, slots=True)
class Job:
    """A prompt: what a user wants done."""

    name: str
    title: str
    description: str
    arguments: tuple[tuple[str, str, bool], ...]
    """Name, what it means, whether it is required."""
    needs: tuple[str, ...]
    """Tools without which it cannot be done."""
    opening: str
    steps: tuple[Step, ...]


JOBS = (
    Job(
        "add_papers",
        "Add pasted papers",
        "From pasted links or an issue's text to entries in the list and a pull request.",
        (
            ("papers", "What was pasted: links, titles, BibTeX, an issue's text.", True),
            ("section", "Section for all of them, if they belong in one.", False),
        ),
        ("plan_additions", "add_entries"),
        "Add the papers pasted below to the list{section}.",
        (
            Step(
                "Call `plan_additions` with the pasted text as `text`{section_too}. Nothing is"
                " written.",
                ("plan_additions",),
            ),
            Step(
                "Every `ask` holds a question. Put all of them to the user at once, and call"
                " `plan_additions` again with what they say as `entries`. Do not answer for them:"
                " a title, link or venue that nobody gave stays out.",
                ("plan_additions",),
            ),
            Step(
                "Show what would be added and where, what is listed already, and what is left out"
                " and why. Go on when the user says yes."
            ),
            Step(
                "Call `add_entries` with the plan's `entries` as they are and its `revision` as"
                " `expected_revision`. On `conflict` begin again.",
                ("add_entries",),
            ),
            Step(
                "Call `compare_revisions`: it must show those papers as added, and none lost."
                " If not, call `undo_last_edit` and report what happened.",
                ("compare_revisions", "undo_last_edit"),
            ),
            Step(
                "Call `prepare_pull_request` and show its title and body. The commands under"
                " `next`, and `push`, wait for the user's yes.",
                ("prepare_pull_request",),
            ),
        ),
    ),
    Job(
        "triage_pull_request",
        "Review a change of the list",
        "What somebody else's change does to every entry, with evidence for a verdict.",
        (
            ("base", "What the change is for: branch, tag or commit. Default: HEAD.", False),
            ("head", "State with the change. Default: the files as they are now.", False),
        ),
        ("compare_revisions",),
        "Review the change of the list from {base} to {head}. Write nothing to the list.",
        (
            Step(
                "Call `compare_revisions`{revisions}. Name every entry that is lost,"
                " removed or renamed: a lost one speaks against the change unless the author says"
                " why it has to go. What the base gained meanwhile is left out; pass on the"
                " `note`.",
                ("compare_revisions",),
            ),
            Step(
                "For each added entry call `check_duplicate` with its title and link. The entry"
                " itself does not count as a match.",
                ("check_duplicate",),
            ),
            Step(
                "For each added entry call `suggest_section`. Where it stands elsewhere and the"
                " confidence is above 0.5, say which section and why.",
                ("suggest_section",),
            ),
            Step(
                "Call `lint_list` with `diff_base` {lint_base}: it finds what the change brought."
                " It checks the files as they are now, so this needs the change to be checked out.",
                ("lint_list",),
            ),
            Step(
                "Answer with a table of the added entries (title, section, duplicate, place,"
                " form), the line of kept and lost entries, and a verdict: merge, or what to"
                " change first, each point with its evidence. Posting it anywhere, merging and"
                " closing wait for the user's yes."
            ),
        ),
    ),
    Job(
        "tidy_section",
        "Tidy a section",
        "Form, duplicates and misplaced entries of one section, each change shown first.",
        (("section", "Section to tidy: path, unique tail or #anchor.", True),),
        ("update_entry",),
        "Tidy the section {section}. Change form, never what an entry says.",
        (
            Step("Call `lint_list` with this `section`.", ("lint_list",)),
            Step(
                "Call `fix_list` with `dry_run`, show the diff, and call it without `dry_run`"
                " when the user says yes. It mends the whole list: tell the user if it changes"
                " other sections. `unsafe` needs a yes of its own.",
                ("fix_list",),
            ),
            Step(
                "Browse the section with `search_papers` (empty query, this `section`). For an"
                " entry that seems misplaced call `suggest_section`; propose `move_entry` only"
                " above 0.5.",
                ("search_papers", "suggest_section", "move_entry"),
            ),
            Step(
                "Change single fields with `update_entry`, and only to what the user or the entry"
                " itself says: no venue from memory.",
                ("update_entry",),
            ),
            Step(
                "Of two entries of one paper, ask which stays. `remove_entry` always waits for"
                " the user's yes, entry by entry.",
                ("remove_entry",),
            ),
            Step(
                "Call `compare_revisions` at the end and report: kept, edited, moved, removed,"
                " and no entry lost that nobody gave up.",
                ("compare_revisions",),
            ),
        ),
    ),
    Job(
        "whats_new",
        "What is new in the list",
        "A digest of what was added between two days or revisions.",
        (
            ("since", "Day (2026-01-31), branch, tag or commit to begin at.", True),
            ("until", "Where to end, in the same form. Default: now.", False),
        ),
        ("compare_revisions",),
        "Tell what is new in the list from {base} to {head}. Write nothing.",
        (
            Step(
                "Call `compare_revisions`{revisions} and `limit` 100, then with `offset` until all"
                " is read.",
                ("compare_revisions",),
            ),
            Step(
                "Write a digest: the added papers under their sections, the section that grew"
                " most first, each with its link and one line from its own title and description."
                " Nothing about a paper from memory."
            ),
            Step(
                "End with the numbers: added, moved, edited, removed, lost. Name what was lost."
                " Posting the digest anywhere waits for the user's yes."
            ),
        ),
    ),
)
