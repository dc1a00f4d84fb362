"""Forms of validation."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from foundation.unit_of_work import UnitOfWork
from registry.operations.quality.exceptions import LONGEST
from registry.queries.quality.counts import VillageFilters
from registry.queries.quality.findings import FindingFilters
from registry.queries.regions import list_areas, list_regions_below
from registry.rules.quality.rulebook import Rule, RuleBook
from registry.rules.quality.words import FindingState, Severity, Subject
from web.filters import day
from web.forms import EnumField, FilterForm, Form
from web.languages import current_language

MOST_TEXT = 200_000


def townships(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Return the townships of the reader's areas as choices."""
    return [("", _("All")), *((place.path, place.name) for place in list_regions_below(unit, "township"))]


class FindingFilterForm(FilterForm):
    q = StringField(_l("Name or household code"), [Optional(), Length(max=60)])
    state = EnumField(_l("State"), [Optional()], words=FindingState, blank=_l("To be mended"))
    severity = EnumField(_l("Severity"), [Optional()], words=Severity, blank=_l("All"))
    rule = SelectField(_l("Rule"), [Optional()], validate_choice=False)
    region = SelectField(_l("Township"), [Optional()], validate_choice=False)

    def offer(self, unit: UnitOfWork, book: RuleBook | None = None) -> None:
        """Offer what can be narrowed to; a page of one rule or village has no choice of it."""
        if self.rule is not None:
            rules = sorted(book or (), key=lambda rule: rule.id)
            titles = ((rule.id, f"{rule.id} {rule.title.in_language(current_language())}") for rule in rules)
            self.rule.choices = [("", _("All")), *titles]
        if self.region is not None:
            self.region.choices = townships(unit)

    def filters(self, **fixed: Any) -> FindingFilters:
        """Return the filters that the form says; `fixed` are those of the page."""
        rule_ids = (self.rule.data,) if self.rule is not None and self.rule.data else None
        values: dict[str, Any] = {
            "rule_ids": rule_ids,
            "severity": self.severity.data.value if self.severity is not None and self.severity.data else "",
            "region_path": self.region.data or "" if self.region is not None else "",
            "state": self.state.data or FindingState.OPEN,
            "words": self.q.data or "",
        }
        return FindingFilters(**(values | fixed))


class RuleFilterForm(FilterForm):
    q = StringField(_l("Id or words"), [Optional(), Length(max=60)])
    severity = EnumField(_l("Severity"), [Optional()], words=Severity, blank=_l("All"))
    subject = EnumField(_l("Speaks of"), [Optional()], words=Subject, blank=_l("All"))

    def takes(self, rule: Rule) -> bool:
        """Tell whether a rule fits the filters."""
        words = (self.q.data or "").casefold()
        texts = (*rule.ids, rule.title.en, rule.title.zh)
        return (
            (not words or any(words in text.casefold() for text in texts))
            and self.severity.data in (None, rule.severity)
            and self.subject.data in (None, rule.subject)
        )


class VillageFilterForm(FilterForm):
    q = StringField(_l("Village"), [Optional(), Length(max=60)])
    region = SelectField(_l("Township"), [Optional()], validate_choice=False)

    def offer(self, unit: UnitOfWork) -> None:
        """Offer the townships of the reader's areas."""
        self.region.choices = townships(unit)

    def filters(self) -> VillageFilters:
        """Return the filters that the form says."""
        return VillageFilters(self.q.data or "", self.region.data or "")


class RunForm(Form):
    area = SelectField(_l("Region to check"), [InputRequired()])

    def offer(self, unit: UnitOfWork) -> None:
        """Offer the areas that the reader is appointed for."""
        self.area.choices = [(place.path, place.name) for place in list_areas(unit)]


class ExceptionForm(Form):
    reason = TextAreaField(
        _l("Why does the rule not hold here?"),
        [InputRequired(), Length(min=10, max=400)],
        description=_l("Whoever looks later must understand it. Do not write ID numbers, telephones or diagnoses."),
    )
    until_on = DateField(_l("Until when"), [InputRequired()])

    def hint(self, unit: UnitOfWork) -> None:
        """Say how long an exception may last."""
        latest = day(unit.today + LONGEST)
        self.until_on.description = _(
            "On the day after, the finding shows again by itself. At most until %(latest)s.", latest=latest
        )
        if not self.is_submitted() and self.until_on.data is None:
            self.until_on.data = unit.today + timedelta(days=365)


class OwnRulesForm(Form):
    name = StringField(
        _l("Name"),
        [
            InputRequired(),
            Length(max=60),
            Regexp(r"^[a-z][a-z0-9_-]*$", message=_l("Small letters, digits, - and _ only, a letter first.")),
        ],
        description=_l("A text of the same name and region is replaced."),
    )
    area = SelectField(_l("Region where the rules hold"), [InputRequired()])
    text = TextAreaField(
        _l("Rules"), [InputRequired(), Length(max=MOST_TEXT)], render_kw={"rows": "24", "spellcheck": "false"}
    )

    def offer(self, unit: UnitOfWork) -> None:
        """Offer the reader's areas and the regions below them down to the township."""
        areas = list_areas(unit)
        below: Iterable[Any] = (place for level in ("county", "township") for place in list_regions_below(unit, level))
        places = {place.path: place.name for place in (*areas, *below)}
        self.area.choices = list(places.items())
