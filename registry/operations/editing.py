"""Editing the values of households and people, each with its history; no editor overwrites another's work."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from foundation.identifiers import parse_id_number
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Observation, Person
from registry.operations.changes.holding import hold_households, moment_after
from registry.operations.changes.newcomers import refuse_known_number
from registry.operations.changes.touching import mark_changed
from registry.queries.fields import list_definitions
from registry.queries.history import find_interim, find_value_day
from registry.queries.households import get_person
from registry.rules.changes import check_day
from registry.rules.changes_errors import (
    ChangeInFuture,
    ChangeTooEarly,
    EditedMeanwhile,
    IdNumberContradicts,
    RelationOfHead,
    ValueRefused,
)
from registry.rules.changes_facts import HouseholdEdited, PersonEdited
from registry.rules.edits import Clash, Edit, find_clashes, is_touched
from registry.rules.fields import FieldEntity
from registry.rules.identity_numbers import INDEXES, clean_account, clean_id_number, clean_phone
from registry.rules.imports.fields import Field
from registry.rules.values import (
    EXTRA,
    HOUSEHOLD_FIELDS,
    HOUSEHOLD_GROUPS,
    NUMBERS,
    PERSON_FIELDS,
    PERSON_GROUPS,
    as_kept,
    as_masked_text,
    as_text,
    check_value,
)
from registry.rules.words import Relation, Sex

HOUSEHOLD_EDITABLE = frozenset(name for names in HOUSEHOLD_GROUPS.values() for name in names)
PERSON_EDITABLE = frozenset(name for names in PERSON_GROUPS.values() for name in names)


def edit_household(unit: UnitOfWork, household_id: int, edit: Edit) -> HouseholdEdited:
    """Change values of a household. What the editor did not touch stays as it is, whoever changed it in between.

    Raises: HouseholdNotFound, HouseholdIsClosed; EditedMeanwhile when somebody else changed the same field;
        ValueRefused and its kind, naming the field; ChangeInFuture, ChangeTooEarly.
    Writes: household, observation, audit; defers the search index. Cost: about 8 statements.
    """
    household = hold_households(unit, [household_id])[household_id]
    editing = _Editing(unit, household, None, edit)
    editing.check_known(HOUSEHOLD_EDITABLE)
    changed = editing.touched(edit.values)
    editing.write(changed)
    if changed or editing.extra:
        editing.finish("edit_household", "household", household.id)
    return HouseholdEdited(household.id, editing.fields)


def edit_person(unit: UnitOfWork, person_id: int, edit: Edit) -> PersonEdited:
    """Change values of a person. Numbers that identify go with their blind index; the history keeps their last digits.

    Raises: PersonNotFound; as `edit_household`; IdNumberWrong, IdNumberContradicts, IdNumberTaken, NumberWrong;
        RelationOfHead, because a change of head is a change of the family.
    Writes: person, household, observation, audit; defers the search index. Cost: about 8 statements.
    """
    home_id = get_person(unit, person_id).household_id
    household = hold_households(unit, [home_id])[home_id]
    person = unit.session.get_one(Person, person_id, populate_existing=True)
    editing = _Editing(unit, household, person, edit)
    editing.check_known(PERSON_EDITABLE)
    values = {name: given for name, given in edit.values.items() if name not in NUMBERS}
    changed = editing.touched(values)
    _check_relation(person, changed)
    numbers = _touched_numbers(editing, person, changed)
    editing.write(changed)
    editing.write_numbers(numbers)
    if changed or numbers or editing.extra:
        editing.finish("edit_person", "person", person.id)
    return PersonEdited(person.id, household.id, editing.fields)


class _Editing:
    """One edit of one household or person on its way into the register."""

    def __init__(self, unit: UnitOfWork, household: Household, person: Person | None, edit: Edit) -> None:
        self.unit, self.household, self.person, self.edit = unit, household, person, edit
        self.subject: Household | Person = person or household
        self.catalogue: Mapping[str, Field] = PERSON_FIELDS if person else HOUSEHOLD_FIELDS
        self.person_id = person.id if person else None
        self.interim = {}
        if edit.seen_at is not None and household.changed_at != edit.seen_at:
            self.interim = find_interim(unit, household.id, self.person_id, edit.seen_at)
        self.moment: datetime = moment_after(unit, [household])
        self.fields: tuple[str, ...] = ()
        self.extra: dict[str, Any] = {}
        self._check_day()

    def _check_day(self) -> None:
        day = self.edit.valid_from
        if day is not None and not self.edit.is_correction:
            try:
                check_day(day, self.unit.today, self.household.registered_on)
            except (ChangeInFuture, ChangeTooEarly) as error:
                error.field = "valid_from"
                raise

    def check_known(self, editable: frozenset[str]) -> None:
        """Refuse what is no value of the subject, or none that people edit. Raises ValueRefused and its kind."""
        for name, given in self.edit.values.items():
            if name not in editable:
                raise ValueRefused(field=name)
            if name not in NUMBERS:
                check_value(self.catalogue[name], given)
        if self.edit.extra:
            self._check_extra()

    def _check_extra(self) -> None:
        entity = FieldEntity.PERSON if self.person else FieldEntity.HOUSEHOLD
        definitions = {one.key: one for one in list_definitions(self.unit, self.household.region_path, entity)}
        for key, given in self.edit.extra.items():
            if key not in definitions or not (given is None or definitions[key].accepts(given)):
                raise ValueRefused(field=EXTRA + key)

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values that the editor changed, and gather the further fields. Raises EditedMeanwhile."""
        values = {name: as_kept(self.catalogue[name], value) for name, value in values.items()}
        now = {name: as_text(as_kept(self.catalogue[name], getattr(self.subject, name))) for name in values}
        now |= {EXTRA + key: as_text(self.subject.extra.get(key)) for key in self.edit.extra}
        given = {name: as_text(value) for name, value in values.items()}
        given |= {EXTRA + key: as_text(value) for key, value in self.edit.extra.items()}
        clashes = find_clashes(given, now, self.interim)
        if clashes:
            raise EditedMeanwhile(clashes)
        fresh = {name for name in given if is_touched(given[name], now[name], self.interim.get(name))}
        self.extra = {key: value for key, value in self.edit.extra.items() if EXTRA + key in fresh}
        return {name: value for name, value in values.items() if name in fresh}

    def refuse_clash(self, name: str, now: str | None) -> None:
        """Refuse to write a number that somebody else has just written. Raises EditedMeanwhile."""
        other = self.interim.get(name)
        if other is not None:
            raise EditedMeanwhile((Clash(name, as_masked_text(now), other.by, other.at),))

    def write(self, values: Mapping[str, Any]) -> None:
        """Set values and the gathered further fields, with their history."""
        for name, new in values.items():
            self._observe(name, as_text(getattr(self.subject, name)), as_text(new))
            setattr(self.subject, name, new)
        for key, new in self.extra.items():
            self._observe(EXTRA + key, as_text(self.subject.extra.get(key)), as_text(new))
        if self.extra:
            kept = {**self.subject.extra, **self.extra}
            self.subject.extra = {key: value for key, value in kept.items() if value is not None}

    def write_numbers(self, numbers: Mapping[str, str | None]) -> None:
        """Set numbers that identify, each with its blind index."""
        for name, new in numbers.items():
            self._observe(name, as_masked_text(getattr(self.subject, name)), as_masked_text(new))
            setattr(self.subject, name, new)
            setattr(self.subject, f"{name}_index", INDEXES[name](new) if new else None)

    def finish(self, action: str, kind: str, subject_id: int) -> None:
        """Mark the household as changed and note the edit, with the names of the fields only."""
        mark_changed(self.unit, self.household, self.moment)
        self.unit.session.flush()
        detail = {"fields": self.fields, "since": self._since(), "is_correction": self.edit.is_correction}
        self.unit.note(action, kind, subject_id, region_path=self.household.region_path, **detail)

    def _since(self) -> date:
        return self.edit.valid_from or self.unit.today

    def _observe(self, name: str, old: str | None, new: str | None) -> None:
        since = self._since()
        if self.edit.is_correction:  # as long as the wrong value seemed to hold
            since = find_value_day(self.unit, self.household.id, self.person_id, name) or date.min
        self.fields = (*self.fields, name)
        self.unit.session.add(
            Observation(
                household_id=self.household.id,
                region_path=self.household.region_path,
                person_id=self.person_id,
                field=name,
                old_value=old,
                new_value=new,
                observed_at=self.moment,
                valid_from=since,
                is_correction=self.edit.is_correction,
                source=self.edit.source,
                actor_name=self.unit.actor.name[:120],
                detail={},
            )
        )


def _check_relation(person: Person, changed: Mapping[str, Any]) -> None:
    new = changed.get("relation", person.relation)
    if new != person.relation and Relation.HEAD in (new, person.relation):
        raise RelationOfHead(field="relation")


def _touched_numbers(editing: _Editing, person: Person, changed: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the numbers that differ from those that are kept, in their kept form."""
    born_on, sex = changed.get("born_on", person.born_on), Sex(changed.get("sex", person.sex))
    touched: dict[str, str | None] = {}
    for name in sorted(NUMBERS & editing.edit.values.keys()):
        number = _clean(name, editing.edit.values[name], born_on, sex)
        if number != getattr(person, name):
            editing.refuse_clash(name, getattr(person, name))
            touched[name] = number
    if touched.get("id_number"):
        refuse_known_number(editing.unit, touched["id_number"] or "", except_id=person.id)
    elif "id_number" not in touched and {"born_on", "sex"} & changed.keys():
        _check_kept_number(person, born_on, sex)
    return touched


def _clean(name: str, typed: str | None, born_on: date, sex: Sex) -> str | None:
    if not typed:
        return None
    if name == "id_number":
        return clean_id_number(typed, born_on, sex)
    return clean_phone(typed) if name == "phone" else clean_account(typed)


def _check_kept_number(person: Person, born_on: date, sex: Sex) -> None:
    """Refuse a date of birth or sex that a sound ID number contradicts."""
    told = parse_id_number(person.id_number or "")
    if told is None:
        return
    told_sex = Sex.MALE if told.is_male else Sex.FEMALE
    if told.born_on != born_on or told_sex is not sex:
        raise IdNumberContradicts(field="born_on", born_on=told.born_on, sex=told_sex)
