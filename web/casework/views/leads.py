"""Leads: the list, one lead, and its way to the decision."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from casework.operations import leads as operations
from casework.permissions import CaseworkPermission
from casework.queries import leads as queries
from casework.rules.leads import steps_from
from casework.rules.words import LeadChannel, LeadStep
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.queries.consents import has_consent
from registry.queries.households import get_household
from registry.queries.regions import list_regions_below
from registry.rules.privacy.sight import sight_of
from registry.rules.words import ConsentPurpose
from web.access import needs
from web.casework import blueprint
from web.casework.forms import (
    LeadFilterForm,
    ObjectionForm,
    ReasonForm,
    RegisterLeadForm,
    VerifyLeadForm,
)
from web.casework.reasons import rule_titles
from web.casework.words import causes_of
from web.exports import cells_of
from web.forms import add_error, page_request
from web.sealed_lists import ListFile, sealed_list

COLUMNS = ("code", "head", "village", "colour", "channel", "state", "opened_at", "due_at")


@blueprint.get("/leads")
@needs(CaseworkPermission.LEAD_READ, menu=_l("Leads"), rank=20)
def list_leads(unit: UnitOfWork) -> ResponseReturnValue:
    form = LeadFilterForm()
    townships = list_regions_below(unit, "township")
    form.region.choices = [("", _("All")), *((place.path, place.name) for place in townships)]
    page = queries.list_leads(unit, form.filters(), page_request())
    return render_template("casework/lead_list.html", page=page, form=form)


@sealed_list(blueprint, "/leads/export", CaseworkPermission.LEAD_READ, back="casework.list_leads", title=_l("Leads"))
def export_leads(unit: UnitOfWork) -> ListFile:
    filters = LeadFilterForm().filters()
    return ListFile("leads", COLUMNS, lambda: cells_of(queries.iterate_leads(unit, filters), COLUMNS))


@blueprint.get("/leads/<int:lead_id>")
@needs(CaseworkPermission.LEAD_READ)
def show_lead(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    row = queries.get_lead_page(unit, lead_id)
    return render_template(
        "casework/lead_show.html",
        row=row,
        lead=row.Lead,
        sight=sight_of(unit.actor, row.household_id),
        proposed=causes_of(row.Lead.proposed_causes),
        found=causes_of(row.Lead.found_causes),
        steps=steps_from(row.state),
        step=LeadStep,
        may_query=has_consent(unit, row.household_id, ConsentPurpose.DATA_CHECK),
        titles=rule_titles(unit, {row.graded_round_id} if row.graded_round_id else set()),
    )


@blueprint.get("/households/<int:household_id>/leads/new")
@needs(CaseworkPermission.LEAD_REGISTER)
def show_register_lead(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    return _register_page(unit, household_id, RegisterLeadForm())


@blueprint.post("/households/<int:household_id>/leads/new")
@needs(CaseworkPermission.LEAD_REGISTER)
def register_lead(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    form = RegisterLeadForm()
    if not form.validate():
        return _register_page(unit, household_id, form), 422
    try:
        channel = LeadChannel(form.channel.data)
        fact = operations.register_lead(unit, household_id, channel=channel, note=form.note.data)
    except HoldfastError as error:
        add_error(form, error)
        return _register_page(unit, household_id, form), 422
    if fact.lead_id is None:
        flash(_("A case is open for this household; the report stands there as a note."), "info")
        return redirect(url_for("casework.show_case", case_id=fact.case_id))
    flash(_("The lead is open. Somebody has to check it."), "success")
    return redirect(url_for("casework.show_lead", lead_id=fact.lead_id))


@blueprint.post("/leads/<int:lead_id>/start")
@needs(CaseworkPermission.LEAD_VERIFY)
def start_check(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    operations.start_check(unit, lead_id)
    flash(_("You check this lead. Write down what you find at the household."), "success")
    return redirect(url_for("casework.show_verify_lead", lead_id=lead_id))


@blueprint.get("/leads/<int:lead_id>/verify")
@needs(CaseworkPermission.LEAD_VERIFY)
def show_verify_lead(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    return _form_page(unit, lead_id, VerifyLeadForm(), "casework/lead_verify.html")


@blueprint.post("/leads/<int:lead_id>/verify")
@needs(CaseworkPermission.LEAD_VERIFY)
def verify_lead(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    form = VerifyLeadForm()
    if form.validate():
        try:
            operations.verify_lead(
                unit,
                lead_id,
                finding=form.finding.data,
                causes=form.causes,
                is_data_checked=form.is_data_checked.data,
            )
            flash(_("The check is recorded. Another person decides now."), "success")
            return redirect(url_for("casework.show_lead", lead_id=lead_id))
        except HoldfastError as error:
            add_error(form, error)
    return _form_page(unit, lead_id, form, "casework/lead_verify.html"), 422


@blueprint.get("/leads/<int:lead_id>/withdraw")
@needs(CaseworkPermission.LEAD_VERIFY)
def show_withdraw_lead(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    return _form_page(unit, lead_id, ReasonForm(), "casework/lead_withdraw.html")


@blueprint.post("/leads/<int:lead_id>/withdraw")
@needs(CaseworkPermission.LEAD_VERIFY)
def withdraw_lead(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return _form_page(unit, lead_id, form, "casework/lead_withdraw.html"), 422
    operations.withdraw_lead(unit, lead_id, reason=form.reason.data)
    flash(_("The lead is withdrawn. Offers of help stay open to the household."), "success")
    return redirect(url_for("casework.show_lead", lead_id=lead_id))


@blueprint.get("/leads/<int:lead_id>/objection")
@needs(CaseworkPermission.LEAD_REGISTER)
def show_record_objection(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    return _form_page(unit, lead_id, ObjectionForm(), "casework/lead_object.html")


@blueprint.post("/leads/<int:lead_id>/objection")
@needs(CaseworkPermission.LEAD_REGISTER)
def record_objection(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    form = ObjectionForm()
    if not form.validate():
        return _form_page(unit, lead_id, form, "casework/lead_object.html"), 422
    operations.record_objection(unit, lead_id, objection=form.objection.data)
    flash(_("The objection is recorded. Another person checks again."), "success")
    return redirect(url_for("casework.show_lead", lead_id=lead_id))


def _register_page(unit: UnitOfWork, household_id: int, form: RegisterLeadForm) -> str:
    household = get_household(unit, household_id)
    return render_template("casework/lead_register.html", household=household, form=form)


def _form_page(unit: UnitOfWork, lead_id: int, form: Any, template: str) -> str:
    row: Row[Any] = queries.get_lead_page(unit, lead_id)
    may_query = has_consent(unit, row.household_id, ConsentPurpose.DATA_CHECK)
    return render_template(template, row=row, lead=row.Lead, form=form, may_query=may_query)
