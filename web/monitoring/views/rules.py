"""The rules in words: what each colour means, what leads to it, and where each number comes from."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from foundation.unit_of_work import UnitOfWork
from monitoring.permissions import MonitoringPermission
from monitoring.queries.rulesets import get_rule_set, get_rules_in_force, list_rule_sets
from monitoring.rules.indicators import CATALOGUE
from monitoring.rules.parameters import PARAMETERS
from monitoring.rules.ruleset import RULE_COLOURS, RuleSet
from web.access import needs
from web.monitoring import blueprint


@blueprint.get("/rules")
@needs(MonitoringPermission.RULESET_READ, menu=_l("Grading rules"), rank=60)
def show_rules_in_force(unit: UnitOfWork) -> ResponseReturnValue:
    return _rules_page(unit, get_rules_in_force(unit))


@blueprint.get("/rules/<int:rule_set_id>")
@needs(MonitoringPermission.RULESET_READ)
def show_rule_set(unit: UnitOfWork, rule_set_id: int) -> ResponseReturnValue:
    return _rules_page(unit, get_rule_set(unit, rule_set_id).rules)


def _rules_page(unit: UnitOfWork, rules: RuleSet) -> str:
    return render_template(
        "monitoring/rule_set.html",
        rules=rules,
        versions=list_rule_sets(unit),
        colours=RULE_COLOURS,
        indicators={**CATALOGUE, **rules.extras},
        parameters=PARAMETERS,
    )
