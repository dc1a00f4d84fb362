"""The desk of submissions: what came, what it says, and what becomes of it."""

from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from foundation.actor import Actor
from foundation.unit_of_work import UnitOfWork, Units
from registry.operations.collection import deciding
from registry.operations.collection.revealing import reveal_submission
from registry.operations.collection.staging import MOST_AT_ONCE, stage_submissions
from registry.permissions import RegistryPermission
from registry.queries.collection import submissions as queries
from registry.queries.collection.devices import list_device_choices
from registry.queries.collection.forms import list_form_choices
from registry.queries.collection.sides import read_submission
from registry.queries.imports import issue_text
from registry.rules.collection.facts import SubmissionsStaged
from registry.rules.collection.words import SubmissionState, may_move
from registry.rules.privacy.sight import EVERYTHING, Sight, sight_of
from web.access import needs
from web.collection import blueprint, disputing, story, words
from web.collection.forms import ReasonForm, RevealForm, SubmissionFilterForm
from web.filters import number
from web.forms import page_request
from web.sealed_lists import ListFile, sealed_list
from web.services import services


@blueprint.get("/submissions")
@needs(RegistryPermission.SUBMISSION_READ)
def list_submissions(unit: UnitOfWork) -> ResponseReturnValue:
    form = SubmissionFilterForm()
    filters = form.filters()
    form.offer(
        [(row.id, row.name) for row in list_form_choices(unit)],
        [(row.id, f"{row.name} · {row.holder}") for row in list_device_choices(unit)],
    )
    counts = queries.count_by_state(unit)
    return render_template(
        "collection/submission_list.html",
        page=queries.list_submissions(unit, filters, page_request("-received")),
        form=form,
        filters=filters,
        counts=counts,
        waiting=counts[SubmissionState.WAITING],
        words=words,
    )


@sealed_list(
    blueprint,
    "/submissions/export",
    RegistryPermission.SUBMISSION_READ,
    back="collection.list_submissions",
    title=_l("Field collection"),
)
def export_submissions(unit: UnitOfWork) -> ListFile:
    rows = partial(queries.iterate_submissions, unit, SubmissionFilterForm().filters())
    return ListFile("submissions", words.export_headings(), lambda: words.export_rows(rows()))


@blueprint.get("/submissions/<int:submission_id>")
@needs(RegistryPermission.SUBMISSION_READ)
def show_submission(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    return _page(unit, submission_id)


@blueprint.post("/submissions/<int:submission_id>/reveal")
@needs(RegistryPermission.PERSON_REVEAL)
def reveal_answers(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    form = RevealForm()
    if not form.validate():
        return _page(unit, submission_id, reveal_form=form), 422
    reveal_submission(unit, submission_id, form.reason.data)
    return _page(unit, submission_id, EVERYTHING)


@blueprint.get("/submissions/<int:submission_id>/files/<int:file_id>")
@needs(RegistryPermission.SUBMISSION_READ, own_units=True)
def show_submission_file(units: Units, actor: Actor, submission_id: int, file_id: int) -> ResponseReturnValue:
    with units.begin(actor, read_only=True) as unit:
        file = queries.get_file(unit, submission_id, file_id)
    response = Response(services().files.read(file.key or ""), mimetype=file.type)
    is_picture = (file.type or "").startswith("image/")
    name = f"submission-{submission_id}-{file.id}.{(file.key or '').rpartition('.')[2]}"
    response.headers["Content-Disposition"] = f'{"inline" if is_picture else "attachment"}; filename="{name}"'
    return response


@blueprint.post("/submissions/stage")
@needs(RegistryPermission.SUBMISSION_DECIDE)
def stage(unit: UnitOfWork) -> ResponseReturnValue:
    ids = request.form.getlist("selected", type=int)[:MOST_AT_ONCE]
    staged = stage_submissions(unit, None if request.form.get("all") == "yes" else ids)
    _tell(staged)
    if staged.run_id is None:
        return redirect(url_for("collection.list_submissions"))
    return redirect(url_for("registry.show_import", run_id=staged.run_id))


@blueprint.get("/submissions/<int:submission_id>/return")
@needs(RegistryPermission.SUBMISSION_DECIDE)
def show_return(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    submission = queries.get_submission(unit, submission_id)
    return render_template("collection/submission_return.html", submission=submission, form=ReasonForm())


@blueprint.post("/submissions/<int:submission_id>/return")
@needs(RegistryPermission.SUBMISSION_DECIDE)
def return_to_field(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        submission = queries.get_submission(unit, submission_id)
        return render_template("collection/submission_return.html", submission=submission, form=form), 422
    deciding.return_submission(unit, submission_id, form.reason.data)
    flash(_("Sent back. Tell the person who carries the device; a corrected version replaces this one."), "success")
    return redirect(url_for("collection.show_submission", submission_id=submission_id))


@blueprint.get("/submissions/<int:submission_id>/discard")
@needs(RegistryPermission.SUBMISSION_DECIDE)
def show_discard(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    submission = queries.get_submission(unit, submission_id)
    return render_template("collection/submission_discard.html", submission=submission, form=ReasonForm())


@blueprint.post("/submissions/<int:submission_id>/discard")
@needs(RegistryPermission.SUBMISSION_DECIDE)
def discard(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        submission = queries.get_submission(unit, submission_id)
        return render_template("collection/submission_discard.html", submission=submission, form=form), 422
    deciding.discard_submission(unit, submission_id, form.reason.data)
    flash(_("Discarded. It stays here for reading and changes nothing in the register."), "success")
    return redirect(url_for("collection.show_submission", submission_id=submission_id))


@blueprint.post("/submissions/<int:submission_id>/take-up")
@needs(RegistryPermission.SUBMISSION_DECIDE)
def take_up(unit: UnitOfWork, submission_id: int) -> ResponseReturnValue:
    deciding.take_up_submission(unit, submission_id)
    flash(_("The submission waits again."), "success")
    return redirect(url_for("collection.show_submission", submission_id=submission_id))


def _tell(staged: SubmissionsStaged) -> None:
    if staged.staged:
        text = ngettext(
            "%(count)s submission is staged.",
            "%(count)s submissions are staged.",
            staged.staged,
            count=number(staged.staged),
        )
        flash(text, "success")
    if staged.disputed:
        text = ngettext(
            "%(count)s submission contradicts another change and waits for your decision.",
            "%(count)s submissions contradict other changes and wait for your decision.",
            staged.disputed,
            count=number(staged.disputed),
        )
        flash(text, "warning")
    if staged.held or not (staged.staged or staged.disputed):
        left = _(
            "Left waiting: households that stand in an import that is not decided yet, and forms that say nothing the "
            "register can take."
        )
        flash(left, "info")


def _page(
    unit: UnitOfWork, submission_id: int, sight: Sight | None = None, reveal_form: RevealForm | None = None
) -> str:
    submission = queries.get_submission(unit, submission_id)
    run, household_id = queries.find_run(unit, submission), queries.find_household_id(unit, submission.household_code)
    state, villages = queries.state_now(submission, run), read_submission(submission).village_code
    sight = sight or sight_of(unit.actor, household_id or disputing.NO_HOUSEHOLD)
    sections = story.sections(submission, words.village_names(unit, villages), sight)
    return render_template(
        "collection/submission_show.html",
        submission=submission,
        run=run,
        state=state,
        household_id=household_id,
        sections=sections,
        has_hidden=any(is_hidden for section in sections for _question, _answer, is_hidden in section.rows),
        reveal_form=reveal_form or RevealForm(formdata=None),
        place=words.place_name(unit, submission.region_path),
        pictures=[file for file in submission.files if file.key and (file.type or "").startswith("image/")],
        chain=queries.list_chain(unit, submission),
        issues=queries.list_own_issues(unit, submission),
        decisions=queries.list_decisions(unit, submission.household_code),
        may=lambda wanted: may_move(state, SubmissionState(wanted)),
        say=lambda issue: issue_text(issue, _),
        words=words,
        disputing=disputing,
    )
