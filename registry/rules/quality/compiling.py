"""Turns rules into one set-based statement a subject: every violation in an extent, with the values behind it.

The facts of a household are joined from one grouped read of each table; no sub-query runs per household. `offset 0`
keeps the planner from writing an expression out again wherever a higher layer names it. Tables stand as `{household}`,
because on a past day something else stands in for them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from registry.rules.quality import syntax as s
from registry.rules.quality.catalogue import CATALOGUE, HOUSEHOLD, PERSON, PRESENT, Fact, Source
from registry.rules.quality.expressions import SQL_TYPES, Ground, Places, Writer, aggregate_sql, extra_column
from registry.rules.quality.kinds import Kind
from registry.rules.quality.rulebook import Rule
from registry.rules.quality.words import Subject

GROUPED = {
    Source.EARNED: ("earned", "{income} i", "i.received_on >= :window_start and i.received_on < :window_end"),
    Source.SPENT: ("spent", "{spending} s", "s.spent_on >= :window_start and s.spent_on < :window_end"),
    Source.STRUCK: ("struck", "{life_event} e", "e.happened_on >= :window_start and e.happened_on <= :as_of"),
}
COLUMNS = ("rule_id", "household_id", "region_path", "person_id", "evidence")
"""The columns of a statement, in order."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with named places and the values for them.

    Beside its own parameters it takes `as_of`, `window_start`, `window_end`, `first_id`, `last_id`, `scope_start` and
    `scope_end`.
    """

    sql: str
    params: dict[str, Any]


@dataclass
class Needs:
    """What the rules of a statement read."""

    nodes: list[s.Node]

    def facts(self, *sources: Source) -> list[Fact]:
        """Return the facts from some sources, in the order of the catalogue; without sources all."""
        used = {name for node in self.nodes for name in s.facts_of(node)}
        return [fact for name, fact in CATALOGUE.items() if name in used and (not sources or fact.source in sources)]

    def extras(self, *, of_person: bool) -> dict[str, s.ExtraValue]:
        """Return the further fields of households or of persons, by column."""
        found = (part for node in self.nodes for part in s.walk(node) if isinstance(part, s.ExtraValue))
        return {extra_column(part): part for part in found if part.of_person is of_person}


def compile_rules(rules: Sequence[Rule], ground: Ground) -> Statement:
    """Return the select of all violations of the rules, of either subject; its columns are `COLUMNS`.

    Cost: one pass over each table for the households of the extent and for each subject.
    """
    places = Places()
    parts = [
        _subject_sql(subject, chosen, ground, places)
        for subject in Subject
        if (chosen := [rule for rule in rules if rule.subject is subject])
    ]
    return Statement("\nunion all\n".join(parts), places.params)


def _subject_sql(subject: Subject, rules: Sequence[Rule], ground: Ground, places: Places) -> str:
    writer = Writer(ground, places)
    verdicts = ", ".join(f"{_verdict(rule, writer)} as r_{number}" for number, rule in enumerate(rules))
    evidence = " ".join(f"when {number} then {_evidence(rule, writer)}" for number, rule in enumerate(rules))
    needs = Needs([*(rule.when for rule in rules), *(value for rule in rules for value in rule.values.values())])
    facts = (_household_facts if subject is Subject.HOUSEHOLD else _person_facts)(needs, writer)
    some = " or ".join(f"r_{number}" for number in range(len(rules)))
    hits = ", ".join(f"case when r_{number} then {number} end" for number in range(len(rules)))
    ids = places.put([rule.id for rule in rules], "text[]")
    return f"""select ({ids})[hit.number + 1] as rule_id, judged.household_id, judged.region_path, judged.person_id,
       case hit.number {evidence} end as evidence
from (select facts.*, {verdicts}
from ({facts} offset 0) as facts offset 0) as judged
cross join lateral unnest(array_remove(array[{hits}], null)) as hit (number)
where {some}"""


def _verdict(rule: Rule, writer: Writer) -> str:
    asked = writer.write(rule.when)
    if not rule.region:
        return asked
    return f"(starts_with(region_path, {writer.places.put(rule.region, 'text')}) and {asked})"


def _evidence(rule: Rule, writer: Writer) -> str:
    pairs = ", ".join(f"'{name}', {writer.write(value)}" for name, value in rule.values.items())
    return f"jsonb_build_object({pairs})"


def _household_facts(needs: Needs, writer: Writer) -> str:
    """Return the select of one row a household with every fact that is needed."""
    facts = [fact for fact in needs.facts() if fact.name in HOUSEHOLD]
    columns = [f"{_household_fact(fact, writer)} as f_{fact.name}" for fact in facts if _is_read(fact, writer.ground)]
    columns += [f"{_member_column(node, number)} as m_{number}" for node, number in writer.members.items()]
    columns += [f"{_extra_sql(extra, 'h', writer)} as {name}" for name, extra in needs.extras(of_person=False).items()]
    joins = [_grouped_sql(source, needs) for source in GROUPED if needs.facts(source)]
    if writer.members or needs.facts(Source.MEMBERS):
        joins.append(f"left join ({_members_sql(needs, writer)}) as people on people.household_id = h.id")
    if any(fact.name in writer.ground.care for fact in needs.facts(Source.CARE)):
        joins.append("left join ({care}) as care on care.household_id = h.id")
    read = ", ".join(["h.id as household_id", "h.region_path", "cast(null as bigint) as person_id", *columns])
    return f"""select {read}
from {{household}} h {" ".join(joins)}
where h.registered_on <= :as_of and (h.closed_on is null or h.closed_on > :as_of)
  and h.id between :first_id and :last_id and h.region_path between :scope_start and :scope_end"""


def _is_read(fact: Fact, ground: Ground) -> bool:
    return fact.source is not Source.DERIVED and ground.has(fact)


def _household_fact(fact: Fact, writer: Writer) -> str:
    if fact.source is Source.FIGURE:
        return _figure_sql(fact, writer)
    if fact.source is Source.MEMBERS:
        read = f"people.f_{fact.name}"
    elif fact.source in GROUPED:
        read = f"{GROUPED[fact.source][0]}.f_{fact.name}"
    else:
        read = fact.sql
    if fact.when_absent != "null":
        read = f"coalesce({read}, {fact.when_absent})"
    return f"cast({read} as text[])" if fact.type.kind is Kind.CODES else read


def _figure_sql(fact: Fact, writer: Writer) -> str:
    """Return the figure that holds for the household's region, the most specific region first."""
    put = writer.places.put
    branches = [
        f"when starts_with(h.region_path, {put(region, 'text')}) then {put(value, 'float8')}"
        for region, value in writer.ground.figures[fact.name]
    ]
    return f"case {' '.join(branches)} end" if branches else "cast(null as float8)"


def _grouped_sql(source: Source, needs: Needs) -> str:
    name, relation, window = GROUPED[source]
    alias = relation.split()[1]
    columns = ", ".join(f"{fact.sql} as f_{fact.name}" for fact in needs.facts(source))
    return (
        f"left join (select {alias}.household_id, {columns} from {relation} where {window}"
        f" and {alias}.household_id between :first_id and :last_id group by {alias}.household_id) as {name}"
        f" on {name}.household_id = h.id"
    )


def _member_column(node: s.OfMembers, number: int) -> str:
    if node.question is s.Question.COUNT:
        return f"case when people.household_id is null then 0 else people.m_{number} end"
    return f"people.m_{number}"


def _members_sql(needs: Needs, writer: Writer) -> str:
    """Return the answers of each household's members together."""
    columns = [f"{fact.sql} as f_{fact.name}" for fact in needs.facts(Source.MEMBERS)]
    columns += [f"{aggregate_sql(writer, node)} as m_{number}" for node, number in tuple(writer.members.items())]
    asked = Needs([node.part for node in writer.members if node.part is not None])
    return f"select p.household_id, {', '.join(columns)} from ({_people_sql(asked, writer)} offset 0) as p group by 1"


def _people_sql(needs: Needs, writer: Writer) -> str:
    """Return the select of one row a present member with every fact that is needed."""
    facts = [fact for fact in needs.facts() if fact.name in PERSON and _is_read(fact, writer.ground)]
    columns = [f"{fact.sql} as f_{fact.name}" for fact in facts]
    if "as_of" in {fact.name for fact in needs.facts()}:
        columns.append(f"{HOUSEHOLD['as_of'].sql} as f_as_of")
    columns += [f"{_extra_sql(extra, 'p', writer)} as {name}" for name, extra in needs.extras(of_person=True).items()]
    read = ", ".join(["p.household_id", "p.id as person_id", "p.relation", "p.born_on", *columns])
    return (
        f"select {read} from {{person}} p where p.household_id between :first_id and :last_id and {PRESENT.format('p')}"
    )


def _person_facts(needs: Needs, writer: Writer) -> str:
    """Return the select of one row a present member: the member's facts and those of the household."""
    people = _people_sql(needs, writer)
    household = _household_facts(needs, writer)
    names = [
        f"home.f_{fact.name}" for fact in needs.facts() if fact.name in HOUSEHOLD and _is_read(fact, writer.ground)
    ]
    names += [f"home.m_{number}" for number in writer.members.values()]
    names += [f"home.{name}" for name in needs.extras(of_person=False)]
    mine = [f"one.f_{fact.name}" for fact in needs.facts() if fact.name in PERSON and _is_read(fact, writer.ground)]
    mine += [f"one.{name}" for name in needs.extras(of_person=True)]
    read = ", ".join(["home.household_id", "home.region_path", "one.person_id", *mine, *names])
    return f"select {read} from ({people} offset 0) as one join ({household} offset 0) as home using (household_id)"


def _extra_sql(extra: s.ExtraValue, alias: str, writer: Writer) -> str:
    """Return a further field's value, unknown unless it is of the defined type."""
    key = writer.places.put(extra.key, "text")
    kind = {Kind.NUMBER: "number", Kind.YES_NO: "boolean"}.get(extra.type.kind, "string")
    guard = f"jsonb_typeof({alias}.extra -> {key}) = '{kind}'"
    if extra.type.kind is Kind.DATE:
        guard += rf" and ({alias}.extra ->> {key}) ~ '^\d\d\d\d-\d\d-\d\d$'"
    return f"case when {guard} then cast({alias}.extra ->> {key} as {SQL_TYPES[extra.type.kind]}) end"


def fill_tables(sql: str, tables: dict[str, str]) -> str:
    """Put tables, or what stands in for them, into a statement."""
    return re.sub(r"\{(\w+)\}", lambda match: tables[match.group(1)], sql)


def tables_in(sql: str) -> Iterable[str]:
    """Return the names of the tables that a statement reads."""
    return sorted(set(re.findall(r"\{(\w+)\}", sql)))
