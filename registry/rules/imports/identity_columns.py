"""ID numbers and disability certificates of some thousand rows, with the columns that they fill."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from registry.rules.imports.fields import PERSON
from registry.rules.imports.identity import CERTIFICATE_LENGTH, NULL, NUMBER_LENGTH, read_certificate, read_identity
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.profile import ColumnProfile

PERSON_FIELDS = {field.name: field for field in PERSON}
Tell = Callable[["ReadColumn", list[str], int], None]
"""Is told of a column, a list of one remark, and the row's place among those that were read."""


@dataclass(slots=True)
class ReadColumn:
    """One read column of the present rows."""

    column: ColumnProfile
    heading: str
    values: list[str]


def check_identities(read: list[ReadColumn], today: date, tell: Tell) -> list[ReadColumn]:
    """Hold each number against its row, and fill date of birth, sex and disability from it where the row is silent.

    Returns: the columns that are kept; a column of certificates has then said what it had to say.
    """
    certificates = _find("disability_certificate", read)
    ids = _find("id_number", read)
    if certificates is not None:
        ids = ids or _column("id_number", read, certificates)
        _join(ids, certificates, tell)
    if ids is None:
        return read
    _fill_disabilities(read, ids, certificates, tell)
    _fill_births(read, ids, today, tell)
    return [one for one in read if not one.column.field.is_read_only]


def _join(ids: ReadColumn, certificates: ReadColumn, tell: Tell) -> None:
    """Take the ID number out of a certificate where the row has none, and refuse one that is another's."""
    for place, certificate in enumerate(certificates.values):
        if certificate == NULL:
            continue
        own = ids.values[place]
        if own == NULL and not isinstance(own, Remark):
            ids.values[place] = certificate[:NUMBER_LENGTH]
        elif own != NULL and own[:NUMBER_LENGTH] != certificate[:NUMBER_LENGTH]:
            tell(certificates, [Remark(IssueCode.CERTIFICATE_DIFFERS)], place)


def _fill_disabilities(read: list[ReadColumn], ids: ReadColumn, certificates: ReadColumn | None, tell: Tell) -> None:
    found = {at: text for at, text in enumerate(ids.values) if len(text) == CERTIFICATE_LENGTH}
    if certificates is not None:
        found |= {at: text for at, text in enumerate(certificates.values) if text != NULL}
    if not found:
        return
    source = certificates or ids
    kinds, grades = (_column(name, read, source) for name in ("disability_kind", "disability_grade"))
    for at, certificate in found.items():
        told = read_certificate(certificate, kinds.values[at], grades.values[at])
        for column, new in ((kinds, told.kind), (grades, told.grade)):
            _put(column, at, new, tell)


def _fill_births(read: list[ReadColumn], ids: ReadColumn, today: date, tell: Tell) -> None:
    columns = (ids, _column("born_on", read, ids), _column("sex", read, ids))
    for at, number in enumerate(ids.values):
        if number == NULL:
            continue
        told = read_identity(number, columns[1].values[at], columns[2].values[at], today)
        for column, new in zip(columns, told, strict=True):
            _put(column, at, new, tell)


def _put(column: ReadColumn, at: int, new: str, tell: Tell) -> None:
    old = column.values[at]
    column.values[at] = new
    if new is not old and isinstance(new, Remark):
        tell(column, [new], at)


def _find(name: str, read: list[ReadColumn]) -> ReadColumn | None:
    return next((one for one in read if one.column.field.name == name and not one.column.is_extra), None)


def _column(name: str, read: list[ReadColumn], source: ReadColumn) -> ReadColumn:
    """Return a column of that name; where the file lacks it, an empty one that the number of `source` fills."""
    if found := _find(name, read):
        return found
    column = dataclasses.replace(source.column, field=PERSON_FIELDS[name])
    read.append(ReadColumn(column, source.heading, [NULL] * len(source.values)))
    return read[-1]
