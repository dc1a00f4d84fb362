"""Tables that may be shown: counted exactly, then with every small number hidden and all that gives one away."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.queries.statistics.counting import Plan, count
from registry.queries.statistics.expressions import HandedIn
from registry.queries.statistics.places import DIRECT, Whole, read_catalogue, read_places
from registry.rules.statistics import (
    AREA,
    NOT_KNOWN,
    PLACES,
    TOTAL,
    Catalogue,
    Measure,
    Member,
    Table,
    TableDefinition,
    Tally,
    Title,
)
from registry.rules.statistics.definition import check_definition
from registry.rules.statistics.errors import TableTooLarge
from registry.rules.statistics.limits import smallest_shown
from registry.rules.statistics.tables import Filling, Place, add_up, fill_cells
from registry.rules.suppression import Axis, Cube, Key, hide_small_cells, key_of

ELSEWHERE = Title(mark("Elsewhere in the area"))
MOST_CELLS = 20_000
"""With all totals; so many take about two seconds to check."""


def read_table(unit: UnitOfWork, definition: TableDefinition, whole: Whole, handed_in: HandedIn) -> Table:
    """Return a table with its small numbers hidden.

    Args:
        whole: what the reader may look at, and the region counted (`whole_of`).
    Raises: a subclass of Invalid when the table cannot be made.
    Cost: 4 or 5; one grouped read of the register's part, for a mean two.
    """
    return read_tables(unit, [definition], whole, handed_in)[0]


def read_tables(
    unit: UnitOfWork,
    definitions: Sequence[TableDefinition],
    whole: Whole,
    handed_in: HandedIn,
    told: Callable[[int], None] = lambda counted: None,
) -> list[Table]:
    """Return tables that are published together: none gives away what another hides.

    Args:
        told: is told after each table how many are counted.
    Raises: as `read_table`. Cost: that of each.
    """
    catalogue = read_catalogue(unit, whole.area)
    drafts = []
    for counted, each in enumerate(definitions, 1):
        drafts.append(_draft(unit, each, catalogue, whole, handed_in))
        told(counted)
    limit = smallest_shown(whole.area, unit.today)
    hidden: dict[tuple[str, str], frozenset[Key]] = {}
    for population in {draft.population for draft in drafts}:
        cubes = [draft.cube for draft in drafts if draft.population == population]
        hidden[population] = hide_small_cells(cubes, limit)
    return [draft.table(hidden[draft.population], limit) for draft in drafts]


@dataclass(frozen=True)
class _Draft:
    """A counted table before its small numbers are hidden.

    Args:
        axes: the places first where there are any, then the dimensions, each with the values that somebody has.
        tallies: what was counted, by a value on each axis.
    """

    plan: Plan
    axes: tuple[Axis, ...]
    tallies: Mapping[tuple[str, ...], Tally]
    left_out: int
    groups: int

    @property
    def population(self) -> tuple[str, str]:
        """Who is counted: tables of one population give one another away, others do not."""
        return self.plan.definition.unit.value, self.plan.definition.number

    @property
    def cube(self) -> Cube:
        return Cube(self.axes, {place: tally.count for place, tally in self.tallies.items()})

    def table(self, hidden: frozenset[Key], limit: int) -> Table:
        """Return the table that may be shown."""
        plan, definition, dimensions = self.plan, self.plan.definition, self.plan.catalogue.dimensions
        rows, columns = self._members(definition.rows), self._members(definition.columns)
        places = [(r, c) for r in _keys(rows) for c in _keys(columns)]
        covered = {place for place in places if self._key(place) in hidden}
        number = plan.catalogue.numbers.get(definition.number) if definition.measure is Measure.MEAN else None
        inside = [(r, c) for r, c in places if r != TOTAL and (c != TOTAL or not columns)]
        return Table(
            definition=definition,
            area=plan.tree.title,
            day=plan.on,
            rows_title=dimensions[definition.rows].title,
            columns_title=dimensions[definition.columns].title if definition.columns else None,
            value_title=number.title if number else None,
            value_unit=number.unit if number else None,
            filters=tuple(_filter_titles(definition, plan.catalogue)),
            rows=rows,
            columns=columns,
            cells=fill_cells(definition, rows, columns, Filling(self._shown(), covered, self.groups)),
            limit=limit,
            left_out=self.left_out if self.left_out == 0 or self.left_out >= limit else None,
            too_fine=bool(inside) and covered.issuperset(inside),
        )

    def _members(self, key: str) -> tuple[Member, ...]:
        if not key:
            return ()
        dimension = self.plan.catalogue.dimensions[key]
        if dimension.is_place:
            apart = {p[0] for p in self.tallies if p[0].endswith(DIRECT) and self._is_counted(p[0])}
            return (*self.plan.tree.members, *(Member(value, ELSEWHERE) for value in sorted(apart)))
        present = {value for axis in self.axes if axis.name == key for value in axis.levels[0]}
        values = dimension.values
        if values[-1].key == NOT_KNOWN and NOT_KNOWN not in present:
            values = values[:-1]
        return tuple(Member(value.key, value.title) for value in values)

    def _key(self, place: Place) -> Key:
        """Return what a cell of the shown table is in the cube."""
        definition = self.plan.definition
        key = dict(definition.filters)
        if self.plan.tree.area:
            key[AREA] = self.plan.tree.area
        for name, value in zip((definition.rows, definition.columns), place, strict=True):
            if value != TOTAL:
                key[AREA if name in PLACES else name] = value
        return key_of(**key)

    def _shown(self) -> dict[Place, Tally]:
        """Return the tallies of the counted region under the filters, by row and column, with all totals."""
        definition = self.plan.definition
        names = [axis.name for axis in self.axes]
        found: dict[Place, Tally] = {}
        for values, tally in self.tallies.items():
            at = dict(zip(names, values, strict=True))
            if all(at[key] == value for key, value in definition.filters) and self._is_counted(at.get(AREA, "")):
                row, column = (at[AREA if n in PLACES else n] if n else TOTAL for n in _cut(definition))
                known = found.get((row, column))
                found[row, column] = Tally(known.parts + tally.parts) if known else tally
        return add_up(found)

    def _is_counted(self, place: str) -> bool:
        """Tell whether a value of the places' axis lies in the counted region."""
        area = self.plan.tree.area
        return not area or any(value == area for _, value in self.axes[0].line(place))


def _draft(
    unit: UnitOfWork, definition: TableDefinition, catalogue: Catalogue, whole: Whole, handed_in: HandedIn
) -> _Draft:
    check_definition(definition, catalogue, unit.today)
    on = definition.as_of or unit.today
    level = next((key for key in (definition.rows, definition.columns) if key in PLACES), "")
    plan = Plan(definition, catalogue, whole, read_places(unit, whole, level, on), on)
    counted = count(unit, plan, handed_in)
    tallies, axes = counted.tallies, []
    if plan.tree.axis:
        axis, values = plan.tree.placed({place[0] for place in tallies})
        tallies = {(values[place[0]], *place[1:]): tally for place, tally in tallies.items()}
        axes.append(axis)
    start = len(axes)
    for number, dimension in enumerate(plan.cuts, start):
        axes.append(Axis.flat(dimension.key, sorted({place[number] for place in tallies})))
    cells = prod(1 + sum(len(level) for level in axis.levels) for axis in axes)
    if cells > MOST_CELLS:
        raise TableTooLarge(cells=cells, most=MOST_CELLS, field="rows")
    return _Draft(plan, tuple(axes), tallies, counted.left_out, counted.groups)


def _filter_titles(definition: TableDefinition, catalogue: Catalogue) -> Iterator[tuple[Title, Title]]:
    for key, value in definition.filters:
        dimension = catalogue.dimensions[key]
        yield dimension.title, next(each.title for each in dimension.values if each.key == value)


def _keys(members: Sequence[Member]) -> list[str]:
    return [*(member.key for member in members), TOTAL]


def _cut(definition: TableDefinition) -> tuple[str, str]:
    return definition.rows, definition.columns
