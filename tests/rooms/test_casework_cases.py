"""Cases: episodes, causes, plan, measures, visits, and the story they tell."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from casework.errors import (
    BudgetNegative,
    CaseAlreadyOpen,
    CaseNotFound,
    MeasureNotFound,
    NextVisitTooEarly,
    PersonRequired,
    PlanEmpty,
    PlanIncomplete,
    StepRefused,
    TitleMissing,
    VisitInFuture,
    VisitNoteMissing,
)
from casework.models import CaseFile
from casework.operations.cases import agree_plan, close_case, open_case
from casework.operations.leads import register_lead
from casework.operations.measures import add_measure, change_measure_state, follow_source
from casework.operations.visits import record_visit
from casework.queries.cases import (
    find_case_page,
    find_open_case_id,
    get_case,
    get_case_page,
    get_measure,
    list_causes,
    list_measures,
    list_visits,
)
from casework.queries.timeline import list_timeline
from casework.queries.today import list_today, sum_day
from casework.rules.words import (
    CaseState,
    CauseSource,
    CloseReason,
    LeadChannel,
    MeasureKind,
    MeasureSource,
    MeasureState,
    TimelineKind,
)
from foundation.money import Money
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Standing
from registry.operations.standing import assign_caseworkers
from registry.rules.causes import Cause
from registry.rules.words import Colour
from tests.builders.world import NOW, TODAY, World
from tests.rooms.casework_samples import acting, checked_lead, colour_household, counted, opened_case


def standing_of(unit: UnitOfWork, household_id: int) -> Standing:
    unit.session.expire_all()
    return unit.session.scalars(select(Standing).where(Standing.household_id == household_id)).one()


def test_a_confirmed_lead_opens_a_case_with_its_causes(unit: UnitOfWork, world: World) -> None:
    colour_household(unit, world.households["A-001"], Colour.RED)
    case = opened_case(unit, world, causes=(Cause.HOUSING, Cause.WATER, Cause.HOUSING))
    assert case.episode == 1
    assert case.number == f"C-2026-{case.case_id:06d}"
    rows = list_causes(unit, case.case_id)
    assert [(row.cause, row.is_main, row.source) for row in rows] == [
        (Cause.HOUSING, True, CauseSource.PERSON),
        (Cause.WATER, False, CauseSource.PERSON),
    ]
    page = get_case_page(unit, case.case_id)
    assert (page.state, page.plan_due_on, page.head, page.caseworker) == (
        CaseState.OPEN,
        TODAY + timedelta(days=3),
        "陈桂英",
        None,
    )
    standing = standing_of(unit, case.household_id)
    assert (standing.case_id, standing.case_state) == (case.case_id, "open")


def test_a_lead_that_is_not_confirmed_opens_nothing(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    with pytest.raises(StepRefused), acting(unit, world, "county_officer"):
        open_case(unit, lead_id, [Cause.HOUSING])


def test_one_lead_opens_one_case(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    lead_id = get_case(unit, case.case_id).lead_id
    with pytest.raises(CaseAlreadyOpen):
        open_case(unit, lead_id, [Cause.HOUSING])


def test_the_database_refuses_a_second_open_case(unit: UnitOfWork, world: World) -> None:
    case = get_case(unit, opened_case(unit, world).case_id)
    lead_id = get_case(unit, opened_case(unit, world, "A-002").case_id).lead_id
    columns = {column.key: getattr(case, column.key) for column in CaseFile.__mapper__.column_attrs}
    unit.session.add(CaseFile(**{**columns, "id": None, "number": "X", "episode": 2, "lead_id": lead_id}))
    with pytest.raises(IntegrityError, match="uq_case_file_"):
        unit.session.flush()


def test_a_case_outside_the_area_is_not_there(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    with acting(unit, world, "caseworker"):
        measure_id = add_measure(unit, case.case_id, kind=MeasureKind.HOUSING, title="Roof").measure_id
    unit.actor = world.actor(unit, "other_caseworker")
    for look in (get_case, get_case_page):
        with pytest.raises(CaseNotFound):
            look(unit, case.case_id)
    with pytest.raises(MeasureNotFound):
        get_measure(unit, measure_id)
    assert find_case_page(unit, case.household_id) is None
    assert not list_causes(unit, case.case_id)
    assert not list_measures(unit, case.case_id)
    assert not list_timeline(unit, case.household_id)


def test_a_household_reads_its_own_case(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    unit.actor = world.actor(unit, "household_member")
    assert get_case(unit, case.case_id).number == case.number


def test_a_plan_is_agreed_when_every_cause_has_a_measure(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world, causes=(Cause.HOUSING, Cause.LOW_INCOME))
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(PlanEmpty):
        agree_plan(unit, case.case_id)
    roof = add_measure(unit, case.case_id, kind=MeasureKind.HOUSING, title="Mend the roof", cause=Cause.HOUSING)
    with pytest.raises(PlanIncomplete, match="Income near or below the line"):
        agree_plan(unit, case.case_id)
    add_measure(unit, case.case_id, kind=MeasureKind.PUBLIC_JOB, title="Forest ranger")
    assert agree_plan(unit, case.case_id).measures == 2
    assert get_measure(unit, roof.measure_id).state == MeasureState.AGREED
    assert get_case(unit, case.case_id).state == CaseState.PLAN_AGREED
    assert standing_of(unit, case.household_id).case_state == "plan_agreed"
    with pytest.raises(StepRefused):
        agree_plan(unit, case.case_id)


def test_a_dropped_measure_answers_no_cause(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    roof = add_measure(unit, case.case_id, kind=MeasureKind.HOUSING, title="Mend the roof")
    change_measure_state(unit, roof.measure_id, MeasureState.DROPPED, outcome="The family moves in with the son.")
    with pytest.raises(PlanEmpty):
        agree_plan(unit, case.case_id)


def test_a_measure_keeps_what_was_planned(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    fact = add_measure(
        unit,
        case.case_id,
        kind=MeasureKind.HOUSING,
        title=" Mend the roof ",
        cause=Cause.HOUSING,
        due_on=date(2026, 8, 1),
        budget=Money(350_000),
    )
    (row,) = list_measures(unit, case.case_id)
    assert (row.id, row.title, row.state, row.budget_minor, row.responsible) == (
        fact.measure_id,
        "Mend the roof",
        MeasureState.PROPOSED,
        350_000,
        "Caseworker",
    )
    with pytest.raises(TitleMissing):
        add_measure(unit, case.case_id, kind=MeasureKind.HOUSING, title="  ")
    with pytest.raises(BudgetNegative):
        add_measure(unit, case.case_id, kind=MeasureKind.HOUSING, title="Roof", budget=Money(-1))


def test_a_measure_follows_the_answer_of_another_room_even_from_outside_the_area(
    unit: UnitOfWork, world: World
) -> None:
    case = opened_case(unit, world)
    with acting(unit, world, "caseworker"):
        fact = add_measure(
            unit,
            case.case_id,
            kind=MeasureKind.SOCIETY,
            title="Building material",
            source_kind=MeasureSource.ASSISTANCE_REQUEST,
            source_id=41,
        )
    unit.actor = world.actor(unit, "enterprise")
    (changed,) = follow_source(unit, MeasureSource.ASSISTANCE_REQUEST, 41, MeasureState.UNDER_WAY)
    assert (changed.measure_id, changed.state) == (fact.measure_id, MeasureState.UNDER_WAY)
    assert follow_source(unit, MeasureSource.ASSISTANCE_REQUEST, 41, MeasureState.AGREED) == ()
    assert follow_source(unit, MeasureSource.COVER_APPLICATION, 41, MeasureState.DONE) == ()
    (done,) = follow_source(unit, MeasureSource.ASSISTANCE_REQUEST, 41, MeasureState.DONE, outcome="Delivered.")
    assert done.state == MeasureState.DONE


def test_a_visit_sets_the_next_one_and_has_the_household_graded_again(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    colour_household(unit, case.household_id, Colour.RED)
    unit.actor = world.actor(unit, "caseworker")
    unit.now += timedelta(hours=5)
    record_visit(unit, case.case_id, visited_at=NOW, note="The roof is half mended.", next_step="Order tiles.")
    (row,) = list_visits(unit, case.case_id)
    assert (row.visitor, row.next_step, row.next_visit_due_on) == (
        "Caseworker",
        "Order tiles.",
        TODAY + timedelta(days=7),
    )
    assert standing_of(unit, case.household_id).next_visit_due_on == TODAY + timedelta(days=7)
    changed_at = unit.session.scalar(select(Household.changed_at).where(Household.id == case.household_id))
    assert changed_at == unit.now


def test_a_visit_that_cannot_be_is_refused(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(VisitNoteMissing):
        record_visit(unit, case.case_id, visited_at=NOW, note=" ")
    with pytest.raises(VisitInFuture):
        record_visit(unit, case.case_id, visited_at=NOW + timedelta(minutes=1), note="Tomorrow.")
    with pytest.raises(NextVisitTooEarly):
        record_visit(unit, case.case_id, visited_at=NOW, note="Seen.", next_visit_due_on=TODAY)
    with pytest.raises(PersonRequired):
        unit.actor = type(unit.actor)(user_id=None, name="program", areas=("",), is_system=True)
        record_visit(unit, case.case_id, visited_at=NOW, note="Seen.")


def test_a_closed_case_takes_nothing_more_and_a_return_opens_a_new_episode(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    with acting(unit, world, "county_officer"):
        close_case(unit, case.case_id, reason=CloseReason.MOVED_AWAY)
    assert find_open_case_id(unit, case.household_id) is None
    standing = standing_of(unit, case.household_id)
    assert (standing.case_id, standing.case_state, standing.caseworker_id) == (None, None, None)
    with acting(unit, world, "caseworker"):
        with pytest.raises(StepRefused):
            add_measure(unit, case.case_id, kind=MeasureKind.HOUSING, title="Roof")
        with pytest.raises(StepRefused):
            record_visit(unit, case.case_id, visited_at=NOW, note="Nobody there.")
    with pytest.raises(StepRefused), acting(unit, world, "county_officer"):
        close_case(unit, case.case_id, reason=CloseReason.MOVED_AWAY)
    again = opened_case(unit, world)
    assert (again.episode, again.household_id) == (2, case.household_id)
    page = find_case_page(unit, case.household_id)
    assert page is not None
    assert page.id == again.case_id


def test_the_story_is_told_latest_first(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    unit.now += timedelta(days=1)
    with acting(unit, world, "caseworker"):
        add_measure(unit, case.case_id, kind=MeasureKind.HOUSING, title="Mend the roof")
        unit.now += timedelta(days=1)
        record_visit(unit, case.case_id, visited_at=unit.now, note="Mended.")
        register_lead(unit, case.household_id, channel=LeadChannel.HOTLINE, note="All well.")
        story = list_timeline(unit, case.household_id)
    kinds = [row.kind for row in story]
    assert set(kinds[:2]) == {TimelineKind.VISITED, TimelineKind.NOTED}
    assert kinds[2] == TimelineKind.MEASURE_ADDED
    assert set(kinds[3:]) == {
        TimelineKind.LEAD_OPENED,
        TimelineKind.LEAD_VERIFIED,
        TimelineKind.LEAD_DECIDED,
        TimelineKind.CASE_OPENED,
    }
    told = {row.kind: row for row in story}
    assert (told["visited"].who, told["visited"].text) == ("Caseworker", "Mended.")
    assert told["lead_opened"].word == "visit"
    assert told["measure_added"].word == "housing"


def test_today_shows_the_reddest_and_most_overdue_first(unit: UnitOfWork, world: World) -> None:
    caseworker = world.users["caseworker"]
    for code, colour, due in (
        ("A-001", Colour.YELLOW, -20),
        ("A-002", Colour.RED, 2),
        ("A-003", Colour.RED, -1),
        ("B-001", Colour.ORANGE, None),
    ):
        household_id = world.households[code]
        colour_household(unit, household_id, colour)
        due_on = None if due is None else TODAY + timedelta(days=due)
        assign_caseworkers(unit, [(household_id, caseworker, due_on)])
    unit.actor = world.actor(unit, "caseworker")
    with counted(unit) as statements:
        page = list_today(unit, PageRequest(size=3))
        figures = sum_day(unit)
    assert [row.code for row in page.rows] == ["A-003", "A-002", "B-001"]
    assert page.total == 4
    assert figures.by_colour == {"red": 2, "orange": 1, "yellow": 1}
    assert (figures.households, figures.overdue, figures.leads) == (4, 2, 0)
    assert len(statements) <= 4
    assert list_today(unit, PageRequest(sort="due")).rows[0].code == "A-001"


def test_today_is_each_persons_own(unit: UnitOfWork, world: World) -> None:
    assign_caseworkers(unit, [(world.households["A-001"], world.users["caseworker"], TODAY)])
    unit.actor = world.actor(unit, "other_caseworker")
    assert list_today(unit, PageRequest()).total == 0
