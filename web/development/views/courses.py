"""Courses and their sessions: the list, one course, planning."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from development.operations.courses import add_course, schedule_session
from development.permissions import DevelopmentPermission
from development.queries.courses import (
    get_course,
    list_course_sessions,
    list_offer_regions,
    list_teachers,
    list_trainers,
)
from development.queries.courses import list_courses as read_courses
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.rules.causes import Cause
from web.access import needs
from web.development import blueprint
from web.development.forms import CourseFilterForm, CourseForm, SessionForm
from web.forms import add_error, enum_choices, page_request


@blueprint.get("/courses")
@needs(DevelopmentPermission.COURSE_READ, menu=_l("Training"), rank=57)
def list_courses(unit: UnitOfWork) -> ResponseReturnValue:
    form = CourseFilterForm()
    page = read_courses(unit, page_request(), form.skill.data or "")
    return render_template("development/course_list.html", page=page, form=form)


@blueprint.get("/courses/<int:course_id>")
@needs(DevelopmentPermission.COURSE_READ)
def show_course(unit: UnitOfWork, course_id: int) -> ResponseReturnValue:
    course = get_course(unit, course_id)
    causes = [Cause(cause) for cause in course.causes]
    sessions = list_course_sessions(unit, course_id)
    return render_template("development/course_show.html", course=course, causes=causes, sessions=sessions)


@blueprint.get("/courses/new")
@needs(DevelopmentPermission.COURSE_PLAN)
def show_add_course(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("development/course_add.html", form=_course_form(unit))


@blueprint.post("/courses/new")
@needs(DevelopmentPermission.COURSE_PLAN)
def add(unit: UnitOfWork) -> ResponseReturnValue:
    form = _course_form(unit)
    if form.validate():
        try:
            added = add_course(unit, form.course())
            flash(_("The course is offered. Plan its first session now."), "success")
            return redirect(url_for("development.show_schedule_session", course_id=added.course_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("development/course_add.html", form=form), 422


@blueprint.get("/courses/<int:course_id>/sessions/new")
@needs(DevelopmentPermission.COURSE_PLAN)
def show_schedule_session(unit: UnitOfWork, course_id: int) -> ResponseReturnValue:
    course = get_course(unit, course_id)
    return render_template("development/session_add.html", course=course, form=_session_form(unit))


@blueprint.post("/courses/<int:course_id>/sessions/new")
@needs(DevelopmentPermission.COURSE_PLAN)
def schedule(unit: UnitOfWork, course_id: int) -> ResponseReturnValue:
    course = get_course(unit, course_id)
    form = _session_form(unit)
    if form.validate():
        try:
            schedule_session(unit, form.session(course_id))
            flash(_("The session is planned; caseworkers can enrol people now."), "success")
            return redirect(url_for("development.show_course", course_id=course_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("development/session_add.html", course=course, form=form), 422


def _course_form(unit: UnitOfWork) -> CourseForm:
    form = CourseForm(causes=[Cause.LACK_OF_SKILL])
    form.causes.choices = enum_choices(Cause)
    form.region.choices = [(region.path, region.name) for region in list_offer_regions(unit)]
    form.organisation_id.choices = [(body.id, body.name) for body in list_teachers(unit)]
    return form


def _session_form(unit: UnitOfWork) -> SessionForm:
    form = SessionForm()
    form.trainer_user_id.choices = [(person.id, person.name) for person in list_trainers(unit)]
    return form
