"""Where a paper belongs in a list of any dialect: by subject, or by venue first."""

from dataclasses import replace

from llmsys_mcp.core.dialects import named
from llmsys_mcp.core.listing.paper_list import Place
from llmsys_mcp.services.suggest import Suggestion
from llmsys_mcp.services.view import View


def suggest(
    view: View, title: str, abstract: str = "", url: str = "", venue: str = "", limit: int = 3
) -> tuple[Suggestion, ...]:
    """The sections that fit best, at most `limit`, best first; none when there is no section.

    In a list by venues the sections of the paper's venue come into question alone, and one that
    the list lacks is named as adding would make it. Where no venue and year are known, the subject
    decides, and the reason tells of which venue the section is.
    """
    document = view.papers.pages[0].document
    paths = named(document.dialect).venue_sections(document, venue) if venue else None
    if paths is None:
        by_subject = view.placement.suggest(title, abstract, url, venue, limit)
        return tuple(_with_venue(view, choice) for choice in by_subject)
    known = {place.section.path for place in view.papers.places}
    if not set(paths) & known:
        reason = "the list has no section for this venue yet; adding makes it, newest first"
        return (Suggestion(paths[0], 1.0, reason, ()),)
    ranked = view.placement.suggest(title, abstract, url, venue, len(known))
    fitting = [choice for choice in ranked if choice.section in paths]
    whole = sum(choice.confidence for choice in fitting)
    if not whole:
        return tuple(Suggestion(path, 0.0, "a section of the venue", ()) for path in paths[:limit])
    return tuple(
        Suggestion(
            choice.section,
            choice.confidence / whole,
            f"a section of the venue; {choice.reason}",
            choice.examples,
        )
        for choice in fitting[:limit]
    )


def claimed_venue(view: View, path: str, venue: str) -> str:
    """The venue that a paper would have by standing in the section while its own is not known.

    Empty when `venue` names the paper's, with its year, and in a list by subjects.
    """
    document = view.papers.pages[0].document
    if venue and named(document.dialect).venue_sections(document, venue) is not None:
        return ""
    return venue_of_section(view, path)


def venue_of_section(view: View, path: str) -> str:
    """The venue that entries have by standing in the section; empty in a list by subjects."""
    venues = {_venue_of(place) for place in view.papers.places if place.section.path == path}
    return venues.pop() if len(venues) == 1 else ""


def _venue_of(place: Place) -> str:
    document = place.page.document
    return named(document.dialect).section_venue(document, place.index)


def _with_venue(view: View, choice: Suggestion) -> Suggestion:
    """`choice`, made by subject alone, with the venue that its section would claim."""
    venue = venue_of_section(view, choice.section)
    if not venue:
        return choice
    told = f"the section is {venue}'s alone, and the paper's venue is not known"
    return replace(choice, reason=f"{told}; {choice.reason}")
