"""Notes and the values of grades on the household's pages, reader by reader."""

from datetime import date

import pytest

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from monitoring.rules.indicators import CATALOGUE
from registry.models import Household, LifeEvent
from registry.rules.privacy.sight import sight_of
from tests.builders.world import World
from tests.rules.test_sight import reader
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from web.monitoring.words import shows_indicator

NOTE = "Waits for a kidney"


@pytest.fixture
def ill(units: Units, world: World) -> str:
    with units.begin(system_actor("test")) as unit:
        household = unit.session.get_one(Household, world.households["A-001"])
        unit.session.add(
            LifeEvent(
                household_id=household.id,
                region_path=household.region_path,
                kind="illness",
                happened_on=date(2026, 5, 1),
                note=NOTE,
            )
        )
    return f"/registry/households/{world.households['A-001']}"


@pytest.mark.parametrize("person", ["caseworker", "township_reviewer", "county_officer"])
def test_a_note_is_read_by_those_who_may_know_of_illness(client_as: ClientAs, ill: str, person: str) -> None:
    words = plain(client_as(person).get(ill))
    assert NOTE in words and "Serious illness" in words


@pytest.mark.parametrize("person", ["auditor", "supervisor"])
def test_the_others_read_that_something_happened(client_as: ClientAs, ill: str, person: str) -> None:
    words = plain(client_as(person).get(ill))
    assert NOTE not in words and "Serious illness" not in words and "Other event" in words


@pytest.mark.parametrize(
    ("role", "indicator", "is_shown"),
    [
        ("caseworker", "seriously_ill_members", True),
        ("auditor", "seriously_ill_members", False),
        ("auditor", "income_per_head", True),
        ("counsellor", "income_per_head", False),
        ("auditor", "dwelling_safe", True),
        ("supervisor", "illnesses", False),
        ("county_officer", "illnesses", True),
    ],
)
def test_a_grade_shows_the_values_that_the_table_gives(role: str, indicator: str, is_shown: bool) -> None:
    assert shows_indicator(CATALOGUE[indicator], sight_of(reader(role), 7)) is is_shown
