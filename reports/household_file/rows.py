"""Everything about one household on one page: what the register knows and what every room does for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from casework.queries.cases import find_case_page, list_causes, list_measures, list_visits
from casework.queries.leads import find_open_lead_id
from casework.rules.measures import MissingMeasure, missing_measures
from casework.rules.words import MeasureState
from development.queries.courses import FittingCourse, list_fitting_courses
from development.queries.sessions import list_household_attendance
from foundation.unit_of_work import UnitOfWork
from incentives.queries.points import PointsStatement, get_statement
from insurance.queries.cover import ApplicationView, list_household_cover
from insurance.queries.products import FittingProduct, list_fitting_products
from marketplace.queries.offers import FittingOffer, list_fitting_offers
from marketplace.queries.requests import RequestRow, list_household_requests
from monitoring.queries.grades import ExplainedGrade, explain_household
from registry.models import Consent, Household, LifeEvent, Person, Standing
from registry.queries.consents import list_consents
from registry.queries.fields import list_definitions
from registry.queries.history import read_traces
from registry.queries.households import get_household
from registry.queries.money import YearOfMoney, get_year_of_money, list_events
from registry.queries.needs import needs_of
from registry.queries.regions import name_trail
from registry.rules.causes import Cause
from registry.rules.fields import FieldDefinition, FieldEntity
from registry.rules.needs import HouseholdNeeds
from registry.rules.words import ConsentPurpose


@dataclass(frozen=True)
class Plan:
    """The open case, or the last closed one, with its causes, measures and visits."""

    case: Row[Any]
    causes: Sequence[Cause]
    measures: Sequence[Row[Any]]
    missing: Sequence[MissingMeasure]
    visits: Sequence[Row[Any]]


@dataclass(frozen=True)
class Help:
    """What could help, what was asked for and what came."""

    offers: Sequence[FittingOffer]
    requests: Sequence[RequestRow]
    products: Sequence[FittingProduct]
    cover: Sequence[ApplicationView]
    courses: Sequence[FittingCourse]
    attendance: Sequence[Row[Any]]
    points: PointsStatement


@dataclass(frozen=True)
class HouseholdFile:
    """One household, one file (一户一档)."""

    household: Household
    head: Person | None
    people: Sequence[Person]
    places: Sequence[str]
    standing: Standing | None
    grade: ExplainedGrade | None
    money: YearOfMoney
    events: Sequence[LifeEvent]
    consents: Sequence[Consent]
    changes: Sequence[Row[Any]]
    changed_fields: frozenset[str]
    further_fields: Sequence[FieldDefinition]
    open_lead_id: int | None
    plan: Plan | None
    help: Help

    @property
    def name(self) -> str:
        return self.head.name if self.head else self.household.code

    def further(self, entity: str) -> list[FieldDefinition]:
        """Return the further fields of the household or of its members, retired ones too."""
        return [definition for definition in self.further_fields if definition.entity is FieldEntity(entity)]

    def has_consent(self, purpose: ConsentPurpose) -> bool:
        """Tell whether a consent is in force."""
        return any(consent.purpose == purpose and consent.withdrawn_at is None for consent in self.consents)


def read_household_file(unit: UnitOfWork, household_id: int) -> HouseholdFile:
    """Gather the file of a household the actor may see.

    Raises: HouseholdNotFound. Cost: a fixed number of statements, whatever the household's history.
    """
    household = get_household(unit, household_id)
    changes, changed_fields = read_traces(unit, household_id)
    present = (person for person in household.people if person.left_on is None)
    people = sorted(present, key=lambda person: (person.relation != "head", person.born_on))
    needs = needs_of(household, frozenset(), unit.today)
    plan = _plan(unit, household_id, has_labour=needs.workers > 0)
    return HouseholdFile(
        household=household,
        head=next((person for person in people if person.relation == "head"), None),
        people=people,
        places=name_trail(unit, household.region_path),
        standing=household.standing,
        grade=explain_household(unit, household_id),
        money=get_year_of_money(unit, household_id),
        events=list_events(unit, household_id),
        consents=list_consents(unit, household_id),
        changes=changes,
        changed_fields=changed_fields,
        further_fields=list_definitions(unit, household.region_path, with_retired=True),
        open_lead_id=find_open_lead_id(unit, household_id),
        plan=plan,
        help=_help(unit, replace(needs, causes=frozenset(plan.causes if plan else ()))),
    )


def _plan(unit: UnitOfWork, household_id: int, *, has_labour: bool) -> Plan | None:
    case = find_case_page(unit, household_id)
    if case is None:
        return None
    causes = [row.cause for row in list_causes(unit, case.id)]
    measures = list_measures(unit, case.id)
    kept = [measure.kind for measure in measures if measure.state != MeasureState.DROPPED]
    missing = missing_measures(causes, kept, has_labour)
    return Plan(case, causes, measures, missing, list_visits(unit, case.id))


def _help(unit: UnitOfWork, needs: HouseholdNeeds) -> Help:
    return Help(
        offers=list_fitting_offers(unit, needs, unit.today),
        requests=list_household_requests(unit, needs.household_id),
        products=list_fitting_products(unit, needs, unit.today),
        cover=list_household_cover(unit, needs.household_id),
        courses=list_fitting_courses(unit, needs, unit.today),
        attendance=list_household_attendance(unit, needs.household_id),
        points=get_statement(unit, needs.household_id),
    )
