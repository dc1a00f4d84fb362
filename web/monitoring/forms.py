"""Forms of early warning."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from foundation.unit_of_work import UnitOfWork
from monitoring.rules.ruleset import RuleSet
from registry.queries.regions import list_areas, list_regions_below
from registry.rules.words import Colour
from web.forms import EnumField, FilterForm, Form
from web.monitoring.words import wording


class ChangeFilterForm(FilterForm):
    to = EnumField(_l("Colour now"), [Optional()], words=Colour, blank=_l("All"))
    before = EnumField(_l("Colour before"), [Optional()], words=Colour, blank=_l("All"), name="from")
    region = SelectField(_l("Region"), [Optional()], validate_choice=False)
    reason = SelectField(_l("Reason"), [Optional()], validate_choice=False)

    def offer(self, unit: UnitOfWork, rules: RuleSet) -> None:
        """Offer the regions of the reader's areas and the rules of the round."""
        places = [*list_regions_below(unit, "township"), *list_regions_below(unit, "village")]
        self.region.choices = [("", _("All")), *((place.code, place.name) for place in places)]
        self.reason.choices = [("", _("All")), *((rule.id, wording(rule.title)) for rule in rules.rules)]


class StartRoundForm(Form):
    area = SelectField(
        _l("Region to grade"),
        [InputRequired()],
        description=_l("Every household of the region is graded with today's facts."),
    )

    def offer(self, unit: UnitOfWork) -> None:
        """Offer the areas that the reader is appointed for."""
        self.area.choices = [(place.path, place.name) for place in list_areas(unit)]
