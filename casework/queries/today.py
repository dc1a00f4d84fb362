"""The caseworker's day: own households, the reddest and most overdue first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, func, select

from casework.models import CaseFile, Lead, Visit
from casework.queries import AnySelect
from casework.rules.leads import OPEN_STATES
from casework.rules.people import acting_person
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Region, Standing
from registry.queries.scope import household_scope


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What the top of the page counts.

    Args:
        by_colour: own households by colour.
        overdue: own households whose visit is overdue.
        leads: leads in the caseworker's area that wait for a check.
        late_leads: those of them past their time.
    """

    by_colour: dict[str, int]
    overdue: int
    leads: int
    late_leads: int

    @property
    def households(self) -> int:
        return sum(self.by_colour.values())


def list_today(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of the actor's own households: by colour, then the visit that is most overdue.

    Raises: PersonRequired. Cost: 2, over the index on caseworker and urgency.
    """
    statement = own_households(acting_person(unit.actor))
    sortable = {
        "due": Standing.next_visit_due_on,
        "head": Person.name,
        "village": Region.name,
        "urgency": Standing.urgency,
    }
    order = [Standing.urgency, Standing.next_visit_due_on.asc().nulls_last(), Standing.household_id]
    return fetch_page(unit.session, statement, request, sortable, order)


def sum_day(unit: UnitOfWork) -> DayFigures:
    """Return what the actor's day holds. Raises PersonRequired. Cost: 2."""
    own = select(Standing.colour, func.count(), func.count().filter(Standing.next_visit_due_on < unit.today)).where(
        Standing.caseworker_id == acting_person(unit.actor)
    )
    colours = unit.session.execute(own.group_by(Standing.colour, Standing.urgency).order_by(Standing.urgency)).all()
    leads = unit.session.execute(
        select(func.count(), func.count().filter(Lead.due_at < unit.now)).where(
            Lead.state.in_(OPEN_STATES[:2]), household_scope(Lead.region_path, Lead.household_id, unit.actor)
        )
    ).one()
    return DayFigures({row[0]: row[1] for row in colours}, sum(row[2] for row in colours), leads[0], leads[1])


def own_households(user_id: int) -> AnySelect:
    """Return the select of the households assigned to a caseworker, with case and last visit."""
    last_visit = (
        select(func.max(Visit.visited_at))
        .where(Visit.household_id == Standing.household_id)
        .correlate(Standing)
        .scalar_subquery()
    )
    head = and_(Person.household_id == Standing.household_id, Person.relation == "head", Person.left_on.is_(None))
    return (
        select(
            Standing.household_id,
            Standing.colour,
            Standing.colour_since_on,
            Standing.reasons,
            Standing.round_id,
            Standing.next_visit_due_on,
            Household.code,
            Person.name.label("head"),
            Region.name.label("village"),
            CaseFile.id.label("case_id"),
            CaseFile.number,
            CaseFile.state,
            CaseFile.plan_due_on,
            last_visit.label("visited_at"),
        )
        .join(Household, Household.id == Standing.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(CaseFile, CaseFile.id == Standing.case_id)
        .outerjoin(Person, head)
        .where(Standing.caseworker_id == user_id)
    )
