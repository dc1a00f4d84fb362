"""Applications for cover: the list, one application, and its export."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.clock import local_date
from foundation.unit_of_work import UnitOfWork
from insurance.permissions import InsurancePermission
from insurance.queries.cover import ApplicationRow, get_application, iterate_applications
from insurance.queries.cover import list_applications as read_applications
from web.access import needs
from web.filters import label
from web.forms import page_request
from web.insurance import blueprint
from web.insurance.forms import ApplicationFilterForm, DeclineForm, WithdrawForm
from web.languages import current_language
from web.sealed_lists import ListFile, sealed_list


@blueprint.get("/applications")
@needs(InsurancePermission.COVER_READ, menu=_l("Applications for cover"), rank=61)
def list_applications(unit: UnitOfWork) -> ResponseReturnValue:
    form = ApplicationFilterForm()
    page = read_applications(unit, form.filters(), page_request())
    return render_template("insurance/application_list.html", page=page, form=form)


@sealed_list(
    blueprint,
    "/applications/export",
    InsurancePermission.COVER_READ,
    back="insurance.list_applications",
    title=_l("Applications for cover"),
)
def export_applications(unit: UnitOfWork) -> ListFile:
    filters = ApplicationFilterForm().filters()
    return ListFile("applications", _columns(), lambda: map(_cells, iterate_applications(unit, filters)))


@blueprint.get("/applications/<int:application_id>")
@needs(InsurancePermission.COVER_READ)
def show_application(unit: UnitOfWork, application_id: int) -> ResponseReturnValue:
    view = get_application(unit, application_id)
    return render_template(
        "insurance/application_show.html", view=view, decline_form=DeclineForm(), withdraw_form=WithdrawForm()
    )


def _columns() -> list[str]:
    return [
        _("Number"),
        _("Product"),
        _("Holder"),
        _("Village"),
        _("Units"),
        _("Sum insured"),
        _("Premium"),
        _("Household’s part"),
        _("State"),
        _("Applied on"),
    ]


def _cells(row: ApplicationRow) -> list[object]:
    return [
        row.number,
        row.name_en if current_language() == "en" else row.name_zh,
        row.holder,
        row.village,
        row.units,
        row.sum_insured.major,
        row.premium.major,
        row.household_part.major,
        label(row.state),
        local_date(row.applied_at),
    ]
