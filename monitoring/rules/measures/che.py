"""Catastrophic health expenditure, by share of the budget and by capacity to pay.

Source: docs/methods.md, Catastrophic health expenditure (SDG 3.8.2; Xu, WHO).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitoring.rules.measures.arrays import TOLERANCE, Figures, Flags, Floats, Wholes, as_floats, ratio
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.errors import LineNotPositive
from monitoring.rules.measures.weights import Basis, Sample, Weights, take_known, weighted_quantile

NAMES = ("over_10", "over_25", "over_capacity", "food_line")
EQUIVALENCE_POWER = 0.56
MIDDLE = (0.45, 0.55)
BUDGET_SHARES = (0.10, 0.25)
CAPACITY_SHARE = 0.40


@dataclass(frozen=True, slots=True)
class CheResult:
    """How many households health costs more than they can bear.

    Args:
        over_10, over_25: the share whose self-paid health costs are more than 10 and 25 percent of all spending.
        over_capacity: the share whose costs are 40 percent or more of their capacity to pay.
        food_line: subsistence food of one equivalent adult, given or taken from the middle of the food shares.
        line_is_given: which of the two.
        without_capacity: households with health costs and nothing left after food; they count as over everything.
        capacity: what each given household can pay, NaN for those left out.
        ratios: health costs against it, infinite where there is a cost and no capacity.
    """

    over_10: float
    over_25: float
    over_capacity: float
    food_line: float
    line_is_given: bool
    without_capacity: int
    capacity: Floats
    ratios: Floats
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Budget:
    """The counted households in the order of their food shares.

    Args:
        place: position of each among the counted households.
        over: for each budget share, which households spend more than it on health.
        line: of each household; None when it is to be found.
    """

    sample: Sample
    place: Wholes
    total: Floats
    food: Floats
    health: Floats
    scale: Floats
    weights: Floats
    food_shares: Floats
    over: tuple[Flags, ...]
    line: Floats | None


def che(
    total: ArrayLike,
    food: ArrayLike,
    health: ArrayLike,
    size: ArrayLike,
    weights: Weights | None = None,
    *,
    food_line: ArrayLike | None = None,
) -> CheResult:
    """Measure catastrophic health expenditure.

    Args:
        total: all consumption of the household, health included; money of one period. Zero or NaN is not known.
        food, health: spending on food, and on health out of the own pocket, in the same money.
        size: members.
        food_line: subsistence food of one equivalent adult, one or one for each household; None takes it from the
            households whose food share lies between the 45th and the 55th hundredth.
    Raises: LineNotPositive, LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Catastrophic health expenditure.
    """
    budget = _prepare(total, food, health, size, weights, food_line)
    able = capacity(budget, line_of(budget, budget.weights))
    ratios = against(budget.health, able)
    over_10, over_25, over_capacity, line = (float(value) for value in shares_of(budget, budget.weights))
    return CheResult(
        over_10,
        over_25,
        over_capacity,
        line,
        line_is_given=budget.line is not None,
        without_capacity=int(np.isinf(ratios).sum()),
        capacity=spread_out(able, budget),
        ratios=spread_out(ratios, budget),
        basis=budget.sample.basis,
    )


def che_intervals(
    total: ArrayLike,
    food: ArrayLike,
    health: ArrayLike,
    size: ArrayLike,
    weights: Weights | None = None,
    *,
    food_line: ArrayLike | None = None,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for each share; a food line that is not given is found anew in every sample.

    Raises: as `che`, and TooFewToResample.
    """
    budget = _prepare(total, food, health, size, weights, food_line)

    def compute(draws: Floats) -> Floats:
        return shares_of(budget, budget.weights * draws[budget.place])

    return intervals(Figures(NAMES, compute, budget.sample.keep), how, clusters)


def shares_of(budget: _Budget, weighed: Floats) -> Floats:
    """Return the shares, and the mean food line, of a sample.

    Args:
        weighed: the weight of each household, times how often it is drawn.
    """
    whole = float(weighed.sum())
    line = line_of(budget, weighed)
    bearable = (CAPACITY_SHARE - TOLERANCE) * capacity(budget, line)
    flags = (*budget.over, (budget.health >= bearable) & (budget.health > 0))
    mean_line = float(weighed @ line) if isinstance(line, np.ndarray) else line * whole
    return np.array([ratio(part, whole) for part in (*(float(weighed @ flag) for flag in flags), mean_line)])


def line_of(budget: _Budget, weighed: Floats) -> float | Floats:
    """Return the food line: the one given, or the mean food of an equivalent adult among the middle food shares."""
    if budget.line is not None:
        return budget.line
    low, high = (weighted_quantile(budget.food_shares, weighed, share) for share in MIDDLE)
    first = int(np.searchsorted(budget.food_shares, low, side="left"))
    last = int(np.searchsorted(budget.food_shares, high, side="right"))
    middle = weighed[first:last]
    eaten = budget.food[first:last] / budget.scale[first:last]
    return ratio(float(middle @ eaten), float(middle.sum()))


def capacity(budget: _Budget, line: float | Floats) -> Floats:
    """Return what is left after subsistence, or after food where food already costs less than subsistence."""
    subsistence = line * budget.scale
    return budget.total - np.where(subsistence <= budget.food, subsistence, budget.food)


def against(health: Floats, able: Floats) -> Floats:
    """Return costs against capacity: zero without costs, infinite when there is a cost and no capacity."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(able > 0, health / able, np.inf)
    return np.where(health > 0, ratios, 0.0)


def spread_out(values: Floats, budget: _Budget) -> Floats:
    """Return values of counted households at the places of those given, NaN elsewhere."""
    out = np.full(len(budget.sample.keep), np.nan)
    out[np.flatnonzero(budget.sample.keep)[budget.place]] = values
    return out


def _prepare(
    total: ArrayLike,
    food: ArrayLike,
    health: ArrayLike,
    size: ArrayLike,
    weights: Weights | None,
    food_line: ArrayLike | None,
) -> _Budget:
    spent = as_floats(total)
    on_food, on_health, members = (as_floats(values, spent) for values in (food, health, size))
    lines = None if food_line is None else as_floats(food_line, spent)
    if lines is not None and (lines <= 0).any():
        raise LineNotPositive()
    known = [] if lines is None else [lines]
    sample = take_known(weights, spent, on_food, on_health, members, *known, also=(spent > 0) & (members > 0))
    counted = np.flatnonzero(sample.keep)
    shares = on_food[counted] / spent[counted]
    place = np.argsort(shares, kind="stable")
    ordered = counted[place]
    return _Budget(
        sample,
        place,
        spent[ordered],
        on_food[ordered],
        on_health[ordered],
        members[ordered] ** EQUIVALENCE_POWER,
        sample.weights[place],
        shares[place],
        tuple(on_health[ordered] > share * spent[ordered] for share in BUDGET_SHARES),
        None if lines is None else lines[ordered],
    )
