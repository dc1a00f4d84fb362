"""A case on one page: causes, plan, visits, what comes next, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from casework.models import CaseCause
from casework.operations import cases as operations
from casework.permissions import CaseworkPermission
from casework.queries import cases as queries
from casework.queries.timeline import list_timeline
from casework.rules.measures import MissingMeasure, changes_from, lacks_development, missing_measures
from casework.rules.words import MeasureState
from foundation.unit_of_work import UnitOfWork
from registry.queries.needs import get_needs
from registry.rules.privacy.sight import sight_of
from web.access import needs
from web.casework import blueprint
from web.casework.forms import CloseCaseForm
from web.casework.story import story_lines


@dataclass(frozen=True)
class Plan:
    """A case's causes and measures, and what is missing between them."""

    causes: Sequence[CaseCause]
    measures: Sequence[Row[Any]]
    missing: Sequence[MissingMeasure]
    lacks_development: bool


@blueprint.get("/cases/<int:case_id>")
@needs(CaseworkPermission.CASE_READ)
def show_case(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    case = queries.get_case_page(unit, case_id)
    sight = sight_of(unit.actor, case.household_id)
    return render_template(
        "casework/case_show.html",
        case=case,
        sight=sight,
        plan=_plan(unit, case),
        changes_from=changes_from,
        visits=queries.list_visits(unit, case_id),
        story=story_lines(list_timeline(unit, case.household_id), sight),
    )


@blueprint.post("/cases/<int:case_id>/agree")
@needs(CaseworkPermission.PLAN_CHANGE)
def agree_plan(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    case = queries.get_case_page(unit, case_id)
    has_labour = get_needs(unit, case.household_id, []).workers > 0
    operations.agree_plan(unit, case_id, has_labour=has_labour)
    flash(_("The plan is agreed with the household."), "success")
    return redirect(url_for("casework.show_case", case_id=case_id))


@blueprint.get("/cases/<int:case_id>/close")
@needs(CaseworkPermission.CASE_CLOSE)
def show_close_case(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    case = queries.get_case_page(unit, case_id)
    return render_template("casework/case_close.html", case=case, form=CloseCaseForm())


@blueprint.post("/cases/<int:case_id>/close")
@needs(CaseworkPermission.CASE_CLOSE)
def close_case(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    form = CloseCaseForm()
    if not form.validate():
        case = queries.get_case_page(unit, case_id)
        return render_template("casework/case_close.html", case=case, form=form), 422
    operations.close_case(unit, case_id, reason=form.reason.data, note=form.note.data or "")
    flash(_("The case is closed. Its data stay."), "success")
    return redirect(url_for("casework.show_case", case_id=case_id))


def _plan(unit: UnitOfWork, case: Row[Any]) -> Plan:
    causes = queries.list_causes(unit, case.id)
    measures = queries.list_measures(unit, case.id)
    kinds = [row.kind for row in measures if row.state != MeasureState.DROPPED]
    has_labour = get_needs(unit, case.household_id, []).workers > 0
    missing = missing_measures((row.cause for row in causes), kinds, has_labour)
    return Plan(causes, measures, missing, lacks_development(kinds, has_labour))
