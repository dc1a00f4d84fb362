"""A trainer's home and attendance sheets: the own sessions and nothing else."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from development.errors import NotEnrolled
from development.operations.courses import record_attendance
from development.permissions import DevelopmentPermission
from development.queries.sessions import get_sheet, list_own_sessions
from development.rules.words import AttendanceState
from foundation.clock import local_date
from foundation.unit_of_work import UnitOfWork
from web.access import needs
from web.development import blueprint
from web.forms import page_request

FIELD = "person-"


@blueprint.get("/my-sessions")
@needs(DevelopmentPermission.SESSION_LEAD, menu=_l("My sessions"), rank=10)
def show_trainer_home(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("development/trainer_home.html", page=list_own_sessions(unit, page_request()))


@blueprint.get("/sessions/<int:session_id>")
@needs(DevelopmentPermission.SESSION_LEAD)
def show_sheet(unit: UnitOfWork, session_id: int) -> ResponseReturnValue:
    sheet = get_sheet(unit, session_id)
    has_begun = local_date(sheet.session.starts_at) <= unit.today
    return render_template("development/sheet.html", sheet=sheet, has_begun=has_begun)


@blueprint.post("/sessions/<int:session_id>")
@needs(DevelopmentPermission.SESSION_LEAD)
def record(unit: UnitOfWork, session_id: int) -> ResponseReturnValue:
    recorded = record_attendance(unit, session_id, _marks())
    flash(
        _("Recorded: %(there)s there, %(absent)s absent.", there=recorded.attended, absent=recorded.absent), "success"
    )
    return redirect(url_for("development.show_sheet", session_id=session_id))


def _marks() -> dict[int, AttendanceState]:
    marks = {}
    for name, value in request.form.items():
        person_id = name.removeprefix(FIELD)
        if name.startswith(FIELD) and value:
            if not person_id.isdigit() or value not in set(AttendanceState):
                raise NotEnrolled()
            marks[int(person_id)] = AttendanceState(value)
    return marks
