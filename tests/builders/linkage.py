"""People for the tests of linkage, and the labelled small registers that they are generated from."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from benchmarks.people_generator import Entry, Registers, generate_registers
from registry.rules.linkage.traits import PersonRecord, Traits, traits_of

VALID = "360121198503120019"
OTHER_VALID = "360121198503120035"


def person(key: int = 1, household: int | None = None, **values: Any) -> PersonRecord:
    """Return somebody; each in a household of their own unless it is given."""
    return PersonRecord(
        key,
        household if household is not None else key,
        values.get("village", "360121100201"),
        values.get("name", "王伟"),
        values.get("sex", "male"),
        values.get("born_on", date(1985, 3, 12)),
        values.get("id_number"),
        values.get("phone"),
    )


def traits(**values: Any) -> Traits:
    """Return what is compared of one person who lives alone."""
    (found,) = traits_of([person(**values)])
    return found


def records_of(entries: Iterable[Entry], *, is_left: bool) -> list[PersonRecord]:
    """Return a generated register's rows as records, household by household."""
    households: dict[str, int] = {}
    rows = sorted(entries, key=lambda entry: entry.household)
    return [
        PersonRecord(
            int(row.key[1:]),
            households.setdefault(row.household, len(households) + 1) * (1 if is_left else -1),
            row.village,
            row.name,
            row.sex,
            date.fromisoformat(row.born_on),
            row.id_number or None,
            row.phone or None,
        )
        for row in rows
    ]


def labelled(persons: int = 2_000, seed: int = 7) -> tuple[list[Traits], list[Traits], set[tuple[int, int]]]:
    """Return two small generated registers and which of their records are one person."""
    made: Registers = generate_registers(persons, persons * 3 // 5, seed)
    left = list(traits_of(records_of(made.left, is_left=True)))
    right = list(traits_of(records_of(made.right, is_left=False)))
    return left, right, {(int(one[1:]), int(other[1:])) for one, other in made.truth}
