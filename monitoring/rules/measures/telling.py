"""Results in words: the figures of a measure with their names and units, and the notes that belong beside them.

Screens, files and the command line tell a measure alike. Sentences have `%(name)s` places.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from foundation.wording import Worded, mark
from monitoring.rules.measures.bootstrap import Interval
from monitoring.rules.measures.che import CheResult
from monitoring.rules.measures.dependency import DependencyResult
from monitoring.rules.measures.engel import EngelResult
from monitoring.rules.measures.fgt import FgtResult
from monitoring.rules.measures.gini import GiniResult
from monitoring.rules.measures.ppi import PpiResult
from monitoring.rules.measures.quintiles import QuintileResult
from monitoring.rules.measures.rigid import RigidResult
from monitoring.rules.measures.vep import ENOUGH, VepGroup, VepResult
from monitoring.rules.measures.weights import Basis, Counted
from monitoring.rules.ruleset import Text


class FigureUnit(Worded):
    """How a figure is written."""

    SHARE = "share", mark("share, 0 to 1")
    INDEX = "index", mark("index, 0 to 1")
    TIMES = "times", mark("times")
    PER_HUNDRED = "per_hundred", mark("for each hundred")
    MONEY = "money", mark("money")
    NUMBER = "number", mark("number")
    COEFFICIENT = "coefficient", mark("coefficient")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Args:
        key: what machines call it.
        label: what people call it; with `title`, the label has its place `%(title)s`.
        value: NaN when it has no meaning.
        title: words in both languages that fill the label, such as an indicator's.
    """

    key: str
    label: str
    value: float
    unit: FigureUnit
    interval: Interval | None = None
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence beside the figures."""

    message: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A measure in words."""

    figures: tuple[Figure, ...]
    notes: tuple[Note, ...]
    basis: Basis

    def value(self, key: str) -> float:
        """Return one figure. Raises KeyError."""
        return {figure.key: figure.value for figure in self.figures}[key]


Intervals = Mapping[str, Interval] | None


def basis_notes(basis: Basis) -> tuple[Note, ...]:
    """Say who is counted, and how many are not."""
    if basis.counted is Counted.PEOPLE:
        who = mark("Each member counts; every member has the household’s value.")
    else:
        who = mark("Each household counts once, or as often as its survey weight says, whatever its size.")
    if not basis.left_out:
        return (Note(who),)
    left_out = mark(
        "Left out, because a value or their size is not known: %(count)s households. They do not count as zero."
    )
    return (Note(who), Note(left_out, {"count": basis.left_out}))


def below_zero_notes(count: int) -> tuple[Note, ...]:
    """Say how many incomes below zero were taken for nothing."""
    message = mark("Households with an income below zero: %(count)s. They count as having nothing.")
    return (Note(message, {"count": count}),) if count else ()


def tell_fgt(result: FgtResult, intervals: Intervals = None) -> Told:
    """Tell poverty below a line."""
    told = _Teller(intervals)
    told.add("headcount", mark("Poverty headcount (P0)"), result.headcount, FigureUnit.SHARE)
    told.add("gap", mark("Poverty gap (P1)"), result.gap, FigureUnit.SHARE)
    told.add("severity", mark("Poverty severity (P2)"), result.severity, FigureUnit.SHARE)
    told.add("poor", mark("Below the line"), result.poor, FigureUnit.NUMBER)
    return told.told(result.basis, *below_zero_notes(result.below_zero))


def tell_gini(result: GiniResult, intervals: Intervals = None) -> Told:
    """Tell inequality, and which form of the coefficient is which."""
    told = _Teller(intervals)
    told.add("gini", mark("Gini coefficient, population form"), result.gini, FigureUnit.INDEX)
    told.add("sample_form", mark("Gini coefficient, sample form"), result.sample_form, FigureUnit.INDEX)
    forms = mark("The population form is the one to publish; the sample form is n ÷ (n − 1) times it.")
    return told.told(result.basis, Note(forms), *below_zero_notes(result.below_zero))


def tell_quintiles(result: QuintileResult, intervals: Intervals = None) -> Told:
    """Tell shares of income by fifths."""
    told = _Teller(intervals)
    labels = (
        mark("Share of the poorest fifth"),
        mark("Share of the second fifth"),
        mark("Share of the third fifth"),
        mark("Share of the fourth fifth"),
        mark("Share of the richest fifth"),
    )
    for number, (label, share) in enumerate(zip(labels, result.shares, strict=True), 1):
        told.add(f"fifth_{number}", label, share, FigureUnit.SHARE)
    told.add("ratio_20_20", mark("Richest fifth against the poorest"), result.ratio_20_20, FigureUnit.TIMES)
    told.add("palma", mark("Richest tenth against the poorest four tenths (Palma)"), result.palma, FigureUnit.TIMES)
    return told.told(result.basis, *below_zero_notes(result.below_zero))


LIKELY = mark("Likely to be poor (a half or more)")
EXPECTED = mark("Expected poverty rate")


def tell_vep(result: VepResult, intervals: Intervals = None) -> Told:
    """Tell vulnerability to poverty, of a population and never of a family."""
    told = _Teller(intervals)
    told.add("vulnerable", LIKELY, result.vulnerable, FigureUnit.SHARE)
    told.add(
        "vulnerable_relative",
        mark("More likely to be poor than the population is now"),
        result.vulnerable_relative,
        FigureUnit.SHARE,
    )
    told.add("mean", EXPECTED, result.mean, FigureUnit.SHARE)
    told.add("poverty_rate", mark("Poverty rate now"), result.poverty_rate, FigureUnit.SHARE)
    for name, value in zip(result.columns, result.fit.beta_fgls, strict=True):
        words = Text(name, name)
        told.add(f"coefficient:{name}", mark("Coefficient of %(title)s"), float(value), FigureUnit.COEFFICIENT, words)
    return told.told(result.basis, *vep_notes(result))


def tell_vulnerable_group(group: VepGroup) -> Told:
    """Tell how vulnerable a group is, under the model of all."""
    told = _Teller(None)
    told.add("vulnerable", LIKELY, group.vulnerable, FigureUnit.SHARE)
    told.add("mean", EXPECTED, group.mean, FigureUnit.SHARE)
    return told.told(group.basis)


def vep_notes(result: VepResult) -> tuple[Note, ...]:
    """Say what vulnerability is not, and what its estimate had to put up with."""
    notes = [Note(mark("A signal about a population. It says nothing about any one family and decides nothing."))]
    if result.is_small:
        small = mark("Fewer than %(enough)s households: not to be relied upon.")
        notes.append(Note(small, {"enough": ENOUGH}))
    floored = max(result.fit.floored_first, result.fit.floored)
    if floored:
        message = mark(
            "Households whose fitted variance was below the smallest allowed, which was taken instead: %(count)s."
        )
        notes.append(Note(message, {"count": floored}))
    return tuple(notes)


def tell_che(result: CheResult, intervals: Intervals = None) -> Told:
    """Tell catastrophic health expenditure by both definitions."""
    told = _Teller(intervals)
    told.add("over_10", mark("Health costs above 10 percent of spending"), result.over_10, FigureUnit.SHARE)
    told.add("over_25", mark("Health costs above 25 percent of spending"), result.over_25, FigureUnit.SHARE)
    told.add(
        "over_capacity",
        mark("Health costs of 40 percent or more of capacity to pay"),
        result.over_capacity,
        FigureUnit.SHARE,
    )
    told.add("food_line", mark("Food line of one equivalent adult"), result.food_line, FigureUnit.MONEY)
    found = mark(
        "The food line was taken from the households in the middle of the food shares (45th to 55th hundredth)."
    )
    given = mark("The food line was given.")
    notes = [Note(given if result.line_is_given else found)]
    if result.without_capacity:
        message = mark(
            "Households with health costs and nothing left after food: %(count)s. They count as over 40 percent."
        )
        notes.append(Note(message, {"count": result.without_capacity}))
    return told.told(result.basis, *notes)


def tell_dependency(result: DependencyResult, intervals: Intervals = None) -> Told:
    """Tell how many depend on those of working age."""
    told = _Teller(intervals)
    told.add("ratio", mark("Dependants for each hundred of working age"), result.ratio, FigureUnit.PER_HUNDRED)
    told.add("young", mark("of these under 15"), result.young, FigureUnit.PER_HUNDRED)
    told.add("old", mark("of these over 64"), result.old, FigureUnit.PER_HUNDRED)
    no_worker = mark("No worker: households with nobody from 15 to 64: %(count)s.")
    return told.told(result.basis, *((Note(no_worker, {"count": result.no_worker}),) if result.no_worker else ()))


def tell_engel(result: EngelResult, intervals: Intervals = None) -> Told:
    """Tell the share of food in spending, and how it lies in its bands."""
    told = _Teller(intervals)
    told.add("ratio", mark("Food against all spending (Engel)"), result.ratio, FigureUnit.SHARE)
    told.add("mean", mark("Mean of the households’ own shares"), result.mean, FigureUnit.SHARE)
    for band in result.bands.bands:
        told.add(f"band:{band.id}", "%(title)s", result.shares[band.id], FigureUnit.SHARE, band.title)
    return told.told(
        result.basis,
        Note(mark("A share on the edge between two bands counts with the poorer.")),
    )


def tell_rigid(result: RigidResult, intervals: Intervals = None) -> Told:
    """Tell what unavoidable health costs take from income."""
    told = _Teller(intervals)
    told.add("ratio", mark("Self-paid medical costs against net income"), result.ratio, FigureUnit.SHARE)
    told.add("over_half", mark("Costs of half of the income or more"), result.over_half, FigureUnit.SHARE)
    message = mark("Households with costs and no income left: %(count)s. They count as over half.")
    notes = (Note(message, {"count": result.without_income}),) if result.without_income else ()
    return told.told(result.basis, *notes)


def tell_ppi(result: PpiResult, intervals: Intervals = None, *, is_demo: bool) -> Told:
    """Tell a group's poverty rate from a scorecard."""
    told = _Teller(intervals)
    told.add("rate", mark("Estimated poverty rate"), result.rate, FigureUnit.SHARE)
    invented = mark("The scorecard is invented, to show how it works: the figure means nothing.")
    return told.told(result.basis, *((Note(invented),) if is_demo else ()))


class _Teller:
    """Gathers figures, each with its interval where there is one."""

    def __init__(self, intervals: Intervals) -> None:
        self.intervals = intervals or {}
        self.figures: list[Figure] = []

    def add(self, key: str, label: str, value: float, unit: FigureUnit, title: Text | None = None) -> None:
        self.figures.append(Figure(key, label, value, unit, self.intervals.get(key), title))

    def told(self, basis: Basis, *notes: Note) -> Told:
        return Told(tuple(self.figures), (*basis_notes(basis), *notes), basis)
