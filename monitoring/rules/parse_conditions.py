"""Reads a rule's conditions and holds each against the catalogue: known names, right units, bands that can hold."""

from collections.abc import Mapping
from typing import NamedTuple

from foundation.wording import mark
from monitoring.rules.conditions import AllOf, AnyOf, Band, Condition, Is, OneOf
from monitoring.rules.indicators import Indicator, Unit
from monitoring.rules.indicators.extra import why_unknown
from monitoring.rules.reader import Reader
from monitoring.rules.ruleset import Scale
from registry.rules.fields import FieldDefinition

NEVER = AnyOf(())


class Names(NamedTuple):
    """What conditions may refer to: scales, indicators by their id, and the further fields that some of these read."""

    scales: Mapping[str, Scale]
    catalogue: Mapping[str, Indicator]
    fields: tuple[FieldDefinition, ...] = ()


def read_joined(reader: Reader, names: Names) -> Condition:
    """Read `all = [...]` or `any = [...]` of a rule, exactly one of them."""
    if ("all" in reader) == ("any" in reader):
        reader.fault(mark("exactly one of “all” and “any” is needed"))
        return NEVER
    if "all" in reader:
        return AllOf(tuple(read_condition(part, names) for part in reader.tables("all")))
    return AnyOf(tuple(read_condition(part, names) for part in reader.tables("any")))


def read_condition(reader: Reader, names: Names) -> Condition:
    """Read one condition: a join of conditions, or a question about one indicator."""
    if "indicator" not in reader:
        condition = read_joined(reader, names)
    else:
        indicator_id = reader.text("indicator")
        indicator = names.catalogue.get(indicator_id)
        if indicator is None:
            reader.fault(why_unknown(indicator_id, names.fields), key="indicator", name=indicator_id)
            return NEVER
        condition = read_leaf(reader, indicator, names)
    reader.close()
    return condition


def read_leaf(reader: Reader, indicator: Indicator, names: Names) -> Condition:
    """Read the question about one indicator, in the form that its unit has."""
    if indicator.unit is Unit.YES_NO:
        return Is(indicator.id, reader.answer("is"))
    if indicator.unit is Unit.CODE:
        return read_codes(reader, indicator)
    if "band" in reader:
        return read_named_band(reader, indicator, names)
    return read_band(reader, indicator)


def read_codes(reader: Reader, indicator: Indicator) -> Condition:
    """Read `in = [...]`, codes that the indicator can take."""
    codes = reader.texts("in")
    for code in codes:
        if code not in indicator.codes:
            allowed = ", ".join(indicator.codes)
            reader.fault(mark("“%(code)s” is not one of %(allowed)s"), key="in", code=code, allowed=allowed)
    return OneOf(indicator.id, codes)


def read_named_band(reader: Reader, indicator: Indicator, names: Names) -> Condition:
    """Read a band by the name it has in the indicator's scale."""
    name = reader.text("band")
    scale = names.scales.get(indicator.id)
    band = next((band for band in scale.bands if band.id == name), None) if scale else None
    if band is None:
        reader.fault(
            mark("no band “%(name)s” in a scale of “%(indicator)s”"), key="band", name=name, indicator=indicator.id
        )
        return NEVER
    return Band(indicator.id, band.lower, band.upper)


def read_band(reader: Reader, indicator: Indicator) -> Condition:
    """Read `from` and `below` with their unit."""
    check_unit(reader, indicator)
    lower, upper = reader.maybe_number("from"), reader.maybe_number("below")
    if lower is None and upper is None:
        reader.fault(mark("“from”, “below”, “band” or both ends are needed"))
    if lower is not None and upper is not None and lower >= upper:
        reader.fault(mark("no number is at least %(lower)s and below %(upper)s"), lower=lower, upper=upper)
    return Band(indicator.id, lower, upper)


def check_unit(reader: Reader, indicator: Indicator) -> None:
    """Hold the unit that is written against the indicator's own."""
    if indicator.unit is Unit.OWN:
        check_own_unit(reader, indicator)
        return
    unit = reader.code("unit", Unit)
    if unit is not None and unit is not indicator.unit:
        reader.fault(
            mark("unit mismatch: “%(indicator)s” is in %(right)s, not in %(wrong)s"),
            key="unit",
            indicator=indicator.id,
            right=indicator.unit.value,
            wrong=unit.value,
        )


def check_own_unit(reader: Reader, indicator: Indicator) -> None:
    """Hold the unit that is written against that of the further field; a mere count needs none."""
    if not indicator.unit_word and "unit" not in reader:
        return
    unit = reader.text("unit")
    if "unit" in reader and unit != indicator.unit_word:
        reader.fault(
            mark("unit mismatch: “%(indicator)s” is in “%(right)s”, not in “%(wrong)s”"),
            key="unit",
            indicator=indicator.id,
            right=indicator.unit_word,
            wrong=unit,
        )
