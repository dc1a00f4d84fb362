"""What a definition of a further field must be, and which changes leave the values that are there alone."""

from collections.abc import Iterable, Sequence

from foundation.wording import mark
from registry.rules.fields import CODE, KEY, UTMOST, FieldDefinition, FieldKind, FieldOption
from registry.rules.fields_errors import (
    FieldDatesRefused,
    FieldKeyRefused,
    FieldKeyReserved,
    FieldOptionRefused,
    FieldOptionsMissing,
    FieldOptionTwice,
    FieldRangeRefused,
    FieldTextMissing,
    FieldTextTooLong,
    FieldUnitRefused,
)
from registry.rules.imports.fields import HOUSEHOLD, PERSON

MOST_QUESTION, MOST_UNIT, MOST_WORD, MOST_OPTIONS = 200, 20, 80, 200
RESERVED = frozenset(
    {"id", "extra", "household_id", "region_path", "changed_at"}
    | {name for field in (*HOUSEHOLD, *PERSON) for name in (field.name, field.stored_as)}
)
"""Names of the register's own fields, which files and forms know already."""
OPTION_PARTS = 3


def check_definition(definition: FieldDefinition) -> None:
    """Refuse a definition that cannot be asked or understood.

    Raises: FieldKeyRefused, FieldKeyReserved, FieldTextMissing, FieldTextTooLong, FieldOptionsMissing,
        FieldOptionRefused, FieldOptionTwice, FieldUnitRefused, FieldRangeRefused, FieldDatesRefused.
    """
    if not KEY.fullmatch(definition.key):
        raise FieldKeyRefused(field="key")
    if definition.key in RESERVED:
        raise FieldKeyReserved(field="key", key=definition.key)
    for name in ("question_en", "question_zh"):
        check_text(getattr(definition, name), name, MOST_QUESTION)
    check_unit(definition)
    check_range(definition)
    check_options(definition)
    if definition.valid_to is not None and definition.valid_to < definition.valid_from:
        raise FieldDatesRefused(field="valid_to")


def check_text(text: str, field: str, limit: int) -> None:
    """Refuse a text that is missing or too long."""
    if not text:
        raise FieldTextMissing(field=field)
    if len(text) > limit:
        raise FieldTextTooLong(field=field, length=len(text), limit=limit)


def check_unit(definition: FieldDefinition) -> None:
    """Refuse a unit of what is no number, and one that is too long."""
    if definition.unit and not definition.kind.is_number:
        raise FieldUnitRefused(field="unit")
    if len(definition.unit) > MOST_UNIT:
        raise FieldTextTooLong(field="unit", length=len(definition.unit), limit=MOST_UNIT)


def check_range(definition: FieldDefinition) -> None:
    """Refuse a range of what is no number, and one that holds nothing."""
    ends = [end for end in (definition.low, definition.high) if end is not None]
    is_upside_down = len(ends) == 2 and ends[0] > ends[1]
    if (ends and not definition.kind.is_number) or is_upside_down or any(abs(end) > UTMOST for end in ends):
        raise FieldRangeRefused(field="low")


def check_options(definition: FieldDefinition) -> None:
    """Refuse a code list without choice, and options of anything else."""
    if definition.kind is not FieldKind.CODE:
        if definition.options:
            raise FieldOptionsMissing(
                mark("Only a code list has options; leave them away or choose the kind “Code list”."), field="options"
            )
        return
    if not 2 <= len(definition.options) <= MOST_OPTIONS:
        raise FieldOptionsMissing(field="options")
    seen: set[str] = set()
    for line, option in enumerate(definition.options, 1):
        is_worded = option.en and option.zh and max(len(option.en), len(option.zh)) <= MOST_WORD
        if not CODE.fullmatch(option.code) or not is_worded:
            raise FieldOptionRefused(field="options", line=line)
        if option.code in seen:
            raise FieldOptionTwice(field="options", code=option.code)
        seen.add(option.code)


def read_options(text: str) -> tuple[FieldOption, ...]:
    """Read options written one a line as `code | English | Chinese`. Raises: FieldOptionRefused with the line."""
    options = []
    for line, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        parts = [part.strip() for part in written.replace("｜", "|").split("|")]
        if len(parts) != OPTION_PARTS:
            raise FieldOptionRefused(field="options", line=line)
        options.append(FieldOption(*parts))
    return tuple(options)


def write_options(options: Iterable[FieldOption]) -> str:
    """Return options as `read_options` reads them."""
    return "\n".join(f"{option.code} | {option.en} | {option.zh}" for option in options)


def dropped_codes(before: FieldDefinition, after: FieldDefinition) -> Sequence[str]:
    """Return the codes that a change takes away."""
    return [code for code in before.codes if code not in after.codes]


def is_narrower(before: FieldDefinition, after: FieldDefinition) -> bool:
    """Tell whether a change leaves numbers out that were taken before."""
    low = after.low is not None and (before.low is None or after.low > before.low)
    high = after.high is not None and (before.high is None or after.high < before.high)
    return low or high
