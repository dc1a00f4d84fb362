"""Forms of frozen rounds."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.unit_of_work import UnitOfWork
from registry.queries.regions import list_areas
from registry.queries.statistics.rounds import RoundFilters
from registry.rules.statistics.words import RoundState
from reports.bulletin.tables import TABLES
from web.forms import EnumField, FilterForm, Form
from web.statistics.forms import regions_below


def regions_of(unit: UnitOfWork) -> Mapping[str, Any]:
    """Return the regions that a round can be of, by path: the reader's areas, the counties and townships in them."""
    return {place.path: place for place in (*list_areas(unit), *regions_below(unit))}


class RoundFilterForm(FilterForm):
    q = StringField(_l("Title"), [Optional(), Length(max=60)])
    region = SelectField(_l("Region"), [Optional()], validate_choice=False)
    state = EnumField(_l("State"), [Optional()], words=RoundState, blank=_l("All"))

    def offer(self, unit: UnitOfWork) -> None:
        """Offer the regions of the reader's areas."""
        self.region.choices = [("", _("All")), *((path, place.name) for path, place in regions_of(unit).items())]

    def filters(self) -> RoundFilters:
        """Return the filters that the form says."""
        return RoundFilters(self.q.data or "", self.region.data or "", self.state.data)


class FreezeForm(Form):
    name = StringField(_l("Title"), [InputRequired(), Length(max=120)])
    reason = StringField(_l("What it is for"), [InputRequired(), Length(max=400)])
    region = SelectField(_l("Region"), [InputRequired()])
    as_of = DateField(_l("On the day"), [InputRequired()])
    tables = SelectMultipleField(
        _l("Tables"), [InputRequired()], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    with_measures = BooleanField(_l("With the poverty measures"))
    key = HiddenField(validators=[InputRequired(), Length(max=40)])

    def offer(self, unit: UnitOfWork) -> Mapping[str, Any]:
        """Offer regions and tables; return the regions by path."""
        places = regions_of(unit)
        self.region.choices = [(path, place.name) for path, place in places.items()]
        self.tables.choices = [(key, _(table.title)) for key, table in TABLES.items()]
        self.key.data = self.key.data or token_hex(16)
        return places
