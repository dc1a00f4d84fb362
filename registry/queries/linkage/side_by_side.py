"""Two records side by side: what each says of the person and of the family, how they differ, and why they were found.

Numbers are shown by their last digits, and whether they are the same is said in words.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from foundation.identifiers import mask
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, LinkPair, LinkRecord, Person
from registry.queries.linkage.people import as_record, read_traits
from registry.queries.regions import name_trail
from registry.rules.linkage.model import shipped_model
from registry.rules.linkage.names import read_name
from registry.rules.linkage.numbers import read_number
from registry.rules.linkage.scoring import Reason, reasons_from_rows, weigh
from registry.rules.linkage.traits import Traits, family_number, traits_of
from registry.rules.linkage.words import Agreement
from registry.rules.words import Relation

SHOWN_DIGITS = 8
"""Of a number's end, half of them hidden: so much fits the phone."""


@dataclass(frozen=True, slots=True)
class Mate:
    """Another member of the household; `is_shared` when the other household seems to have the same one."""

    name: str
    born_year: int | None
    relation: Relation | None
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records.

    Args:
        person_id, household_id: of the register; None for a row of a file.
        code: the household's number.
        left: the record is not in the register any more.
    """

    person_id: int | None
    household_id: int | None
    code: str
    name: str
    mates: tuple[Mate, ...]
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One value of both records, ready to be read, and whether they are the same."""

    name: str
    left: Any
    right: Any
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class PairShown:
    """Everything the page of a pair shows.

    Args:
        found: the reasons for which a run found it.
        now: the same, weighed with what the records say now.
        weight: what they come to now, in bits, with the prior.
        is_gone: as they are now, no run would find them.
    """

    pair: LinkPair
    left: Side
    right: Side
    fields: tuple[ComparedField, ...]
    found: tuple[Reason, ...]
    now: tuple[Reason, ...]
    weight: float
    is_gone: bool


def show_pair(unit: UnitOfWork, pair: LinkPair) -> PairShown:
    """Return a pair side by side, weighed anew. Cost: 8 statements."""
    people = [_person(unit, pair.left_id)]
    if pair.right_id is not None:
        people.append(_person(unit, pair.right_id))
    record = unit.session.get_one(LinkRecord, pair.record_id) if pair.record_id is not None else None
    document = json.loads(record.sealed) if record else {}
    found = reasons_from_rows(pair.reasons)
    now = weigh_pair(unit, pair, found)
    weight = round(sum(reason.weight for reason in now) + pair.prior / 100, 2)
    left = people[0]
    right: Any = FileRow(record, document) if record else people[1]
    return PairShown(
        pair=pair,
        left=_side(unit, left, _family_numbers(unit, right)),
        right=_side(unit, right, _family_numbers(unit, left)),
        fields=tuple(_compare_field(unit, name, left, right) for name in FIELDS),
        found=found,
        now=now or found,
        weight=weight if now else pair.weight / 100,
        is_gone=bool(now) and weight < shipped_model().possible,
    )


def weigh_pair(unit: UnitOfWork, pair: LinkPair, before: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return a pair's reasons as the records are now; nothing when one of them has left. Cost: 2 or 3 statements."""
    traits = traits_of_pair(unit, pair)
    return weigh(shipped_model(), *traits, before) if traits else ()


def traits_of_pair(unit: UnitOfWork, pair: LinkPair) -> tuple[Traits, Traits] | None:
    """Return what is compared of both records, None when one of them has left. Cost: 2 or 3 statements."""
    ids = [pair.left_id, *([pair.right_id] if pair.right_id is not None else [])]
    homes = unit.session.scalars(select(Person.household_id).where(Person.id.in_(ids))).all()
    known = read_traits(unit, homes)
    left = known.get(pair.left_id)
    right = known.get(pair.right_id) if pair.right_id is not None else _record_traits(unit, pair)
    return (left, right) if left and right else None


def _record_traits(unit: UnitOfWork, pair: LinkPair) -> Traits:
    record = unit.session.get_one(LinkRecord, pair.record_id)
    document = json.loads(record.sealed)
    (traits,) = traits_of([as_record(record.id, document)])
    mates = tuple(family_number(mate["name"], mate["born_year"]) for mate in document.get("mates", ()))
    return traits._replace(mates=tuple(mate for mate in mates if mate))


def _person(unit: UnitOfWork, person_id: int) -> Person:
    return unit.session.get_one(Person, person_id, populate_existing=True)


class FileRow:
    """A row of a file under the names that a person's values have."""

    id: int | None = None
    household_id: int | None = None
    left_on: date | None = None
    relation = ethnicity = marital_status = schooling = None

    def __init__(self, record: LinkRecord, document: dict[str, Any]) -> None:
        born_on = document.get("born_on")
        self.name = document.get("name") or ""
        self.sex = document.get("sex")
        self.born_on = date.fromisoformat(born_on) if born_on else None
        self.id_number = document.get("id_number")
        self.phone = document.get("phone")
        self.code = document.get("household") or ""
        self.village = document.get("village") or ""
        self.region_path = record.region_path
        self.mates = document.get("mates", [])


def _trail(unit: UnitOfWork, region_path: str | None) -> str:
    return " · ".join(name_trail(unit, region_path)[1:]) if region_path else ""


def _side(unit: UnitOfWork, person: Any, shared: frozenset[int]) -> Side:
    mates: list[tuple[str, int | None, Relation | None]]
    if isinstance(person, FileRow):
        code = person.code
        mates = [(mate["name"], mate["born_year"], None) for mate in person.mates]
    else:
        code = unit.session.scalar(select(Household.code).where(Household.id == person.household_id)) or ""
        mates = [(one.name, one.born_on.year, one.relation) for one in _mates(unit, person)]
    return Side(
        person_id=person.id,
        household_id=person.household_id,
        code=code,
        name=person.name,
        mates=tuple(Mate(*mate, family_number(mate[0], mate[1]) in shared) for mate in mates),
        has_left=person.left_on is not None,
    )


def _mates(unit: UnitOfWork, person: Person) -> Sequence[Person]:
    return unit.session.scalars(
        select(Person)
        .where(Person.household_id == person.household_id, Person.id != person.id, Person.left_on.is_(None))
        .order_by(Person.relation != Relation.HEAD, Person.born_on, Person.id)
    ).all()


def _family_numbers(unit: UnitOfWork, person: Any) -> frozenset[int]:
    if isinstance(person, FileRow):
        return frozenset(family_number(mate["name"], mate["born_year"]) for mate in person.mates) - {0}
    return frozenset(family_number(one.name, one.born_on.year) for one in _mates(unit, person)) - {0}


def _compare_field(unit: UnitOfWork, name: str, left: Any, right: Any) -> ComparedField:
    shown, plain = FIELDS[name]
    one, other = plain(unit, left), plain(unit, right)
    if one in (None, "") or other in (None, ""):
        agreement = Agreement.MISSING
    else:
        agreement = Agreement.SAME if one == other else Agreement.DIFFERENT
    return ComparedField(name, shown(unit, left), shown(unit, right), agreement)


_Reader = Callable[[UnitOfWork, Any], Any]


def _plain(name: str) -> tuple[_Reader, _Reader]:
    def read(_unit: UnitOfWork, person: Any) -> Any:
        return getattr(person, name)

    return read, read


def _masked(name: str) -> tuple[_Reader, _Reader]:
    def show(_unit: UnitOfWork, person: Any) -> str:
        return mask((getattr(person, name) or "")[-SHOWN_DIGITS:])

    def compare(_unit: UnitOfWork, person: Any) -> str:
        given = getattr(person, name) or ""
        return read_number(given).text if name == "id_number" else given

    return show, compare


def _pinyin(_unit: UnitOfWork, person: Any) -> str:
    found = read_name(person.name)
    return found.tone or found.sound


def _village(unit: UnitOfWork, person: Any) -> str:
    return _trail(unit, person.region_path) or str(getattr(person, "village", ""))


FIELDS: dict[str, tuple[_Reader, _Reader]] = {
    "name": _plain("name"),
    "pinyin": (_pinyin, _pinyin),
    "sex": _plain("sex"),
    "born_on": _plain("born_on"),
    "id_number": _masked("id_number"),
    "phone": _masked("phone"),
    "village": (_village, _village),
    "relation": _plain("relation"),
    "ethnicity": _plain("ethnicity"),
    "marital_status": _plain("marital_status"),
    "schooling": _plain("schooling"),
}
"""The values that stand side by side, in this order: how each is shown, and what of it is compared."""
