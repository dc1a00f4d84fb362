"""Present grades, and one with its reasons."""

from collections.abc import Sequence
from typing import Any

from foundation.unit_of_work import UnitOfWork
from monitoring.queries.grades import ExplainedGrade, explain_household
from registry.errors import HouseholdNotFound
from registry.queries.exchange import list_exchange_standings
from registry.rules.api_tokens import ApiScope
from web.api import blueprint, examples
from web.api.access import token_needs
from web.api.paging import counted, page_of
from web.api.schemas import ExchangeQuery, ExplainedGradeOut, GradeOut
from web.api.views.households import filters_of


@blueprint.route("/grades")
@token_needs(ApiScope.GRADES)
@blueprint.etag
@blueprint.arguments(ExchangeQuery, location="query")
@blueprint.response(200, GradeOut(many=True), example=[examples.GRADE])
@blueprint.paginate()
def list_grades(unit: UnitOfWork, query: dict[str, Any], pagination_parameters: Any) -> Sequence[Any]:
    """List the grades that hold now, most urgent first."""
    page = list_exchange_standings(unit, filters_of(query), page_of(pagination_parameters))
    return counted(page, pagination_parameters)


@blueprint.route("/grades/<int:household_id>")
@token_needs(ApiScope.GRADES)
@blueprint.etag
@blueprint.response(200, ExplainedGradeOut, example=examples.EXPLAINED_GRADE)
def show_grade(unit: UnitOfWork, household_id: int) -> dict[str, Any]:
    """Show a household's grade with the rules that fired and what is not known."""
    grade = explain_household(unit, household_id)
    if grade is None:
        raise HouseholdNotFound()
    return told(grade)


def told(grade: ExplainedGrade) -> dict[str, Any]:
    """Return a grade as the API tells it."""
    return {
        "household_id": grade.household_id,
        "round_id": grade.round_id,
        "as_of": grade.as_of,
        "colour": grade.colour,
        "score": grade.score,
        "is_stale": grade.is_stale,
        "reasons": [
            {
                "rule": reason.rule_id,
                "title_en": reason.title.in_language("en"),
                "title_zh": reason.title.in_language("zh"),
            }
            for reason in grade.reasons
        ],
        "unknowns": [indicator.id for indicator in grade.unknowns],
    }
