"""What a table is asked for with: all of it stands in the address, so that a table can be kept as a link."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from foundation.unit_of_work import UnitOfWork
from monitoring.rules.measures.lines import PovertyLine
from registry.models import Region
from registry.queries.regions import list_regions_below
from registry.rules.statistics import PLACES, Catalogue, CountedUnit, Measure, TableDefinition
from registry.rules.statistics.definition import find_dimension
from registry.rules.statistics.errors import ValueUnknown
from registry.rules.words import RegionLevel
from reports.statistics.choosing import PLACES as PLACES_BELOW
from reports.statistics.choosing import MeasuresChoice, find_group_field, group_fields
from web.forms import EnumField, FilterForm, Form
from web.statistics.words import title_words

LEVELS = (RegionLevel.COUNTY, RegionLevel.TOWNSHIP)
FIRST = "household_class"
"""What a table shows before anybody asks."""


def regions_below(unit: UnitOfWork) -> list[Region]:
    """Return the counties and townships of the reader's areas."""
    return [place for level in LEVELS for place in list_regions_below(unit, level.value)]


def places(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Return the regions that can be counted: all of the reader's area, and the counties and townships in it."""
    inside = sorted((place.path, place.name) for place in regions_below(unit) if place.path not in unit.actor.areas)
    return [("", _("All of my area")), *inside]


def values_of(catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """Return each value that somebody can have, under the name of its dimension."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in catalogue.dimensions.values():
        if not each.is_place:
            words = [(f"{each.key}={value.key}", title_words(value.title)) for value in each.values]
            found.setdefault(title_words(each.title), []).extend(words)
    return found


class TableForm(FilterForm):
    unit = EnumField(_l("Count"), [DataRequired()], words=CountedUnit, default=CountedUnit.HOUSEHOLDS)
    rows = SelectField(_l("In the rows"), [DataRequired()], default=FIRST, validate_choice=False)
    columns = SelectField(_l("In the columns"), [Optional()], validate_choice=False)
    measure = EnumField(_l("Shown in the cells"), [DataRequired()], words=Measure, default=Measure.COUNT)
    number = SelectField(_l("Mean of"), [Optional()], validate_choice=False)
    filter_1 = SelectField(_l("Only those with"), [Optional()], validate_choice=False)
    filter_2 = SelectField(_l("And with"), [Optional()], validate_choice=False)
    area = SelectField(_l("Region"), [Optional()], validate_choice=False)
    as_of = DateField(_l("On the day"), [Optional()])
    has_intervals = BooleanField(_l("With intervals of confidence"))

    def offer(self, unit: UnitOfWork, catalogue: Catalogue) -> None:
        """Offer what the reader's regions can be counted by."""
        none = [("", _("None"))]
        named = [(each.key, title_words(each.title)) for each in catalogue.dimensions.values()]
        numbers = [(each.key, title_words(each.title)) for each in catalogue.numbers.values()]
        self.rows.choices, self.columns.choices, self.number.choices = named, none + named, none + numbers
        self.filter_1.choices = self.filter_2.choices = {"–": [("", _("All"))], **values_of(catalogue)}
        self.area.choices = places(unit)

    def definition(self) -> TableDefinition:
        """Return the table that is asked for."""
        chosen = (value.partition("=") for value in (self.filter_1.data, self.filter_2.data) if value)
        return TableDefinition(
            rows=self.rows.data,
            columns=self.columns.data or "",
            unit=self.unit.data,
            measure=self.measure.data,
            number=(self.number.data or "") if self.measure.data is Measure.MEAN else "",
            filters=tuple((key, value) for key, _equals, value in chosen),
            area=self.area.data or "",
            as_of=self.as_of.data,
            has_intervals=self.has_intervals.data,
        )


class MeasuresForm(FilterForm):
    area = SelectField(_l("Region"), [Optional()], validate_choice=False)
    as_of = DateField(_l("On the day"), [Optional()])
    line = EnumField(_l("Poverty line"), [DataRequired()], words=PovertyLine, default=PovertyLine.OFFICIAL)
    by = SelectField(_l("In groups by"), [DataRequired()], default=PLACES_BELOW.key, validate_choice=False)
    is_unweighted = BooleanField(_l("Leave survey weights aside"))
    has_intervals = BooleanField(
        _l("With intervals of confidence"),
        description=_l(
            "Each figure is computed 500 times from households drawn anew. This takes a while for a county."
        ),
    )

    def offer(self, unit: UnitOfWork, catalogue: Catalogue) -> None:
        """Offer the regions that can be counted, and what their households can be parted by."""
        self.area.choices = places(unit)
        self.by.choices = [(each.key, title_words(each.title)) for each in group_fields(catalogue).values()]

    def choice(self, area: str, catalogue: Catalogue) -> MeasuresChoice:
        """Return what is asked for. Raises FieldNotGroupable."""
        return MeasuresChoice(
            area=area,
            as_of=self.as_of.data,
            line=self.line.data,
            groups=find_group_field(catalogue, self.by.data),
            is_unweighted=self.is_unweighted.data,
            has_intervals=self.has_intervals.data,
        )


def levels() -> list[tuple[str, str]]:
    """Return the levels that a map can be cut by."""
    return [(key, title_words(title)) for key, title in PLACES.items()]


class MapForm(FilterForm):
    share = SelectField(
        _l("Share of those with"), [DataRequired()], default="household_class=ex_poor", validate_choice=False
    )
    level = SelectField(_l("Place by place"), [DataRequired()], default=RegionLevel.TOWNSHIP.value, choices=levels)
    area = SelectField(_l("Region"), [Optional()], validate_choice=False)
    as_of = DateField(_l("On the day"), [Optional()])

    def offer(self, unit: UnitOfWork, catalogue: Catalogue) -> None:
        """Offer what the reader's regions can be counted by."""
        self.share.choices = values_of(catalogue)
        self.area.choices = places(unit)

    @property
    def value(self) -> str:
        """The value whose share is shown."""
        return str(self.share.data).partition("=")[2]

    def words(self) -> str:
        """Return what is shown, as the choice says it."""
        every = [(key, f"{name}: {words}") for name, some in self.share.choices.items() for key, words in some]
        return dict(every).get(self.share.data, "")

    def definition(self, catalogue: Catalogue) -> TableDefinition:
        """Return the table that the map is drawn from. Raises: a subclass of Invalid for an unknown dimension."""
        key, _equals, value = str(self.share.data).partition("=")
        dimension = find_dimension(catalogue, key, "share")
        if value not in {each.key for each in dimension.values}:
            raise ValueUnknown(value=value, name=dimension.title.en, field="share")
        return TableDefinition(
            rows=self.level.data,
            columns=key,
            unit=dimension.known_of,
            measure=Measure.ROW_SHARE,
            area=self.area.data or "",
            as_of=self.as_of.data,
        )


class ShapesForm(Form):
    file = FileField(
        _l("GeoJSON file"),
        [FileRequired(_l("Choose a file."))],
        description=_l("One Polygon or MultiPolygon a region, in longitude and latitude, 20 MB at most."),
    )
    property_name = StringField(
        _l("Property with the region's code"), [InputRequired(), Length(max=60)], default="code"
    )
    source = StringField(
        _l("Where do the shapes come from?"),
        [InputRequired(), Length(max=200)],
        description=_l("Such as the office and the year. It stands beside the maps' source."),
    )
