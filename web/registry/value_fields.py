"""Form fields made from the register's catalogue, so that a screen asks in the same words and takes the same values."""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FloatField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.money import Money
from foundation.wording import Worded
from registry.rules.imports.field_kinds import SECRETS, Field, FieldKind
from registry.rules.values import NEVER_EMPTY, as_text
from web.forms import EnumField, MoneyField, enum_choices
from web.registry.value_words import unit_of

YES, NO = "true", "false"
NOT_KNOWN = _l("Not known")
AS_RECORDED = _l("Leave as recorded")


class NumberField(FloatField):  # type: ignore[misc]  # WTForms has no types
    """A number with decimals, written as people write it: 6 and not 6.0; thousands may be separated."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        super().process_formdata([text.replace(",", "").strip() for text in valuelist])

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else as_text(self.data) or ""


def flag_field(word: Any, blank: Any) -> Any:
    """Return a choice of yes, no or not known; its data are the history's words for them."""
    return SelectField(word, [Optional()], choices=lambda: [("", str(blank)), (YES, _("yes")), (NO, _("no"))])


class WordsField(SelectMultipleField):  # type: ignore[misc]
    """Any number of a code list, as boxes to tick; `data` is a list of values."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, validators: Any = None, *, words: type[Worded], **options: Any) -> None:
        super().__init__(label, validators, choices=lambda: enum_choices(words), **options)


class UnitText:
    """A unit in the page's language, asked for when the page is written."""

    def __init__(self, field: Field) -> None:
        self._field = field

    def __str__(self) -> str:
        return unit_of(self._field)

    def __bool__(self) -> bool:
        return bool(unit_of(self._field))


def form_field(field: Field, *, is_hidden: bool = False) -> Any:
    """Return the form field for a field of the register.

    Args:
        is_hidden: its value is not shown to whoever edits; an empty field leaves it as it is.
    """
    word: LazyString = _l(field.label)
    checks = [InputRequired() if field.stored_as in NEVER_EMPTY and not is_hidden else Optional()]
    look: dict[str, Any] = {"render_kw": {"data-unit": UnitText(field)}} if field.quantity is not None else {}
    if field.kind in BOXES:
        return BOXES[field.kind](word, checks, **look)
    blank = AS_RECORDED if is_hidden else None if field.stored_as in NEVER_EMPTY else NOT_KNOWN
    if field.words is not None:
        return words_field(field, field.words, word, checks, blank)
    if field.kind is FieldKind.FLAG:
        return flag_field(word, blank)
    if field.kind in SECRETS:
        return StringField(word, [Optional(), Length(max=40)], render_kw={"autocomplete": "off"})
    return StringField(word, [*checks, Length(max=field.length or 200)])


def words_field(field: Field, words: type[Worded], word: Any, checks: list[Any], blank: Any) -> Any:
    """Return the choice of one or of several of a code list."""
    if field.kind is FieldKind.LIST:
        return WordsField(word, [Optional()], words=words)
    return EnumField(word, checks, words=words, blank=blank)


BOXES: dict[FieldKind, Any] = {
    FieldKind.WHOLE: IntegerField,
    FieldKind.NUMBER: NumberField,
    FieldKind.MONEY: MoneyField,
    FieldKind.DATE: DateField,
}


def typed_value(field: Field, data: Any) -> Any:
    """Return a form field's data as the register keeps it."""
    if isinstance(data, Money):
        return data.minor
    if field.kind is FieldKind.FLAG:
        return {YES: True, NO: False}.get(data)
    if field.kind is FieldKind.LIST:
        return list(data or []) or None
    return data if data != "" else None


def shown_value(field: Field, value: Any) -> Any:
    """Return a value of the register as its form field takes it."""
    if field.kind is FieldKind.MONEY:
        return None if value is None else Money(value)
    if field.kind is FieldKind.LIST:
        return list(value or [])
    return as_text(value) or "" if field.kind is FieldKind.FLAG else value
