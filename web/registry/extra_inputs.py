"""The further fields of a region inside a form: what each asks, what was typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from registry.rules.fields import FieldDefinition, Value
from registry.rules.fields_errors import FieldValueRefused
from registry.rules.values import EXTRA
from web.filters import sentence

PREFIX = "extra-"


@dataclass
class ExtraInput:
    """One further field on a page: its definition, its text, and the sentence that says what is wrong."""

    definition: FieldDefinition
    text: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """The name of the field in the form."""
        return PREFIX + self.definition.key


class ExtraInputs:
    """The further fields of one form; `templates/registry/_extra_inputs.html` writes them.

    `show` fills them from a record, `read` from what was sent; `values` are then what `Edit.extra` takes. Where
    they are hidden from whoever edits, `show` fills nothing, and what is left empty stays as it is.
    """

    def __init__(self, definitions: Sequence[FieldDefinition], *, is_hidden: bool = False) -> None:
        self.definitions = definitions
        self.is_hidden = is_hidden
        self.inputs = [ExtraInput(definition) for definition in definitions]
        self.values: dict[str, Value | None] = {}

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of what is hidden, as the history writes them."""
        keys = (definition.key for definition in self.definitions if self.is_hidden)
        return frozenset(f"{EXTRA}{key}" for key in keys)

    def show(self, extra: Mapping[str, Any]) -> None:
        """Fill the inputs with a record's values."""
        for one in self.inputs if not self.is_hidden else ():
            value = extra.get(one.definition.key)
            one.text = one.definition.write(value)

    def read(self) -> bool:
        """Read what was sent; tell whether all of it can be taken."""
        for one in self.inputs:
            one.text = request.form.get(one.name, "").strip()
            try:
                if one.text or not self.is_hidden:
                    self.values[one.definition.key] = one.definition.parse(one.text)
            except FieldValueRefused as error:
                one.error = sentence(error)
        return not any(one.error for one in self.inputs)
