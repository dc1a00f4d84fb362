"""Turns a rule set into one set-based statement, for PostgreSQL or for a columnar engine over the snapshot.

Four layers, each computed once a household: `facts` joins the grouped tables, `measured` computes the indicators,
`judged` the rules, `weighed` colour and score. `offset 0` keeps the planner from writing an expression of a lower layer
out again wherever a higher one names it. Rule, indicator and parameter ids were checked when the rule set was parsed;
thresholds, regions and dates travel as parameters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitoring.rules.aggregates import AGGREGATES, SOURCES, Aggregate, Source
from monitoring.rules.conditions import AllOf, Band, Condition, Is, OneOf
from monitoring.rules.dialects import POSTGRES, Dialect
from monitoring.rules.parameters import PARAMETERS
from monitoring.rules.ruleset import RULE_COLOURS, Rule, RuleSet
from monitoring.rules.window import window_before, years_back
from registry.rules.words import URGENCY, Colour

END_OF_PREFIX = "\x7f"
NAMES = re.compile(r"[a-z_][a-z0-9_]*")
COLUMNS = (
    "household_id",
    "region_path",
    "colour",
    "urgency",
    "score",
    "reasons",
    "unknowns",
    "is_stale",
    "evidence",
)
"""The columns of the statement, in order."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Which households a statement grades: all conditions hold together.

    Args:
        scope_path: the region path prefix; empty takes every region.
        first_id, last_id: the range of household ids, both ends included.
        ids: only these households; None takes all of the range.
        is_past: the day lies in the past, so that people count where they belonged then.
    """

    scope_path: str = ""
    first_id: int | None = None
    last_id: int | None = None
    ids: tuple[int, ...] | None = None
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with named places (`:name`) and the values for them."""

    sql: str
    params: dict[str, Any]


@dataclass
class Places:
    """Hands out named places for values."""

    params: dict[str, Any] = field(default_factory=dict)

    def put(self, value: Any) -> str:
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f":{name}"


def compile_grading(ruleset: RuleSet, as_of: date, extent: Extent, dialect: Dialect = POSTGRES) -> Statement:
    """Return the select that grades the households of `extent` on a day; its columns are `COLUMNS`.

    Cost: one pass over each table for the households of the extent.
    Source: docs/methods.md, Colour grading.
    """
    places = Places(dates_of(as_of))
    facts = facts_sql(ruleset, as_of, extent, places, dialect)
    stale_after = places.put(float(ruleset.stale_after_days))
    return Statement(
        f"""
select household_id, region_path, colour, {urgency_sql()} as urgency, score,
       {reasons_sql(ruleset, dialect)} as reasons, {unknowns_sql(ruleset, dialect)} as unknowns,
       coalesce(age_of_survey > {stale_after}, true) as is_stale,
       {evidence_sql(ruleset, dialect)} as evidence
from (select judged.*, {colour_sql(ruleset)} as colour, {score_sql(ruleset, places)} as score
from (select measured.*, {rules_sql(ruleset, places)}
from (select household_id, region_path, survey_age_days as age_of_survey, {measures_sql(ruleset)}
from ({facts}
      offset 0) as facts
      offset 0) as measured
      offset 0) as judged
      offset 0) as weighed""",
        places.params,
    )


def dates_of(as_of: date) -> dict[str, Any]:
    """Return the days that the aggregates compare with: the income window and the birthdays of the age limits."""
    window = window_before(as_of)
    ages = {f"aged_{years}": years_back(as_of, years) for years in (6, 15, 16, 65)}
    return {
        "as_of": as_of,
        "window_start": window.start,
        "window_end": window.end,
        "recent_start": window.recent_start,
        "earlier_start": window.earlier_start,
        **ages,
    }


def names_in(sql: str) -> Iterator[str]:
    """Yield the names that occur in an expression."""
    return iter(NAMES.findall(sql))


def needed_aggregates(ruleset: RuleSet) -> list[Aggregate]:
    """Return the aggregates that the rule set's indicators read, in catalogue order."""
    indicators = [ruleset.indicator(name) for name in ruleset.indicators]
    names = {name for indicator in indicators for name in names_in(indicator.sql)} | {"survey_age_days"}
    own = [aggregate for indicator in indicators for aggregate in indicator.aggregates]
    return [*(aggregate for name, aggregate in AGGREGATES.items() if name in names), *own]


def facts_sql(ruleset: RuleSet, as_of: date, extent: Extent, places: Places, dialect: Dialect) -> str:
    """Return the select of one row a household with every aggregate and parameter that is needed."""
    aggregates = needed_aggregates(ruleset)
    sources = [source for source in SOURCES if any(aggregate.source == source.name for aggregate in aggregates)]
    columns = [f"{fact_sql(aggregate, dialect)} as {aggregate.name}" for aggregate in aggregates]
    columns += [f"{parameter_sql(ruleset, name, as_of, places)} as {name}" for name in needed_parameters(ruleset)]
    joins = [
        f"left join ({source_sql(source, aggregates, extent, places, dialect)}) as {source.name}"
        f" on {source.name}.household_id = h.id"
        for source in sources
    ]
    if any(aggregate.source == "standing" for aggregate in aggregates):
        # The range is said again: the planner would not carry it over, and read every household's standing each time.
        held = " and ".join(extent_sql("standing.household_id", None, extent, places))
        joins.append(f"left join standing on standing.household_id = h.id and {held}")
    return f"""select h.id as household_id, h.region_path, {", ".join(columns)}
from household h {" ".join(joins)}
where h.registered_on <= :as_of and (h.closed_on is null or h.closed_on > :as_of)
  and {" and ".join(extent_sql("h.id", "h.region_path", extent, places))}"""


def needed_parameters(ruleset: RuleSet) -> list[str]:
    """Return the parameters that the rule set's indicators read, in catalogue order."""
    used = {name for indicator in ruleset.indicators for name in ruleset.indicator(indicator).parameters}
    return [name for name in PARAMETERS if name in used]


def fact_sql(aggregate: Aggregate, dialect: Dialect) -> str:
    """Return the column of an aggregate, with its value for a household that has no row in the source."""
    if aggregate.source in ("household", "standing"):
        return dialect.value(aggregate)
    column = f"{aggregate.source}.{aggregate.name}"
    return column if aggregate.when_absent == "null" else f"coalesce({column}, {aggregate.when_absent})"


def source_sql(
    source: Source, aggregates: Iterable[Aggregate], extent: Extent, places: Places, dialect: Dialect
) -> str:
    """Return one grouped read of a table, held to the extent so that no other household's rows are touched."""
    alias = source.relation.split()[1]
    relation = dialect.relation(source, is_past=extent.is_past)
    own = (aggregate for aggregate in aggregates if aggregate.source == source.name)
    columns = ", ".join(f"cast({dialect.value(aggregate)} as float8) as {aggregate.name}" for aggregate in own)
    conditions = [source.window, *extent_sql(f"{alias}.household_id", None, extent, places)]
    return (
        f"select {alias}.household_id, {columns} from {relation} "
        f"where {' and '.join(conditions)} group by {alias}.household_id"
    )


def extent_sql(household: str, region: str | None, extent: Extent, places: Places) -> Iterator[str]:
    """Yield the conditions that hold a table to the extent."""
    yield "true"
    if extent.first_id is not None:
        yield f"{household} >= {places.put(extent.first_id)}"
    if extent.last_id is not None:
        yield f"{household} <= {places.put(extent.last_id)}"
    if extent.ids is not None:
        yield f"{household} = any(cast({places.put(list(extent.ids))} as bigint[]))"
    if region and extent.scope_path:
        start, end = places.put(extent.scope_path), places.put(extent.scope_path + END_OF_PREFIX)
        yield f"{region} between {start} and {end}"


def parameter_sql(ruleset: RuleSet, name: str, as_of: date, places: Places) -> str:
    """Return the figure that holds for the household's region, the most specific region first."""
    branches = [
        f"when starts_with(h.region_path, {places.put(value.region)}) then cast({places.put(value.value)} as float8)"
        for value in ruleset.values_on(name, as_of)
    ]
    return f"case {' '.join(branches)} end" if branches else "cast(null as float8)"


def measures_sql(ruleset: RuleSet) -> str:
    """Return the columns of the indicators."""
    return ", ".join(f"{ruleset.indicator(indicator).sql} as {measure(indicator)}" for indicator in ruleset.indicators)


def measure(indicator: str) -> str:
    """Return the column of an indicator; the prefix keeps it apart from an aggregate of the same name."""
    return "m_" + indicator.replace(".", "__")


def verdict(rule: Rule) -> str:
    """Return the column of a rule's result: true, false, or null for not known."""
    return f"r_{rule.id}"


def rules_sql(ruleset: RuleSet, places: Places) -> str:
    """Return the columns of the rules' results."""
    return ", ".join(f"{condition_sql(rule.when, places)} as {verdict(rule)}" for rule in ruleset.rules)


def condition_sql(condition: Condition, places: Places) -> str:
    """Return a condition in SQL, whose three values are those of `monitoring.rules.logic`."""
    if isinstance(condition, Band):
        column = measure(condition.indicator)
        ends = ((">=", condition.lower), ("<", condition.upper))
        return "(" + " and ".join(f"{column} {sign} {places.put(end)}" for sign, end in ends if end is not None) + ")"
    if isinstance(condition, Is):
        return measure(condition.indicator) if condition.expected else f"(not {measure(condition.indicator)})"
    if isinstance(condition, OneOf):
        return f"({measure(condition.indicator)} = any(cast({places.put(list(condition.codes))} as text[])))"
    joint = " and " if isinstance(condition, AllOf) else " or "
    return "(" + joint.join(condition_sql(part, places) for part in condition.parts) + ")"


def any_of(rules: Iterable[Rule], otherwise: str = "false") -> str:
    """Return whether any of the rules fired."""
    return "(" + (" or ".join(verdict(rule) for rule in rules) or otherwise) + ")"


def colour_sql(ruleset: RuleSet) -> str:
    """Return the first colour that applies: red, orange, yellow, blue, unknown, green.

    A household is unknown when a key input is missing or when a red rule cannot be decided: what is not known is never
    green.
    """
    fired = (f"when {any_of(ruleset.rules_of(colour))} then '{colour.value}'" for colour in RULE_COLOURS)
    missing = [f"{measure(name)} is null" for name in ruleset.key_inputs]
    undecided = f"{any_of(ruleset.rules_of(Colour.RED))} is null"
    return f"case {' '.join(fired)} when {' or '.join([*missing, undecided])} then 'unknown' else 'green' end"


def urgency_sql(colour: str = "colour") -> str:
    """Return the rank of a colour column, 0 for the most urgent."""
    branches = (f"when '{word.value}' then {rank}" for word, rank in URGENCY.items())
    return f"cast(case {colour} {' '.join(branches)} end as smallint)"


def score_sql(ruleset: RuleSet, places: Places) -> str:
    """Return the points of the rules that fired, up to the cap."""
    points = " + ".join(f"case when {verdict(rule)} then {rule.points} else 0 end" for rule in ruleset.rules)
    return f"cast(least({points}, {places.put(ruleset.score_cap)}) as smallint)"


def reasons_sql(ruleset: RuleSet, dialect: Dialect) -> str:
    """Return the ids of the rules that fired, most severe first."""
    marks = (f"case when {verdict(rule)} then '{rule.id}' end" for rule in ruleset.rules)
    return f"case when {any_of(ruleset.rules)} then {dialect.texts(marks)} else {dialect.no_texts()} end"


def unknowns_sql(ruleset: RuleSet, dialect: Dialect) -> str:
    """Return the inputs that are not known and that keep a rule, or the colour, from being decided."""
    return dialect.texts(
        f"case when {measure(name)} is null and {matters_sql(ruleset, name)} then '{name}' end"
        for name in ruleset.indicators
    )


def matters_sql(ruleset: RuleSet, indicator: str) -> str:
    """Return whether a missing input keeps the colour or a rule from being decided."""
    if indicator in ruleset.key_inputs:
        return "true"
    asking = (f"{verdict(rule)} is null" for rule in ruleset.rules if indicator in rule.indicators)
    return f"({' or '.join(asking)})"


def evidence_sql(ruleset: RuleSet, dialect: Dialect) -> str:
    """Return the values that the fired rules were decided on, null when none fired."""
    asking = {name: [rule for rule in ruleset.rules if name in rule.indicators] for name in ruleset.indicators}
    pairs = [(name, any_of(rules), measure(name)) for name, rules in asking.items() if rules]
    return f"case when {any_of(ruleset.rules)} then {dialect.told(pairs)} end"
