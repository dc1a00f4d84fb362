"""A person decides which of two contradicting values is right, or that they belong to two people."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportContradiction, Person
from registry.operations.editing import edit_person
from registry.operations.imports.restoring import OBSERVE_BACK, TOUCH_ONE, UNCHANGED_SINCE, restore_people
from registry.queries.households import get_person
from registry.rules.edits import Edit
from registry.rules.imports.errors import ContradictionDecided, ContradictionNotFound
from registry.rules.imports.facts import ContradictionsDecided
from registry.rules.words import Sex
from registry.rules.words_imports import ContradictionState

SOURCE = "contradiction of import {run_id}"


def decide_contradictions(
    unit: UnitOfWork, person_id: int, ids: Sequence[int], decision: ContradictionState, reason: str = ""
) -> ContradictionsDecided:
    """Close contradictions of one person.

    Taken values replace the register's as corrections. Kept ones and another person's are never asked about again;
    rows of another person are refused from now on, and what else they brought is put back where nobody changed it
    since.

    Args:
        ids: contradictions of the person; those that belong together are decided together.
        decision: anything but open.
    Raises: PersonNotFound; ContradictionNotFound; ContradictionDecided; as `edit_person`, above all
        IdNumberContradicts when the taken values do not fit the ID number.
    Writes: import_contradiction, person, observation, household, audit.
    """
    person = get_person(unit, person_id)
    chosen = _hold(unit, person_id, ids)
    put_back = False
    if decision is ContradictionState.TAKEN:
        edit = Edit(values=_values(chosen), is_correction=True, source=SOURCE.format(run_id=chosen[0].run_id))
        edit_person(unit, person_id, edit)
    if decision is ContradictionState.OTHER_PERSON:
        # All that the rows said was said of somebody else.
        chosen = _hold(unit, person_id, None)
        runs = sorted({one.run_id for one in chosen}, reverse=True)
        put_back = sum(_put_back(unit, run_id, person_id) for run_id in runs) > 0
    for one in chosen:
        one.state, one.reason = decision, reason.strip()[:400] or None
        one.decided_at, one.decided_by_id, one.decided_by = unit.now, unit.actor.user_id, unit.actor.name[:120]
    unit.session.flush()
    fields = tuple(one.field for one in chosen)
    unit.note(
        "decide_contradiction",
        "person",
        person_id,
        region_path=person.region_path,
        decision=decision.value,
        fields=fields,
        put_back=put_back,
    )
    return ContradictionsDecided(person_id, decision, fields, put_back)


def _hold(unit: UnitOfWork, person_id: int, ids: Sequence[int] | None) -> list[ImportContradiction]:
    """Lock contradictions of a person: the named ones, or all open ones."""
    statement = select(ImportContradiction).where(ImportContradiction.person_id == person_id)
    if ids is None:
        statement = statement.where(ImportContradiction.state == ContradictionState.OPEN)
    else:
        statement = statement.where(ImportContradiction.id.in_(ids))
    statement = statement.order_by(ImportContradiction.id).with_for_update()
    found = list(unit.session.scalars(statement.execution_options(populate_existing=True)))
    if not found or (ids is not None and len(found) < len(set(ids))):
        raise ContradictionNotFound()
    if any(one.state is not ContradictionState.OPEN for one in found):
        raise ContradictionDecided()
    return found


def _values(chosen: Sequence[ImportContradiction]) -> dict[str, Any]:
    """Return the new values as the register keeps them; of two for one field the latest."""
    read: dict[str, Callable[[str], Any]] = {"sex": Sex, "born_on": date.fromisoformat}
    return {
        one.field: one.sealed_value if one.field == "id_number" else read.get(one.field, str)(one.new_value)
        for one in chosen
    }


def _put_back(unit: UnitOfWork, run_id: int, person_id: int) -> bool:
    """Take back what a run changed of one person, unless somebody changed it since."""
    params = {
        "run_id": run_id,
        "person_id": person_id,
        "now": unit.now,
        "source": SOURCE.format(run_id=run_id),
        "actor_name": unit.actor.name[:120],
    }
    unit.session.flush()
    connection = unit.session.connection()
    if not connection.execute(text(UNCHANGED_SINCE), params).scalar():
        return False
    try:
        with unit.session.begin_nested():
            connection.execute(text(OBSERVE_BACK.format(only="and o.person_id = :person_id")), params)
            for heads in (False, True):
                connection.execute(text(restore_people(heads=heads, only_one=True)), params)
            connection.execute(text(TOUCH_ONE), params)
    except IntegrityError:  # the household has another head by now
        return False
    unit.session.expire(unit.session.get_one(Person, person_id))
    return True
