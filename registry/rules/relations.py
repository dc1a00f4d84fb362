"""Everybody's relation when another member becomes head, as far as the old relations tell.

Only a proposal: where the old relations leave it open, the answer is “other”, and people decide.
"""

from collections.abc import Sequence

from registry.rules.composition import Member
from registry.rules.words import Relation

R = Relation

TO_NEW_HEAD: dict[Relation, dict[Relation, Relation]] = {
    R.SPOUSE: {R.HEAD: R.SPOUSE, R.CHILD: R.CHILD, R.CHILD_IN_LAW: R.CHILD_IN_LAW, R.GRANDCHILD: R.GRANDCHILD},
    R.CHILD: {R.HEAD: R.PARENT, R.SPOUSE: R.PARENT, R.CHILD: R.SIBLING},
    R.PARENT: {
        R.HEAD: R.CHILD,
        R.SPOUSE: R.CHILD_IN_LAW,
        R.CHILD: R.GRANDCHILD,
        R.PARENT: R.SPOUSE,
        R.SIBLING: R.CHILD,
    },
    R.SIBLING: {R.HEAD: R.SIBLING, R.SIBLING: R.SIBLING, R.PARENT: R.PARENT},
    R.GRANDCHILD: {R.GRANDCHILD: R.SIBLING},
}
"""What the new head was to the old one → what somebody was to the old head → what they are to the new one."""


def propose_relations(members: Sequence[Member], new_head_id: int) -> dict[int, Relation]:
    """Return a relation to the new head for each member.

    Args:
        members: with their relations to the old head, who may be among them or gone.
    """
    new_head = next(member for member in members if member.person_id == new_head_id)
    table = TO_NEW_HEAD.get(new_head.relation, {})
    proposed = {member.person_id: table.get(member.relation, R.OTHER) for member in members}
    proposed[new_head_id] = R.HEAD
    if new_head.relation is R.CHILD:
        proposed.update(_family_of(new_head, members, R.CHILD, R.CHILD_IN_LAW, child=R.GRANDCHILD))
    elif new_head.relation is R.CHILD_IN_LAW:
        proposed.update(_family_of(new_head, members, R.CHILD_IN_LAW, R.CHILD, child=R.GRANDCHILD))
    elif new_head.relation is R.HEAD:
        proposed.update({member.person_id: member.relation for member in members})
    return proposed


def _family_of(
    new_head: Member, members: Sequence[Member], own: Relation, mate: Relation, *, child: Relation
) -> dict[int, Relation]:
    """Return spouse and children of a child of the old head, when nobody else's they can be."""
    mates = [member for member in members if member.relation is mate and member.sex is not new_head.sex]
    if sum(member.relation is own for member in members) != 1 or len(mates) > 1:
        return {}
    found = {member.person_id: R.CHILD for member in members if member.relation is child}
    if sum(member.relation is mate for member in members) <= 1:
        found.update({member.person_id: R.SPOUSE for member in mates})
    return found


def relation_of_spouse(relation: Relation) -> Relation:
    """Return what husband or wife of a member are to the head."""
    return {R.HEAD: R.SPOUSE, R.CHILD: R.CHILD_IN_LAW}.get(relation, R.OTHER)


def find_spouse(members: Sequence[Member], person_id: int) -> Member | None:
    """Return the member married to one of them, where the relations alone tell it: the head's spouse, or the head."""
    person = next((member for member in members if member.person_id == person_id), None)
    if person is None or person.relation not in (R.HEAD, R.SPOUSE):
        return None
    wanted = R.SPOUSE if person.relation is R.HEAD else R.HEAD
    found = [member for member in members if member.relation is wanted]
    return found[0] if len(found) == 1 else None
