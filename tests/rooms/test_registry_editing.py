"""Editing values: history, corrections, further fields, numbers that identify, and two editors at once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from foundation.identifiers import id_check_character
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.models import Household, Observation, Person
from registry.operations.editing import edit_household, edit_person
from registry.queries.as_of import households_as_of, people_as_of
from registry.queries.history import ValueFilters, list_values
from registry.rules import changes_errors as errors
from registry.rules.blind_indexes import phone_index
from registry.rules.edits import Edit
from registry.rules.words import Health, Relation, Sex, WaterSource
from tests.builders.world import TODAY, World

LAST_MONTH = TODAY - timedelta(days=30)


def home(unit: UnitOfWork, world: World, code: str = "A-001") -> Household:
    return unit.session.get_one(Household, world.households[code], populate_existing=True)


def head(unit: UnitOfWork, world: World, code: str = "A-001") -> Person:
    return unit.session.get_one(Person, world.heads[code], populate_existing=True)


def id_number(born_on: date, sequence: str) -> str:
    first17 = "360121" + born_on.strftime("%Y%m%d") + sequence
    return first17 + id_check_character(first17)


def test_a_changed_value_holds_from_its_day_and_keeps_what_it_was(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    values = {"land_mu": 3.456, "water_source": WaterSource.PIPED, "address": "", "assets": ["car", "radio"]}
    fact = edit_household(unit, household.id, Edit(values, valid_from=LAST_MONTH))
    assert fact.fields == ("land_mu", "water_source", "assets")
    assert (household.land_mu, household.water_source, household.assets) == (3.46, WaterSource.PIPED, ["radio", "car"])
    for day, land, assets in ((LAST_MONTH - timedelta(days=1), 6.0, None), (LAST_MONTH, 3.46, ["radio", "car"])):
        then = households_as_of(day)
        assert unit.session.execute(select(then.land_mu, then.assets).where(then.id == household.id)).one() == (
            land,
            assets,
        )
    assert unit.notes[-1].detail["fields"] == fact.fields


def test_an_edit_that_changes_nothing_leaves_no_trace(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    before = household.changed_at
    assert edit_household(unit, household.id, Edit({"land_mu": 6.0, "debt_minor": 0})).fields == ()
    assert household.changed_at == before and not unit.notes
    assert not unit.session.scalars(select(Observation)).all()


def test_a_correction_was_right_all_along(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    edit_household(unit, household.id, Edit({"land_mu": 5.0}, is_correction=True))
    then = households_as_of(date(2022, 1, 1))
    assert unit.session.scalar(select(then.land_mu).where(then.id == household.id)) == 5.0


def test_a_correction_reaches_back_as_far_as_the_wrong_value_did(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    edit_household(unit, household.id, Edit({"land_mu": 50.0}, valid_from=LAST_MONTH))
    edit_household(unit, household.id, Edit({"land_mu": 5.0}, is_correction=True))
    lands = []
    for day in (LAST_MONTH - timedelta(days=1), LAST_MONTH, TODAY):
        then = households_as_of(day)
        lands.append(unit.session.scalar(select(then.land_mu).where(then.id == household.id)))
    assert lands == [6.0, 5.0, 5.0]


@pytest.mark.parametrize(
    ("values", "error", "field"),
    [
        ({"land_mu": -1.0}, errors.ValueOutOfRange, "land_mu"),
        ({"land_mu": 1e9}, errors.ValueOutOfRange, "land_mu"),
        ({"address": "长" * 201}, errors.ValueTooLong, "address"),
        ({"household_class": None}, errors.ValueMissing, "household_class"),
        ({"water_source": "champagne"}, errors.ValueRefused, "water_source"),
        ({"assets": ["yacht"]}, errors.ValueRefused, "assets"),
        ({"region_path": "1."}, errors.ValueRefused, "region_path"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(
    values: dict[str, object], error: type[errors.ValueRefused], field: str, unit: UnitOfWork, world: World
) -> None:
    with pytest.raises(error) as refused:
        edit_household(unit, world.households["A-001"], Edit(values))
    assert refused.value.field == field


def test_a_value_cannot_hold_from_tomorrow_or_before_the_register(unit: UnitOfWork, world: World) -> None:
    for day, error in ((TODAY + timedelta(days=1), errors.ChangeInFuture), (date(2020, 1, 1), errors.ChangeTooEarly)):
        with pytest.raises(error) as refused:
            edit_household(unit, world.households["A-001"], Edit({"land_mu": 1.0}, valid_from=day))
        assert refused.value.field == "valid_from"


def test_two_editors_of_one_field_are_told_of_each_other(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    seen = household.changed_at
    edit_household(unit, household.id, Edit({"land_mu": 4.0, "address": "一号"}, seen_at=seen))
    with pytest.raises(errors.EditedMeanwhile) as refused:
        edit_household(unit, household.id, Edit({"land_mu": 2.0, "debt_minor": 0, "address": None}, seen_at=seen))
    (clash,) = refused.value.clashes
    assert (clash.field, clash.now, clash.by) == ("land_mu", "4", "test")
    assert household.land_mu == 4.0


def test_what_an_editor_only_repeats_does_not_undo_the_other_ones_work(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    seen = household.changed_at
    edit_household(unit, household.id, Edit({"land_mu": 4.0}, seen_at=seen))
    fact = edit_household(unit, household.id, Edit({"land_mu": 6.0, "debt_minor": 100}, seen_at=seen))
    assert fact.fields == ("debt_minor",) and household.land_mu == 4.0


def test_the_same_change_by_two_editors_is_one(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    seen = household.changed_at
    edit_household(unit, household.id, Edit({"land_mu": 4.0}, seen_at=seen))
    assert edit_household(unit, household.id, Edit({"land_mu": 4.0}, seen_at=seen)).fields == ()


def test_editors_of_two_people_of_a_household_do_not_get_in_each_others_way(unit: UnitOfWork, world: World) -> None:
    seen = home(unit, world).changed_at
    spouse = unit.session.scalars(select(Person).where(Person.household_id == head(unit, world).household_id)).all()[1]
    edit_person(unit, world.heads["A-001"], Edit({"health": Health.CHRONIC}, seen_at=seen))
    assert edit_person(unit, spouse.id, Edit({"health": Health.CHRONIC}, seen_at=seen)).fields == ("health",)


def test_a_number_is_found_by_its_index_and_the_history_has_its_last_digits(unit: UnitOfWork, world: World) -> None:
    person = head(unit, world)
    fact = edit_person(unit, person.id, Edit({"phone": "+86 139-0000 1234", "bank_account": "6222 0000 1111 2222"}))
    assert set(fact.fields) == {"phone", "bank_account"}
    assert (person.phone, person.phone_index) == ("13900001234", phone_index("13900001234"))
    rows = unit.session.execute(select(Observation.old_value, Observation.new_value).order_by(Observation.field)).all()
    assert rows == [(None, "••••••••••••2222"), ("•••••••0000", "•••••••1234")]
    assert "1390000" not in str(unit.notes)
    edit_person(unit, person.id, Edit({"phone": None}))
    assert person.phone is None and person.phone_index is None


def test_an_id_number_must_be_sound_and_nobody_elses(unit: UnitOfWork, world: World) -> None:
    number = id_number(date(1980, 5, 1), "002")
    edit_person(unit, world.heads["A-001"], Edit({"id_number": number}))
    with pytest.raises(errors.IdNumberWrong):
        edit_person(unit, world.heads["A-001"], Edit({"id_number": "123"}))
    with pytest.raises(errors.IdNumberContradicts):
        edit_person(unit, world.heads["A-001"], Edit({"id_number": id_number(date(1980, 5, 2), "002")}))
    with pytest.raises(errors.IdNumberContradicts):
        edit_person(unit, world.heads["A-001"], Edit({"born_on": date(1981, 5, 1)}))
    with pytest.raises(errors.IdNumberTaken):
        edit_person(unit, world.heads["A-003"], Edit({"id_number": number}))
    both = {"id_number": id_number(date(1981, 1, 1), "001"), "born_on": date(1981, 1, 1), "sex": Sex.MALE}
    assert len(edit_person(unit, world.heads["A-001"], Edit(both)).fields) == 3
    with pytest.raises(errors.NumberWrong):
        edit_person(unit, world.heads["A-001"], Edit({"phone": "call me"}))


def test_the_head_is_changed_elsewhere(unit: UnitOfWork, world: World) -> None:
    with pytest.raises(errors.RelationOfHead):
        edit_person(unit, world.heads["A-001"], Edit({"relation": Relation.CHILD}))


def test_further_fields_keep_their_history_and_their_kind(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    unit.session.execute(
        text(
            "insert into extra_field (key, entity, kind, question_en, question_zh, unit, options, region_path,"
            " valid_from, created_at, created_by)"
            " select k, 'household', kind, k, k, '', '[]', '', '2020-01-01', now(), 'x'"
            " from (values ('bees', 'whole'), ('has_tractor', 'flag'), ('seen_on', 'date')) as f (k, kind)"
        )
    )
    edit_household(unit, household.id, Edit(extra={"bees": 4, "has_tractor": True}, valid_from=LAST_MONTH))
    edit_household(unit, household.id, Edit(extra={"bees": 9, "has_tractor": None, "seen_on": "2026-06-01"}))
    extras = []
    for day in (LAST_MONTH - timedelta(days=1), LAST_MONTH, TODAY):
        then = households_as_of(day)
        extras.append(unit.session.scalar(select(then.extra).where(then.id == household.id)))
    assert extras == [{}, {"bees": 4, "has_tractor": True}, {"bees": 9, "seen_on": "2026-06-01"}]
    with pytest.raises(errors.ValueRefused):
        edit_household(unit, household.id, Edit(extra={"bees": "many"}))
    with pytest.raises(errors.ValueRefused):
        edit_household(unit, household.id, Edit(extra={"wasps": 1}))


def test_a_household_outside_the_own_area_is_not_there(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(HouseholdNotFound):
        edit_household(unit, world.households["B-001"], Edit({"land_mu": 1.0}))


def test_the_history_tells_each_value(unit: UnitOfWork, world: World) -> None:
    household = home(unit, world)
    edit_household(unit, household.id, Edit({"land_mu": 4.0}, valid_from=LAST_MONTH))
    edit_person(unit, world.heads["A-001"], Edit({"health": Health.SERIOUS}))
    rows = list_values(unit, household.id, ValueFilters(), PageRequest()).rows
    assert [(row.name, row.field, row.old_value, row.new_value) for row in rows] == [
        ("陈桂英", "health", "healthy", "serious"),
        (None, "land_mu", "6", "4"),
    ]
    only = list_values(unit, household.id, ValueFilters(person_id=world.heads["A-001"]), PageRequest())
    assert only.total == 1
    then = people_as_of(LAST_MONTH)
    assert unit.session.scalar(select(then.health).where(then.id == world.heads["A-001"])) is Health.HEALTHY
