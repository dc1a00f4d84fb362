"""A grading of a past day counts people where they belonged then, whichever engine does it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from foundation.unit_of_work import UnitOfWork
from monitoring.queries.homes import list_homes
from monitoring.rules.compile import Extent, compile_grading
from monitoring.rules.parse import parse_ruleset
from monitoring.rules.reference import grade_home
from monitoring.rulesets import shipped_source
from registry.models import Person
from registry.operations.changes import split_household, undo_change
from registry.rules.changes_input import NewHome, Occasion
from registry.rules.words import Relation
from tests.builders.world import TODAY, World

SPLIT_ON = TODAY - timedelta(days=10)
BEFORE = SPLIT_ON - timedelta(days=1)
RULES = parse_ruleset(shipped_source("default") or "")


def counted_members(unit: UnitOfWork, household_id: int, day: date) -> int:
    """How many members both engines count; they agree on the rest of the verdict too."""
    statement = compile_grading(RULES, day, Extent("", household_id, household_id, is_past=day < TODAY))
    connection = unit.session.connection()
    start, end = statement.sql.index("from (select h.id") + 6, statement.sql.rindex("offset 0) as facts")
    facts = statement.sql[start:end]
    members = connection.execute(text(f"select members from ({facts}) as facts"), statement.params).scalar_one()
    graded = connection.execute(text(statement.sql), statement.params).one()
    (home,) = list_homes(unit, [household_id], is_past=day < TODAY)
    verdict = grade_home(RULES, day, home)
    assert (graded.colour, graded.score, [*graded.reasons]) == (verdict.colour, verdict.score, [*verdict.reasons])
    belonging = [one for one in home.members if one.joined_on is None or one.joined_on <= day]
    assert members == sum(one.left_on is None or one.left_on > day for one in belonging)
    return int(members)


@pytest.fixture
def parent(unit: UnitOfWork, world: World) -> int:
    statement = select(Person.id).where(Person.household_id == world.households["A-001"], Person.relation == "parent")
    return unit.session.scalars(statement).one()


def test_who_split_off_counts_in_the_old_household_before(unit: UnitOfWork, world: World, parent: int) -> None:
    household = world.households["A-001"]
    fact = split_household(unit, household, Occasion(SPLIT_ON), {parent: Relation.HEAD}, home=NewHome())
    unit.session.flush()
    assert [counted_members(unit, household, day) for day in (BEFORE, SPLIT_ON, TODAY)] == [4, 3, 3]
    undo_change(unit, fact.change_id, "in error")
    assert [counted_members(unit, household, day) for day in (BEFORE, SPLIT_ON, TODAY)] == [4, 4, 4]


def test_the_statement_of_today_reads_no_history(unit: UnitOfWork) -> None:
    assert "membership" not in compile_grading(RULES, TODAY, Extent()).sql
    assert "membership" in compile_grading(RULES, BEFORE, Extent(is_past=True)).sql
