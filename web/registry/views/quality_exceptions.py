"""Exceptions from validation rules: granted with a reason until a day, listed, ended early."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations.quality.exceptions import end_exception, grant_exception
from registry.permissions import RegistryPermission
from registry.queries.quality.findings import get_exception, get_finding, list_exceptions
from web.access import needs
from web.filters import day
from web.forms import add_error, page_request
from web.registry import blueprint
from web.registry import quality_words as words
from web.registry.quality_forms import ExceptionForm


@blueprint.get("/quality/exceptions")
@needs(RegistryPermission.QUALITY_READ)
def list_quality_exceptions(unit: UnitOfWork) -> ResponseReturnValue:
    over = request.args.get("state") == "over"
    page = list_exceptions(unit, page_request(), over=over)
    return render_template("registry/quality_exceptions.html", page=page, over=over, words=words)


@blueprint.get("/quality/findings/<int:finding_id>/except")
@needs(RegistryPermission.QUALITY_EXCEPT)
def show_except_finding(unit: UnitOfWork, finding_id: int) -> ResponseReturnValue:
    return _except_page(unit, get_finding(unit, finding_id), ExceptionForm())


@blueprint.post("/quality/findings/<int:finding_id>/except")
@needs(RegistryPermission.QUALITY_EXCEPT)
def except_finding(unit: UnitOfWork, finding_id: int) -> ResponseReturnValue:
    finding, form = get_finding(unit, finding_id), ExceptionForm()
    if form.validate():
        try:
            grant_exception(unit, finding_id, reason=form.reason.data, until_on=form.until_on.data)
        except HoldfastError as error:
            add_error(form, error)
        else:
            until = day(form.until_on.data)
            flash(_("The finding is excepted until %(until)s. Then it shows again by itself.", until=until), "success")
            return redirect(url_for("registry.show_quality_village", code=finding.village_code))
    return _except_page(unit, finding, form), 422


@blueprint.get("/quality/exceptions/<int:exception_id>/end")
@needs(RegistryPermission.QUALITY_EXCEPT)
def show_end_exception(unit: UnitOfWork, exception_id: int) -> ResponseReturnValue:
    exception = get_exception(unit, exception_id)
    return render_template("registry/quality_exception_end.html", exception=exception, words=words)


@blueprint.post("/quality/exceptions/<int:exception_id>/end")
@needs(RegistryPermission.QUALITY_EXCEPT)
def end_quality_exception(unit: UnitOfWork, exception_id: int) -> ResponseReturnValue:
    end_exception(unit, exception_id)
    flash(_("The exception has ended. What it hid is to be mended again."), "success")
    return redirect(url_for("registry.list_quality_exceptions"))


def _except_page(unit: UnitOfWork, finding: Row[Any], form: ExceptionForm) -> str:
    form.hint(unit)
    return render_template("registry/quality_except.html", finding=finding, form=form, words=words)
