"""The figures that indicators need and that a region sets anew each year."""

from dataclasses import dataclass

from foundation.wording import mark
from monitoring.rules.indicators.kinds import Unit


@dataclass(frozen=True, slots=True)
class Parameter:
    id: str
    title: str
    unit: Unit


PARAMETERS = {
    parameter.id: parameter
    for parameter in (
        Parameter("income_line", mark("Income line per person and year"), Unit.YUAN),
        Parameter("food_line", mark("Subsistence food cost per person and year"), Unit.YUAN),
        Parameter("urban_income", mark("Last year's urban disposable income per person"), Unit.YUAN),
    )
}
