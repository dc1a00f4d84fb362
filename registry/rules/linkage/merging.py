"""Two records of one person made one: which values can be chosen, which are offered, and who may leave."""

from collections.abc import Mapping
from typing import Any

from foundation.wording import mark
from registry.rules.values import NUMBERS, PERSON_FIELDS, PERSON_GROUPS, ValueGroup

MERGED_FIELDS: tuple[str, ...] = tuple(
    name for names in PERSON_GROUPS.values() for name in names if name != "relation" and name in PERSON_FIELDS
)
"""The values of a person that a merge can take from either record. Household, member number and relation stay."""

IDENTITY = frozenset(PERSON_GROUPS[ValueGroup.IDENTITY]) - NUMBERS
"""Values that do not change in a life: taking the other one corrects what was always wrong."""

LIVE_TOGETHER = mark("Both records belong to one household.")


def offered_choices(kept: Any, other: Any) -> dict[str, bool]:
    """Return the fields in which the records differ, and for each whether the other record's value is offered.

    Args:
        kept, other: people, or anything with their values under the same names.
    """
    differing = {}
    for name in MERGED_FIELDS:
        mine, theirs = getattr(kept, name), getattr(other, name)
        if theirs is not None and mine != theirs:
            differing[name] = mine is None
    return differing


def merged_extra(kept: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the further fields after a merge: the kept record's, and what only the other one knows."""
    return {**other, **kept}
