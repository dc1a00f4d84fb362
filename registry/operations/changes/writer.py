"""Writes a change of a family: the change itself, every value that it sets with its history, and what follows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.models import Household, HouseholdChange, Membership, Observation, Person
from registry.operations.changes.holding import as_member, hold_households, list_members, moment_after
from registry.operations.changes.touching import mark_changed
from registry.operations.standing import assign_caseworkers, start_standing
from registry.rules.changes import CHANGES, ChangeKind, check_day
from registry.rules.changes_errors import BeforeJoining, HeadMissing, RosterFaulty, SameHousehold
from registry.rules.changes_facts import FamilyAfter, FamilyChanged
from registry.rules.changes_input import Occasion, Relations
from registry.rules.composition import Member, check_roster
from registry.rules.values import as_text
from registry.rules.words import Relation

SOURCE = "change"
NAME_LENGTH = 120


class ChangeWriter:
    """One change on its way into the register.

    People's new values are gathered and written by `finish`, those who are no heads first, because a household may
    never have two. `household` is the one for which the change is recorded.

    Raises on making: HouseholdNotFound, HouseholdIsClosed, ChangeInFuture, ChangeTooEarly.
    """

    def __init__(
        self, unit: UnitOfWork, kind: ChangeKind, household_id: int, occasion: Occasion, other_id: int | None = None
    ) -> None:
        held = hold_households(unit, {household_id} if other_id is None else {household_id, other_id})
        self.unit, self.kind, self.on = unit, kind, occasion.happened_on
        self.household = held[household_id]
        self.other = held[other_id] if other_id is not None else None
        self.moment = moment_after(unit, held.values())
        for one in held.values():
            check_day(self.on, unit.today, one.registered_on)
        self.families: dict[int, Household] = {household_id: self.household, **held}
        self.founded: set[int] = set()
        self.newcomers: list[int] = []
        self._values: dict[int, dict[str, Any]] = {}
        self._people: dict[int, Person] = {}
        self.change = self._begin(occasion)

    def require_other(self) -> Household:
        """Return the other household. Raises SameHousehold when there is none."""
        if self.other is None or self.other.id == self.household.id:
            raise SameHousehold()
        return self.other

    def require_target(self, household_id: int | None, person: Person) -> Household:
        """Return the household that somebody goes to. Raises SameHousehold when they are there already."""
        if household_id is None or household_id == person.household_id:
            raise SameHousehold()
        return self.families[household_id]

    def _begin(self, occasion: Occasion) -> HouseholdChange:
        change = HouseholdChange(
            household_id=self.household.id,
            region_path=self.household.region_path,
            kind=self.kind,
            happened_on=self.on,
            other_household_id=self.other.id if self.other else None,
            person_ids=[],
            reason=occasion.reason.strip(),
            detail={},
            recorded_at=self.moment,
            recorded_by_id=self.unit.actor.user_id,
            recorded_by=self.unit.actor.name[:NAME_LENGTH],
        )
        self.unit.session.add(change)
        self.unit.session.flush()
        return change

    def concern(self, *people: Person) -> None:
        """Say whom the change is about. Raises BeforeJoining when somebody had not joined yet on its day."""
        for person in people:
            if person.joined_on is not None and self.on < person.joined_on:
                raise BeforeJoining(field="happened_on", name=person.name, day=person.joined_on)
        known = self.change.person_ids
        self.change.person_ids = [*known, *(person.id for person in people if person.id not in known)]

    def set_person(self, person: Person, **values: Any) -> None:
        """Set values of a person; what stays as it is leaves no trace."""
        self._people[person.id] = person
        self._values.setdefault(person.id, {}).update(values)

    def set_relations(self, people: Iterable[Person], relations: Relations) -> None:
        """Set the relations that are given; who is not named keeps theirs."""
        for person in people:
            if person.id in relations:
                self.set_person(person, relation=relations[person.id])

    def move_person(self, person: Person, target: Household, relation: Relation) -> None:
        """Put a person into another household, under their own member number where it is free there."""
        self.families.setdefault(target.id, target)
        code = self.free_code(target, person.code)
        self.set_person(
            person,
            household_id=target.id,
            region_path=target.region_path,
            code=code,
            relation=relation,
            joined_on=self.on,
            left_on=None,
        )

    def free_code(self, target: Household, wanted: str = "") -> str:
        """Return the wanted member number, or the next whole number that nobody in the household ever had."""
        now = select(Person.code).where(Person.household_id == target.id)
        formerly = select(Membership.code).where(Membership.household_id == target.id)
        used = set(self.unit.session.scalars(now.union(formerly)))
        used |= {row["code"] for row in self._values.values() if row.get("household_id") == target.id}
        if wanted and wanted not in used:
            return wanted
        return str(max((int(code) for code in used if code.isascii() and code.isdecimal()), default=0) + 1)

    def set_household(self, household: Household, *, is_correction: bool = False, **values: Any) -> None:
        """Set values of a household, with their history."""
        new_values = {field: new for field, new in values.items() if new != getattr(household, field)}
        for field, new in new_values.items():
            self._observe(household, None, field, getattr(household, field), new, is_correction=is_correction)
        self.unit.session.flush()  # before the path changes, to which the rows above are bound
        for field, new in new_values.items():
            setattr(household, field, new)
        self.unit.session.flush()

    def close(self, household: Household) -> None:
        """Close a household from which everybody has gone or goes."""
        self.set_household(household, closed_on=self.on)
        assign_caseworkers(self.unit, [(household.id, None, None)])

    def found(self, household: Household) -> None:
        """Take a household that the change founds into the register."""
        self.unit.session.add(household)
        self.unit.session.flush()
        start_standing(self.unit, household.id, household.region_path)
        self.families[household.id] = household
        self.founded.add(household.id)
        self.change.other_household_id = household.id

    def finish(self, **detail: Any) -> FamilyChanged:
        """Write what was gathered, check every household touched, and say what came of it.

        Args:
            detail: what the page says of the change beyond its kind and its people.
        Raises: RosterFaulty. Writes: person, observation, household, household_change, audit; defers.
        """
        self._write_people()
        families = tuple(self._family_after(household) for household in self.families.values())
        for household in self.families.values():
            mark_changed(self.unit, household, self.moment)
        self.change.detail = {"founded": sorted(self.founded), "newcomers": self.newcomers, **detail}
        self.unit.session.flush()
        self.unit.note(
            f"record_{self.kind.value}",
            "household",
            self.household.id,
            region_path=self.household.region_path,
            change=self.change.id,
            on=self.on,
            people=self.change.person_ids,
            other=self.change.other_household_id,
        )
        return FamilyChanged(self.change.id, self.kind, self.on, families)

    def _refuse_two_heads(self) -> None:
        """Look before the database does, so that people are told in words."""
        present = [person for household_id in self.families for person in list_members(self.unit, household_id)]
        everybody = {person.id: person for person in [*present, *self._people.values()]}
        heads: dict[int, list[Member]] = {}
        for person_id, person in everybody.items():
            values = self._values.get(person_id, {})
            relation = values.get("relation", person.relation)
            if relation is Relation.HEAD and values.get("left_on", person.left_on) is None:
                home_id = values.get("household_id", person.household_id)
                heads.setdefault(home_id, []).append(replace(as_member(person), relation=relation))
        for home_id, found in heads.items():
            if len(found) > 1:
                fault = check_roster(found, self.unit.today, self.families[home_id].code).faults[0]
                raise RosterFaulty(fault.message, **fault.params)

    def _write_people(self) -> None:
        self._refuse_two_heads()
        for person_id, values in self._values.items():
            person = self._people[person_id]
            for field in [name for name, new in values.items() if new == getattr(person, name)]:
                del values[field]
            home = self.families.get(person.household_id, self.household)
            for field, new in values.items():
                if field != "region_path":
                    self._observe(home, person_id, field, getattr(person, field), new)
        self.unit.session.flush()
        for heads in (False, True):
            for person_id, values in self._values.items():
                person = self._people[person_id]
                if (values.get("relation", person.relation) is Relation.HEAD) is heads:
                    for field, new in values.items():
                        setattr(person, field, new)
            self.unit.session.flush()

    def _family_after(self, household: Household) -> FamilyAfter:
        members = tuple(as_member(person) for person in list_members(self.unit, household.id))
        if not members and household.closed_on is None and CHANGES[self.kind].may_empty:
            self.close(household)
        is_closed = household.closed_on is not None
        roster = check_roster(members, self.unit.today, household.code)
        for fault in () if is_closed and not members else roster.faults:
            raise RosterFaulty(fault.message, **fault.params)
        return FamilyAfter(
            household_id=household.id,
            code=household.code,
            members=members,
            warnings=() if is_closed else roster.warnings,
            is_new=household.id in self.founded,
            is_closed=is_closed,
        )

    def _observe(
        self,
        household: Household,
        person_id: int | None,
        field: str,
        old: Any,
        new: Any,
        *,
        is_correction: bool = False,
    ) -> None:
        self.unit.session.add(
            Observation(
                household_id=household.id,
                region_path=household.region_path,
                person_id=person_id,
                field=field,
                old_value=as_text(old),
                new_value=as_text(new),
                observed_at=self.moment,
                valid_from=date.min if is_correction else self.on,
                is_correction=is_correction,
                source=SOURCE,
                actor_name=self.unit.actor.name[:NAME_LENGTH],
                change_id=self.change.id,
                detail={},
            )
        )


def require_one_head(relations: Mapping[int, Relation], people: Iterable[int], code: str) -> None:
    """Raise HeadMissing unless the relations say of exactly one of the people that they are the head."""
    if sum(relations.get(person) is Relation.HEAD for person in people) != 1:
        raise HeadMissing(field="head", code=code)
