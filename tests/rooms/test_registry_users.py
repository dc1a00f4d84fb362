"""Users, roles, consents that hold, and what staff may look at."""

import pytest
from sqlalchemy import select

from foundation.audit import AuditNote
from foundation.unit_of_work import UnitOfWork
from registry.errors import LoginTaken, PersonNotFound, RegionNotFound, RoleUnknown, WeakPassword
from registry.models import Appointment, Region, Standing, User
from registry.operations.regions import RegionLine, load_regions
from registry.operations.reveals import reveal_person
from registry.operations.standing import apply_grades, set_case
from registry.operations.users import NewUser, add_user, log_in
from registry.queries.money import get_year_of_money, income_window
from registry.queries.users import find_signed_in_user
from registry.rules.passwords import LockoutPolicy
from registry.rules.words import IncomeSource, RegionLevel
from tests.builders.world import COUNTY, HASHER, PASSWORD, TODAY, World

POLICY = LockoutPolicy(attempts=3, minutes=15)


def new_user(**changes: object) -> NewUser:
    values = {"login": "Somebody", "name": "某人", "password": PASSWORD, "role": "caseworker", "region_path": COUNTY}
    return NewUser(**{**values, **changes})  # type: ignore[arg-type]


def test_a_log_in_name_is_taken_whatever_its_case(unit: UnitOfWork) -> None:
    add_user(unit, new_user(), HASHER)
    with pytest.raises(LoginTaken):
        add_user(unit, new_user(login="SOMEBODY"), HASHER)


def test_a_role_must_exist_and_a_password_must_be_long(unit: UnitOfWork) -> None:
    with pytest.raises(RoleUnknown):
        add_user(unit, new_user(role="emperor"), HASHER)
    with pytest.raises(WeakPassword):
        add_user(unit, new_user(password="short"), HASHER)
    with pytest.raises(WeakPassword):
        add_user(unit, new_user(login="somebody-long", password="Somebody-Long"), HASHER)


def test_permissions_come_from_the_appointments_in_force_today(unit: UnitOfWork) -> None:
    added = add_user(unit, new_user(), HASHER)
    before = find_signed_in_user(unit, added.user_id)
    assert before is not None and before.actor.may("registry:household:read")
    appointment = unit.session.scalar(select(Appointment).where(Appointment.user_id == added.user_id))
    assert appointment is not None
    appointment.starts_on, appointment.ends_on = TODAY.replace(year=2025), TODAY.replace(month=5)
    unit.session.flush()
    after = find_signed_in_user(unit, added.user_id)
    assert after is not None and not after.actor.may("registry:household:read") and after.actor.areas == ()


def test_a_lock_holds_for_its_minutes_and_a_success_clears_the_count(unit: UnitOfWork) -> None:
    add_user(unit, new_user(), HASHER)
    for _attempt in range(2):
        assert log_in(unit, "somebody", "wrong", HASHER, POLICY) is None
    assert log_in(unit, "somebody", PASSWORD, HASHER, POLICY) is not None
    for _attempt in range(3):
        log_in(unit, "somebody", "wrong", HASHER, POLICY)
    assert log_in(unit, "somebody", PASSWORD, HASHER, POLICY) is None
    user = unit.session.scalar(select(User).where(User.login == "somebody"))
    assert user is not None and user.locked_until is not None
    user.locked_until = unit.now
    assert log_in(unit, "somebody", PASSWORD, HASHER, POLICY) is not None


def test_a_look_at_what_is_masked_leaves_its_reason(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "township_reviewer")
    revealed = reveal_person(unit, world.heads["A-001"], "call about the visit")
    assert revealed.phone == "13800000000"
    assert [(note.action, note.detail) for note in unit.notes if isinstance(note, AuditNote)] == [
        ("reveal_person", {"reason": "call about the visit"})
    ]
    with pytest.raises(PersonNotFound):
        reveal_person(unit, world.heads["B-001"], "not my township")


def test_a_region_needs_its_parent_and_loading_again_only_renames(unit: UnitOfWork) -> None:
    with pytest.raises(RegionNotFound):
        load_regions(unit, [RegionLine("99", "无", RegionLevel.TOWNSHIP, "98")])
    load_regions(unit, [RegionLine("360121100", "甲新镇", RegionLevel.TOWNSHIP, "360121")])
    region = unit.session.scalar(
        select(Region).where(Region.code == "360121100").execution_options(populate_existing=True)
    )
    assert region is not None and (region.name, region.path) == ("甲新镇", COUNTY + "360121100.")


def test_a_standing_keeps_since_when_its_colour_holds(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    rows = (
        "select id as household_id, region_path, cast(:colour as text) as colour, 0 as urgency, 10 as score, "
        "array['r1']::text[] as reasons from household where id = :household_id"
    )
    for colour in ("red", "red", "orange"):
        apply_grades(unit, 7, unit.now, rows, {"colour": colour, "household_id": household_id})
    set_case(unit, household_id, 12, "open")
    standing = unit.session.scalar(
        select(Standing).where(Standing.household_id == household_id).execution_options(populate_existing=True)
    )
    assert standing is not None
    assert (standing.colour, standing.reasons, standing.case_id) == ("orange", ["r1"], 12)
    assert standing.colour_since_on == unit.today


def test_the_income_window_is_twelve_whole_months(unit: UnitOfWork, world: World) -> None:
    assert [str(day) for day in income_window(TODAY)] == ["2025-06-01", "2026-05-31"]
    money = get_year_of_money(unit, world.households["A-001"])
    assert money.income[IncomeSource.TRANSFER].minor == 200_000
    assert money.net_income == money.income[IncomeSource.WAGE] + money.income[IncomeSource.TRANSFER]
