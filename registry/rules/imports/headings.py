"""Where the headings of a sheet are, and which column of the file each column of the profile is."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.rules.imports.fields import AMOUNT_FIELD
from registry.rules.imports.issues import Issue, IssueCode
from registry.rules.imports.profile import ColumnProfile, SheetProfile
from registry.rules.imports.text import heading_key, shorten, tidy

SEARCHED_ROWS = 20
"""County sheets carry a title and a note above their headings; they are looked for in this many rows."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading row and what stands in it.

    Args:
        row: from 0, within the rows that were searched.
        names: every heading as the file has it.
        places: position of each column of the profile that the file has.
        only_place: position of the column that chooses rows.
    """

    row: int
    names: tuple[str, ...]
    places: tuple[tuple[ColumnProfile, int], ...]
    only_place: int | None
    issues: tuple[Issue, ...]

    @property
    def is_usable(self) -> bool:
        return not any(issue.is_error for issue in self.issues)


def find_headings(
    rows: Sequence[Sequence[str]], sheet: SheetProfile, read_elsewhere: frozenset[str] = frozenset()
) -> Headings:
    """Return the first row that holds every column the sheet must have, or the best one and what it lacks.

    Args:
        read_elsewhere: headings, in comparison form, that other parts of the profile read from the same sheet.
    """
    best = max(range(len(rows)), key=lambda index: _fit(rows[index], sheet), default=0)
    if not rows or _fit(rows[best], sheet)[1] == 0:
        wanted = ", ".join(column.names[0] for column in sheet.columns if column.must_be_there)
        return Headings(0, (), (), None, (Issue(IssueCode.HEADER_MISSING, None, None, {"columns": wanted}),))
    return _match(rows[best], best, sheet, read_elsewhere)


def _fit(row: Sequence[str], sheet: SheetProfile) -> tuple[bool, int]:
    keys = {heading_key(cell) for cell in row}
    found = [column for column in sheet.columns if keys & column.keys]
    return all(column in found for column in sheet.columns if column.must_be_there), len(found)


def _match(row: Sequence[str], index: int, sheet: SheetProfile, read_elsewhere: frozenset[str]) -> Headings:
    names = tuple(shorten(tidy(cell), 120) for cell in row)
    keys = [heading_key(cell) for cell in row]
    issues: list[Issue] = []
    places: list[tuple[ColumnProfile, int]] = []
    used: set[int] = set()
    for column in sheet.columns:
        found = [place for place, key in enumerate(keys) if key in column.keys]
        used.update(found)
        if found:
            places.append((column, found[0]))
        elif column.must_be_there:
            issues.append(Issue(IssueCode.COLUMN_MISSING, index + 1, column.names[0], {"name": column.names[0]}))
        for other in found[1:]:
            params = {"name": names[found[0]], "other": names[other], "field": column.field.name}
            issues.append(Issue(IssueCode.COLUMN_REPEATED, index + 1, names[other], params))
    only_place = _find_only(keys, sheet)
    if sheet.only and only_place is None:
        name = sheet.only.names[0]
        issues.append(Issue(IssueCode.COLUMN_MISSING, index + 1, name, {"name": name}))
    issues.extend(_missing_amount(places, sheet, index))
    used.update(place for place, key in enumerate(keys) if not key or key in read_elsewhere or place == only_place)
    ignored = [name for place, name in enumerate(names) if place not in used]
    if ignored:
        issues.append(Issue(IssueCode.COLUMNS_IGNORED, index + 1, None, {"columns": shorten(", ".join(ignored), 600)}))
    return Headings(index, names, tuple(places), only_place, tuple(issues))


def _find_only(keys: Sequence[str], sheet: SheetProfile) -> int | None:
    if sheet.only is None:
        return None
    return next((place for place, key in enumerate(keys) if key in sheet.only.keys), None)


def _missing_amount(places: list[tuple[ColumnProfile, int]], sheet: SheetProfile, index: int) -> list[Issue]:
    amount = AMOUNT_FIELD.get(sheet.entity)
    if amount != "amount" or any(column.field.name == amount for column, _ in places):
        return []
    wanted = ", ".join(column.names[0] for column in sheet.columns if column.field.name == amount)
    return [Issue(IssueCode.COLUMN_MISSING, index + 1, wanted, {"name": wanted})]
