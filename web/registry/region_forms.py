"""Forms for regions: the list's filters, and one for each kind of change."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.unit_of_work import UnitOfWork
from registry.models import Region
from registry.queries.region_changes import list_children
from registry.queries.region_lists import RegionFilters, list_neighbours
from registry.queries.regions import get_region
from registry.rules.region_changes import LEVELS
from registry.rules.words import RegionLevel
from web.forms import EnumField, FilterForm, Form, enum_choices

CODE_HINT = _l("Digits only. A code is never given twice, not even one that has ended.")


class RegionFilterForm(FilterForm):
    q = StringField(_l("Name or code"), [Optional(), Length(max=60)])
    level = EnumField(_l("Level"), [Optional()], words=RegionLevel, blank=_l("Direct parts only"))
    on = DateField(_l("As it was on"), [Optional()])
    ended = BooleanField(_l("Also those that have ended"))

    def filters(self, under: str) -> RegionFilters:
        """Return the filters that the form says, inside one region."""
        return RegionFilters(
            under=under,
            words=self.q.data or "",
            level=self.level.data or "",
            on=None if self.on.errors else self.on.data,
            with_ended=bool(self.ended.data),
        )


class BoxesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Any number of choices, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RegionChangeForm(Form):
    """What every change says: since when it holds, and which paper orders it."""

    on = DateField(
        _l("Holds from"), [InputRequired()], description=_l("The day it took effect. It may lie in the past.")
    )
    document = StringField(
        _l("Document"), [Optional(), Length(max=200)], description=_l("Number or title of the paper that orders it.")
    )

    def offer(self, unit: UnitOfWork, region: Region) -> None:
        """Fill in what can be chosen and what is likely."""
        if not self.is_submitted():
            self.on.data = unit.today

    def values(self, *, with_document: bool = True) -> dict[str, Any]:
        """Return what the act takes; what is checked before takes no document."""
        left_out = {"csrf_token"} if with_document else {"csrf_token", "document"}
        names = (name for name in self.data if name not in left_out)
        return {name: self.data[name] or ("" if name == "document" else None) for name in names}


class RenameForm(RegionChangeForm):
    name = StringField(_l("New name"), [InputRequired(), Length(max=80)])
    name_en = StringField(_l("English name"), [Optional(), Length(max=120)])

    def offer(self, unit: UnitOfWork, region: Region) -> None:
        super().offer(unit, region)
        if not self.is_submitted():
            self.name.data, self.name_en.data = region.name, region.name_en


class MergeForm(RegionChangeForm):
    into = SelectField(_l("Merges into"), [InputRequired()])

    def offer(self, unit: UnitOfWork, region: Region) -> None:
        super().offer(unit, region)
        self.into.choices = _places(list_neighbours(unit, region, region.level))


class MoveForm(RegionChangeForm):
    parent = SelectField(_l("Lies in, from then on"), [InputRequired()])

    def offer(self, unit: UnitOfWork, region: Region) -> None:
        super().offer(unit, region)
        level = get_region(unit, region.parent_code).level if region.parent_code else region.level
        around = (row for row in list_neighbours(unit, region, level) if row.code != region.parent_code)
        self.parent.choices = _places(around)


class RecodeForm(RegionChangeForm):
    new_code = StringField(_l("New code"), [InputRequired(), Length(max=20)], description=CODE_HINT)


class SplitForm(RegionChangeForm):
    name = StringField(_l("Name of the new region"), [InputRequired(), Length(max=80)])
    name_en = StringField(_l("English name"), [Optional(), Length(max=120)])
    new_code = StringField(_l("Code of the new region"), [InputRequired(), Length(max=20)], description=CODE_HINT)
    regions = BoxesField(_l("Parts that go to it"), [Optional()], choices=[])
    households = TextAreaField(
        _l("Households that go to it"),
        [Optional(), Length(max=100_000)],
        description=_l("Their codes, one a line or with commas between them."),
    )

    def offer(self, unit: UnitOfWork, region: Region) -> None:
        super().offer(unit, region)
        children = list_children(unit, region.code)
        self.regions.choices = [SelectChoice(child.code, f"{child.name} ({child.code})") for child in children]

    def values(self, *, with_document: bool = True) -> dict[str, Any]:
        codes = (self.households.data or "").replace(",", " ").replace("，", " ").split()
        return {**super().values(with_document=with_document), "households": codes, "regions": self.regions.data or []}


class CloseForm(RegionChangeForm):
    pass


class AddForm(RegionChangeForm):
    name = StringField(_l("Name"), [InputRequired(), Length(max=80)])
    name_en = StringField(_l("English name"), [Optional(), Length(max=120)])
    new_code = StringField(_l("Code"), [InputRequired(), Length(max=20)], description=CODE_HINT)
    level = SelectField(_l("Level"), [InputRequired()])

    def offer(self, unit: UnitOfWork, region: Region) -> None:
        super().offer(unit, region)
        self.level.choices = enum_choices(LEVELS[LEVELS.index(region.level) + 1 :])

    def values(self, *, with_document: bool = True) -> dict[str, Any]:
        return {**super().values(with_document=with_document), "level": RegionLevel(self.level.data)}


def _places(rows: Any) -> list[SelectChoice]:
    found = [SelectChoice(row.code, f"{row.name} ({row.code}) · {row.parent or ''}") for row in rows]
    return [SelectChoice("", _("Choose a region")), *found]
