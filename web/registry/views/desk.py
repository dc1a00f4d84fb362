"""The register's desk: every place where the register is fed, mended, checked and given out, with what waits there."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from foundation.paging import PageRequest
from foundation.permissions import Permission
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.permissions import RegistryPermission
from registry.queries.collection.submissions import count_by_state
from registry.queries.contradictions import count_open_contradictions
from registry.queries.imports import list_runs
from registry.queries.linkage.pairs import count_undecided
from registry.queries.postings import list_postings
from registry.queries.privacy import list_corrections
from registry.queries.quality.counts import count_by_rule
from registry.rules.collection.words import SubmissionState
from registry.rules.posting.words import PostingState
from registry.rules.privacy.corrections import CorrectionState
from registry.rules.words_imports import ImportState
from web.access import needs
from web.registry import blueprint

ONE = PageRequest(size=1)
Count = Callable[[UnitOfWork], int]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the desk.

    Args:
        title, text: marked words.
        count: how much waits there for the reader.
    """

    endpoint: str
    permission: Permission
    title: str
    text: str
    count: Count | None = None


def waiting_submissions(unit: UnitOfWork) -> int:
    counts = count_by_state(unit)
    return sum(counts.get(state, 0) for state in (SubmissionState.WAITING, SubmissionState.CONFLICT))


P = RegistryPermission
PLACES = (
    (
        mark("Records come in"),
        (
            Place(
                "registry.list_imports",
                P.IMPORT_READ,
                mark("Imports"),
                mark("Files of departments and townships, checked before they count."),
                lambda unit: list_runs(unit, ONE, state=ImportState.STAGED.value).total,
            ),
            Place(
                "collection.list_submissions",
                P.SUBMISSION_READ,
                mark("Field collection"),
                mark("What devices sent from the villages."),
                waiting_submissions,
            ),
            Place(
                "registry.list_contradictions",
                P.IMPORT_READ,
                mark("Contradictions"),
                mark("Rounds that do not agree on a sex, a birth date or an ID number."),
                count_open_contradictions,
            ),
        ),
    ),
    (
        mark("Records are put right"),
        (
            Place(
                "registry.show_linkage",
                P.LINK_READ,
                mark("Possible duplicates"),
                mark("Two records that may be one person, side by side."),
                lambda unit: sum(count_undecided(unit).values()),
            ),
            Place(
                "registry.show_quality",
                P.QUALITY_READ,
                mark("Validation"),
                mark("What cannot be right, by rule and by village."),
                lambda unit: sum(tally.open for tally in count_by_rule(unit, None).values()),
            ),
            Place(
                "registry.list_corrections",
                P.CORRECTION_DECIDE,
                mark("Corrections"),
                mark("What families say is wrong in their files."),
                lambda unit: list_corrections(unit, ONE, state=CorrectionState.ASKED.value).total,
            ),
        ),
    ),
    (
        mark("Records are given out"),
        (
            Place(
                "registry.list_postings",
                P.POSTING_READ,
                mark("Posted lists"),
                mark("Lists that hang in villages for some days."),
                lambda unit: list_postings(unit, ONE, state=PostingState.DRAFT.value).total,
            ),
            Place(
                "registry.show_export",
                P.HOUSEHOLD_EXPORT,
                mark("Export"),
                mark("The register in a file that a password opens."),
            ),
            Place(
                "statistics.show_statistics",
                P.STATISTICS_READ,
                mark("Statistics"),
                mark("Tables of households and people, small numbers hidden."),
            ),
        ),
    ),
    (
        mark("What the register is made of"),
        (
            Place(
                "registry.list_fields",
                P.FIELD_READ,
                mark("Further fields"),
                mark("What a region asks beyond the common fields."),
            ),
            Place(
                "registry.list_profiles",
                P.PROFILE_READ,
                mark("Import profiles"),
                mark("Which column of a file is which field."),
            ),
            Place(
                "registry.list_regions",
                P.REGION_READ,
                mark("Regions"),
                mark("Divisions down to the village, and how they changed."),
            ),
            Place(
                "registry.show_retention",
                P.RETENTION_READ,
                mark("Retention"),
                mark("How long data are kept."),
            ),
        ),
    ),
)
"""Groups of places, in the order of a record's life."""


@blueprint.get("/desk")
@needs(RegistryPermission.DESK_READ, menu=_l("Register"), rank=32)
def show_desk(unit: UnitOfWork) -> ResponseReturnValue:
    groups = [
        (gettext(title), [_item(unit, place) for place in places if unit.actor.may(place.permission)])
        for title, places in PLACES
    ]
    return render_template("registry/desk.html", groups=[group for group in groups if group[1]])


def _item(unit: UnitOfWork, place: Place) -> dict[str, object]:
    return {
        "title": gettext(place.title),
        "text": gettext(place.text),
        "url": url_for(place.endpoint),
        "count": place.count(unit) if place.count else None,
    }
