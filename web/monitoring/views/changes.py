"""Who got another colour in a round, and why."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from foundation.unit_of_work import UnitOfWork
from monitoring.permissions import MonitoringPermission
from monitoring.queries.changes import ChangeFilters, iterate_changes, list_changes
from monitoring.queries.rounds import get_round
from monitoring.queries.rulesets import get_rules_of_round
from monitoring.rules.ruleset import RuleSet
from web.access import needs
from web.forms import page_request
from web.monitoring import blueprint
from web.monitoring.forms import ChangeFilterForm
from web.monitoring.words import deciding_titles, reason_titles
from web.sealed_lists import ListFile, sealed_list

COLUMNS = ("code", "head", "village", "from_colour", "to_colour", "score", "reasons", "reason_words")


@blueprint.get("/rounds/<int:round_id>/changes")
@needs(MonitoringPermission.CHANGE_READ)
def list_round_changes(unit: UnitOfWork, round_id: int) -> ResponseReturnValue:
    graded, rules = get_round(unit, round_id), get_rules_of_round(unit, round_id)
    form = ChangeFilterForm()
    form.offer(unit, rules)
    page = list_changes(unit, round_id, ChangeFilters.from_args(request.args), page_request())
    titles = {row.household_id: deciding_titles(rules, row.reasons, row.to_colour) for row in page.rows}
    return render_template("monitoring/change_list.html", graded=graded, page=page, form=form, titles=titles)


@sealed_list(
    blueprint,
    "/rounds/<int:round_id>/changes/export",
    MonitoringPermission.GRADE_EXPORT,
    back="monitoring.list_round_changes",
    title=_l("Changes"),
)
def export_round_changes(unit: UnitOfWork, round_id: int) -> ListFile:
    graded, filters = get_round(unit, round_id), ChangeFilters.from_args(request.args)
    rules = get_rules_of_round(unit, graded.id)
    return ListFile(
        f"grade-changes-{graded.id}", COLUMNS, lambda: csv_rows(iterate_changes(unit, graded.id, filters), rules)
    )


def csv_rows(rows: Sequence[Row[Any]], rules: RuleSet) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each change: colours by their code, reasons by id and in words."""
    for row in rows:
        yield (
            row.code,
            row.head,
            row.village,
            row.from_colour.value if row.from_colour else "",
            row.to_colour.value,
            row.score,
            " ".join(row.reasons),
            "; ".join(reason_titles(rules, row.reasons)),
        )
