"""Reads households with all their raw records, for the reference grader."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Executable, select

from foundation.unit_of_work import UnitOfWork
from monitoring.rules.home import Home, Line, Member, Shock
from registry.models import Household, Income, LifeEvent, Membership, Person, Spending, Standing

Record = TypeVar("Record")

HELD = {"joined_on", "left_on"}
MEMBER_COLUMNS = (
    Person.born_on,
    Person.school_status,
    Person.health,
    Person.disability_grade,
    Person.labour_status,
    Person.medical_scheme,
    Person.has_critical_illness_cover,
    Person.joined_on,
    Person.left_on,
    Person.extra,
)


def list_homes(unit: UnitOfWork, household_ids: Sequence[int], *, is_past: bool = False) -> list[Home]:
    """Return the raw records of some households, by id.

    It serves the grading engine, which works for the system, and applies no scope of its own.

    Args:
        household_ids: at most some hundreds, so that memory stays small.
        is_past: with those too who belong to another household now.
    Cost: 5, or 6.
    """
    ids = list(household_ids)
    members = _gather(unit, select(Person.household_id, *MEMBER_COLUMNS).where(Person.household_id.in_(ids)), Member)
    if is_past:
        for household_id, former in _gather(unit, former_members(ids), Member).items():
            members[household_id] += former
    income = _gather(
        unit,
        select(Income.household_id, Income.received_on, Income.source, Income.amount_minor).where(
            Income.household_id.in_(ids)
        ),
        Line,
    )
    spending = _gather(
        unit,
        select(Spending.household_id, Spending.spent_on, Spending.kind, Spending.amount_minor).where(
            Spending.household_id.in_(ids)
        ),
        Line,
    )
    shocks = _gather(
        unit,
        select(LifeEvent.household_id, LifeEvent.happened_on, LifeEvent.kind, LifeEvent.cost_minor).where(
            LifeEvent.household_id.in_(ids)
        ),
        Shock,
    )
    households = unit.session.execute(
        select(Household, Standing.case_state)
        .outerjoin(Standing, Standing.household_id == Household.id)
        .where(Household.id.in_(ids))
        .order_by(Household.id)
    ).all()
    return [
        make_home(
            household,
            case_state,
            members[household.id],
            income[household.id],
            spending[household.id],
            shocks[household.id],
        )
        for household, case_state in households
    ]


def former_members(household_ids: Sequence[int]) -> Executable:
    """Return the select of those whose membership in one of the households is over, with what is known of them now."""
    columns = [getattr(Membership, c.key) if c.key in HELD else c for c in MEMBER_COLUMNS]
    return (
        select(Membership.household_id, *columns)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.household_id.in_(household_ids), Membership.undone_at.is_(None))
    )


def make_home(
    household: Household,
    case_state: str | None,
    members: Sequence[Member],
    income: Sequence[Line],
    spending: Sequence[Line],
    shocks: Sequence[Shock],
) -> Home:
    """Put a household's records together."""
    return Home(
        household_id=household.id,
        region_path=household.region_path,
        household_class=household.household_class,
        civil_affairs_class=household.civil_affairs_class,
        is_dwelling_safe=household.is_dwelling_safe,
        is_water_safe=household.is_water_safe,
        land_mu=household.land_mu,
        debt_minor=household.debt_minor,
        road_km=household.road_km,
        surveyed_on=household.surveyed_on,
        case_state=case_state,
        members=members,
        income=income,
        spending=spending,
        shocks=shocks,
        extra=household.extra,
    )


def _gather(unit: UnitOfWork, statement: Executable, make: Callable[..., Record]) -> dict[int, list[Record]]:
    """Read rows whose first column is the household, and group what is made of the others by it."""
    found: dict[int, list[Record]] = defaultdict(list)
    for row in unit.session.execute(statement):
        found[row[0]].append(make(*row[1:]))
    return found
