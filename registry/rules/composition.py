"""What a household is: who belongs to it, exactly one of them its head, and what is odd about their ages.

Source: docs/methods.md, Changes of households (one head, no person twice; the Civil Code's ages of marriage).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from foundation.wording import mark
from registry.rules.ages import age_on
from registry.rules.words import Relation, Sex

AGE_OF_MARRIAGE = {Sex.MALE: 22, Sex.FEMALE: 20}
YOUNGEST_HEAD = 16
OLDEST = 110
GENERATION = 15
"""Years that parent and child are apart at least, for a plausible record."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a household on the day that is looked at."""

    person_id: int
    name: str
    relation: Relation
    sex: Sex
    born_on: date
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about a household's members; `message` is English with places that `params` fill."""

    message: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """What is impossible about a household's members, and what is only unlikely."""

    faults: tuple[Remark, ...]
    warnings: tuple[Remark, ...]


def check_roster(members: Sequence[Member], on: date, code: str) -> Roster:
    """Return what is wrong, and what is odd, about those who form the household `code` on a day."""
    return Roster(tuple(_faults(members, on, code)), tuple(_oddities(members, on)))


def _faults(members: Sequence[Member], on: date, code: str) -> Iterator[Remark]:
    if not members:
        yield Remark(mark("Nobody would be left in the household %(code)s."), {"code": code})
        return
    heads = [member.name for member in members if member.relation is Relation.HEAD]
    if not heads:
        yield Remark(mark("The household %(code)s would have no head. Choose one."), {"code": code})
    if len(heads) > 1:
        names = ", ".join(heads)
        yield Remark(
            mark("The household %(code)s would have more than one head: %(names)s."), {"code": code, "names": names}
        )
    for person_id, times in Counter(member.person_id for member in members).items():
        if times > 1:
            name = next(member.name for member in members if member.person_id == person_id)
            yield Remark(mark("%(name)s would be in the household twice."), {"name": name})
    for member in members:
        if member.died_on is not None and member.died_on <= on:
            yield Remark(
                mark("%(name)s died on %(day)s and cannot be a member."), {"name": member.name, "day": member.died_on}
            )
        if member.born_on > on:
            yield Remark(
                mark("%(name)s was born on %(day)s, after the day of the change."),
                {"name": member.name, "day": member.born_on},
            )


def _oddities(members: Sequence[Member], on: date) -> Iterator[Remark]:
    for member in members:
        age = age_on(member.born_on, on)
        if age >= OLDEST:
            yield Remark(mark("%(name)s would be %(age)s years old."), {"name": member.name, "age": age})
    head = next((member for member in members if member.relation is Relation.HEAD), None)
    if head is not None:
        yield from _odd_head(head, members, on)
        for member in members:
            check = ODD.get(member.relation)
            if check is not None:
                yield from check(head, member, on)
    for (name, _born_on), times in Counter((member.name, member.born_on) for member in members).items():
        if times > 1:
            yield Remark(
                mark("%(times)s members are called %(name)s and were born on the same day."),
                {"times": times, "name": name},
            )


def _odd_head(head: Member, members: Sequence[Member], on: date) -> Iterator[Remark]:
    age = age_on(head.born_on, on)
    if age < YOUNGEST_HEAD:
        yield Remark(mark("The head, %(name)s, would be %(age)s years old."), {"name": head.name, "age": age})
    spouses = [member.name for member in members if member.relation is Relation.SPOUSE]
    if len(spouses) > 1:
        yield Remark(mark("The head would have more than one spouse: %(names)s."), {"names": ", ".join(spouses)})


def _odd_spouse(head: Member, spouse: Member, on: date) -> Iterator[Remark]:
    if spouse.sex is head.sex:
        yield Remark(
            mark("%(name)s and %(other)s are recorded as married and of the same sex."),
            {"name": head.name, "other": spouse.name},
        )
    for one in (head, spouse):
        age = age_on(one.born_on, on)
        if age < AGE_OF_MARRIAGE[one.sex]:
            yield Remark(
                mark("%(name)s is %(age)s, below the age of marriage of %(least)s."),
                {"name": one.name, "age": age, "least": AGE_OF_MARRIAGE[one.sex]},
            )


def _odd_child(head: Member, child: Member, on: date) -> Iterator[Remark]:
    return _odd_generation(head, child, GENERATION)


def _odd_grandchild(head: Member, grandchild: Member, on: date) -> Iterator[Remark]:
    return _odd_generation(head, grandchild, 2 * GENERATION)


def _odd_parent(head: Member, parent: Member, on: date) -> Iterator[Remark]:
    return _odd_generation(parent, head, GENERATION)


def _odd_generation(elder: Member, younger: Member, years: int) -> Iterator[Remark]:
    apart = age_on(elder.born_on, younger.born_on)
    if apart < years:
        yield Remark(
            mark("%(elder)s is only %(years)s years older than %(younger)s."),
            {"elder": elder.name, "younger": younger.name, "years": max(apart, 0)},
        )


ODD: dict[Relation, Callable[[Member, Member, date], Iterator[Remark]]] = {
    Relation.SPOUSE: _odd_spouse,
    Relation.CHILD: _odd_child,
    Relation.GRANDCHILD: _odd_grandchild,
    Relation.PARENT: _odd_parent,
}
