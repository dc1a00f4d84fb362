"""What an indicator is."""

from collections.abc import Callable
from dataclasses import dataclass

from foundation.wording import Worded, mark
from monitoring.rules.aggregates import Aggregate
from monitoring.rules.home import Reading
from registry.rules.fields import FieldDefinition

Value = float | bool | str | None
"""A number, an answer, a code, or None for not known."""


class Unit(Worded):
    """What an indicator's value counts. A rule names the unit beside its thresholds, and the two must agree.

    `OWN` is the unit that a further field names for itself.
    """

    YUAN = "yuan", mark("yuan")
    PERCENT = "percent", mark("percent")
    PEOPLE = "people", mark("people")
    EVENTS = "events", mark("events")
    KILOMETRES = "km", mark("kilometres")
    MU = "mu", mark("mu")
    DAYS = "days", mark("days")
    YES_NO = "yes_no", mark("yes or no")
    CODE = "code", mark("code")
    OWN = "own", mark("own unit")

    @property
    def is_number(self) -> bool:
        return self not in (Unit.YES_NO, Unit.CODE)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is known, or not known, of a household on a day.

    It is defined twice, on purpose: `sql` reads the household's aggregates (`monitoring.rules.aggregates`) for the
    set-based pass, `reference` reads its raw records. A test holds the two against each other.

    Args:
        title, meaning, unknown_when: what people read about it.
        sql: an expression over aggregates and parameters; null means not known.
        higher_is_better: which way safety lies; None for codes and answers.
        parameters: the rule-set parameters that it needs.
        codes: the values that a code indicator can take.
        is_fixed: no help changes it, so no way back leads over it.
        field: the further field that it reads, whose question and words people see; None for the catalogue's own.
        aggregates: what it reads beside the catalogue's aggregates.
    """

    id: str
    title: str
    unit: Unit
    meaning: str
    unknown_when: str
    sql: str
    reference: Callable[[Reading], Value]
    higher_is_better: bool | None = None
    parameters: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    is_fixed: bool = False
    field: FieldDefinition | None = None
    aggregates: tuple[Aggregate, ...] = ()

    @property
    def unit_word(self) -> str:
        """The unit as a rule writes it beside its thresholds; empty where a mere count needs none."""
        return self.field.unit if self.unit is Unit.OWN and self.field else self.unit.value
