"""What people did: recorded, waiting for a second person, confirmed one by one or many at once."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from incentives.operations.entries import record_entry, reject_entry
from incentives.permissions import IncentivesPermission
from incentives.queries.points import get_entry, list_people_taking_part
from incentives.queries.points import list_entries as read_entries
from incentives.queries.schedule import list_items
from incentives.rules.exemption import facts_of, find_exemption
from web.access import needs
from web.filters import label, sentence
from web.forms import add_error, page_request
from web.incentives import blueprint
from web.incentives.forms import EntryFilterForm, EntryForm, RejectForm
from web.languages import current_language
from workflows.confirm_work_day import confirm_work_day

MOST_AT_ONCE = 200


@blueprint.get("/entries")
@needs(IncentivesPermission.PARTICIPATION_READ, menu=_l("Points"), rank=58)
def list_entries(unit: UnitOfWork) -> ResponseReturnValue:
    form = EntryFilterForm()
    page = read_entries(unit, form.filters(), page_request())
    return render_template("incentives/entry_list.html", page=page, form=form)


@blueprint.post("/entries/confirm")
@needs(IncentivesPermission.ENTRY_CONFIRM)
def confirm(unit: UnitOfWork) -> ResponseReturnValue:
    done = 0
    for entry_id in request.form.getlist("selected", type=int)[:MOST_AT_ONCE]:
        try:
            done += confirm_work_day(unit, entry_id).is_new
        except HoldfastError as error:
            flash(sentence(error), "warning")
    flash(ngettext("%(num)s entry is confirmed.", "%(num)s entries are confirmed.", done), "success")
    return redirect(url_for("incentives.list_entries"))


@blueprint.get("/entries/<int:entry_id>/reject")
@needs(IncentivesPermission.ENTRY_CONFIRM)
def show_reject(unit: UnitOfWork, entry_id: int) -> ResponseReturnValue:
    return render_template("incentives/entry_reject.html", entry=get_entry(unit, entry_id), form=RejectForm())


@blueprint.post("/entries/<int:entry_id>/reject")
@needs(IncentivesPermission.ENTRY_CONFIRM)
def reject(unit: UnitOfWork, entry_id: int) -> ResponseReturnValue:
    form = RejectForm()
    if not form.validate():
        return render_template("incentives/entry_reject.html", entry=get_entry(unit, entry_id), form=form), 422
    reject_entry(unit, entry_id, form.reason.data)
    flash(_("The entry is not confirmed; the household reads your reason."), "success")
    return redirect(url_for("incentives.list_entries"))


@blueprint.get("/entries/new")
@needs(IncentivesPermission.ENTRY_RECORD)
def show_record_entry(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("incentives/entry_record.html", form=_form(unit))


@blueprint.post("/entries/new")
@needs(IncentivesPermission.ENTRY_RECORD)
def record(unit: UnitOfWork) -> ResponseReturnValue:
    form = _form(unit)
    if form.validate():
        try:
            record_entry(
                unit,
                person_id=form.person_id.data,
                item_code=form.item_code.data,
                occurred_on=form.occurred_on.data,
                note=form.note.data,
            )
            flash(_("It is recorded and counts once a second person has confirmed it."), "success")
            return redirect(url_for("incentives.list_entries"))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("incentives/entry_record.html", form=form), 422


def _form(unit: UnitOfWork) -> EntryForm:
    form = EntryForm(occurred_on=unit.today)
    form.person_id.choices = []
    for person in list_people_taking_part(unit, unit.today):
        exemption = find_exemption(facts_of(person), unit.today)
        words = f"{person.name} · {person.village} · {person.household_code}"
        mark = " · " + _("exempt from labour (%(why)s)", why=label(exemption)) if exemption else ""
        form.person_id.choices.append((person.id, words + mark))
    form.item_code.choices = []
    for item in list_items(unit, unit.today):
        title = item.title_en if current_language() == "en" else item.title_zh
        form.item_code.choices.append((item.code, _("%(title)s (%(points)s points)", title=title, points=item.points)))
    return form
