"""What each task of a change does with what was typed."""

from typing import Any

from foundation.unit_of_work import UnitOfWork
from registry.operations import changes as acts
from registry.queries.changes import find_household_id, find_member_id
from registry.rules.changes import EndReason
from registry.rules.changes_facts import FamilyChanged
from registry.rules.changes_input import Destination, NewHome, NewMember, Occasion, Where
from registry.rules.words import Relation
from web.registry import change_forms as forms
from web.registry.change_who import Who


def occasion(form: Any) -> Occasion:
    """Return when it happened and what is said about it."""
    return Occasion(form.happened_on.data, form.reason.data or "")


def newcomer(form: Any, born_on: Any) -> NewMember:
    """Return somebody new to the register as the form tells them."""
    return NewMember(
        name=form.name.data or "",
        sex=form.sex.data,
        born_on=born_on,
        relation=form.relation.data or Relation.OTHER,
        ethnicity=form.ethnicity.data or None,
        id_number=form.id_number.data or None,
    )


def destination(unit: UnitOfWork, form: Any) -> Destination:
    """Return where somebody goes. Raises HouseholdUnknown."""
    where = Where(form.where.data)
    if where is not Where.INTO:
        return Destination(where)
    target = find_household_id(unit, form.target.data or "", "target")
    return Destination(where, target, form.target_relation.data or Relation.OTHER)


def do_birth(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record the birth."""
    child = newcomer(form, form.happened_on.data)
    return acts.record_birth(unit, who.household.id, child, reason=form.reason.data or "")


def do_death(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record the death."""
    return acts.record_death(unit, who.household.id, occasion(form), who.chosen[0].id, relations=form.relations())


def do_marriage(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record the marriage."""
    is_registered = form.source.data == forms.Source.REGISTERED.value
    spouse: NewMember | int = newcomer(form, form.born_on.data or form.happened_on.data)
    relations = form.relations()
    if is_registered:
        spouse = find_member_id(unit, form.member_household.data, form.member_number.data)
        relations = {**relations, spouse: form.relation.data or Relation.OTHER}
    return acts.record_marriage(
        unit,
        who.household.id,
        occasion(form),
        who.chosen[0].id,
        spouse,
        lives_here=form.home.data == forms.Home.HERE.value,
        destination=Destination(relation=form.relation.data or Relation.OTHER),
        relations=relations,
    )


def do_divorce(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record the divorce."""
    return acts.record_divorce(
        unit,
        who.household.id,
        occasion(form),
        who.chosen[0].id,
        former_spouse_id=int(form.former_spouse.data) if form.former_spouse.data else None,
        destination=destination(unit, form),
        relations=form.relations(),
    )


def do_joined(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record who joined."""
    if form.source.data == forms.Source.NEW.value:
        return acts.add_member(unit, who.household.id, occasion(form), newcomer(form, form.born_on.data))
    person_id = find_member_id(unit, form.member_household.data, form.member_number.data)
    return acts.take_in_member(unit, who.household.id, occasion(form), person_id, form.relation.data)


def do_left(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record who left."""
    return acts.remove_member(
        unit,
        who.household.id,
        occasion(form),
        who.chosen[0].id,
        destination=destination(unit, form),
        relations=form.relations(),
    )


def do_head(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record the change of head."""
    return acts.change_head(unit, who.household.id, occasion(form), who.chosen[0].id, form.relations())


def do_split(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record the split."""
    going = {person.id for person in who.chosen}
    relations = form.relations()
    return acts.split_household(
        unit,
        who.household.id,
        occasion(form),
        {person_id: relation for person_id, relation in relations.items() if person_id in going},
        home=NewHome(form.code.data or "", form.village_code.data, form.address.data or None),
        staying={person_id: relation for person_id, relation in relations.items() if person_id not in going},
    )


def do_merge(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record the merge."""
    other_id = who.other.id if who.other else 0
    return acts.merge_households(unit, who.household.id, occasion(form), other_id, form.relations())


def do_move(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record the move."""
    return acts.move_household(
        unit,
        who.household.id,
        occasion(form),
        village_code=form.village_code.data,
        address=form.address.data or None,
        is_correction=bool(form.is_correction.data),
    )


def do_close(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record that the household closes."""
    return acts.close_household(unit, who.household.id, occasion(form), EndReason(form.end.data))


def do_error(unit: UnitOfWork, who: Who, form: Any) -> FamilyChanged:
    """Record that a member never was one."""
    return acts.void_member(unit, who.household.id, occasion(form), who.chosen[0].id)
