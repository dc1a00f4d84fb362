"""Recording a change of a family: whom it is about, what happened, the answers checked, done; and taking it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.permissions import CaseworkPermission
from foundation.errors import HoldfastError, NotFound
from foundation.unit_of_work import UnitOfWork
from registry.operations.changes import rehearse
from registry.permissions import RegistryPermission
from registry.queries.changes import get_change
from registry.queries.history import list_changes
from registry.queries.households import get_household
from registry.rules.changes import CHANGES, ChangeKind
from registry.rules.changes_facts import FamilyChanged
from web.access import needs
from web.filters import label
from web.forms import add_error
from web.registry import blueprint
from web.registry.change_answers import answers_of, kept_fields
from web.registry.change_forms import UndoForm
from web.registry.change_tasks import TASKS
from web.registry.change_who import Who, read_who
from workflows.restructure_household import restructure, take_back


@blueprint.get("/households/<int:household_id>/changes")
@needs(RegistryPermission.HOUSEHOLD_RESTRUCTURE)
def choose_change(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    return render_template("registry/change_choose.html", household=household, kinds=CHANGES)


@blueprint.get("/households/<int:household_id>/changes/<change_kind>")
@needs(RegistryPermission.HOUSEHOLD_RESTRUCTURE)
def show_record_change(unit: UnitOfWork, household_id: int, change_kind: str) -> ResponseReturnValue:
    chosen = _kind(change_kind)
    who, first, is_complete = read_who(unit, household_id, chosen)
    if not is_complete:
        return render_template("registry/change_who.html", who=who, form=first, kind=chosen, terms=CHANGES[chosen])
    return _form_page(who, chosen, TASKS[chosen].make(unit, who))


@blueprint.post("/households/<int:household_id>/changes/<change_kind>")
@needs(RegistryPermission.HOUSEHOLD_RESTRUCTURE)
def record_change(unit: UnitOfWork, household_id: int, change_kind: str) -> ResponseReturnValue:
    chosen = _kind(change_kind)
    who, _first, is_complete = read_who(unit, household_id, chosen)
    if not is_complete:
        return redirect(url_for("registry.show_record_change", household_id=household_id, change_kind=change_kind))
    form = TASKS[chosen].make(unit, who)
    stage = request.form.get("stage", "check")
    if stage == "change":
        return _form_page(who, chosen, form)
    if not form.validate():
        return _form_page(who, chosen, form), 422
    try:
        return _check_page(unit, who, chosen, form) if stage == "check" else _record(unit, who, chosen, form)
    except HoldfastError as error:
        add_error(form, error)
        return _form_page(who, chosen, form), 422


@blueprint.get("/changes/<int:change_id>/undo")
@needs(RegistryPermission.HOUSEHOLD_RESTRUCTURE)
def show_undo_change(unit: UnitOfWork, change_id: int) -> ResponseReturnValue:
    return _undo_page(unit, change_id, UndoForm())


@blueprint.post("/changes/<int:change_id>/undo")
@needs(RegistryPermission.HOUSEHOLD_RESTRUCTURE)
def undo_change(unit: UnitOfWork, change_id: int) -> ResponseReturnValue:
    form = UndoForm()
    if form.validate():
        try:
            undone = take_back(unit, change_id, form.reason.data)
        except HoldfastError as error:
            add_error(form, error)
        else:
            flash(_("“%(kind)s” is taken back. It stays in the history as undone.", kind=label(undone.kind)), "success")
            return redirect(url_for("registry.show_history", household_id=undone.household_id))
    return _undo_page(unit, change_id, form), 422


def _kind(kind: str) -> ChangeKind:
    if kind not in {word.value for word in ChangeKind}:
        raise NotFound()
    return ChangeKind(kind)


def _do(unit: UnitOfWork, who: Who, kind: ChangeKind, form: Any) -> FamilyChanged:
    may_close = unit.actor.may(CaseworkPermission.CASE_CLOSE)
    return restructure(unit, lambda: TASKS[kind].act(unit, who, form), may_close_case=may_close)


def _check_page(unit: UnitOfWork, who: Who, kind: ChangeKind, form: Any) -> str:
    """Return the answers with what would come of them: the change is done and taken back."""
    fact = rehearse(unit, lambda: _do(unit, who, kind, form))
    return render_template(
        "registry/change_check.html",
        who=who,
        kind=kind,
        task=TASKS[kind],
        fact=fact,
        answers=answers_of(form, who),
        kept=kept_fields(),
    )


def _record(unit: UnitOfWork, who: Who, kind: ChangeKind, form: Any) -> ResponseReturnValue:
    fact = _do(unit, who, kind, form)
    flash(
        _("“%(kind)s” is recorded. It can be taken back as long as nothing is built on it.", kind=label(kind)),
        "success",
    )
    return redirect(url_for("registry.show_history", household_id=fact.household_id))


def _form_page(who: Who, kind: ChangeKind, form: Any) -> str:
    return render_template(
        "registry/change_form.html", who=who, kind=kind, terms=CHANGES[kind], task=TASKS[kind], form=form
    )


def _undo_page(unit: UnitOfWork, change_id: int, form: UndoForm) -> str:
    change = get_change(unit, change_id)
    row = next(row for row in list_changes(unit, change.household_id) if row.id == change_id)
    return render_template("registry/change_undo.html", change=row, form=form)
