"""Further fields: what people write becomes a value, and a value becomes words again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Invalid
from registry.rules.field_checks import (
    check_definition,
    dropped_codes,
    is_narrower,
    read_options,
    write_options,
)
from registry.rules.fields import (
    FieldDefinition,
    FieldEntity,
    FieldKind,
    FieldOption,
    as_json,
    from_json,
    means_the_same,
)
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
    FieldValueRefused,
)

GRAIN = FieldDefinition("grain_store", FieldEntity.HOUSEHOLD, FieldKind.NUMBER, "Grain in store", "存粮", unit="kg")
ROOMS = replace(GRAIN, key="rooms", kind=FieldKind.WHOLE, unit="", low=0, high=40)
TAP = replace(GRAIN, key="has_tap", kind=FieldKind.FLAG, unit="")
LEFT = replace(GRAIN, key="left_village_on", kind=FieldKind.DATE, unit="")
ROAD = replace(
    GRAIN,
    key="road_kind",
    kind=FieldKind.CODE,
    unit="",
    options=(FieldOption("tar", "Tarmac", "柏油路"), FieldOption("mud", "Mud（track）", "土路")),
)


@pytest.mark.parametrize(
    ("definition", "text", "value"),
    [
        (GRAIN, "12.5", 12.5),
        (GRAIN, " １，２００．５０ ", 1200.5),
        (GRAIN, "1,200", 1200.0),
        (GRAIN, "-3", -3.0),
        (GRAIN, "", None),
        (GRAIN, "  ", None),
        (ROOMS, "4", 4),
        (ROOMS, "4.0", 4),
        (ROOMS, "0", 0),
        (TAP, "是", True),
        (TAP, "No", False),
        (TAP, "1", True),
        (TAP, "false", False),
        (LEFT, "2026-03-05", "2026-03-05"),
        (LEFT, "2026/3/5", "2026-03-05"),
        (LEFT, "2026年3月5日", "2026-03-05"),
        (ROAD, "tar", "tar"),
        (ROAD, "土路", "mud"),
        (ROAD, "TARMAC", "tar"),
        (ROAD, "Mud（track）", "mud"),
    ],
)
def test_what_people_write_is_understood(definition: FieldDefinition, text: str, value: object) -> None:
    assert definition.parse(text) == value
    assert type(definition.parse(text)) is type(value)


@pytest.mark.parametrize(
    ("definition", "text", "says"),
    [
        (GRAIN, "much", "no number"),
        (GRAIN, "1e400", "no number"),
        (GRAIN, "NaN", "no number"),
        (GRAIN, "inf", "no number"),
        (GRAIN, "1" * 30, "no number"),
        (GRAIN, "9999999999999", "outside"),
        (GRAIN, "=1+1", "no number"),
        (ROOMS, "4.5", "no whole number"),
        (ROOMS, "41", "outside 0 to 40"),
        (ROOMS, "-1", "outside"),
        (TAP, "maybe", "neither yes nor no"),
        (LEFT, "2026-02-30", "no day"),
        (LEFT, "5 March", "no day"),
        (LEFT, "1850-01-01", "no day"),
        (ROAD, "gravel", "Known are tar, mud"),
    ],
)
def test_what_is_no_value_is_refused_with_the_way_to_write_it(
    definition: FieldDefinition, text: str, says: str
) -> None:
    with pytest.raises(FieldValueRefused, match=says):
        definition.parse(text)


@given(st.text(max_size=40))
def test_no_text_breaks_a_field(text: str) -> None:
    for definition in (GRAIN, ROOMS, TAP, LEFT, ROAD):
        try:
            value = definition.parse(text)
        except FieldValueRefused:
            continue
        assert definition.parse(definition.write(value)) == value
        assert value is None or definition.accepts(value)


@given(st.decimals(-(10**12), 10**12, places=6))
def test_every_number_is_read_back(number: object) -> None:
    value = GRAIN.parse(format(number, "f"))
    assert GRAIN.parse(GRAIN.write(value)) == value


def test_values_are_shown_in_both_languages() -> None:
    assert GRAIN.show(1200.5, "en") == "1200.5 kg"
    assert (TAP.show(True, "zh"), TAP.show(False, "en")) == ("是", "no")
    assert (ROAD.show("mud", "zh_Hans"), ROAD.show("tar", "en")) == ("土路", "Tarmac")
    assert ROAD.show("gone", "en") == "gone"
    assert GRAIN.show(None, "en") == ""
    assert GRAIN.question("zh") == "存粮"


def test_a_value_of_another_kind_is_not_accepted() -> None:
    assert not GRAIN.accepts("abc") and not GRAIN.accepts(None) and not GRAIN.accepts([1])
    assert not TAP.accepts("gone") and not ROAD.accepts("gone") and not ROOMS.accepts(41)
    assert ROOMS.accepts(4) and TAP.accepts(False)


def test_a_field_is_asked_from_its_first_day_to_the_day_before_its_last() -> None:
    field = replace(GRAIN, valid_from=date(2026, 1, 1), valid_to=date(2026, 2, 1))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [field.holds_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("definition", [GRAIN, ROAD, replace(ROOMS, valid_to=date(2027, 1, 1))])
def test_a_definition_survives_as_json(definition: FieldDefinition) -> None:
    assert from_json(as_json(definition)) == definition


@pytest.mark.parametrize(
    ("definition", "error"),
    [
        (replace(GRAIN, key="Grain"), FieldKeyRefused),
        (replace(GRAIN, key="粮"), FieldKeyRefused),
        (replace(GRAIN, key="a" * 41), FieldKeyRefused),
        (replace(GRAIN, key="land_mu"), FieldKeyReserved),
        (replace(GRAIN, key="debt_minor"), FieldKeyReserved),
        (replace(GRAIN, question_zh=""), FieldTextMissing),
        (replace(GRAIN, question_en="x" * 201), FieldTextTooLong),
        (replace(GRAIN, unit="x" * 21), FieldTextTooLong),
        (replace(TAP, unit="kg"), FieldUnitRefused),
        (replace(TAP, low=1), FieldRangeRefused),
        (replace(GRAIN, low=2, high=1), FieldRangeRefused),
        (replace(GRAIN, high=1e13), FieldRangeRefused),
        (replace(ROAD, options=ROAD.options[:1]), FieldOptionsMissing),
        (replace(GRAIN, options=ROAD.options), FieldOptionsMissing),
        (replace(ROAD, options=(*ROAD.options, ROAD.options[0])), FieldOptionTwice),
        (replace(ROAD, options=(*ROAD.options, FieldOption("b d", "a", "b"))), FieldOptionRefused),
        (replace(ROAD, options=(*ROAD.options, FieldOption("bd", "", "b"))), FieldOptionRefused),
        (replace(GRAIN, valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 1)), FieldDatesRefused),
    ],
)
def test_a_definition_that_cannot_be_asked_is_refused(definition: FieldDefinition, error: type[Invalid]) -> None:
    with pytest.raises(error):
        check_definition(definition)


@pytest.mark.parametrize("definition", [GRAIN, ROOMS, TAP, LEFT, ROAD])
def test_a_definition_of_each_kind_is_taken(definition: FieldDefinition) -> None:
    check_definition(definition)


def test_options_are_written_one_a_line() -> None:
    assert read_options(" tar | Tarmac ｜ 柏油路\n\n") == (FieldOption("tar", "Tarmac", "柏油路"),)
    assert read_options(write_options(ROAD.options)) == ROAD.options
    with pytest.raises(FieldOptionRefused, match="Line 2"):
        read_options("tar | Tarmac | 柏油路\nmud")


def test_what_a_change_takes_away_is_seen() -> None:
    assert dropped_codes(ROAD, replace(ROAD, options=ROAD.options[1:])) == ["tar"]
    assert is_narrower(ROOMS, replace(ROOMS, high=30)) and is_narrower(GRAIN, replace(GRAIN, low=0))
    assert not is_narrower(ROOMS, replace(ROOMS, high=50, low=None))
    assert not means_the_same(GRAIN, replace(GRAIN, unit="t"))
