"""Two who say different things of one household: found field by field, and settled by a person, never by who came last.

Each side says what it changed: a submission what was answered, the register what has changed there since the device
last had the household. Where only one side speaks, or all say the same, there is nothing to decide.
Source: docs/methods.md, Field collection (conflicts).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from registry.rules.collection.records import Edits, Place
from registry.rules.imports.text import tidy, tidy_name
from registry.rules.words_imports import StagedEntity

REGISTER = "register"
NEVER_DISPUTED = frozenset({"surveyed_on"})
"""The later day holds: both were there."""
SAME_PLACE = Decimal("0.001")
"""Degrees (about 100 m) within which two readings of a phone's position are one place."""
POSITIONS = frozenset({"latitude", "longitude"})


@dataclass(frozen=True, slots=True)
class Side:
    """Somebody who says something of a household.

    Args:
        key: `register`, or the submission's id as text.
        edits: what they say.
    """

    key: str
    edits: Edits


@dataclass(frozen=True, slots=True)
class Dispute:
    """One field of which sides say different things."""

    place: Place
    values: Mapping[str, str]

    @property
    def digest(self) -> str:
        """What was in dispute, in short: a decision counts only while nobody says something else."""
        said = json.dumps([*self.place, sorted(self.values.items())], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A member of the household in the register, by what tells one person from another."""

    code: str
    name: str
    born_on: str
    id_number: str


def find_disputes(sides: Sequence[Side]) -> list[Dispute]:
    """Return every field of which two sides say different things, in the order in which the sides name them."""
    places = dict.fromkeys(place for side in sides if side.key != REGISTER for place in side.edits)
    found = []
    for place in places:
        values = {side.key: side.edits[place] for side in sides if place in side.edits}
        first, *others = values.values()
        if place.field not in NEVER_DISPUTED and any(not is_same(place, first, other) for other in others):
            found.append(Dispute(place, values))
    return found


def is_same(place: Place, one: str, other: str) -> bool:
    """Tell whether two values say the same: blanks within names do not count, nor a few steps of a phone’s position."""
    if tidy_name(tidy(one)) == tidy_name(tidy(other)):
        return True
    if place.field not in POSITIONS:
        return False
    try:
        return abs(Decimal(one) - Decimal(other)) <= SAME_PLACE
    except InvalidOperation:
        return False


def settle(sides: Sequence[Side], won: Mapping[Place, str]) -> dict[str, dict[Place, str]]:
    """Return for each submission what it brings into the register: nothing twice, nothing that lost.

    Args:
        sides: the register and the submissions in the order of their arrival.
        won: disputed place → the side that a person chose.
    """
    brings: dict[str, dict[Place, str]] = {side.key: {} for side in sides if side.key != REGISTER}
    register = next((side.edits for side in sides if side.key == REGISTER), {})
    for place in dict.fromkeys(place for side in sides for place in side.edits):
        speaking = [side for side in sides if side.key != REGISTER and place in side.edits]
        if place in won:
            speaking = [side for side in speaking if side.key == won[place]]
        elif place in register and place.field not in NEVER_DISPUTED:
            continue  # the register says the same
        if speaking:
            best = max(speaking, key=lambda side: side.edits[place]) if place.field in NEVER_DISPUTED else speaking[-1]
            brings[best.key][place] = best.edits[place]
    return brings


def unify_people(sides: Sequence[Side], known: Sequence[KnownPerson]) -> list[Side]:
    """Return the sides with one code for one person: two devices give a new member two numbers.

    A new member of a submission is one whose code the register does not have; they are the same person as another with
    the same ID number, or with the same name and date of birth.
    """
    codes = {person.code for person in known}
    people: list[KnownPerson] = list(known)
    unified = []
    for side in sides:
        renamed: dict[str, str] = {}
        if side.key != REGISTER:
            for person in _new_people(side.edits, codes):
                same = next((one for one in people if _is_same_person(one, person)), None)
                if same is None:
                    people.append(person)
                else:
                    renamed[person.code] = same.code
        unified.append(Side(side.key, _renamed(side.edits, renamed)))
    return unified


def people_named(edits: Edits) -> frozenset[str]:
    """Return the codes of the members that a side speaks of."""
    return frozenset(place.record for place in edits if place.entity is StagedEntity.PERSON)


def _new_people(edits: Edits, codes: Iterable[str]) -> list[KnownPerson]:
    new = dict.fromkeys(place.record for place in edits if place.entity is StagedEntity.PERSON)
    return [_person(edits, code) for code in new if code not in set(codes)]


def _person(edits: Edits, code: str) -> KnownPerson:
    said = {name: edits.get(Place(StagedEntity.PERSON, code, name), "") for name in ("name", "born_on", "id_number")}
    return KnownPerson(code, **said)


def _is_same_person(one: KnownPerson, other: KnownPerson) -> bool:
    if one.id_number and other.id_number:
        return one.id_number.upper() == other.id_number.upper()
    return (
        bool(one.born_on) and one.born_on == other.born_on and tidy_name(tidy(one.name)) == tidy_name(tidy(other.name))
    )


def _renamed(edits: Edits, codes: Mapping[str, str]) -> Edits:
    if not codes:
        return edits
    return {
        place._replace(record=codes.get(place.record, place.record))
        if place.entity is StagedEntity.PERSON
        else place: text
        for place, text in edits.items()
    }
