"""The catalogue of indicators that rules may ask about."""

from monitoring.rules.indicators.household import HOUSEHOLD
from monitoring.rules.indicators.income import INCOME
from monitoring.rules.indicators.kinds import Indicator, Unit, Value
from monitoring.rules.indicators.people import PEOPLE
from monitoring.rules.indicators.spending import SPENDING

CATALOGUE: dict[str, Indicator] = {indicator.id: indicator for indicator in (*INCOME, *SPENDING, *PEOPLE, *HOUSEHOLD)}

__all__ = ["CATALOGUE", "Indicator", "Unit", "Value"]
