"""Enrolling a member of a household: the sessions that fit its causes first, then the others nearby."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from casework.queries.cases import find_open_case_id, list_causes
from development.operations.courses import enrol_person
from development.permissions import DevelopmentPermission
from development.queries.courses import list_fitting_courses, list_open_sessions
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.models import Household
from registry.queries.households import get_household
from registry.queries.needs import needs_of
from web.access import needs
from web.development import blueprint
from web.development.forms import EnrolForm
from web.filters import moment
from web.forms import add_error
from web.languages import current_language


@blueprint.get("/households/<int:household_id>/enrol")
@needs(DevelopmentPermission.PERSON_ENROL)
def show_enrol(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    return _page(unit, household, _form(unit, household))


@blueprint.post("/households/<int:household_id>/enrol")
@needs(DevelopmentPermission.PERSON_ENROL)
def enrol(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    form = _form(unit, household)
    if form.validate():
        try:
            enrolled = enrol_person(unit, form.session_id.data, form.person_id.data)
            text = _("The person is enrolled.") if enrolled.is_new else _("The person was enrolled already.")
            flash(text, "success")
            return redirect(url_for("registry.show_household", household_id=household_id, _anchor="training"))
        except HoldfastError as error:
            add_error(form, error)
    return _page(unit, household, form), 422


def _page(unit: UnitOfWork, household: Household, form: EnrolForm) -> str:
    case_id = find_open_case_id(unit, household.id)
    causes = frozenset(row.cause for row in list_causes(unit, case_id)) if case_id else frozenset()
    fitting = list_fitting_courses(unit, needs_of(household, causes, unit.today), unit.today)
    return render_template("development/enrol.html", household=household, form=form, fitting=fitting)


def _form(unit: UnitOfWork, household: Household) -> EnrolForm:
    form = EnrolForm()
    sessions = list_open_sessions(unit, household.region_path)
    form.session_id.choices = [(session.id, _session_words(session)) for session in sessions]
    people = [person for person in household.people if person.left_on is None]
    form.person_id.choices = [(person.id, person.name) for person in people]
    return form


def _session_words(session: Row[Any]) -> str:
    title = session.title_en if current_language() == "en" else session.title_zh
    return f"{title} · {moment(session.starts_at)} · {session.place}"
