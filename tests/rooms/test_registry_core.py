"""The register's loaders and scope."""

import pytest

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.errors import AlreadyConsented, HouseholdNotFound
from registry.operations.consents import give_consent, withdraw_consent
from registry.operations.standing import assign_caseworkers
from registry.queries.consents import has_consent
from registry.queries.households import HouseholdFilters, get_household, list_households
from registry.rules.words import ConsentPurpose
from tests.builders.world import World


def test_a_caseworker_sees_only_the_households_of_the_own_village(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "caseworker")
    page = list_households(unit, HouseholdFilters(), PageRequest())
    assert {row.code for row in page.rows} == {"A-001", "A-002"}
    assert page.total == 2


def test_a_household_outside_the_area_does_not_exist_for_the_reader(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(HouseholdNotFound):
        get_household(unit, world.households["B-001"])


def test_a_household_assigned_from_the_next_village_is_seen(unit: UnitOfWork, world: World) -> None:
    assign_caseworkers(unit, [(world.households["B-001"], world.users["caseworker"], None)])
    unit.actor = world.actor(unit, "caseworker")
    assert get_household(unit, world.households["B-001"]).code == "B-001"


def test_a_member_sees_the_own_household_and_no_other(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "household_member")
    assert get_household(unit, world.households["A-001"]).code == "A-001"
    with pytest.raises(HouseholdNotFound):
        get_household(unit, world.households["A-002"])


def test_an_enterprise_sees_no_household_at_all(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    assert list_households(unit, HouseholdFilters(), PageRequest()).total == 0


def test_consent_is_given_once_and_withdrawn_with_its_history_kept(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    give_consent(unit, household_id, ConsentPurpose.POINTS, "陈桂英")
    with pytest.raises(AlreadyConsented):
        give_consent(unit, household_id, ConsentPurpose.POINTS, "陈桂英")
    withdraw_consent(unit, household_id, ConsentPurpose.POINTS)
    assert not has_consent(unit, household_id, ConsentPurpose.POINTS)
    give_consent(unit, household_id, ConsentPurpose.POINTS, "陈桂英")
    assert has_consent(unit, household_id, ConsentPurpose.POINTS)
