"""The rules behind a colour, in the page's language."""

from collections.abc import Collection

from foundation.unit_of_work import UnitOfWork
from monitoring.errors import RuleSetNotFound
from monitoring.queries.rulesets import get_rules_of_round
from web.languages import current_language


def rule_titles(unit: UnitOfWork, round_ids: Collection[int]) -> dict[str, str]:
    """Return rule id → title of the latest of the rounds; rules that a later version dropped keep their id. Cost: 1."""
    if not round_ids:
        return {}
    try:
        rules = get_rules_of_round(unit, max(round_ids)).rules
    except RuleSetNotFound:
        return {}
    return {rule.id: rule.title.in_language(current_language()) for rule in rules}
