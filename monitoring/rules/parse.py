"""Reads a rule set from TOML and proves it whole, or refuses it naming every fault and its place.

Refused are: unknown fields, indicators, parameters, bands, colours, causes and codes; bands that overlap, leave a gap
or hold nothing; units that do not match; ids used twice; missing legends; periods of a figure that overlap or leave a
gap.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from foundation.wording import mark
from monitoring.errors import Fault, RuleSetInvalid
from monitoring.rules.bands import cover_fault
from monitoring.rules.indicators import CATALOGUE
from monitoring.rules.indicators.extra import extra_indicators, fields_named, why_unknown
from monitoring.rules.parameters import PARAMETERS
from monitoring.rules.parse_conditions import Names, check_unit, read_joined
from monitoring.rules.reader import Reader
from monitoring.rules.ruleset import RULE_COLOURS, LegendEntry, ParameterValue, Rule, RuleSet, Scale, ScaleBand
from registry.rules.causes import Cause
from registry.rules.fields import FieldDefinition
from registry.rules.words import Colour

ID = re.compile(r"^[a-z][a-z0-9_]{1,59}$")
COVER_FAULTS = {
    "empty": mark("this band or period holds nothing: “from” must be before “below”"),
    "overlap": mark("this band or period overlaps the one before"),
    "gap": mark("there is a gap between this band or period and the one before"),
    "open_start": mark("the first band must have no “from”, so that no value falls below all bands"),
    "open_end": mark("the last band must have no “below”, so that no value lies above all bands"),
}
Named = TypeVar("Named", ScaleBand, Rule)


def parse_ruleset(source: str, fields: Iterable[FieldDefinition] = ()) -> RuleSet:
    """Build the rule set that a TOML text describes.

    Args:
        fields: the further fields that hold in the rule set's whole region; its rules may name them as `extra.KEY`.
    Raises: RuleSetInvalid with every fault and its place.
    """
    faults: list[Fault] = []
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetInvalid((Fault("file", "%(error)s", {"error": str(error)}),)) from None
    ruleset = read_ruleset(Reader(table, "", faults), tuple(fields))
    if faults:
        raise RuleSetInvalid(tuple(faults))
    return ruleset


def region_named(source: str) -> str:
    """Return the region that a TOML text says its rules hold in, empty when it says none that can be read."""
    try:
        region = tomllib.loads(source).get("region")
    except tomllib.TOMLDecodeError:
        return ""
    return region if isinstance(region, str) else ""


def read_ruleset(reader: Reader, fields: tuple[FieldDefinition, ...]) -> RuleSet:
    """Read the whole file."""
    names = Names({}, {**CATALOGUE, **extra_indicators(fields)}, fields)
    names = names._replace(scales=read_scales(reader.table("scales"), names))
    ruleset = RuleSet(
        name=read_id(reader, "name"),
        version=reader.whole("version", least=1),
        title=reader.words("title"),
        region=reader.text("region"),
        valid_from=reader.day("valid_from"),
        valid_to=reader.maybe_day("valid_to"),
        source=reader.text("source"),
        key_inputs=read_key_inputs(reader, names),
        stale_after_days=reader.whole("stale_after_days", least=1),
        score_cap=reader.whole("score_cap", least=1),
        legend=read_legend(reader.table("colours")),
        scales=names.scales,
        parameters=read_parameters(reader.table("parameters")),
        rules=read_rules(reader, names),
    )
    used = fields_named((*ruleset.scales, *ruleset.indicators), fields)
    ruleset = replace(ruleset, extras=extra_indicators(used))
    check_parameters(reader, ruleset)
    reader.close()
    return ruleset


def read_id(reader: Reader, key: str = "id") -> str:
    """Read an identifier: lower-case letters, digits and underscores."""
    value = reader.text(key)
    if value and not ID.match(value):
        reader.fault(mark("“%(value)s” must be small letters, digits and underscores"), key=key, value=value)
    return value


def read_key_inputs(reader: Reader, known: Names) -> tuple[str, ...]:
    """Read the indicators without which a household can never be green."""
    names = reader.texts("key_inputs")
    for name in names:
        if name not in known.catalogue:
            reader.fault(why_unknown(name, known.fields), key="key_inputs", name=name)
    return tuple(name for name in names if name in known.catalogue)


def read_legend(reader: Reader) -> Mapping[Colour, LegendEntry]:
    """Read what each colour means; all six must be there."""
    legend = {colour: read_legend_entry(reader.table(colour.value), colour) for colour in Colour}
    reader.close()
    return legend


def read_legend_entry(reader: Reader, colour: Colour) -> LegendEntry:
    """Read what one colour means and asks for."""
    entry = LegendEntry(
        colour,
        reader.words("title"),
        reader.words("meaning"),
        reader.maybe_whole("contact_hours"),
        reader.maybe_whole("plan_days"),
        reader.maybe_whole("visit_days"),
    )
    reader.close()
    return entry


def read_scales(reader: Reader, names: Names) -> Mapping[str, Scale]:
    """Read the scales, by the indicator they belong to."""
    scales = {}
    for name in reader:
        scale_reader = reader.table(name)
        indicator = names.catalogue.get(name)
        if indicator is None or not indicator.unit.is_number:
            scale_reader.fault(mark("“%(name)s” is no indicator that is a number"), name=name)
            continue
        check_unit(scale_reader, indicator)
        bands = read_bands(scale_reader)
        scales[name] = Scale(name, indicator.unit, bands, scale_reader.text("source"))
        scale_reader.close()
    return scales


def read_bands(reader: Reader) -> tuple[ScaleBand, ...]:
    """Read the bands of a scale, which must hold every number exactly once."""
    readers = reader.tables("bands")
    bands = tuple(
        ScaleBand(read_id(band), band.words("title"), band.maybe_number("from"), band.maybe_number("below"))
        for band in readers
    )
    refuse_twice(readers, bands)
    fault = cover_fault([(band.lower, band.upper) for band in bands], opens=True, closes=True)
    if fault:
        readers[fault[0]].fault(COVER_FAULTS[fault[1]])
    for band in readers:
        band.close()
    return bands


def read_parameters(reader: Reader) -> Mapping[str, tuple[ParameterValue, ...]]:
    """Read the figures, by parameter."""
    parameters = {}
    for name in reader:
        readers = reader.tables(name)
        if name not in PARAMETERS:
            reader.fault(mark("unknown parameter “%(name)s”"), key=name, name=name)
            continue
        parameters[name] = tuple(read_parameter_value(value, name) for value in readers)
        check_periods(readers, parameters[name])
    return parameters


def read_parameter_value(reader: Reader, name: str) -> ParameterValue:
    """Read one figure with its region, period and document."""
    unit, right = reader.text("unit"), PARAMETERS[name].unit.value
    if unit and unit != right:
        reader.fault(mark("unit mismatch: “%(name)s” is in %(right)s"), key="unit", name=name, right=right)
    value = ParameterValue(
        reader.text("region"),
        reader.day("from"),
        reader.maybe_day("below"),
        reader.number("value"),
        reader.text("document"),
        reader.text("source"),
    )
    if value.value <= 0:
        reader.fault(mark("a figure above zero is needed"), key="value")
    reader.close()
    return value


def check_periods(readers: list[Reader], values: Iterable[ParameterValue]) -> None:
    """Refuse periods of one region that overlap or leave days without a figure."""
    regions: dict[str, list[tuple[Reader, ParameterValue]]] = {}
    for reader, value in zip(readers, values, strict=True):
        regions.setdefault(value.region, []).append((reader, value))
    for pairs in regions.values():
        pairs.sort(key=lambda pair: pair[1].starts)
        fault = cover_fault([(value.starts, value.ends) for _, value in pairs], opens=False, closes=False)
        if fault:
            pairs[fault[0]][0].fault(COVER_FAULTS[fault[1]])


def read_rules(reader: Reader, names: Names) -> tuple[Rule, ...]:
    """Read the rules and put them in order of colour, keeping the written order inside a colour."""
    readers = reader.tables("rules")
    rules = tuple(read_rule(rule, names) for rule in readers)
    refuse_twice(readers, rules)
    return tuple(sorted(rules, key=lambda rule: RULE_COLOURS.index(rule.colour)))


def read_rule(reader: Reader, names: Names) -> Rule:
    """Read one rule."""
    colour = reader.code("colour", Colour)
    if colour is not None and colour not in RULE_COLOURS:
        reader.fault(mark("no rule gives %(colour)s: it is what is left"), key="colour", colour=colour.value)
        colour = None
    rule = Rule(
        id=read_id(reader),
        colour=colour or Colour.BLUE,
        title=reader.words("title"),
        help=reader.words("help"),
        points=reader.whole("points"),
        cause=reader.code("cause", Cause) if "cause" in reader else None,
        when=read_joined(reader, names),
        source=reader.text("source"),
    )
    reader.close()
    return rule


def refuse_twice(readers: list[Reader], items: tuple[Named, ...]) -> None:
    """Refuse an id that was used before."""
    seen: set[str] = set()
    for reader, item in zip(readers, items, strict=True):
        if item.id in seen:
            reader.fault(mark("the id “%(name)s” is used twice"), key="id", name=item.id)
        seen.add(item.id)


def check_parameters(reader: Reader, ruleset: RuleSet) -> None:
    """Refuse a rule set that uses an indicator without the figure the indicator needs."""
    for indicator in ruleset.indicators:
        needed = CATALOGUE[indicator].parameters if indicator in CATALOGUE else ()
        for name in needed:
            if name not in ruleset.parameters:
                reader.fault(
                    mark("“%(indicator)s” needs the parameter “%(name)s”"),
                    key="parameters",
                    indicator=indicator,
                    name=name,
                )
