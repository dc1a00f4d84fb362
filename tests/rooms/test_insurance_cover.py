"""Applying for cover, deciding on it, and the split that the database itself keeps."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from foundation.errors import Conflict
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from insurance.errors import (
    AlreadyApplied,
    ApplicationNotFound,
    CannotDo,
    DoesNotFit,
    NotOnSale,
    NotYetConsented,
    ProductNotFound,
    ReasonMissing,
    SecondPersonNeeded,
)
from insurance.models import ApplicationShare, CoverApplication, InsuranceProduct
from insurance.operations.cover import (
    accept_application,
    apply,
    decline_application,
    record_share_payment,
    submit_application,
    withdraw_application,
)
from insurance.operations.products import withdraw_product
from insurance.queries.cover import ApplicationFilters, get_application, list_applications, list_household_cover
from insurance.rules.facts import CoverApplied
from insurance.rules.words import CoverState, Payer
from registry.errors import ConsentMissing, HouseholdNotFound
from registry.operations.consents import give_consent
from registry.queries.needs import get_needs
from registry.rules.causes import Cause
from registry.rules.words import ConsentPurpose
from tests.builders.world import NOW, World
from tests.rooms.insurance_samples import publish_rice

RICE_CAUSES = (Cause.NATURAL_DISASTER,)


def applied(unit: UnitOfWork, world: World, units: str = "1", *, is_consented: bool = True) -> CoverApplied:
    """Let the caseworker apply for rice cover in the name of household A-001."""
    product_id = publish_rice(unit, world)
    household_id = world.households["A-001"]
    give_consent(unit, household_id, ConsentPurpose.SHARE_WITH_HELPER, "陈桂英")
    unit.actor = world.actor(unit, "caseworker")
    needs = get_needs(unit, household_id, RICE_CAUSES)
    return apply(
        unit, needs, product_id, Decimal(units), case_id=7, household_consented_at=NOW if is_consented else None
    )


def check_database(unit: UnitOfWork) -> None:
    unit.session.flush()
    unit.session.execute(text("set constraints all immediate"))


def test_an_application_carries_its_split_to_the_cent(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    check_database(unit)
    view = get_application(unit, fact.application_id)
    assert [part.amount.minor for part in view.parts] == [2228, 1337, 149, 1236]
    assert (fact.premium.minor, fact.household_part.minor) == (4950, 1236)
    assert (view.row.number, view.row.state, view.row.case_id) == (fact.number, CoverState.SUBMITTED, 7)
    assert fact.number.startswith("I-2026-")


def test_a_later_change_of_the_product_leaves_an_application_as_it_was(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world, "2")
    unit.session.execute(update(InsuranceProduct).values(rate_ppm=90_000))
    assert get_application(unit, fact.application_id).row.premium.minor == 9900


def test_an_application_waits_as_a_draft_until_the_household_says_yes(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world, is_consented=False)
    assert fact.state is CoverState.DRAFTED
    with pytest.raises(NotYetConsented):
        submit_application(unit, fact.application_id, NOW + timedelta(days=1))
    assert submit_application(unit, fact.application_id, NOW).state is CoverState.SUBMITTED
    with pytest.raises(CannotDo):
        submit_application(unit, fact.application_id, NOW)


def test_nothing_is_shared_with_an_insurer_without_consent_to_sharing(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    needs = get_needs(unit, world.households["A-001"], RICE_CAUSES)
    with pytest.raises(ConsentMissing):
        apply(unit, needs, product_id, Decimal(1), household_consented_at=NOW)


def test_a_second_open_application_for_the_same_product_is_refused(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    needs = get_needs(unit, world.households["A-001"], RICE_CAUSES)
    product_id = get_application(unit, fact.application_id).row.product_id
    with pytest.raises(AlreadyApplied) as caught:
        apply(unit, needs, product_id, Decimal(1), household_consented_at=NOW)
    assert caught.value.params["number"] == fact.number
    withdraw_application(unit, fact.application_id)
    assert apply(unit, needs, product_id, Decimal(1), household_consented_at=NOW).number != fact.number


def test_a_household_the_product_is_not_open_to_cannot_apply(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    needs = get_needs(unit, world.households["A-001"], (Cause.ILLNESS,))
    with pytest.raises(DoesNotFit):
        apply(unit, needs, product_id, Decimal(1))


def test_a_product_that_is_not_on_sale_cannot_be_applied_for(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    unit.actor = world.actor(unit, "insurer")
    withdraw_product(unit, product_id)
    unit.actor = world.actor(unit, "caseworker")
    needs = get_needs(unit, world.households["A-001"], RICE_CAUSES)
    with pytest.raises(NotOnSale):
        apply(unit, needs, product_id, Decimal(1))


def test_a_product_of_another_province_does_not_exist_for_the_household(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world, region_path="51.")
    unit.actor = world.actor(unit, "caseworker")
    needs = get_needs(unit, world.households["A-001"], RICE_CAUSES)
    with pytest.raises(ProductNotFound):
        apply(unit, needs, product_id, Decimal(1))


def test_nobody_applies_for_a_household_outside_the_own_area(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    needs = get_needs(unit, world.households["B-001"], RICE_CAUSES)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(HouseholdNotFound):
        apply(unit, needs, product_id, Decimal(1))


def test_the_insurer_accepts_although_no_subsidy_has_come(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    unit.actor = world.actor(unit, "insurer")
    assert accept_application(unit, fact.application_id).state is CoverState.ACCEPTED
    view = get_application(unit, fact.application_id)
    assert view.is_subsidy_due
    assert all(part.paid_at is None for part in view.parts)
    with pytest.raises(CannotDo):
        accept_application(unit, fact.application_id)


def test_a_refusal_needs_its_reason(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    unit.actor = world.actor(unit, "insurer")
    with pytest.raises(ReasonMissing):
        decline_application(unit, fact.application_id, "  ")
    assert decline_application(unit, fact.application_id, "Field lies in the flood basin").state is CoverState.DECLINED
    assert get_application(unit, fact.application_id).reason == "Field lies in the flood basin"


def test_whoever_applied_does_not_decide(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    caseworker_id = world.users["caseworker"]
    unit.actor = replace(world.actor(unit, "insurer"), user_id=caseworker_id)
    with pytest.raises(SecondPersonNeeded):
        accept_application(unit, fact.application_id)
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        unit.session.execute(
            update(CoverApplication).values(state="accepted", decided_at=NOW, decided_by_id=caseworker_id)
        )


def test_another_insurer_knows_of_no_application(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    unit.actor = replace(world.actor(unit, "insurer"), organisation_id=world.organisations["enterprise"])
    assert list_applications(unit, ApplicationFilters(), PageRequest()).total == 0
    with pytest.raises(ApplicationNotFound):
        accept_application(unit, fact.application_id)


def test_an_insurer_sees_a_masked_name_and_the_village_and_nothing_else(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    unit.actor = world.actor(unit, "insurer")
    row = get_application(unit, fact.application_id).row
    assert (row.holder, row.village, row.household_id, row.case_id) == ("陈○○", "甲一村", None, None)


def test_an_insurer_sees_no_draft(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world, is_consented=False)
    unit.actor = world.actor(unit, "insurer")
    with pytest.raises(ApplicationNotFound):
        get_application(unit, fact.application_id)


def test_staff_and_the_household_see_applications_in_their_scope_only(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    for login, sees in {
        "caseworker": 1,
        "township_reviewer": 1,
        "county_officer": 1,
        "household_member": 1,
        "other_caseworker": 0,
        "enterprise": 0,
    }.items():
        unit.actor = world.actor(unit, login)
        page = list_applications(unit, ApplicationFilters(words=fact.number), PageRequest())
        assert page.total == sees, login
        assert len(list_household_cover(unit, world.households["A-001"])) == sees, login
        assert all(row.holder == "陈桂英" for row in page.rows)


def test_the_household_may_take_its_application_back_until_it_is_decided(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    unit.actor = world.actor(unit, "insurer")
    accept_application(unit, fact.application_id)
    unit.actor = world.actor(unit, "household_member")
    with pytest.raises(CannotDo):
        withdraw_application(unit, fact.application_id)


def test_a_payment_of_a_share_is_recorded_once(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    unit.actor = world.actor(unit, "insurer")
    with pytest.raises(CannotDo):
        record_share_payment(unit, fact.application_id, Payer.COUNTY, NOW)
    accept_application(unit, fact.application_id)
    first = record_share_payment(unit, fact.application_id, Payer.COUNTY, NOW)
    again = record_share_payment(unit, fact.application_id, Payer.COUNTY, NOW - timedelta(days=1))
    assert (first.amount.minor, first.is_new) == (149, True)
    assert (again.paid_at, again.is_new) == (NOW, False)
    with pytest.raises(ApplicationNotFound):
        record_share_payment(unit, fact.application_id, Payer.ENTERPRISE, NOW)
    with pytest.raises(Conflict):
        record_share_payment(unit, fact.application_id, Payer.CENTRAL, NOW + timedelta(days=1))
    check_database(unit)


def test_the_database_refuses_parts_that_do_not_add_up(unit: UnitOfWork, world: World) -> None:
    fact = applied(unit, world)
    check_database(unit)
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        unit.session.execute(text("update application_share set amount_minor = amount_minor + 1"))
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        unit.session.execute(text("delete from application_share"))
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        unit.session.execute(update(CoverApplication).values(premium_minor=1))
    share = select(ApplicationShare.amount_minor).where(ApplicationShare.application_id == fact.application_id)
    assert sum(unit.session.scalars(share)) == 4950


def test_every_step_leaves_its_note(unit: UnitOfWork, world: World) -> None:
    applied(unit, world)
    assert [note.action for note in unit.notes[-2:]] == ["apply_for_cover", "submit_cover_application"]
