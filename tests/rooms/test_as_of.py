"""Looking back: whatever happened and in whatever order it was told, the day shows what was true then."""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Membership, Observation, Person
from registry.operations.changes import record_death, remove_member, split_household, take_in_member, undo_change
from registry.operations.editing import edit_household, edit_person
from registry.queries.as_of import households_as_of, past_day, people_as_of
from registry.queries.history import memberships
from registry.rules.changes_input import Destination, NewHome, Occasion, Where
from registry.rules.edits import Edit
from registry.rules.words import Health, Relation
from tests.builders.world import TODAY, VILLAGE_A, VILLAGE_B, World

START = date(2021, 1, 1)
DAYS = 30
FIRST = TODAY - timedelta(days=DAYS)
day_numbers = st.integers(0, DAYS)
lands = st.sampled_from([1.0, 2.5, 4.0, None])
healths = st.sampled_from(list(Health))


@dataclass
class Told:
    """A value as people told it: in the order of telling, each from a day on."""

    first: Any
    told: list[tuple[date, Any]] = field(default_factory=list)

    def on(self, day: date) -> Any:
        """What is true on a day: what was told last of those that hold from then or earlier."""
        reaching = [value for since, value in self.told if since <= day]
        return reaching[-1] if reaching else self.first


def days_around(days: Iterable[date]) -> list[date]:
    """The first day of the register, and each of the days with the ones before and after it."""
    around = {day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)}
    return sorted(day for day in around | {START, TODAY} if START <= day <= TODAY)


def back_to_start(unit: UnitOfWork) -> Callable[[], None]:
    savepoint = unit.session.begin_nested()

    def roll_back() -> None:
        savepoint.rollback()
        unit.session.expire_all()
        unit.notes.clear()
        unit.effects.clear()

    return roll_back


REPEATED = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    derandomize=True,
)


@given(edits=st.lists(st.tuples(day_numbers, lands, healths), max_size=6), corrected=lands)
@REPEATED
def test_values_of_any_day_are_those_told_last_for_it(
    edits: list[tuple[int, float | None, Health]], corrected: float | None, unit: UnitOfWork, world: World
) -> None:
    roll_back = back_to_start(unit)
    household_id, person_id = world.households["A-001"], world.heads["A-001"]
    land, health = Told(6.0), Told(Health.HEALTHY)
    for number, new_land, new_health in edits:
        since = FIRST + timedelta(days=number)
        edit_household(unit, household_id, Edit({"land_mu": new_land}, valid_from=since))
        edit_person(unit, person_id, Edit({"health": new_health}, valid_from=since))
        tell(land, since, new_land)
        tell(health, since, new_health)
    days = days_around(FIRST + timedelta(days=number) for number, _land, _health in edits)
    for day in days:
        assert values_on(unit, household_id, person_id, day) == (land.on(day), health.on(day)), day
    edit_household(unit, household_id, Edit({"land_mu": corrected}, is_correction=True))
    wrong_since = land.told[-1][0] if land.told else START
    if corrected != land.on(TODAY):
        land.told.append((wrong_since, corrected))
    for day in days:
        assert values_on(unit, household_id, person_id, day)[0] == land.on(day), day
    roll_back()


def tell(value: Told, since: date, new: Any) -> None:
    """What only repeats the present value is no news."""
    if new != value.on(TODAY):
        value.told.append((since, new))


def values_on(unit: UnitOfWork, household_id: int, person_id: int, day: date) -> tuple[Any, Any]:
    homes, people = households_as_of(past_day(unit, day)), people_as_of(past_day(unit, day))
    return (
        unit.session.scalar(select(homes.land_mu).where(homes.id == household_id)),
        unit.session.scalar(select(people.health).where(people.id == person_id)),
    )


steps = st.tuples(
    st.integers(1, 5),
    st.sampled_from(["go", "away", "back", "split", "die", "undo"]),
    st.integers(0, 3),
    st.integers(0, 2),
)


@given(told=st.lists(steps, min_size=1, max_size=7))
@REPEATED
def test_looking_back_gives_the_families_that_were(
    told: list[tuple[int, str, int, int]], unit: UnitOfWork, world: World
) -> None:
    roll_back = back_to_start(unit)
    homes = [world.households[code] for code in ("A-001", "A-002", "B-001")]
    people = [
        person
        for home in homes
        for person in unit.session.scalars(select(Person.id).where(Person.household_id == home).order_by(Person.id))
    ]
    on, made = FIRST, []
    snapshots = {FIRST - timedelta(days=1): families(unit)}
    for days, act, who, where in told:
        if act == "undo":
            undo_last(unit, made, snapshots)
            continue
        on = min(on + timedelta(days=days), TODAY)
        with contextlib.suppress(HoldfastError):
            change_id = play(unit, act, people[where * 4 + who], homes[(where + 1) % 3], on)
            made.append((on, change_id))
            snapshots[on] = families(unit)
    for day in days_around(snapshots):
        latest = max((one for one in snapshots if one <= day), default=FIRST - timedelta(days=1))
        then = families_on(unit, day)
        assert then == snapshots[latest], day
        assert len({person for person, *_rest in then}) == len(then)
    roll_back()


def undo_last(unit: UnitOfWork, made: list[tuple[date, int]], snapshots: dict[date, Any]) -> None:
    """Take the last change back: its day shows again what the day before it did, or what else that day brought."""
    if not made:
        return
    day, change_id = made.pop()
    undo_change(unit, change_id, "in error")
    if any(other == day for other, _id in made):
        snapshots[day] = families(unit)
    else:
        snapshots.pop(day, None)


def play(unit: UnitOfWork, act: str, person_id: int, target: int, on: date) -> int:
    person = unit.session.get_one(Person, person_id, populate_existing=True)
    home, occasion = person.household_id, Occasion(on)
    savepoint = unit.session.begin_nested()
    try:
        if act == "go":
            gone_to = Destination(Where.INTO, target, Relation.OTHER)
            return remove_member(unit, home, occasion, person_id, destination=gone_to).change_id
        if act == "away":
            return remove_member(unit, home, occasion, person_id, destination=Destination()).change_id
        if act == "back":
            return take_in_member(unit, target, occasion, person_id, Relation.OTHER).change_id
        if act == "split":
            return split_household(unit, home, occasion, {person_id: Relation.HEAD}, home=NewHome()).change_id
        return record_death(unit, home, occasion, person_id).change_id
    except HoldfastError:
        savepoint.rollback()
        raise


def families(unit: UnitOfWork) -> set[Any]:
    """Who belongs where now, by the register as it is."""
    columns = (Person.id, Person.household_id, Person.code, Person.relation, Person.region_path, Person.joined_on)
    return set(map(tuple, unit.session.execute(select(*columns).where(Person.left_on.is_(None)))))


def families_on(unit: UnitOfWork, day: date) -> set[Any]:
    then = people_as_of(day)
    columns = (then.id, then.household_id, then.code, then.relation, then.region_path, then.joined_on)
    return set(map(tuple, unit.session.execute(select(*columns).where(then.left_on.is_(None)))))


def test_a_household_is_there_from_the_day_it_was_registered(unit: UnitOfWork, world: World) -> None:
    for day, count in ((date(2020, 12, 31), 0), (START, 5)):
        then = households_as_of(day)
        assert len(unit.session.execute(select(then.id)).all()) == count


def test_the_present_is_the_table_itself(unit: UnitOfWork) -> None:
    assert households_as_of(None) is Household and people_as_of(None) is Person
    assert past_day(unit, TODAY) is None and past_day(unit, TODAY + timedelta(days=1)) is None
    assert past_day(unit, TODAY - timedelta(days=1)) == TODAY - timedelta(days=1)


def test_membership_stays_true_whoever_writes_the_person(unit: UnitOfWork, world: World) -> None:
    """An import, a merge of two records or a script may move people by plain SQL."""
    here, there = world.households["A-001"], world.households["B-001"]
    person = unit.session.scalars(select(Person.id).where(Person.household_id == here).order_by(Person.id)).all()[3]
    path = unit.session.get_one(Household, there).region_path
    values = {"household_id": there, "region_path": path, "code": "9", "joined_on": FIRST}
    unit.session.execute(update(Person).where(Person.id == person).values(values))
    filed = unit.session.scalars(select(Membership).where(Membership.person_id == person)).one()
    assert (filed.household_id, filed.joined_on, filed.left_on, filed.code) == (here, START, FIRST, "4")
    then = people_as_of(FIRST - timedelta(days=1))
    assert unit.session.scalar(select(then.household_id).where(then.id == person)) == here
    held = memberships()
    assert unit.session.execute(select(held).where(held.c.person_id == person)).all()[1:]


def test_writing_anything_else_files_nothing(unit: UnitOfWork, world: World) -> None:
    unit.session.execute(text("update person set name = name || '某', left_on = joined_on + 100 where code = '4'"))
    unit.session.execute(text("update household set village_code = '360121100202', region_path = (select path from "
                              "region where code = '360121100202') where code = 'A-001'"))  # fmt: skip
    assert not unit.session.scalars(select(Membership)).all()


def test_one_household_is_looked_up_by_itself(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    edit_person(unit, world.heads["A-001"], Edit({"health": Health.SERIOUS}))
    then = people_as_of(FIRST, of_households=[household])
    rows = unit.session.execute(select(then.id, then.health).order_by(then.id)).all()
    assert len(rows) == 4 and {row.health for row in rows} == {Health.HEALTHY}


def test_the_path_of_a_day_is_the_one_that_the_village_had_then(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    told = [
        ("village_code", "360121101201", "360121100201", FIRST),  # an import, which tells the village alone
        ("region_path", "36.3601.360199.360121100201.", VILLAGE_A, FIRST + timedelta(days=9)),  # its county changed
    ]
    for name, old, new, since in told:
        unit.session.add(
            Observation(
                household_id=household,
                region_path=VILLAGE_A,
                field=name,
                old_value=old,
                new_value=new,
                observed_at=unit.now,
                valid_from=since,
                source="test",
                actor_name="test",
            )
        )
    unit.session.flush()
    expected = {-1: VILLAGE_B, 0: "36.3601.360199.360121100201.", 8: "36.3601.360199.360121100201.", 9: VILLAGE_A}
    for shift, path in expected.items():
        homes, people = households_as_of(FIRST + timedelta(days=shift)), people_as_of(FIRST + timedelta(days=shift))
        assert unit.session.scalar(select(homes.region_path).where(homes.id == household)) == path
        of_people = select(people.region_path).where(people.household_id == household)
        assert set(unit.session.scalars(of_people)) == {path}
