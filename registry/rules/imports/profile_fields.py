"""Which field a column of a profile fills: one of the register, a further field of a region, or one of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.wording import mark
from registry.rules import fields as further
from registry.rules.imports.fields import FIELDS, HAS_EXTRA, Field, FieldKind, field_named
from registry.rules.imports.profile_problems import ProfileReader
from registry.rules.words_imports import StagedEntity

EXTRA_KINDS = {
    "number": FieldKind.NUMBER,
    "whole": FieldKind.WHOLE,
    "flag": FieldKind.FLAG,
    "text": FieldKind.TEXT,
    "date": FieldKind.DATE,
}
DEFINED_KINDS = {
    further.FieldKind.NUMBER: FieldKind.NUMBER,
    further.FieldKind.WHOLE: FieldKind.WHOLE,
    further.FieldKind.FLAG: FieldKind.FLAG,
    further.FieldKind.DATE: FieldKind.DATE,
    further.FieldKind.CODE: FieldKind.WORD,
}
EXTRA_DECIMALS = 4
EXTRA_LENGTH = 200
Definitions = Sequence[further.FieldDefinition]


def read_field(
    reader: ProfileReader, entity: StagedEntity, table: Mapping[str, Any], definitions: Definitions
) -> Field | None:
    """Return the field that a column's table names, None where it names none that there is.

    Args:
        definitions: the further fields that hold in the places the profile serves.
    """
    if ("field" in table) == ("extra" in table):
        reader.refuse("field", mark("%(place)s, %(key)s: name either a field or an extra indicator."))
        return None
    if "field" in table:
        return _register_field(reader, entity, str(table["field"]))
    name = str(table["extra"])
    if entity not in HAS_EXTRA or not name.isidentifier() or not name.isascii() or len(name) > 40:
        reader.refuse(
            "extra",
            mark("%(place)s, %(key)s: extra indicators belong to households and persons, named in plain letters."),
        )
        return None
    return (
        _own_field(reader, name, str(table["type"])) if "type" in table else _defined(reader, entity, name, definitions)
    )


def _register_field(reader: ProfileReader, entity: StagedEntity, name: str) -> Field | None:
    field = field_named(entity, name)
    if field is None:
        known = ", ".join(known.name for known in FIELDS[entity])
        reader.refuse("field", mark("%(place)s, %(key)s: “%(value)s” is none of %(known)s."), value=name, known=known)
    return field


def _own_field(reader: ProfileReader, name: str, type_name: str) -> Field | None:
    kind = EXTRA_KINDS.get(type_name)
    if kind is None:
        reader.refuse("type", mark("%(place)s, %(key)s: one of %(known)s."), known=", ".join(EXTRA_KINDS))
        return None
    decimals = EXTRA_DECIMALS if kind is FieldKind.NUMBER else 0
    return Field(name, kind, name, decimals=decimals, length=EXTRA_LENGTH)


def _defined(reader: ProfileReader, entity: StagedEntity, name: str, definitions: Definitions) -> Field | None:
    found = next((one for one in definitions if one.key == name and one.entity == entity.value), None)
    if found is None:
        reader.refuse(
            "extra",
            mark(
                "%(place)s, %(key)s: no region here defines “%(value)s”. Define it under further fields, "
                "or give the column a type: %(known)s."
            ),
            value=name,
            known=", ".join(EXTRA_KINDS),
        )
        return None
    return field_of(found)


def field_of(definition: further.FieldDefinition) -> Field:
    """Return a further field as a field that a cell can fill."""
    return Field(
        definition.key,
        DEFINED_KINDS[definition.kind],
        definition.question_en,
        label_zh=definition.question_zh,
        unit_shown=definition.unit,
        choices=tuple((one.code, (one.en, one.zh)) for one in definition.options),
        low=definition.low,
        high=definition.high,
        decimals=further.DECIMALS if definition.kind is further.FieldKind.NUMBER else 0,
        length=EXTRA_LENGTH,
        is_defined=True,
    )
