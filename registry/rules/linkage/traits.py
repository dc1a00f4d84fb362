"""What of a person's record is compared: one row of plain values, made from the record and from the family around it.

The rows hold ID numbers in the clear. They live in memory only and are never logged.
Source: docs/methods.md, Record linkage.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from foundation.identifiers import parse_id_number
from registry.rules.linkage.lunar import day_of_lunar
from registry.rules.linkage.names import read_name
from registry.rules.linkage.numbers import read_number, read_phone


class PersonRecord(NamedTuple):
    """A person's particulars as a register or a file has them; what is not known is None.

    Args:
        key: the record's number on its side.
        household: the household's number on its side.
        village: the code of the village; the township's code is its beginning.
        sex: `female` or `male`.
    """

    key: int
    household: int
    village: str | None
    name: str | None
    sex: str | None
    born_on: date | None
    id_number: str | None
    phone: str | None


class Traits(NamedTuple):
    """What is compared. An empty text is something not known, and equals nothing.

    Args:
        born, lunar: the date of birth as eight digits, and the day it would be, read as a lunar date.
        number, is_proven: see `LinkNumber`.
        own: a number for this person's name and year of birth.
        mates: the same for each other member of the household.
    """

    key: int
    household: int
    village: str
    township: str
    sex: str
    written: str
    tone: str
    sound: str
    ordered: str
    near: str
    shape: str
    surname: str
    head: str
    born: str
    lunar: str
    number: str
    is_proven: bool
    phone: str
    own: int
    mates: tuple[int, ...]


TOWNSHIP_DIGITS = 9


def traits_of(records: Iterable[PersonRecord]) -> Iterator[Traits]:
    """Yield the traits of people who come household by household."""
    for _, members in groupby(records, key=lambda record: record.household):
        yield from _family(list(members))


def family_number(name: str | None, born_year: int | None) -> int:
    """Return the number by which a member of one household is found in another; 0 when too little is known."""
    return _number_of(read_name(name).ordered, f"{born_year:04d}" if born_year else "")


def _number_of(ordered: str, born_year: str) -> int:
    return zlib.crc32(f"{ordered} {born_year}".encode()) if ordered and born_year else 0


def _family(records: Sequence[PersonRecord]) -> Iterator[Traits]:
    alone = [_alone(record) for record in records]
    for place, one in enumerate(alone):
        mates = tuple(other.own for index, other in enumerate(alone) if index != place and other.own)
        yield one._replace(mates=mates)


def _alone(record: PersonRecord) -> Traits:
    name = read_name(record.name)
    number, is_proven = read_number(record.id_number)
    born_on = record.born_on
    if born_on is None and is_proven and (told := parse_id_number(number)) is not None:
        born_on = told.born_on
    born = born_on.isoformat().replace("-", "") if born_on else ""
    village = record.village or ""
    return Traits(
        record.key,
        record.household,
        village,
        village[:TOWNSHIP_DIGITS],
        record.sex or "",
        *name,
        born,
        _read_as_lunar(born_on),
        number,
        is_proven,
        read_phone(record.phone),
        _number_of(name.ordered, born[:4]),
        (),
    )


def _read_as_lunar(born_on: date | None) -> str:
    day = day_of_lunar(born_on.year, born_on.month, born_on.day) if born_on else None
    return day.isoformat().replace("-", "") if day else ""
