"""The history of a household: every change of the family, everybody who belonged to it, each value."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.queries.fields import list_definitions
from registry.queries.history import ValueFilters, list_changed_fields, list_changes, list_memberships, list_values
from registry.queries.households import get_household
from registry.rules.privacy.sight import sight_of
from web.access import needs
from web.forms import page_request
from web.registry import blueprint
from web.registry.forms import AsOfForm, ValueFilterForm
from web.registry.history_words import value_lines
from web.registry.value_words import Definitions, by_key, field_word

PAGE_SIZE = 25


@blueprint.get("/households/<int:household_id>/history")
@needs(RegistryPermission.HOUSEHOLD_READ)
def show_history(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    members = list_memberships(unit, household_id)
    definitions = by_key(list_definitions(unit, household.region_path, with_retired=True))
    form = _filters(unit, household_id, members, definitions)
    asked = form.person_id()
    filters = ValueFilters(asked if asked in {row.id for row in members} else None, form.field.data or "")
    page = list_values(unit, household_id, filters, page_request(size=PAGE_SIZE))
    sees_detail = sight_of(unit.actor, household_id).health.is_open
    return render_template(
        "registry/household_history.html",
        household=household,
        members=members,
        changes=list_changes(unit, household_id),
        page=page,
        lines=value_lines(page.rows, definitions, sees_detail=sees_detail),
        form=form,
        day_form=AsOfForm(),
    )


def _filters(unit: UnitOfWork, household_id: int, members: Sequence[Any], definitions: Definitions) -> ValueFilterForm:
    """Return the filters with everybody who ever belonged to the household and every value that ever changed."""
    form = ValueFilterForm()
    fields = {
        row.field: field_word(row.field, of_person=row.of_person, definitions=definitions)
        for row in list_changed_fields(unit, household_id)
    }
    names = {str(row.id): row.name for row in members}
    for field, words in ((form.person, names), (form.field, fields)):
        field.choices = [SelectChoice("", _("All")), *(SelectChoice(key, word) for key, word in words.items())]
    return form
