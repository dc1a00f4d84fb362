"""What the API takes and gives, field by field."""

from marshmallow import Schema, fields, validate

from foundation.wording import Worded
from registry.rules.words import Colour, HouseholdClass


def one_of(words: type[Worded]) -> validate.OneOf:
    return validate.OneOf([word.value for word in words])


class ExchangeQuery(Schema):
    region = fields.String(load_default="", metadata={"description": "Code of a region; what lies below it counts."})
    colour = fields.String(load_default="", validate=one_of(Colour), metadata={"description": "One colour."})
    household_class = fields.String(load_default="", validate=one_of(HouseholdClass))
    changed_since = fields.AwareDateTime(
        load_default=None, metadata={"description": "Only what changed at or after this moment, with its time zone."}
    )
    include_closed = fields.Boolean(load_default=False)


class RegionQuery(Schema):
    parent = fields.String(load_default="", metadata={"description": "Only the regions directly below this one."})


class RegionOut(Schema):
    code = fields.String(metadata={"description": "Division code."})
    name = fields.String()
    name_en = fields.String(allow_none=True)
    level = fields.String()
    parent_code = fields.String(allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)


class HouseholdOut(Schema):
    """A null value is not known, which is never the same as good."""

    id = fields.Integer()
    code = fields.String()
    region_code = fields.String(metadata={"description": "The village."})
    household_class = fields.String()
    civil_affairs_class = fields.String(allow_none=True)
    members = fields.Integer(metadata={"description": "Present members."})
    is_dwelling_safe = fields.Boolean(allow_none=True)
    is_water_safe = fields.Boolean(allow_none=True)
    land_mu = fields.Float(allow_none=True, metadata={"description": "Land, mu (1/15 hectare)."})
    registered_on = fields.Date()
    surveyed_on = fields.Date(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    changed_at = fields.AwareDateTime()
    extra = fields.Dict(metadata={"description": "Further fields that the region defined."})


class MemberOut(Schema):
    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    relation = fields.String(metadata={"description": "Relation to the head."})
    sex = fields.String()
    birth_year = fields.Integer(
        allow_none=True,
        metadata={"description": "Null, as what follows, for a child of whom the owner may not see it."},
    )
    schooling = fields.String(allow_none=True)
    school_status = fields.String(allow_none=True)
    labour_status = fields.String(allow_none=True)
    works_away = fields.Boolean(allow_none=True)


class GradeOut(Schema):
    household_id = fields.Integer()
    code = fields.String()
    region_code = fields.String()
    colour = fields.String()
    score = fields.Integer(metadata={"description": "0 to 100, higher is more urgent."})
    reasons = fields.List(fields.String(), metadata={"description": "Ids of the rules that fired."})
    colour_since_on = fields.Date()
    graded_at = fields.AwareDateTime()
    round_id = fields.Integer(allow_none=True)


class ReasonOut(Schema):
    rule = fields.String()
    title_en = fields.String()
    title_zh = fields.String()


class ExplainedGradeOut(Schema):
    household_id = fields.Integer()
    round_id = fields.Integer()
    as_of = fields.Date()
    colour = fields.String()
    score = fields.Integer()
    is_stale = fields.Boolean(metadata={"description": "The facts are old, or nobody knows how old."})
    reasons = fields.List(fields.Nested(ReasonOut))
    unknowns = fields.List(fields.String(), metadata={"description": "Ids of the indicators that are not known."})


class OfferOut(Schema):
    id = fields.Integer()
    organisation = fields.String()
    kind = fields.String()
    title_en = fields.String()
    title_zh = fields.String()
    description = fields.String()
    unit = fields.String()
    quantity = fields.Integer()
    left = fields.Integer()
    region = fields.String(allow_none=True)
    causes = fields.List(fields.String())
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)
    state = fields.String()


class ProblemOut(Schema):
    """A problem document."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String(metadata={"description": "What went wrong this time."})
    instance = fields.String(metadata={"description": "The address that was asked for."})
    errors = fields.Dict(metadata={"description": "What is wrong with each part of the request."})
