"""Vulnerability as expected poverty: how many households are likely to be poor in the coming year.

Consumption is explained by what the household is like; what stays unexplained, and how strongly it swings, gives each
household a probability of falling below the line. The probabilities are a signal about a population. They are never
shown as a fact about a family.
Source: docs/methods.md, Vulnerability (Chaudhuri; Amemiya's three steps).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from monitoring.rules.measures.arrays import Figures, Floats, Wholes, as_floats, ratio
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.errors import LengthsDiffer, LineNotPositive, TooFewToFit
from monitoring.rules.measures.regression import fit_least_squares
from monitoring.rules.measures.weights import Basis, Sample, Weights, survey_weights, take_known

NAMES = ("vulnerable", "vulnerable_relative", "mean", "poverty_rate")
LIKELY = 0.5
ENOUGH = 100
"""With fewer households the estimate is not to be relied upon."""
FLOOR_SHARE = 0.01
SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Fit:
    """The three-step estimate; coefficients in the order of the columns, the constant first.

    Args:
        beta_ols, theta_ols: of the logarithm of consumption and of its squared residuals, by least squares.
        theta_fgls, beta_fgls: the same after weighing with the variances.
        variances: each household's variance, floored.
        floored_first: households whose first fitted variance was not above zero and was set to the floor.
        floored: those whose final variance was.
    """

    beta_ols: Floats
    theta_ols: Floats
    theta_fgls: Floats
    beta_fgls: Floats
    expected: Floats
    variances: Floats
    floored_first: int
    floored: int


@dataclass(frozen=True, slots=True)
class VepResult:
    """How vulnerable a population is.

    Args:
        vulnerable: the share whose probability of being poor is a half or more.
        vulnerable_relative: the share whose probability is at least the present poverty rate.
        mean: the mean probability, the expected poverty rate.
        poverty_rate: the share below the line now.
        columns: what the coefficients belong to, `constant` first.
        fit: the estimate.
        probabilities: of each given household, NaN for those left out. Never to be shown beside a household.
        is_small: fewer than a hundred households: not to be relied upon.
    """

    vulnerable: float
    vulnerable_relative: float
    mean: float
    poverty_rate: float
    columns: tuple[str, ...]
    fit: Fit
    probabilities: Floats
    is_small: bool
    basis: Basis


@dataclass(frozen=True, slots=True)
class VepGroup:
    """How vulnerable a group is: `vulnerable` and `mean` as in the result of all."""

    vulnerable: float
    mean: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Model:
    """What does not change from one sample to the next."""

    log_consumption: Floats
    columns: Floats
    log_line: Floats
    survey: Floats
    sample: Sample


def vep(
    consumption: ArrayLike,
    columns: Mapping[str, ArrayLike],
    line: ArrayLike,
    weights: Weights | None = None,
    *,
    survey: ArrayLike | None = None,
) -> VepResult:
    """Measure vulnerability to poverty.

    Args:
        consumption: money per person and year, shape (households,); a household without any is left out, because
            nothing has no logarithm.
        columns: what explains it, a number for each household; a constant is added.
        line: the poverty line in the same money, one or one for each household.
        weights: people or households that the shares count.
        survey: survey weights for the estimate itself; None weighs all households alike.
    Raises: TooFewToFit, ColumnsCollinear, LineNotPositive, LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Vulnerability.
    """
    model = _prepare(consumption, columns, line, weights, survey)
    fit = fit_model(model.log_consumption, model.columns, model.survey)
    chances = chances_of(fit, model)
    vulnerable, relative, mean, poverty_rate = (
        float(share) for share in shares_of(chances, model, model.sample.weights)
    )
    probabilities = np.full(len(model.sample.keep), np.nan)
    probabilities[model.sample.keep] = chances
    return VepResult(
        vulnerable=vulnerable,
        vulnerable_relative=relative,
        mean=mean,
        poverty_rate=poverty_rate,
        columns=("constant", *columns),
        fit=fit,
        probabilities=probabilities,
        is_small=len(chances) < ENOUGH,
        basis=model.sample.basis,
    )


def vep_intervals(
    consumption: ArrayLike,
    columns: Mapping[str, ArrayLike],
    line: ArrayLike,
    weights: Weights | None = None,
    *,
    survey: ArrayLike | None = None,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for each share, the model being estimated anew on every sample.

    Raises: as `vep`, and TooFewToResample.
    """
    model = _prepare(consumption, columns, line, weights, survey)

    def compute(draws: Floats) -> Floats:
        fit = fit_model(model.log_consumption, model.columns, model.survey * draws)
        return shares_of(chances_of(fit, model), model, model.sample.weights * draws)

    return intervals(Figures(NAMES, compute, model.sample.keep), how, clusters)


def vulnerable_group(result: VepResult, weights: Weights, inside: Wholes) -> VepGroup:
    """Return how vulnerable a group is, under the model of all.

    Args:
        weights: those that the result was computed with.
        inside: the places of the group among the given households.
    """
    chances, weighed = result.probabilities[inside], weights.values[inside]
    known = ~np.isnan(chances)
    total = float(weighed[known].sum())
    basis = Basis(weights.counted, int(known.sum()), total, int((~known).sum()))
    vulnerable = ratio(float(weighed[known & (chances >= LIKELY)].sum()), total)
    return VepGroup(vulnerable, ratio(float((weighed * chances)[known].sum()), total), basis)


def fit_model(log_consumption: Floats, columns: Floats, survey: Floats) -> Fit:
    """Estimate expected consumption and its variance in three steps.

    Args:
        columns: shape (households, columns), the constant among them.
        survey: how much each household counts in the estimate.
    Raises: ColumnsCollinear.
    """
    beta_ols = fit_least_squares(columns, log_consumption, survey)
    squares = (log_consumption - columns @ beta_ols) ** 2
    # A variance is above zero; a fitted one need not be. A hundredth of the mean keeps such a household from drowning
    # all others, whose part in the next step goes with one over the square of its variance.
    floor = max(FLOOR_SHARE * float(np.average(squares, weights=survey)), SMALLEST)
    theta_ols = fit_least_squares(columns, squares, survey)
    first = columns @ theta_ols
    theta_fgls = fit_least_squares(columns, squares, survey / np.maximum(first, floor) ** 2)
    final = columns @ theta_fgls
    variances = np.maximum(final, floor)
    beta_fgls = fit_least_squares(columns, log_consumption, survey / variances)
    drawn = survey > 0
    return Fit(
        beta_ols,
        theta_ols,
        theta_fgls,
        beta_fgls,
        expected=columns @ beta_fgls,
        variances=variances,
        floored_first=int((first[drawn] < floor).sum()),
        floored=int((final[drawn] < floor).sum()),
    )


def chances_of(fit: Fit, model: _Model) -> Floats:
    """Return each counted household's probability of being below the line."""
    return np.asarray(ndtr((model.log_line - fit.expected) / np.sqrt(fit.variances)), dtype=np.float64)


def shares_of(chances: Floats, model: _Model, weighed: Floats) -> Floats:
    """Return the shares in the order of `NAMES`."""
    total = float(weighed.sum())
    poor = ratio(float(weighed[model.log_consumption < model.log_line].sum()), total)
    likely = ratio(float(weighed[chances >= LIKELY].sum()), total)
    relative = ratio(float(weighed[chances >= poor].sum()), total)
    return np.array([likely, relative, ratio(float(weighed @ chances), total), poor])


def _prepare(
    consumption: ArrayLike,
    columns: Mapping[str, ArrayLike],
    line: ArrayLike,
    weights: Weights | None,
    survey: ArrayLike | None,
) -> _Model:
    spent = as_floats(consumption)
    lines = as_floats(line, spent)
    if (lines <= 0).any():
        raise LineNotPositive()
    given = [as_floats(values) for values in columns.values()]
    for values in given:
        if values.shape != spent.shape:
            raise LengthsDiffer(found=len(values), wanted=len(spent))
    sample = take_known(weights, spent, lines, *given, also=spent > 0)
    keep = sample.keep
    count = int(keep.sum())
    if count <= len(given) + 1:
        raise TooFewToFit(households=count, columns=len(given) + 1)
    matrix = np.column_stack([np.ones(count), *(values[keep] for values in given)])
    return _Model(np.log(spent[keep]), matrix, np.log(lines[keep]), survey_weights(len(spent), survey)[keep], sample)
