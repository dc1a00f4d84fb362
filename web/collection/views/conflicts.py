"""Where two say different things of a household: both sides beside each other, a person chooses, the choice is kept."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork
from registry.operations.collection.deciding import decide_disputes
from registry.operations.collection.revealing import reveal_submission
from registry.permissions import RegistryPermission
from registry.queries.collection.sides import open_case
from registry.queries.collection.submissions import (
    find_household_id,
    get_submission,
    iterate_decisions,
    list_decisions_page,
)
from registry.rules.collection.disputes import REGISTER
from registry.rules.collection.facts import DisputesDecided
from registry.rules.privacy.sight import EVERYTHING, Sight, sight_of
from web.access import needs
from web.collection import blueprint, disputing, words
from web.collection.forms import RevealForm
from web.filters import sentence
from web.forms import page_request
from web.sealed_lists import ListFile, sealed_list


@blueprint.get("/submissions/<int:submission_id>/conflict")
@needs(RegistryPermission.SUBMISSION_DECIDE)
def show_conflict(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    return _page(unit, submission_id)


@blueprint.post("/submissions/<int:submission_id>/conflict")
@needs(RegistryPermission.SUBMISSION_DECIDE)
def decide(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    choices = disputing.read_choices(request.form)
    try:
        decided = decide_disputes(unit, submission_id, choices)
    except Invalid as error:
        return _page(unit, submission_id, choices, sentence(error)), 422
    flash(_told(decided), "success")
    return redirect(url_for("collection.show_submission", submission_id=submission_id))


@blueprint.post("/submissions/<int:submission_id>/conflict/reveal")
@needs(RegistryPermission.PERSON_REVEAL)
def reveal_conflict(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    form = RevealForm()
    if not form.validate():
        return _page(unit, submission_id, reveal_form=form), 422
    reveal_submission(unit, submission_id, form.reason.data)
    return _page(unit, submission_id, sight=EVERYTHING)


@blueprint.get("/decisions")
@needs(RegistryPermission.SUBMISSION_READ)
def list_decisions(unit: UnitOfWork) -> ResponseReturnValue:
    page = list_decisions_page(unit, page_request())
    return render_template("collection/decision_list.html", page=page, words=words, disputing=disputing)


@sealed_list(
    blueprint,
    "/decisions/export",
    RegistryPermission.SUBMISSION_READ,
    back="collection.list_decisions",
    title=_l("Settled contradictions"),
)
def export_decisions(unit: UnitOfWork) -> ListFile:
    row_of = partial(disputing.decision_row, actor=unit.actor)
    return ListFile("decisions", disputing.decision_headings(), lambda: map(row_of, iterate_decisions(unit)))


def _page(
    unit: UnitOfWork,
    submission_id: int,
    choices: dict[str, str] | None = None,
    problem: str = "",
    sight: Sight | None = None,
    reveal_form: RevealForm | None = None,
) -> str:
    submission = get_submission(unit, submission_id)
    case = open_case(unit, submission.household_code)
    household_id = find_household_id(unit, submission.household_code)
    rows = disputing.dispute_rows(case, sight or sight_of(unit.actor, household_id or disputing.NO_HOUSEHOLD))
    return render_template(
        "collection/submission_conflict.html",
        submission=submission,
        case=case,
        sides=disputing.side_cards(case),
        rows=rows,
        has_hidden=any(row.is_hidden for row in rows),
        reveal_form=reveal_form or RevealForm(formdata=None),
        choices=choices or {},
        problem=problem,
        register=REGISTER,
        words=words,
    )


def _told(decided: DisputesDecided) -> str:
    fields = decided.register + decided.submissions
    text = ngettext("%(num)s field is decided.", "%(num)s fields are decided.", fields)
    if decided.discarded:
        lost = ngettext(
            "%(num)s submission brings nothing any more and is discarded.",
            "%(num)s submissions bring nothing any more and are discarded.",
            len(decided.discarded),
        )
        text = f"{text} {lost}"
    return text
