"""Households and people as they were on a day, in place of the tables in any statement.

The present row is rewound: each value goes back to what it was before the first change that holds from a later day.
People belong where their membership of that day was: `person` has the latest, `membership` those that are over.
A value that was corrected was wrong all along, so the day sees the right one. Numbers that identify are not rewound.
Source: docs/methods.md, Changes of households; docs/decisions/0008-membership-history.md.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Date,
    Enum,
    Select,
    String,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    join,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import aliased

from foundation.orm import EncryptedText
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Membership, Observation, Person, Region

STEADY = frozenset({"id", "registered_on", "changed_at", "is_generated"})
"""Columns that are facts about the row itself, or that carry their own day."""
HOUSEHOLD_OWN = frozenset({"region_path", "closed_on"})
PERSON_OWN = frozenset({"household_id", "region_path", "joined_on", "left_on", "died_on"})
"""Columns that follow from the village, the membership or the day."""
VILLAGE, PATH = "village_code", "region_path"
Ids = Sequence[int] | Select[Any]
"""Households by their ids, or as a select of ids."""


def past_day(unit: UnitOfWork, on: date | None) -> date | None:
    """Return the day to look back to; None where the present is meant: no day, today, or a day to come."""
    return on if on is not None and on < unit.today else None


def households_as_of(on: date | None, *, of_households: Ids | None = None) -> type[Household]:
    """Return what stands for `Household` in a statement: the table, or the households as they were on a day.

    Households registered later are left out; one closed later is open. Select columns of it, not the entity: an entity
    would be the present household of the session.

    Args:
        on: None for the present; see `past_day`.
        of_households: only these, which makes a file or a page of a list quick.
    Cost: no statement; inside the caller's, one read of the observations later than the day.
    """
    if on is None:
        return Household
    past = past_values(on, of_people=False, among=of_households)
    place = aliased(Region)
    columns = [rewound(column, past) for column in Household.__table__.columns if column.name not in HOUSEHOLD_OWN]
    rows = (
        select(
            *columns,
            path_then(past, place, Household.region_path),
            case((Household.closed_on <= on, Household.closed_on)).label("closed_on"),
        )
        .select_from(Household)
        .outerjoin(past, past.c.subject_id == Household.id)
        .outerjoin(place, place.code == past.c.held[VILLAGE].astext)
        .where(Household.registered_on <= on)
    )
    if of_households is not None:
        rows = rows.where(Household.id.in_(of_households))
    return aliased(Household, rows.subquery("household_then"), adapt_on_names=True)


def people_as_of(on: date | None, *, of_households: Ids | None = None) -> type[Person]:
    """Return what stands for `Person` in a statement: the table, or the members of that day as they were then.

    On a day only those are there who belonged to a household: `left_on` and `died_on` are empty. `region_path` is the
    household's of that day. Select columns of it, not the entity.

    Args:
        on: None for the present; see `past_day`.
        of_households: only the members of these.
    Cost: no statement; inside the caller's, as `households_as_of`.
    """
    if on is None:
        return Person
    filed = join(Person, Membership, Membership.person_id == Person.id)
    past = past_values(on, of_people=True, among=None if of_households is None else members_ever(of_households))
    latest = members_then(on, Person, Person, past)
    former = members_then(on, Membership, filed, past).where(Membership.undone_at.is_(None))
    if of_households is not None:
        latest = latest.where(Person.household_id.in_(of_households))
        former = former.where(Membership.household_id.in_(of_households))
    rows = union_all(latest, former)
    return aliased(Person, rows.subquery("person_then"), adapt_on_names=True)


def members_ever(household_ids: Ids) -> CompoundSelect[Any]:
    """Return the select of everybody who ever belonged to one of the households."""
    latest = select(Person.id).where(Person.household_id.in_(household_ids))
    return union_all(latest, select(Membership.person_id).where(Membership.household_id.in_(household_ids)))


def members_then(on: date, held: Any, select_from: Any, past: Subquery) -> Select[Any]:
    """Return the select of those whose membership covers the day.

    Args:
        held: where the membership stands, `Person` or `Membership`.
        select_from: a source in which both are.
        past: the values of people on the day.
    """
    moved = past_values(on, of_people=False, fields=(VILLAGE, PATH))
    place = aliased(Region)
    columns = {
        column.name: rewound(column, past) for column in Person.__table__.columns if column.name not in PERSON_OWN
    }
    columns |= {
        "household_id": held.household_id.label("household_id"),
        "region_path": path_then(moved, place, held.region_path),
        "joined_on": held.joined_on.label("joined_on"),
        "left_on": cast(null(), Date).label("left_on"),
        "died_on": cast(null(), Date).label("died_on"),
    }
    return (
        select(*(columns[column.name] for column in Person.__table__.columns))
        .select_from(select_from)
        .outerjoin(past, past.c.subject_id == Person.id)
        .outerjoin(moved, moved.c.subject_id == held.household_id)
        .outerjoin(place, place.code == moved.c.held[VILLAGE].astext)
        .where(or_(held.joined_on.is_(None), held.joined_on <= on), or_(held.left_on.is_(None), held.left_on > on))
        .where(Person.born_on <= on)
    )


def past_values(on: date, *, of_people: bool, fields: tuple[str, ...] = (), among: Any = None) -> Subquery:
    """Return (subject_id, held): what each value that changed later was on the day, as one document.

    A value goes back to before the earliest written of those changes that hold from a later day and that nothing
    written afterwards says otherwise about this day.

    Args:
        of_people: values of people; otherwise of households.
        fields: only these; empty takes all.
        among: a select of ids, to which the subjects are narrowed.
    """
    later, settling = aliased(Observation), aliased(Observation)
    subject = later.person_id if of_people else later.household_id
    same_subject = settling.person_id == later.person_id
    if not of_people:
        same_subject = (settling.household_id == later.household_id) & settling.person_id.is_(None)
    is_settled = exists().where(
        same_subject, settling.field == later.field, settling.id > later.id, settling.effective_on <= on
    )
    first = (
        select(subject.label("subject_id"), later.field, later.old_value)
        .ext(distinct_on(subject, later.field))
        .where(later.effective_on > on, later.person_id.is_not(None) if of_people else later.person_id.is_(None))
        .where(~is_settled)
        .order_by(subject, later.field, later.id)
    )
    if fields:
        first = first.where(later.field.in_(fields))
    if among is not None:
        first = first.where(subject.in_(among))
    values = first.subquery()
    held = type_coerce(func.jsonb_object_agg(values.c.field, values.c.old_value), JSONB)
    return select(values.c.subject_id, held.label("held")).group_by(values.c.subject_id).subquery()


def path_then(past: Subquery, place: Any, present: Any) -> ColumnElement[Any]:
    """Return the region path of the day: the one that the history gives with the village, else the village's own.

    Imports change the village alone; a move or a change of regions gives the path too, which may have changed since.
    """
    path, village = past.c.held[PATH].astext, past.c.held[VILLAGE].astext
    fits = or_(village.is_(None), func.right(path, func.length(village) + 2) == "." + village + ".")
    then = case((and_(path.is_not(None), fits), path), else_=func.coalesce(place.path, present))
    return type_coerce(then, Household.__table__.c.region_path.type).label(PATH)


def rewound(column: Any, past: Subquery) -> ColumnElement[Any]:
    """Return a column with its value of the day, under its own name and type."""
    if column.name in STEADY or column.name.endswith("_index") or isinstance(column.type, EncryptedText):
        return column.label(column.name)  # type: ignore[no-any-return]
    if column.name == "extra":
        then = func.rewound_extra(column, past.c.held)
        return type_coerce(func.coalesce(then, column), column.type).label(column.name)
    changed = past.c.held.has_key(column.name)
    back = case((changed, as_column(past.c.held[column.name].astext, column.type)), else_=column)
    return type_coerce(back, column.type).label(column.name)


def as_column(text: Any, kind: Any) -> ColumnElement[Any]:
    """Return a text of the history as a value of a column's type."""
    if isinstance(kind, ARRAY):
        items = func.jsonb_array_elements_text(cast(text, JSONB)).column_valued("item")
        listed = func.array(select(items).scalar_subquery())
        return case((text.is_(None), null()), else_=type_coerce(listed, kind))
    if isinstance(kind, Enum | String | Text):
        return type_coerce(text, kind)
    return cast(text, kind)
