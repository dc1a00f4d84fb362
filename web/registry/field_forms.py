"""Forms for further fields."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FloatField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from foundation.unit_of_work import UnitOfWork
from registry.models import ExtraField
from registry.queries.fields import definition_of
from registry.queries.regions import list_areas, list_regions_below
from registry.rules.field_checks import MOST_QUESTION, MOST_UNIT, read_options, write_options
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind
from web.forms import EnumField, FilterForm, Form

EVERYWHERE = "*"
"""Stands for the whole register in the form, where an empty choice would mean none."""
Listed = list[tuple[ExtraField, FieldDefinition, str]]


class FieldFilterForm(FilterForm):
    q = StringField(_l("Question or key"), [Optional(), Length(max=60)])
    entity = EnumField(_l("Asked of"), [Optional()], words=FieldEntity, blank=_l("All"))
    kind = EnumField(_l("Kind"), [Optional()], words=FieldKind, blank=_l("All"))
    retired = BooleanField(_l("Also retired ones"))

    def takes(self, definition: FieldDefinition) -> bool:
        """Tell whether a field fits the filters."""
        words = (self.q.data or "").casefold()
        texts = (definition.key, definition.question_en, definition.question_zh)
        return (
            (not words or any(words in text.casefold() for text in texts))
            and self.entity.data in (None, definition.entity)
            and self.kind.data in (None, definition.kind)
        )


class ChangeFieldForm(Form):
    question_en = StringField(_l("Question in English"), [InputRequired(), Length(max=MOST_QUESTION)])
    question_zh = StringField(_l("Question in Chinese"), [InputRequired(), Length(max=MOST_QUESTION)])
    kind = EnumField(_l("Kind"), [InputRequired()], words=FieldKind)
    unit = StringField(
        _l("Unit"),
        [Optional(), Length(max=MOST_UNIT)],
        description=_l("What a number counts, such as kg. Leave it empty for a mere count."),
    )
    low = FloatField(_l("Least number"), [Optional()])
    high = FloatField(_l("Greatest number"), [Optional()])
    options = TextAreaField(
        _l("Options of a code list"),
        [Optional(), Length(max=40_000)],
        description=_l("One a line: code | English | Chinese, for example: tar | Tarmac road | 柏油路"),
    )
    valid_from = DateField(_l("Asked from"), [InputRequired()])

    def show(self, definition: FieldDefinition) -> None:
        """Fill the form with a definition."""
        for name in ("question_en", "question_zh", "kind", "unit", "low", "high", "valid_from"):
            self[name].data = getattr(definition, name)
        self.options.data = write_options(definition.options)

    def values(self) -> dict[str, Any]:
        """Return what a definition takes. Raises: FieldOptionRefused."""
        names = ("question_en", "question_zh", "kind", "low", "high", "valid_from")
        values = {name: self[name].data for name in names}
        return {**values, "unit": self.unit.data or "", "options": read_options(self.options.data or "")}


class DefineFieldForm(ChangeFieldForm):
    key = StringField(
        _l("Key"),
        [InputRequired(), Length(max=40)],
        description=_l("Its name in files, forms and rules: small letters, digits and underscores. It never changes."),
    )
    entity = EnumField(_l("Asked of"), [InputRequired()], words=FieldEntity)
    region = SelectField(
        _l("Region"), [InputRequired()], description=_l("It is asked here and in all that lies inside.")
    )

    def offer(self, unit: UnitOfWork) -> None:
        """Fill in the regions that the actor may define for, and today."""
        places = {place.path: place.name for place in list_areas(unit)}
        if "" in unit.actor.areas:
            places[EVERYWHERE] = _("The whole register")
        else:
            places |= {place.path: place.name for place in list_regions_below(unit, "township")}
        self.region.choices = [SelectChoice(path, name) for path, name in places.items()]
        if not self.is_submitted():
            self.valid_from.data = unit.today

    @property
    def place(self) -> str:
        """The path of the chosen region; empty for the whole register."""
        return "" if self.region.data == EVERYWHERE else self.region.data

    def definition(self) -> FieldDefinition:
        """Return the definition that the form says. Raises: FieldOptionRefused."""
        return FieldDefinition(key=self.key.data, entity=self.entity.data, region_path=self.place, **self.values())


class RetireFieldForm(Form):
    on = DateField(_l("Not asked from"), [InputRequired()])


def fitting(rows: Sequence[Any], form: FieldFilterForm) -> Listed:
    """Return those rows of the list that fit the filters, with their definitions and regions."""
    found = ((row.ExtraField, definition_of(row.ExtraField), row.region or "") for row in rows)
    return [(row, definition, region) for row, definition, region in found if form.takes(definition)]
