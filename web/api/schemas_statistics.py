"""What the API takes and gives of statistics, field by field."""

from marshmallow import Schema, fields, validate

from registry.rules.statistics import CountedUnit, Measure
from web.api.schemas import one_of

HIDDEN = "True for a number too small to show, or one that would give such a number away; its values are null then."


class NameOut(Schema):
    en = fields.String()
    zh = fields.String()


class ValueOut(Schema):
    key = fields.String()
    name = fields.Nested(NameOut)


class DimensionOut(Schema):
    """Something to count by; places have no values here, see `/regions`."""

    key = fields.String(metadata={"description": "Goes into `rows`, `columns` and, with a value, `filter_1`."})
    name = fields.Nested(NameOut)
    known_of = fields.String(metadata={"description": "households: also of each member; people: of people only."})
    values = fields.List(fields.Nested(ValueOut))


class DimensionQuery(Schema):
    region = fields.String(load_default="", metadata={"description": "Code of a region: its further fields too."})


def filter_field() -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Regexp("^$|.+=.+", error="Write it as dimension=value."),
        metadata={"description": "Only those with a value, as `dimension=value`."},
    )


class TableQuery(Schema):
    rows = fields.String(required=True, metadata={"description": "A dimension's key."})
    columns = fields.String(load_default="", metadata={"description": "Another dimension's key."})
    unit = fields.String(load_default=CountedUnit.HOUSEHOLDS.value, validate=one_of(CountedUnit))
    measure = fields.String(load_default=Measure.COUNT.value, validate=one_of(Measure))
    number = fields.String(load_default="", metadata={"description": "For a mean: of what."})
    filter_1 = filter_field()
    filter_2 = filter_field()
    region = fields.String(load_default="", metadata={"description": "Code of a region inside the owner's areas."})
    as_of = fields.Date(load_default=None, metadata={"description": "The day; without it, today."})
    intervals = fields.Boolean(load_default=False, metadata={"description": "Add intervals of confidence."})


class CellOut(Schema):
    row = fields.String(allow_none=True, metadata={"description": "A row's key; null in the total of all rows."})
    column = fields.String(allow_none=True, metadata={"description": "A column's key; null in the total of all."})
    hidden = fields.Boolean(metadata={"description": HIDDEN})
    count = fields.Integer(allow_none=True, metadata={"description": "How many; 0 says that there is nobody."})
    value = fields.Float(allow_none=True, metadata={"description": "What the measure says; shares from 0 to 1."})
    low = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True)


class FilterOut(Schema):
    dimension = fields.Nested(NameOut)
    value = fields.Nested(NameOut)


class TableOut(Schema):
    """A table as it may be shown, with the totals of rows, of columns and of everything."""

    area = fields.Nested(NameOut)
    day = fields.Date()
    unit = fields.String()
    measure = fields.String()
    value_name = fields.Nested(NameOut, allow_none=True, metadata={"description": "What a mean is of."})
    value_unit = fields.Nested(NameOut, allow_none=True)
    filters = fields.List(fields.Nested(FilterOut))
    rows_name = fields.Nested(NameOut)
    rows = fields.List(fields.Nested(ValueOut))
    columns_name = fields.Nested(NameOut, allow_none=True)
    columns = fields.List(fields.Nested(ValueOut))
    smallest_shown = fields.Integer(metadata={"description": "Smaller numbers above zero are hidden."})
    left_out = fields.Integer(
        allow_none=True, metadata={"description": "For a mean: how many have no value; null when that is a few."}
    )
    cells = fields.List(fields.Nested(CellOut))


class RoundQuery(Schema):
    region = fields.String(load_default="", metadata={"description": "Code of a region; what lies below it counts."})


class RoundOut(Schema):
    """A frozen round, which never changes."""

    id = fields.Integer()
    name = fields.String()
    reason = fields.String()
    region_code = fields.String(allow_none=True, metadata={"description": "Null for the whole register."})
    region = fields.String(allow_none=True)
    as_of = fields.Date()
    frozen_at = fields.AwareDateTime()
    seal = fields.String(metadata={"description": "SHA-256 over all that the round says."})


class RoundTableOut(Schema):
    key = fields.String()
    name = fields.Nested(NameOut)
    table = fields.Nested(TableOut)


class FigureOut(Schema):
    key = fields.String()
    name = fields.Nested(NameOut)
    unit = fields.String()
    hidden = fields.Boolean(metadata={"description": HIDDEN})
    value = fields.Float(allow_none=True)
    low = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True)


class MeasureOut(Schema):
    key = fields.String()
    name = fields.Nested(NameOut)
    households = fields.Integer(allow_none=True, metadata={"description": "Null when that is a few."})
    left_out = fields.Integer(allow_none=True, metadata={"description": "Null when that is a few."})
    figures = fields.List(fields.Nested(FigureOut))


class RoundFiguresOut(RoundOut):
    """A frozen round with all its figures."""

    is_whole = fields.Boolean(metadata={"description": "The round still says what it was sealed with."})
    tables = fields.List(fields.Nested(RoundTableOut))
    measures = fields.List(fields.Nested(MeasureOut))
