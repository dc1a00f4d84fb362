"""Which fields of knowledge a cause asks for in a caseworker."""

from collections.abc import Iterable

from foundation.wording import Worded, mark
from registry.rules.causes import Cause


class Skill(Worded):
    """Fields that a caseworker may know well; a staff profile lists their values."""

    HEALTH = "health", mark("Health and care")
    EDUCATION = "education", mark("Schools")
    FARMING = "agriculture", mark("Farming and business")
    WORK = "work", mark("Jobs and training")
    FINANCE = "finance", mark("Loans and insurance")
    BUILDING = "building", mark("Dwellings, water and roads")
    SOCIAL_SECURITY = "social_security", mark("Social security")
    COUNSEL = "counsel", mark("Encouragement and counsel")


CAUSE_SKILLS: dict[Cause, frozenset[Skill]] = {
    Cause.ILLNESS: frozenset({Skill.HEALTH}),
    Cause.DISABILITY: frozenset({Skill.HEALTH, Skill.SOCIAL_SECURITY}),
    Cause.SCHOOLING: frozenset({Skill.EDUCATION}),
    Cause.CHILD_OUT_OF_SCHOOL: frozenset({Skill.EDUCATION}),
    Cause.NATURAL_DISASTER: frozenset({Skill.FARMING, Skill.FINANCE}),
    Cause.ACCIDENT: frozenset({Skill.HEALTH, Skill.FINANCE}),
    Cause.BUSINESS_FAILURE: frozenset({Skill.FARMING}),
    Cause.UNSTABLE_WORK: frozenset({Skill.WORK}),
    Cause.LACK_OF_LABOUR: frozenset({Skill.SOCIAL_SECURITY}),
    Cause.HOUSING: frozenset({Skill.BUILDING}),
    Cause.WATER: frozenset({Skill.BUILDING}),
    Cause.LACK_OF_SKILL: frozenset({Skill.WORK, Skill.FARMING}),
    Cause.LACK_OF_FUNDS: frozenset({Skill.FINANCE}),
    Cause.LACK_OF_LAND: frozenset({Skill.FARMING, Skill.WORK}),
    Cause.TRANSPORT: frozenset({Skill.BUILDING}),
    Cause.LOW_CONFIDENCE: frozenset({Skill.COUNSEL}),
    Cause.LOW_INCOME: frozenset({Skill.WORK, Skill.FARMING}),
    Cause.COVER_GAP: frozenset({Skill.SOCIAL_SECURITY}),
    Cause.OTHER: frozenset(),
}

_BITS = {skill: 1 << position for position, skill in enumerate(Skill)}
_CAUSE_MASKS = {str(cause): sum(_BITS[skill] for skill in skills) for cause, skills in CAUSE_SKILLS.items()}
_SKILL_MASKS = {str(skill): bit for skill, bit in _BITS.items()}


def mask_of_cause(cause: str) -> int:
    """Return the fields that a cause asks for, one bit each; 0 for none."""
    return _CAUSE_MASKS.get(cause, 0)


def mask_of_skills(skills: Iterable[str]) -> int:
    """Return a caseworker's fields, one bit each; words that are no skill of the list count nothing."""
    mask = 0
    for skill in skills:
        mask |= _SKILL_MASKS.get(skill, 0)
    return mask
