"""Values that files gave and the register did not take: the list, and a person's decision."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations.imports import decide_contradictions
from registry.permissions import RegistryPermission
from registry.queries import contradictions as queries
from registry.rules.imports.facts import ContradictionsDecided
from registry.rules.words_imports import ContradictionState
from web.access import needs
from web.forms import add_error, page_request
from web.registry import blueprint, import_words
from web.registry.import_forms import CONTRADICTING, ContradictionFilterForm, DecideForm
from web.sealed_lists import ListFile, sealed_list

COLUMNS = (
    "household", "member", "name", "field", "register", "file_value", "file", "row", "found_at", "state",
    "decided_at", "decided_by", "reason",
)  # fmt: skip


@blueprint.get("/contradictions")
@needs(RegistryPermission.IMPORT_READ)
def list_contradictions(unit: UnitOfWork) -> ResponseReturnValue:
    form = ContradictionFilterForm()
    form.offer({name: import_words.person_label(name) for name in CONTRADICTING})
    page = queries.list_contradictions(unit, form.filters(), page_request())
    return render_template("registry/import_contradiction_list.html", page=page, form=form, words=import_words)


@sealed_list(
    blueprint,
    "/contradictions/export",
    RegistryPermission.IMPORT_READ,
    back="registry.list_contradictions",
    title=_l("Contradictions"),
)
def export_contradictions(unit: UnitOfWork) -> ListFile:
    filters = ContradictionFilterForm().filters()
    return ListFile("contradictions", COLUMNS, lambda: _lines(queries.list_all_contradictions(unit, filters)))


@blueprint.get("/people/<int:person_id>/contradictions")
@needs(RegistryPermission.HOUSEHOLD_EDIT)
def show_decide_contradictions(unit: UnitOfWork, person_id: int) -> ResponseReturnValue:
    rows = queries.list_contradictions_of_person(unit, person_id)
    return _decide_page(DecideForm(), rows, [row.id for row in rows])


@blueprint.post("/people/<int:person_id>/contradictions")
@needs(RegistryPermission.HOUSEHOLD_EDIT)
def decide_person_contradictions(unit: UnitOfWork, person_id: int) -> ResponseReturnValue:
    form = DecideForm()
    rows = queries.list_contradictions_of_person(unit, person_id)
    chosen = form.chosen()
    if not chosen:
        form.form_errors.append(_("Choose at least one of the values."))
    elif form.validate():
        try:
            done = decide_contradictions(unit, person_id, chosen, form.decision.data, form.reason.data or "")
            flash(_told(done), "success")
            return redirect(url_for("registry.list_contradictions"))
        except HoldfastError as error:
            add_error(form, error)
    return _decide_page(form, rows, chosen), 422


def _decide_page(form: DecideForm, rows: Sequence[Row[Any]], chosen: Sequence[int]) -> str:
    return render_template(
        "registry/import_contradiction_decide.html", form=form, rows=rows, chosen=chosen, words=import_words
    )


def _told(done: ContradictionsDecided) -> str:
    if done.decision is ContradictionState.TAKEN:
        return _("The new values are in the register, as corrections with their history.")
    if done.decision is ContradictionState.KEPT:
        return _("The register’s values stay. Nobody is asked about these again.")
    if done.put_back:
        return _("The rows are of another person. What else they had changed here was put back.")
    return _("The rows are of another person. They are refused from now on.")


def _lines(rows: Sequence[Row[Any]]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.household_code,
            row.person_code,
            row.name,
            row.field,
            row.old_value,
            row.new_value,
            row.file_name,
            row.row_number,
            row.found_at.isoformat(),
            row.state.value,
            row.decided_at.isoformat() if row.decided_at else "",
            row.decided_by,
            row.reason,
        )
