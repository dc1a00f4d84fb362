"""The figures of each topic, read as their reader may see them: scoped by the unit's actor, without a name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from casework.models import Lead
from casework.permissions import CaseworkPermission
from casework.queries.leads import LeadFilters, lead_conditions
from foundation.actor import Actor
from foundation.paging import PageRequest
from foundation.permissions import Permission
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from monitoring.models import GradeChange
from monitoring.permissions import MonitoringPermission
from monitoring.queries.rounds import list_latest_rounds
from registry.models import Household, Person
from registry.permissions import RegistryPermission
from registry.queries.collection.submissions import count_by_state
from registry.queries.imports import list_runs
from registry.queries.linkage.pairs import count_undecided
from registry.queries.messages import Due, list_fresh_rounds
from registry.queries.quality.books import get_book
from registry.queries.quality.counts import count_by_rule, sum_severities
from registry.queries.scope import household_scope
from registry.rules.collection.words import SubmissionState
from registry.rules.messages import Figure, FigureUnit, Told, Topic
from registry.rules.quality.words import Severity
from registry.rules.statistics import CountedUnit, TableDefinition
from registry.rules.words import Colour
from registry.rules.words_imports import ImportState
from reports.cockpit.rows import count_told_colours
from reports.statistics.rows import count_table

Read = Callable[[UnitOfWork, Due], Sequence[Told]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where what a topic tells comes from, and the permission that its reader needs."""

    permission: Permission
    read: Read


def read_topic(unit: UnitOfWork, due: Due) -> Sequence[Told]:
    """Return what a subscription tells the unit's actor, as they may see it; nothing when they may not see it at all.

    Cost: 1 to 6 statements.
    """
    source = SOURCES[due.topic]
    return source.read(unit, due) if unit.actor.may(source.permission) else ()


def figures_of(read: Callable[[UnitOfWork, str], Sequence[Figure]]) -> Read:
    """Return the reader of a topic whose messages hold the figures of a region."""
    return lambda unit, due: [Told(read(unit, due.region_path))]


def topics_for(actor: Actor) -> list[Topic]:
    """Return the topics that an actor may subscribe to."""
    return [topic for topic in Topic if topic in SOURCES and actor.may(SOURCES[topic].permission)]


def _colours(unit: UnitOfWork, region_path: str) -> Sequence[Figure]:
    counts = count_told_colours(unit, region_path)
    return [Figure(colour.label, counts[colour], FigureUnit.HOUSEHOLDS) for colour in Colour]


def _changes(unit: UnitOfWork, region_path: str) -> Sequence[Figure]:
    """Return who got which colour in the last round."""
    rounds = list_latest_rounds(unit, 1)
    counts: dict[Colour, int] = {}
    if rounds:
        statement = (
            select(GradeChange.to_colour, func.count())
            .where(
                GradeChange.round_id == rounds[0].id,
                household_scope(GradeChange.region_path, GradeChange.household_id, unit.actor),
                _inside(GradeChange.region_path, region_path),
            )
            .group_by(GradeChange.to_colour)
        )
        for colour, count in unit.session.execute(statement):
            counts[colour] = count
    return [Figure(colour.label, counts.get(colour, 0), FigureUnit.HOUSEHOLDS) for colour in Colour]


def _leads(unit: UnitOfWork, region_path: str) -> Sequence[Figure]:
    inside = household_scope(Lead.region_path, Lead.household_id, unit.actor)
    filters = LeadFilters(region_path=region_path, is_open=True)
    overdue = func.count().filter(Lead.due_at < unit.now)
    row = unit.session.execute(select(func.count(), overdue).where(inside, *lead_conditions(unit, filters))).one()
    return [
        Figure(mark("without a decision"), row[0], FigureUnit.LEADS),
        Figure(mark("past their time"), row[1], FigureUnit.LEADS),
    ]


def _register(unit: UnitOfWork, region_path: str) -> Sequence[Figure]:
    exact = unit.actor.may(RegistryPermission.HOUSEHOLD_READ)
    households, members = (_count_register if exact else _count_told_register)(unit, region_path)
    return [
        Figure(mark("in the register"), households, FigureUnit.HOUSEHOLDS),
        Figure(mark("members of these households"), members, FigureUnit.PEOPLE),
    ]


def _count_told_register(unit: UnitOfWork, region_path: str) -> tuple[int | None, int | None]:
    """Count for whoever may not see households: a small number, or what would give one away, is hidden."""
    by_class = TableDefinition(rows="household_class", area=region_path)
    by_sex = TableDefinition(rows="sex", unit=CountedUnit.PEOPLE, area=region_path)
    return count_table(unit, by_class).total.count, count_table(unit, by_sex).total.count


def _count_register(unit: UnitOfWork, region_path: str) -> tuple[int, int]:
    inside = (
        household_scope(Household.region_path, Household.id, unit.actor),
        _inside(Household.region_path, region_path),
        Household.closed_on.is_(None),
    )
    households = unit.session.scalar(select(func.count()).select_from(Household).where(*inside)) or 0
    people = select(func.count()).join(Household, Household.id == Person.household_id).select_from(Person)
    return households, unit.session.scalar(people.where(*inside, Person.left_on.is_(None))) or 0


def _imports(unit: UnitOfWork, region_path: str) -> Sequence[Figure]:
    waiting = list_runs(unit, PageRequest(size=1), state=ImportState.STAGED.value).total
    return [Figure(mark("checked, not yet decided"), waiting, FigureUnit.IMPORTS)]


def _submissions(unit: UnitOfWork, region_path: str) -> Sequence[Figure]:
    counts = count_by_state(unit)
    return [
        Figure(state.label, counts.get(state, 0), FigureUnit.SUBMISSIONS)
        for state in (SubmissionState.WAITING, SubmissionState.CONFLICT, SubmissionState.INCOMPLETE)
    ]


def _links(unit: UnitOfWork, region_path: str) -> Sequence[Figure]:
    return [Figure(mark("to be decided"), sum(count_undecided(unit).values()), FigureUnit.PAIRS)]


def _quality(unit: UnitOfWork, region_path: str) -> Sequence[Figure]:
    book = get_book(unit, region_path)
    severity_of = {rule.id: rule.severity for rule in book.rules}
    tallies = sum_severities(count_by_rule(unit, None, region_path), severity_of)
    return [Figure(severity.label, tallies[severity].open, FigureUnit.FINDINGS) for severity in Severity]


def _rounds(unit: UnitOfWork, due: Due) -> Sequence[Told]:
    """Return the rounds that were frozen since, each as news of its own."""
    return [Told(round_id=number) for number in list_fresh_rounds(unit, due)]


def _inside(column: Any, region_path: str) -> Any:
    return column.between(region_path, region_path + "\x7f")


SOURCES: Mapping[Topic, Source] = {
    Topic.COLOURS: Source(MonitoringPermission.COCKPIT_READ, figures_of(_colours)),
    Topic.CHANGES: Source(MonitoringPermission.CHANGE_READ, figures_of(_changes)),
    Topic.LEADS: Source(CaseworkPermission.LEAD_READ, figures_of(_leads)),
    Topic.REGISTER: Source(RegistryPermission.STATISTICS_READ, figures_of(_register)),
    Topic.IMPORTS: Source(RegistryPermission.IMPORT_READ, figures_of(_imports)),
    Topic.SUBMISSIONS: Source(RegistryPermission.SUBMISSION_READ, figures_of(_submissions)),
    Topic.LINKS: Source(RegistryPermission.LINK_READ, figures_of(_links)),
    Topic.QUALITY: Source(RegistryPermission.QUALITY_READ, figures_of(_quality)),
    Topic.ROUNDS: Source(RegistryPermission.STATISTICS_READ, _rounds),
}
