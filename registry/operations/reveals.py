"""Looking at what is masked: only with a reason, and never without a trace."""

from dataclasses import dataclass

from foundation.unit_of_work import UnitOfWork
from registry.queries.households import get_person
from registry.rules.words import DisabilityKind, Health


@dataclass(frozen=True, slots=True)
class PersonRevealed:
    """The masked fields of one person in the clear."""

    person_id: int
    id_number: str | None
    phone: str | None
    bank_account: str | None
    health: Health | None
    disability_kind: DisabilityKind | None
    disability_grade: int | None


def reveal_person(unit: UnitOfWork, person_id: int, reason: str) -> PersonRevealed:
    """Return a person's numbers, health and disability and write down who looked and why.

    Raises: PersonNotFound. Writes: audit.
    """
    person = get_person(unit, person_id)
    unit.note("reveal_person", "person", person.id, region_path=person.region_path, reason=reason)
    return PersonRevealed(
        person.id,
        person.id_number,
        person.phone,
        person.bank_account,
        person.health,
        person.disability_kind,
        person.disability_grade,
    )
