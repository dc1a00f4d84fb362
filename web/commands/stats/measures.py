"""The measures of the command: what each needs, and how it is computed and told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from monitoring.rules import measures as rules
from monitoring.rules.measures.columns import Column
from monitoring.rules.measures.telling import (
    Told,
    tell_che,
    tell_dependency,
    tell_engel,
    tell_fgt,
    tell_gini,
    tell_ppi,
    tell_quintiles,
    tell_rigid,
    tell_vep,
)
from monitoring.rules.measures.telling_mpi import tell_mpi
from web.commands.stats.inputs import Inputs

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the command.

    Args:
        title: what its output is headed with.
        columns: the numbers it needs, by role, and where the register has them; None where only a file can.
        arguments: what its functions take, from the inputs.
        compute, intervals, words: the functions of `monitoring.rules.measures`.
        line: where the register has the line, which a file must be given; None where the measure needs none.
        takes_line: it finds its own line, but takes one that is given.
        additive: the figure whose value is the sum over groups of share times value.
    """

    title: str
    columns: Mapping[str, Column | None]
    arguments: Callable[[Inputs], Arguments]
    compute: Callable[..., Any]
    intervals: Callable[..., Mapping[str, rules.Interval]]
    words: Callable[..., Told]
    line: Column | None = None
    takes_line: bool = False
    additive: str = ""

    def tell(self, inputs: Inputs, how: rules.Resampling | None) -> Told:
        """Compute the measure, with intervals when `how` to resample is given, and put it in words."""
        args, options = self.arguments(inputs)
        found = self.intervals(*args, **options, how=how, clusters=inputs.clusters) if how else None
        words = partial(self.words, is_demo=inputs.is_demo) if self.words is tell_ppi else self.words
        return words(self.compute(*args, **options), found)


def _of_income(inputs: Inputs) -> Arguments:
    return (inputs.numbers["income"], inputs.weights), {}


def _of_poverty(inputs: Inputs) -> Arguments:
    return (inputs.numbers["income"], inputs.line, inputs.weights), {}


def _of_index(inputs: Inputs) -> Arguments:
    return (inputs.marks, inputs.index, inputs.weights), {}


def _of_vulnerability(inputs: Inputs) -> Arguments:
    options = {"survey": inputs.survey}
    return (inputs.numbers["consumption"], inputs.explaining, inputs.line, inputs.weights), options


def _of_health(inputs: Inputs) -> Arguments:
    columns = (inputs.numbers[role] for role in ("total", "food", "health", "size"))
    return (*columns, inputs.weights), {"food_line": inputs.line}


def _of_dependants(inputs: Inputs) -> Arguments:
    return tuple(inputs.numbers[role] for role in ("young", "working", "old")), {"survey": inputs.survey}


def _of_food(inputs: Inputs) -> Arguments:
    options = {"survey": inputs.survey}
    return (inputs.numbers["food"], inputs.numbers["total"], inputs.bands, inputs.weights), options


def _of_rigid(inputs: Inputs) -> Arguments:
    return (inputs.numbers["health"], inputs.numbers["income"], inputs.weights), {"survey": inputs.survey}


def _of_scores(inputs: Inputs) -> Arguments:
    return (inputs.numbers["probability"], inputs.weights), {}


PER_HEAD = {"income": Column.INCOME_PER_HEAD}
MEASURES: dict[str, Measure] = {
    "fgt": Measure(
        "Poverty headcount, gap and severity (FGT)",
        PER_HEAD,
        _of_poverty,
        rules.fgt,
        rules.fgt_intervals,
        tell_fgt,
        line=Column.INCOME_LINE,
        additive="headcount",
    ),
    "gini": Measure("Inequality (Gini)", PER_HEAD, _of_income, rules.gini, rules.gini_intervals, tell_gini),
    "quintile-ratio": Measure(
        "Shares of income by fifths", PER_HEAD, _of_income, rules.quintiles, rules.quintile_intervals, tell_quintiles
    ),
    "mpi": Measure(
        "Multidimensional poverty index", {}, _of_index, rules.mpi, rules.mpi_intervals, tell_mpi, additive="m0"
    ),
    "vep": Measure(
        "Vulnerability to poverty",
        {"consumption": Column.CONSUMPTION_PER_HEAD},
        _of_vulnerability,
        rules.vep,
        rules.vep_intervals,
        tell_vep,
        line=Column.INCOME_LINE,
    ),
    "che": Measure(
        "Catastrophic health expenditure",
        {"total": Column.CONSUMPTION, "food": Column.FOOD, "health": Column.HEALTH, "size": Column.SIZE},
        _of_health,
        rules.che,
        rules.che_intervals,
        tell_che,
        takes_line=True,
    ),
    "dependency": Measure(
        "Dependency ratio",
        {"young": Column.YOUNG, "working": Column.WORKING, "old": Column.OLD},
        _of_dependants,
        rules.dependency,
        rules.dependency_intervals,
        tell_dependency,
    ),
    "engel": Measure(
        "Food against all spending (Engel)",
        {"food": Column.FOOD, "total": Column.CONSUMPTION},
        _of_food,
        rules.engel,
        rules.engel_intervals,
        tell_engel,
    ),
    "rigid-spending": Measure(
        "Self-paid medical costs against income",
        {"health": Column.HEALTH, "income": Column.NET_INCOME},
        _of_rigid,
        rules.rigid_spending,
        rules.rigid_intervals,
        tell_rigid,
    ),
    "ppi": Measure(
        "Poverty Probability Index",
        {"probability": None},
        _of_scores,
        rules.ppi,
        rules.ppi_intervals,
        tell_ppi,
    ),
}
