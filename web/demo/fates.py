"""What befell a household of the demo, made up: shocks, bills, gaps in its guarantees, and what was mended since."""

from dataclasses import dataclass, field
from random import Random

from registry.rules.words import EventKind
from web.demo.people import Member

OLD_FLOOD, NEW_FLOOD = frozenset({"gangtou", "mazhou", "hongxing"}), frozenset({"xinguang", "xihe"})
OLD_MONTH, NEW_MONTH = 6, 2
FLOOD_SHARE = 0.22
LOSSES = {
    EventKind.ILLNESS: (0.15, 0.7),
    EventKind.ACCIDENT: (0.1, 0.5),
    EventKind.JOB_LOSS: (0.1, 0.3),
    EventKind.BUSINESS_FAILURE: (0.2, 0.8),
    EventKind.DEATH: (0.1, 0.4),
    EventKind.FIRE: (0.3, 0.9),
    EventKind.NATURAL_DISASTER: (0.08, 0.55),
}
CHANCES = (
    (EventKind.ILLNESS, 0.016),
    (EventKind.ACCIDENT, 0.006),
    (EventKind.JOB_LOSS, 0.014),
    (EventKind.BUSINESS_FAILURE, 0.006),
    (EventKind.DEATH, 0.004),
    (EventKind.FIRE, 0.002),
)
"""Events a household and year."""


@dataclass(frozen=True, slots=True)
class Blow:
    """An event, so many months ago, that cost a part of a usual year's net income."""

    kind: EventKind
    months_ago: int
    loss_share: float


@dataclass(frozen=True, slots=True)
class Then:
    """A guarantee as it was a quarter ago and as it is now; None is not known."""

    before: bool | None = True
    now: bool | None = True


@dataclass
class Fate:
    """Everything that sets a household apart from a usual year.

    Args:
        wage_levels: months ago → part of the usual wage.
        medical: months ago → self-paid bills, yuan.
        medical_scheme, school: whether the guarantee is met for the member at `gap_member`.
        fell_ill: the member whose illness is new.
    """

    blows: list[Blow] = field(default_factory=list)
    wage_levels: dict[int, float] = field(default_factory=dict)
    medical: dict[int, float] = field(default_factory=dict)
    dwelling: Then = Then()
    water: Then = Then()
    medical_scheme: Then = Then()
    critical_cover: Then = Then()
    school: Then = Then()
    gap_member: int = 0
    fell_ill: int | None = None


GAPS: tuple[tuple[float, str, Then], ...] = (
    (0.0035, "dwelling", Then(False, False)),
    (0.0085, "dwelling", Then(False, True)),
    (0.0100, "dwelling", Then(True, False)),
    (0.0120, "water", Then(False, False)),
    (0.0150, "water", Then(False, True)),
    (0.0170, "medical_scheme", Then(False, False)),
    (0.0220, "medical_scheme", Then(False, True)),
    (0.0250, "medical_scheme", Then(True, False)),
    (0.0270, "critical_cover", Then(False, True)),
    (0.0320, "school", Then(False, True)),
    (0.0350, "school", Then(True, False)),
    (0.0420, "dwelling", Then(None, True)),
    (0.0470, "water", Then(None, None)),
    (0.0510, "water", Then(None, True)),
)
"""Cumulated chances of one gap in a household's guarantees."""


def draw_fate(rng: Random, members: list[Member], net_yuan: float, village: str) -> Fate:
    """Return what befell a household whose usual net income a year is `net_yuan`."""
    fate = Fate()
    _draw_blows(rng, fate, village)
    _draw_bills(rng, fate, members, net_yuan)
    _draw_gap(rng, fate, members)
    return fate


def _draw_blows(rng: Random, fate: Fate, village: str) -> None:
    for kind, chance in CHANCES:
        if rng.random() < chance:
            fate.blows.append(Blow(kind, rng.randint(1, 11), rng.uniform(*LOSSES[kind])))
    for flooded, month in ((OLD_FLOOD, OLD_MONTH), (NEW_FLOOD, NEW_MONTH)):
        if village in flooded and rng.random() < FLOOD_SHARE:
            fate.blows.append(Blow(EventKind.NATURAL_DISASTER, month, rng.uniform(*LOSSES[EventKind.NATURAL_DISASTER])))
    for blow in fate.blows:
        if blow.kind == EventKind.JOB_LOSS:
            fate.wage_levels = dict.fromkeys(range(max(blow.months_ago - 3, 1), blow.months_ago + 1), 0.25)


def _draw_bills(rng: Random, fate: Fate, members: list[Member], net_yuan: float) -> None:
    chronic = sum(member.health in ("chronic", "serious") for member in members)
    for ago in (3, 6, 9, 12, 15) if chronic else ():
        fate.medical[ago] = chronic * rng.uniform(120, 700)
    for blow in fate.blows:
        if blow.kind == EventKind.ILLNESS:
            fate.medical[blow.months_ago] = fate.medical.get(blow.months_ago, 0) + blow.loss_share * net_yuan
            grown = [number for number, member in enumerate(members) if member.age >= 18]
            fate.fell_ill = rng.choice(grown) if blow.months_ago <= 2 else None


def _draw_gap(rng: Random, fate: Fate, members: list[Member]) -> None:
    chance = rng.random()
    found = next(((name, then) for limit, name, then in GAPS if chance < limit), None)
    if found is None:
        return
    name, then = found
    pupils = [number for number, member in enumerate(members) if 9 <= member.age < 15]
    if name == "school" and not pupils:
        return
    fate.gap_member = rng.choice(pupils) if name == "school" else rng.randrange(len(members))
    setattr(fate, name, then)
