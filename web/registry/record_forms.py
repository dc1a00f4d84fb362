"""Forms that edit a household and a person."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from foundation.identifiers import mask
from foundation.wording import Worded, mark
from registry.rules.edits import Edit, Interim
from registry.rules.imports.field_kinds import Field
from registry.rules.values import (
    HOUSEHOLD_FIELDS,
    HOUSEHOLD_GROUPS,
    LAST_DIGITS,
    NUMBERS,
    PERSON_FIELDS,
    PERSON_GROUPS,
    as_kept,
    as_text,
)
from web.forms import Form, enum_choices
from web.registry.value_fields import form_field, shown_value, typed_value

REMOVE = "remove_"
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Why(Worded):
    """What an edit means for the past."""

    CHANGED = "changed", mark("It changed: the old value was right until then")
    WRONG = "wrong", mark("It was recorded wrongly: the new value was right all along")


class RecordForm(Form):
    """What every edit of a record asks beside the values. `seen_at` says which state of the record was read."""

    seen_at = HiddenField()
    why = RadioField(_l("Why does it differ?"), [InputRequired()], choices=lambda: enum_choices(Why))
    valid_from = DateField(
        _l("Since when does the new value hold?"),
        [Optional()],
        description=_l("Only for what changed. Leave it empty when it holds since today."),
    )

    fields_of: Mapping[str, Field] = {}
    groups: Mapping[Any, Iterable[str]] = {}
    hidden: frozenset[str] = frozenset()
    with_digits: frozenset[str] = frozenset()

    @classmethod
    def names(cls) -> list[str]:
        """Return the columns that the form edits."""
        return [name for names in cls.groups.values() for name in names]

    def show(self, record: Any, changed_at: datetime) -> None:
        """Fill the form with what the register holds; what is masked stays empty."""
        self.seen_at.data = changed_at.isoformat()
        self.why.data = Why.CHANGED.value
        for name in self.names():
            if name not in NUMBERS and name not in self.hidden:
                self[name].data = shown_value(self.fields_of[name], getattr(record, name))
        self.hint(record)

    def hint(self, record: Any) -> None:
        """Say of masked values whether there is one."""
        for name in NUMBERS & set(self.names()):
            kept = getattr(record, name)
            known = ""
            if name not in self.with_digits:
                known = _("Your role does not see it. Leave it empty to keep what is recorded.")
            elif kept:
                known = _("Recorded: %(masked)s. Type it anew only to change it.", masked=mask(kept, LAST_DIGITS))
            self[name].description = known
        for name in self.hidden & set(self.names()):
            self[name].description = _("Your role does not see it. Leave it empty to keep what is recorded.")

    def edit(self, extra: Mapping[str, Any]) -> Edit:
        """Return the edit that was typed."""
        is_correction = self.why.data == Why.WRONG.value
        return Edit(
            values=self.values(),
            extra=extra,
            seen_at=read_moment(self.seen_at.data),
            valid_from=None if is_correction else self.valid_from.data,
            is_correction=is_correction,
        )

    def values(self) -> dict[str, Any]:
        """Return the typed values; masked ones only where something was typed."""
        found: dict[str, Any] = {}
        for name in self.names():
            value = typed_value(self.fields_of[name], self[name].data)
            if name in NUMBERS and self[REMOVE + name].data:
                found[name] = None
            elif value is not None or name not in NUMBERS | self.hidden:
                found[name] = value
        return found

    def refresh(self, record: Any, changed_at: datetime, interim: Mapping[str, Interim]) -> None:
        """Take over what others changed in fields that this editor did not touch, and read the record anew."""
        for name in self.names():
            field = self.fields_of[name]
            typed = as_text(as_kept(field, typed_value(field, self[name].data)))
            if name in interim and name not in NUMBERS | self.hidden and typed == interim[name].was:
                self[name].data = shown_value(field, getattr(record, name))
                self[name].raw_data = None
        self.seen_at.data = changed_at.isoformat()
        self.hint(record)


def read_moment(text: str | None) -> datetime:
    """Return the moment in a hidden field; a time long ago when it was tampered with, so that nothing goes unseen."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return LONG_AGO
    return moment if moment.tzinfo is not None else LONG_AGO


@cache
def household_form(hidden: frozenset[str]) -> type[RecordForm]:
    """Return the form class that edits a household.

    Args:
        hidden: the columns that whoever edits does not see; what is left empty there stays as it is.
    """
    return _form("HouseholdValuesForm", HOUSEHOLD_FIELDS, HOUSEHOLD_GROUPS, hidden)


@cache
def person_form(hidden: frozenset[str], with_digits: frozenset[str]) -> type[RecordForm]:
    """Return the form class that edits a person.

    Args:
        hidden: as for a household.
        with_digits: the numbers of which whoever edits sees the last digits.
    """
    form = _form("PersonValuesForm", PERSON_FIELDS, PERSON_GROUPS, hidden)
    form.with_digits = with_digits
    return form


def _form(
    class_name: str, fields: Mapping[str, Field], groups: Mapping[Any, Iterable[str]], hidden: frozenset[str]
) -> type[RecordForm]:
    names = [name for group in groups.values() for name in group]
    parts: dict[str, Any] = {name: form_field(fields[name], is_hidden=name in hidden) for name in names}
    parts |= {REMOVE + name: BooleanField(_l("Take away the recorded one")) for name in names if name in NUMBERS}
    parts |= {"fields_of": fields, "groups": groups, "hidden": hidden}
    return type(class_name, (RecordForm,), parts)
