"""Steps of an application: submitted, accepted, declined, withdrawn; a payer's part received."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from foundation.unit_of_work import UnitOfWork
from insurance.operations.cover import record_share_payment, submit_application
from insurance.permissions import InsurancePermission
from insurance.queries.cover import get_application
from insurance.rules.words import Payer
from web.access import needs
from web.filters import label, money
from web.insurance import blueprint
from web.insurance.forms import DeclineForm, WithdrawForm
from workflows.apply_for_cover import accept_cover, decline_cover, withdraw_cover


@blueprint.post("/applications/<int:application_id>/submit")
@needs(InsurancePermission.COVER_APPLY)
def submit(unit: UnitOfWork, application_id: int) -> ResponseReturnValue:
    submit_application(unit, application_id, unit.now)
    flash(_("The household’s yes is recorded and the application is with the insurer."), "success")
    return _back(application_id)


@blueprint.post("/applications/<int:application_id>/accept")
@needs(InsurancePermission.COVER_DECIDE)
def accept(unit: UnitOfWork, application_id: int) -> ResponseReturnValue:
    moved = accept_cover(unit, application_id)
    flash(_("%(number)s is insured.", number=moved.number), "success")
    return _back(application_id)


@blueprint.post("/applications/<int:application_id>/decline")
@needs(InsurancePermission.COVER_DECIDE)
def decline(unit: UnitOfWork, application_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    if not form.validate():
        view = get_application(unit, application_id)
        page = render_template(
            "insurance/application_show.html", view=view, decline_form=form, withdraw_form=WithdrawForm(formdata=None)
        )
        return page, 422
    moved = decline_cover(unit, application_id, form.reason.data)
    flash(_("%(number)s is declined; the household reads your reason.", number=moved.number), "success")
    return _back(application_id)


@blueprint.post("/applications/<int:application_id>/withdraw")
@needs(InsurancePermission.COVER_WITHDRAW)
def withdraw(unit: UnitOfWork, application_id: int) -> ResponseReturnValue:
    form = WithdrawForm()
    moved = withdraw_cover(unit, application_id, form.reason.data or "" if form.validate() else "")
    flash(_("%(number)s is withdrawn.", number=moved.number), "success")
    return _back(application_id)


@blueprint.post("/applications/<int:application_id>/shares/<payer>/paid")
@needs(InsurancePermission.SHARE_RECORD)
def record_payment(unit: UnitOfWork, application_id: int, payer: str) -> ResponseReturnValue:
    if payer not in set(Payer):
        raise NotFound()
    paid = record_share_payment(unit, application_id, Payer(payer), unit.now)
    flash(
        _("%(payer)s: %(amount)s is recorded as paid.", payer=label(paid.payer), amount=money(paid.amount)), "success"
    )
    return _back(application_id)


def _back(application_id: int) -> ResponseReturnValue:
    return redirect(url_for("insurance.show_application", application_id=application_id))
