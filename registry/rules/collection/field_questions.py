"""One field of the register as a question of a form."""

from collections.abc import Iterator

from foundation.wording import mark
from registry.rules.collection.mapping import EXTRA, asked_unit
from registry.rules.collection.sheets import Choice, FormRow, Text, list_name
from registry.rules.fields import FieldDefinition
from registry.rules.fields import FieldKind as FurtherKind
from registry.rules.imports.fields import Field, FieldKind

TYPES = {
    FieldKind.TEXT: "text",
    FieldKind.NAME: "text",
    FieldKind.WHOLE: "integer",
    FieldKind.NUMBER: "decimal",
    FieldKind.MONEY: "decimal",
    FieldKind.DATE: "date",
    FieldKind.ID_NUMBER: "text",
    FieldKind.PHONE: "text",
}
PATTERNS = {
    FieldKind.ID_NUMBER: (
        "^([1-9][0-9]{16}[0-9Xx]([0-9]{2})?|[0-9]{22})$",
        mark("18, 20 or 22 characters, as on the card."),
    ),
    FieldKind.PHONE: ("^1[0-9]{10}$", mark("Eleven digits, beginning with 1.")),
}
FURTHER_TYPES = {
    FurtherKind.NUMBER: "decimal",
    FurtherKind.WHOLE: "integer",
    FurtherKind.DATE: "date",
    FurtherKind.FLAG: "select_one yes_no",
}
FEN = 100


def field_question(field: Field, *, required: str = "") -> Iterator[FormRow]:
    """Yield the question of a field; nothing for a kind that no form asks for, such as keys."""
    kind = _type(field)
    if kind is None:
        return
    constraint, message = _limits(field)
    yield FormRow(
        kind,
        field.name,
        Text(field.label, asked_unit(field) or ""),
        required=required,
        constraint=constraint,
        constraint_message=Text(message) if message else None,
    )


def further_row(one: FieldDefinition) -> FormRow:
    """Return the question of a further field that a region has defined."""
    kind = FURTHER_TYPES.get(one.kind) or f"select_one {further_list(one)}"
    unit = f" ({one.unit})" if one.unit else ""
    label = Text(given={"en": f"{one.question_en}{unit}", "zh": f"{one.question_zh}{unit}"})
    limits = [f". >= {one.low:g}"] if one.low is not None else []
    limits += [f". <= {one.high:g}"] if one.high is not None else []
    return FormRow(kind, f"{EXTRA}{one.key}", label, constraint=" and ".join(limits))


def further_list(one: FieldDefinition) -> str:
    """Return the name of a further field's code list."""
    return f"{EXTRA}{one.key}"


def further_choices(one: FieldDefinition) -> list[Choice]:
    """Return a further field's code list as choices."""
    return [
        Choice(further_list(one), option.code, Text(given={"en": option.en, "zh": option.zh})) for option in one.options
    ]


def _type(field: Field) -> str | None:
    if field.words is not None:
        takes_many = field.kind is not FieldKind.WORD
        return f"{'select_multiple' if takes_many else 'select_one'} {list_name(field.words)}"
    if field.kind is FieldKind.FLAG:
        return "select_one yes_no"
    return TYPES.get(field.kind)


def _limits(field: Field) -> tuple[str, str]:
    if field.kind in PATTERNS:
        pattern, message = PATTERNS[field.kind]
        return f"regex(., '{pattern}')", message
    if field.kind is FieldKind.DATE:
        return ". <= today()", mark("Take a day that is over.")
    if field.length and field.kind in (FieldKind.TEXT, FieldKind.NAME):
        return f"string-length(.) <= {field.length}", ""
    shrink = FEN if field.kind is FieldKind.MONEY else 1
    parts = [f". >= {_plain(field.low, shrink)}"] if field.low is not None else []
    parts += [f". <= {_plain(field.high, shrink)}"] if field.high is not None else []
    return " and ".join(parts), ""


def _plain(limit: float, shrink: int) -> str:
    return f"{limit / shrink:.6f}".rstrip("0").rstrip(".")
