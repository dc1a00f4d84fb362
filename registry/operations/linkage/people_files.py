"""Files of people from other registers: read, and laid down encrypted for the run that holds them against ours."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from foundation.vault import vault
from registry.operations.imports.csv_reading import read_csv
from registry.operations.imports.file_types import FileKind, file_type
from registry.operations.imports.parquet_reading import ParquetTooLarge, read_parquet
from registry.operations.imports.row_chunks import FileDamaged, FileDangerous, ImportFile, RowChunk
from registry.operations.imports.workbook_reading import SheetTooLarge, list_sheets, read_sheet
from registry.queries.regions import current_codes
from registry.rules.imports.text import heading_key
from registry.rules.linkage.errors import PeopleFileEmpty, PeopleFileLacks, PeopleFileRepeats, PeopleFileUnreadable
from registry.rules.linkage.people_columns import (
    COLUMNS,
    FilePerson,
    UnreadCell,
    find_columns,
    missing_column,
    read_person,
)
from registry.rules.linkage.traits import PersonRecord

SHOWN_CELLS = 20
COPIED = 2_000
_COPY = "copy link_record (run_id, record_key, region_path, sealed) from stdin (format binary)"
_TYPES = ("int8", "varchar", "varchar", "bytea")


@dataclass
class PeopleFile:
    """The people of a file.

    Args:
        unread: the first cells that could not be read; `unread_count` counts all of them.
    """

    name: str
    people: list[FilePerson] = field(default_factory=list)
    unread: list[UnreadCell] = field(default_factory=list)
    unread_count: int = 0

    def take(self, person: FilePerson | None, cells: Sequence[UnreadCell]) -> None:
        """Add a row as it was read."""
        if person is not None:
            self.people.append(person)
        self.unread += cells[: SHOWN_CELLS - len(self.unread)]
        self.unread_count += len(cells)

    def records(self, *, is_left: bool) -> Iterator[PersonRecord]:
        """Yield the people household by household, numbered by their place in the file from 1.

        Args:
            is_left: households of the left file have numbers above zero, those of the right below.
        """
        households = number_households(self.people)
        order = sorted(range(len(self.people)), key=lambda place: households[place])
        for place in order:
            number = households[place] if is_left else -households[place]
            yield as_record(self.people[place], place + 1, number)


def read_people_file(file: ImportFile, today: date) -> PeopleFile:
    """Read a CSV, XLSX or Parquet file of people. Its columns are those of `people_columns.COLUMNS`.

    A cell that cannot be understood counts as not known, and is reported.
    Raises: PeopleFileUnreadable, PeopleFileLacks, PeopleFileEmpty, PeopleFileRepeats.
    """
    found = PeopleFile(file.name)
    columns: dict[str, int] | None = None
    try:
        for chunk in _chunks(file):
            for number, row in enumerate(chunk.rows, chunk.first):
                if columns is None:
                    columns = find_columns(row)
                    if (lacking := missing_column(columns)) is not None:
                        raise PeopleFileLacks(file=file.name, column=lacking, columns=", ".join(COLUMNS))
                elif number not in chunk.spoilt:
                    found.take(*read_person(row, number, columns, today))
    except (FileDamaged, FileDangerous, SheetTooLarge, ParquetTooLarge) as error:
        raise PeopleFileUnreadable(file=file.name) from error
    if not found.people:
        raise PeopleFileEmpty(file=file.name)
    _refuse_repeated(found)
    return found


def stage_records(unit: UnitOfWork, run_id: int, file: PeopleFile) -> int:
    """Lay a file's people down for a run, encrypted; return how many. Writes: link_record. Cost: 1 and a copy."""
    codes = sorted({one.village for one in file.people if one.village})
    present = current_codes()
    rows = unit.session.execute(
        select(present.c.code, present.c.present_code, present.c.path).where(present.c.code.in_(codes))
    )
    villages = {code: (now, path) for code, now, path in rows}
    households = number_households(file.people)
    families: dict[int, list[int]] = defaultdict(list)
    for place, household in enumerate(households):
        families[household].append(place)
    driver: Any = unit.session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for place, person in enumerate(file.people):
            village, path = villages.get(person.village or "", (person.village, None))
            mates = [file.people[other] for other in families[households[place]] if other != place]
            document = _document(person, households[place], village, mates)
            copy.write_row((run_id, person.key, path, vault().encrypt(json.dumps(document, ensure_ascii=False))))
    return len(file.people)


def number_households(people: Sequence[FilePerson]) -> list[int]:
    """Return a number for each person's household; who has none lives alone."""
    known: dict[str, int] = {}
    numbers = []
    for place, person in enumerate(people):
        key = person.household if person.household is not None else f"\0{place}"
        numbers.append(known.setdefault(key, len(known) + 1))
    return numbers


def as_record(person: FilePerson, key: int, household: int) -> PersonRecord:
    """Return a person of a file as what is compared."""
    return PersonRecord(
        key,
        household,
        person.village,
        person.name,
        person.sex,
        person.born_on,
        person.id_number,
        person.phone,
    )


def _document(person: FilePerson, household: int, village: str | None, mates: Iterable[FilePerson]) -> dict[str, Any]:
    return {
        "row": person.row,
        "household": person.household,
        "household_no": household,
        "village": village,
        "name": person.name,
        "sex": person.sex,
        "born_on": person.born_on.isoformat() if person.born_on else None,
        "id_number": person.id_number,
        "phone": person.phone,
        "mates": [
            {"name": mate.name or "", "born_year": mate.born_on.year if mate.born_on else None}
            for mate in islice(mates, SHOWN_CELLS)
        ],
    }


def _chunks(file: ImportFile) -> Iterator[RowChunk]:
    kind = file_type(file.path).kind
    if kind is FileKind.TEXT:
        return read_csv(file)[0]
    if kind is FileKind.WORKBOOK:
        sheets = [sheet for sheet in list_sheets(file) if not sheet.is_hidden]
        return read_sheet(file, sheets[0]) if sheets else iter(())
    if kind is FileKind.PARQUET:
        wanted = frozenset(heading_key(alias) for name, aliases in COLUMNS.items() for alias in (name, *aliases))
        return read_parquet(file, wanted)
    raise PeopleFileUnreadable(file=file.name)


def _refuse_repeated(file: PeopleFile) -> None:
    first: dict[str, int] = {}
    for person in file.people:
        if first.setdefault(person.key, person.row) != person.row:
            raise PeopleFileRepeats(file=file.name, row=person.row, key=person.key, first=first[person.key])
