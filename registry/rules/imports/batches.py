"""Rows of a sheet, some thousand at a time, turned into columns of staging values with what is wrong with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, zip_longest

from registry.rules.imports.cells import NULL, CellReader, cell_reader
from registry.rules.imports.headings import Headings
from registry.rules.imports.identity_columns import ReadColumn, check_identities
from registry.rules.imports.issues import Issue, IssueCode, Remark
from registry.rules.imports.profile import CellWords, ColumnProfile, SheetProfile
from registry.rules.imports.text import half_width, shorten, tidy
from registry.rules.words_imports import StagedEntity

Values = list[str]


@dataclass(slots=True)
class Batch:
    """Records ready for staging.

    Args:
        rows: the row number of each record.
        columns: staging column → one COPY text a record.
        refused: one `t` or `f` a record.
    """

    rows: Sequence[int]
    columns: dict[str, Values]
    refused: Values


@dataclass
class SheetReading:
    """Reads one sheet, batch after batch, remembering what its columns have said so far."""

    sheet: SheetProfile
    headings: Headings
    words: CellWords
    today: date
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._readers = [
            (column, place, cell_reader(column, self.words, self.today)) for column, place in self.headings.places
        ]

    def read(self, numbers: Sequence[int], rows: Sequence[Sequence[str]], spoilt: Iterable[int] = ()) -> list[Batch]:
        """Read rows whose row numbers are `numbers`; what is wrong with them is added to `issues`.

        Args:
            spoilt: numbers of rows that are refused before they are read, such as undecodable ones.
        """
        cells = list(zip_longest(*rows, fillvalue=""))
        wrong = set(spoilt)
        self._check_width(numbers, cells, wrong)
        numbers, cells = self._choose(numbers, cells)
        if not numbers:
            return []
        read = [self._read_column(item, numbers, cells, wrong) for item in self._readers]
        if self.sheet.entity is StagedEntity.PERSON:
            read = check_identities(
                read, self.today, lambda c, v, at: self._collect(c.heading, v, [numbers[at]], wrong)
            )
        if self.sheet.has_wide_columns:
            return [self._one_wide(one, read, numbers, wrong) for one in read if one.column.constants]
        return [self._batch(read, numbers, wrong, {})]

    def _check_width(self, numbers: Sequence[int], cells: list[tuple[str, ...]], wrong: set[int]) -> None:
        for surplus in cells[len(self.headings.names) :]:
            for number, cell in zip(numbers, surplus, strict=True):
                if cell and tidy(cell):
                    wrong.add(number)
                    self.issues.append(Issue(IssueCode.CELLS_TOO_MANY, number, None, {"value": shorten(tidy(cell))}))

    def _choose(
        self, numbers: Sequence[int], cells: list[tuple[str, ...]]
    ) -> tuple[Sequence[int], list[tuple[str, ...]]]:
        only, place = self.sheet.only, self.headings.only_place
        if only is None or place is None:
            return numbers, cells
        column = cells[place] if place < len(cells) else ("",) * len(numbers)
        kept = [half_width(tidy(cell)).casefold() in only.words for cell in column]
        return list(compress(numbers, kept)), [tuple(compress(one, kept)) for one in cells]

    def _read_column(
        self,
        item: tuple[ColumnProfile, int, CellReader],
        numbers: Sequence[int],
        cells: list[tuple[str, ...]],
        wrong: set[int],
    ) -> ReadColumn:
        column, place, reader = item
        raw: Sequence[str] = cells[place] if place < len(cells) else ("",) * len(numbers)
        reader.has_remarks = False
        read = ReadColumn(column, self.headings.names[place], list(map(reader.__getitem__, raw)))
        if reader.has_remarks:
            spoils = wrong if not column.constants else None
            self._collect(read.heading, read.values, numbers, spoils)
        return read

    def _collect(self, heading: str, values: Values, numbers: Sequence[int], wrong: set[int] | None) -> None:
        """Turn remarks into issues; errors spoil their row, unless the column makes records of its own."""
        for number, value in zip(numbers, values, strict=True):
            if isinstance(value, Remark):
                self.issues.append(Issue(value.code, number, heading, value.params))
                if wrong is not None and value.is_error:
                    wrong.add(number)

    def _one_wide(self, one: ReadColumn, read: list[ReadColumn], numbers: Sequence[int], wrong: set[int]) -> Batch:
        """Make the records of one wide column: one for each row whose cell says something."""
        shared = [cells for cells in read if not cells.column.constants]
        kept = [value != NULL or isinstance(value, Remark) for value in one.values]
        chosen = [ReadColumn(c.column, c.heading, list(compress(c.values, kept))) for c in (*shared, one)]
        bad = {n for n, value in zip(numbers, one.values, strict=True) if isinstance(value, Remark) and value.is_error}
        return self._batch(chosen, list(compress(numbers, kept)), wrong | bad, one.column.constants)

    def _batch(
        self, read: list[ReadColumn], numbers: Sequence[int], wrong: set[int], constants: Mapping[str, str]
    ) -> Batch:
        columns = {name: [text] * len(numbers) for name, text in {**self.sheet.constants, **constants}.items()}
        columns |= {cells.column.stored_as: cells.values for cells in read}
        refused = ["t" if number in wrong else "f" for number in numbers] if wrong else ["f"] * len(numbers)
        return Batch(numbers, columns, refused)
