"""A table as somebody asks for it: rows, columns, measure, filters, place and day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from registry.rules.statistics.catalogue import Catalogue, Dimension, Number
from registry.rules.statistics.errors import (
    ColumnsMissing,
    DayToCome,
    DimensionUnknown,
    KnownOfHouseholdsOnly,
    KnownOfPeopleOnly,
    NumberUnknown,
    PlaceAsFilter,
    SameTwice,
    TooManyFilters,
    ValueUnknown,
)
from registry.rules.statistics.words import CountedUnit, Measure

MOST_FILTERS = 2


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """What a table shows.

    Args:
        rows: the key of a dimension.
        columns: the key of another one, or empty.
        number: for a mean, the key of the number.
        filters: (dimension, value) pairs that all must hold.
        area: the path of the region counted; empty is all that the reader may see.
        as_of: the day; None is today.
        is_weighted: let each household count as often as its survey weight says.
        has_intervals: add intervals of confidence.
    """

    rows: str
    columns: str = ""
    unit: CountedUnit = CountedUnit.HOUSEHOLDS
    measure: Measure = Measure.COUNT
    number: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    area: str = ""
    as_of: date | None = None
    is_weighted: bool = False
    has_intervals: bool = False

    @property
    def dimensions(self) -> list[str]:
        """The keys of everything that the table is cut by, rows and columns first."""
        return [self.rows, *([self.columns] if self.columns else []), *(key for key, _ in self.filters)]

    def as_plain(self) -> dict[str, Any]:
        """Return the definition as plain JSON values."""
        return {
            "rows": self.rows,
            "columns": self.columns,
            "unit": self.unit.value,
            "measure": self.measure.value,
            "number": self.number,
            "filters": [list(pair) for pair in self.filters],
            "area": self.area,
            "as_of": self.as_of and self.as_of.isoformat(),
            "is_weighted": self.is_weighted,
            "has_intervals": self.has_intervals,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "TableDefinition":
        """Return the definition that `as_plain` wrote."""
        return cls(
            rows=plain["rows"],
            columns=plain["columns"],
            unit=CountedUnit(plain["unit"]),
            measure=Measure(plain["measure"]),
            number=plain["number"],
            filters=tuple((key, value) for key, value in plain["filters"]),
            area=plain["area"],
            as_of=date.fromisoformat(plain["as_of"]) if plain["as_of"] else None,
            is_weighted=plain["is_weighted"],
            has_intervals=plain["has_intervals"],
        )

    def placed(self, area: str, as_of: date | None) -> "TableDefinition":
        """Return the same table of another area and day."""
        return replace(self, area=area, as_of=as_of)


def check_definition(definition: TableDefinition, catalogue: Catalogue, today: date) -> None:
    """Refuse a table that cannot be made.

    Raises: a subclass of Invalid, with the field that is to be mended.
    """
    _check_dimensions(definition, catalogue)
    if len(definition.filters) > MOST_FILTERS:
        raise TooManyFilters(most=MOST_FILTERS, field="filter_1")
    for number, (key, value) in enumerate(definition.filters, 1):
        dimension = catalogue.dimensions[key]
        if dimension.is_place:
            raise PlaceAsFilter(field=f"filter_{number}")
        if value not in {each.key for each in dimension.values}:
            raise ValueUnknown(value=value, name=dimension.title.en, field=f"filter_{number}")
    if definition.measure is Measure.COLUMN_SHARE and not definition.columns:
        raise ColumnsMissing(field="columns")
    if definition.measure is Measure.MEAN:
        _check_number(definition, catalogue)
    if definition.as_of is not None and definition.as_of > today:
        raise DayToCome(day=definition.as_of, field="as_of")


def find_dimension(catalogue: Catalogue, key: str, field: str) -> Dimension:
    """Return a dimension. Raises DimensionUnknown."""
    found = catalogue.dimensions.get(key)
    if found is None:
        raise DimensionUnknown(name=key[:60], field=field)
    return found


def find_number(catalogue: Catalogue, key: str) -> Number:
    """Return a number. Raises NumberUnknown."""
    found = catalogue.numbers.get(key)
    if found is None:
        raise NumberUnknown(name=key[:60], field="number")
    return found


def _check_dimensions(definition: TableDefinition, catalogue: Catalogue) -> None:
    fields = ["rows", *(["columns"] if definition.columns else []), "filter_1", "filter_2", "filter_2"]
    seen: set[str] = set()
    for key, field in zip(definition.dimensions, fields, strict=False):
        dimension = find_dimension(catalogue, key, field)
        name = "place" if dimension.is_place else key
        if name in seen:
            raise SameTwice(name=dimension.title.en, field=field)
        seen.add(name)
        if definition.unit is CountedUnit.HOUSEHOLDS and dimension.known_of is CountedUnit.PEOPLE:
            raise KnownOfPeopleOnly(name=dimension.title.en, field=field)


def _check_number(definition: TableDefinition, catalogue: Catalogue) -> None:
    number = find_number(catalogue, definition.number)
    if number.known_of is not definition.unit:
        is_of_people = number.known_of is CountedUnit.PEOPLE
        trouble = KnownOfPeopleOnly if is_of_people else KnownOfHouseholdsOnly
        raise trouble(name=number.title.en, field="number")
