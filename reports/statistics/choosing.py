"""What the measures of an area can be asked for: a day, a poverty line, survey weights or not, and groups."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from monitoring.errors import FieldNotGroupable
from monitoring.queries.measures import MeasureData
from monitoring.queries.measures.grouping import REGION
from monitoring.rules.measures.columns import Column
from monitoring.rules.measures.groups import NOT_KNOWN
from monitoring.rules.measures.lines import PovertyLine, line_values
from registry.rules.statistics import Catalogue, CountedUnit, Title
from registry.rules.statistics.catalogue import EXTRA, NO, YES
from registry.rules.statistics.catalogue import NOT_KNOWN as NO_VALUE
from reports.statistics.views import PLACE

CODE_LISTS = {
    "household_class": "class",
    "civil_affairs_class": "civil_class",
    "colour": "colour",
    "dwelling_kind": "dwelling",
    "dwelling_grade": "dwelling_grade",
    "water_source": "water",
    "sanitation": "sanitation",
    "cooking_fuel": "fuel",
}
"""What tables call a code list, and what measures call it."""
FLAGS = {YES: "true", NO: "false"}
"""How a further field keeps its answers."""


@dataclass(frozen=True, slots=True)
class GroupField:
    """Something that households can be parted by.

    Args:
        key: what a reading of measures takes.
        values: the names of its values by what the register keeps; empty for places, which carry their own.
    """

    key: str
    title: Title
    values: Mapping[str, Title]

    def name(self, label: str, known: Mapping[str, str]) -> Title:
        """Return the name of a group, from its values or from the names that came with a reading."""
        if label in self.values:
            return self.values[label]
        return Title.named(known[label]) if label in known else Title(label)


PLACES = GroupField(REGION, PLACE, {})


@dataclass(frozen=True, slots=True)
class MeasuresChoice:
    """What the measures of an area are asked for with.

    Args:
        area: a path of regions; empty is everywhere in the actor's scope.
        as_of: the day; None is today.
        line: what income is held against.
        groups: what the area is parted by.
        is_unweighted: leave survey weights aside.
        has_intervals: add intervals of confidence by bootstrap, which takes seconds for a county.
    """

    area: str
    as_of: date | None = None
    line: PovertyLine = PovertyLine.OFFICIAL
    groups: GroupField = PLACES
    is_unweighted: bool = False
    has_intervals: bool = False


def group_fields(catalogue: Catalogue) -> dict[str, GroupField]:
    """Return what households of an area can be parted by, places first."""
    found = {PLACES.key: PLACES}
    for each in catalogue.dimensions.values():
        is_extra = each.key.startswith(EXTRA) and each.known_of is CountedUnit.HOUSEHOLDS
        key = each.key if is_extra else CODE_LISTS.get(each.key)
        if key is not None:
            names = {FLAGS.get(value.key, value.key) if is_extra else value.key: value.title for value in each.values}
            not_known = {NOT_KNOWN: names[NO_VALUE]} if NO_VALUE in names else {}
            found[key] = GroupField(key, each.title, names | not_known)
    return found


def find_group_field(catalogue: Catalogue, key: str) -> GroupField:
    """Return what households are parted by. Raises FieldNotGroupable."""
    known = group_fields(catalogue)
    if key not in known:
        raise FieldNotGroupable(name=key, known=", ".join(known), field="by")
    return known[key]


def as_chosen(data: MeasureData, choice: MeasuresChoice) -> MeasureData:
    """Return the numbers of a reading with the chosen line as its income line, and with survey weights or without."""
    columns = dict(data.columns)
    if choice.is_unweighted:
        columns[Column.SURVEY_WEIGHT] = np.full(len(data), np.nan)
    weighed = replace(data, columns=columns)
    if choice.line is PovertyLine.OFFICIAL:
        return weighed
    line = line_values(choice.line, columns, weighed.per_person())
    return replace(weighed, columns={**columns, Column.INCOME_LINE: line})
