"""The household whose way through the house the demo plays from the first warning on.

Its answers are the survey's (row 405: a head of 40 who reads, four members, 10 mu of rice, no insurance bought, a
disaster next year held as likely as not). Its family, its flood and its illness are made up like everybody's.
"""

from registry.rules.words import EventKind, Relation
from web.demo.families import Kin
from web.demo.fates import Blow, Fate, Then

STORY_NUMBER = 405
STORY_CODE = f"SC-{STORY_NUMBER:04}"


def story_kin(head_age: int) -> list[Kin]:
    """Return the head, his wife, a daughter at school and his mother."""
    return [
        Kin(Relation.HEAD, True, head_age),
        Kin(Relation.SPOUSE, False, head_age - 2),
        Kin(Relation.CHILD, False, 13),
        Kin(Relation.PARENT, False, head_age + 27),
    ]


def story_net_per_head() -> float:
    """Return net income a person in a usual year, yuan: just below the line of most years."""
    return 7_900.0


def story_fate() -> Fate:
    """Return a flood in the rice half a year ago and the illness of the wife, who joined the medical scheme since."""
    return Fate(
        blows=[Blow(EventKind.NATURAL_DISASTER, 6, 0.22), Blow(EventKind.ILLNESS, 5, 0.24)],
        wage_levels={6: 0.5, 5: 0.6, 4: 0.7},
        medical={5: 5_200.0, 4: 2_900.0, 2: 600.0},
        medical_scheme=Then(False, True),
        gap_member=1,
    )
