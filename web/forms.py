"""The base of every form, and the fields that the slices share."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import DecimalField, Field, IntegerField, PasswordField, SelectField, StringField

from foundation.errors import HoldfastError, Invalid
from foundation.money import Money
from foundation.paging import PageRequest
from foundation.wording import Worded
from web.filters import amount, sentence

DEFAULT_SIZE = 50

LARGEST = 2**53
"""Whole numbers up to here are the same in a page, in a sheet and in the database."""


def _strip(value: Any) -> Any:
    """Return text without surrounding blanks."""
    return value.strip() if isinstance(value, str) else value


def _bounded(value: Any) -> Any:
    """Return a number. Raises: ValueError, which the field tells, for one that nothing could keep."""
    if isinstance(value, int | Decimal) and not -LARGEST <= value <= LARGEST:
        raise ValueError(gettext("The number is too large."))
    return value


def _filter_of(kind: type[Field]) -> Callable[[Any], Any] | None:
    """Return what every field of a kind does to its value."""
    if issubclass(kind, IntegerField | DecimalField):
        return _bounded
    return _strip if issubclass(kind, StringField) and not issubclass(kind, PasswordField) else None


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with CSRF protection whose texts lose surrounding blanks and whose numbers can be kept."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            own, filters = _filter_of(unbound_field.field_class), unbound_field.kwargs.get("filters", ())
            if own is not None and own not in filters:
                unbound_field.kwargs["filters"] = [*filters, own]
            return super().bind_field(form, unbound_field, options)


class FilterForm(Form):
    """The filters of a list: read from the address, nothing to protect."""

    class Meta(Form.Meta):
        csrf = False

    def __init__(self, **options: Any) -> None:
        super().__init__(formdata=request.args, **options)
        self.validate()


class MoneyField(StringField):  # type: ignore[misc]  # WTForms has no types
    """An amount in major units; `data` is Money, or None when empty."""

    def __init__(self, label: Any = None, validators: Any = None, currency: str = "CNY", **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.currency = currency

    def process_formdata(self, values: list[str]) -> None:
        self.raw_text = values[0].strip() if values else ""
        self.data = None
        if self.raw_text:
            try:
                self.data = Money.parse(self.raw_text, self.currency)
            except Invalid as error:
                raise ValueError(sentence(error)) from error

    def _value(self) -> str:
        typed: str | None = getattr(self, "raw_text", None)
        return typed if typed is not None else amount(self.data) if self.data is not None else ""


class EnumField(SelectField):  # type: ignore[misc]
    """A choice from a code list; `data` is the member, or None for the empty first choice that `blank` words."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, words: type[Worded], blank: Any = None, **options: Any
    ) -> None:
        super().__init__(
            label,
            validators,
            choices=lambda: enum_choices(words, blank),
            coerce=lambda value: words(value) if value else None,
            **options,
        )


def enum_choices(words: Iterable[Worded] | type[Worded], blank: Any = None) -> list[tuple[str, str]]:
    """Return (value, word) pairs in the page's language, with an empty first choice when `blank` gives its word."""
    first = [("", str(blank))] if blank is not None else []
    return first + [(word.value, gettext(word.label)) for word in words]


def page_request(default_sort: str = "", size: int = DEFAULT_SIZE) -> PageRequest:
    """Read which page of a list is wanted from the address."""
    return PageRequest(
        number=max(request.args.get("page", 1, type=int), 1),
        size=request.args.get("size", size, type=int),
        sort=request.args.get("sort", default_sort),
    )


def add_error(form: Form, error: HoldfastError) -> None:
    """Put a refusal into the form: beside its field when it names one, above the form otherwise."""
    name = getattr(error, "field", None)
    field = form[name] if name and name in form else None
    if field is None:
        form.form_errors.append(sentence(error))
    else:
        field.errors = [*field.errors, sentence(error)]
