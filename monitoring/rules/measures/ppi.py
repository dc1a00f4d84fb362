"""The engine of a Poverty Probability Index: ten questions, points, and a table from points to probabilities.

A scorecard is data. The one that is shipped is invented, to show the engine; real tables belong to their makers.
Source: docs/methods.md, Poverty Probability Index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitoring.rules.measures.arrays import Figures, Floats, Wholes, as_floats, ratio
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.errors import AnswerUnknown, LineUnknown, QuestionMissing, ScoreUnknown
from monitoring.rules.measures.weights import Basis, Weights, take_known
from monitoring.rules.ruleset import Text

NAMES = ("rate",)


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    title: Text
    points: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question that anybody can answer by looking; the order of the answers is that of the scorecard."""

    id: str
    title: Text
    answers: tuple[Answer, ...]

    def points(self, answer: str) -> int:
        """Return an answer's points. Raises AnswerUnknown."""
        for known in self.answers:
            if known.id == answer:
                return known.points
        raise AnswerUnknown(question=self.id, answer=answer)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A scorecard.

    Args:
        is_demo: invented, not for use.
        lines: the poverty lines that the table knows.
        table: for each score, the probability of being below each line, in the order of `lines`.
    """

    name: str
    title: Text
    source: str
    is_demo: bool
    questions: tuple[Question, ...]
    lines: tuple[str, ...]
    table: Mapping[int, tuple[float, ...]]

    def score(self, answers: Mapping[str, str]) -> int:
        """Add up the points of a household's answers, by question; a lower score is poorer.

        Raises: QuestionMissing, AnswerUnknown.
        """
        for question in self.questions:
            if question.id not in answers:
                raise QuestionMissing(question=question.id)
        return sum(question.points(answers[question.id]) for question in self.questions)

    def probability(self, score: int, line: str) -> float:
        """Return the probability of being below a line. Raises ScoreUnknown, LineUnknown."""
        if line not in self.lines:
            raise LineUnknown(name=self.name, line=line, known=", ".join(self.lines))
        if score not in self.table:
            raise ScoreUnknown(name=self.name, score=score)
        return self.table[score][self.lines.index(line)]

    def probabilities(self, scores: Sequence[int | None], line: str) -> Floats:
        """Return each household's probability, NaN where its score is not known. Raises ScoreUnknown, LineUnknown."""
        chances = {score: self.probability(score, line) for score in set(scores) if score is not None}
        return np.array([np.nan if score is None else chances[score] for score in scores], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class PpiResult:
    """A group's poverty rate: the mean of its probabilities, never the share above some probability."""

    rate: float
    basis: Basis


def ppi(probabilities: ArrayLike, weights: Weights | None = None) -> PpiResult:
    """Estimate a group's poverty rate from its households' probabilities.

    Args:
        probabilities: of `Scorecard.probabilities`.
    Raises: LengthsDiffer, WeightNegative.
    """
    figures, basis = _prepare(probabilities, weights)
    return PpiResult(float(figures.once()[0]), basis)


def ppi_intervals(
    probabilities: ArrayLike,
    weights: Weights | None = None,
    *,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for the rate. Raises: as `ppi`, and TooFewToResample."""
    return intervals(_prepare(probabilities, weights)[0], how, clusters)


def _prepare(probabilities: ArrayLike, weights: Weights | None) -> tuple[Figures, Basis]:
    chances = as_floats(probabilities)
    sample = take_known(weights, chances)

    def compute(draws: Floats) -> Floats:
        weighed = sample.weights * draws
        return np.array([ratio(float(weighed @ chances[sample.keep]), float(weighed.sum()))])

    return Figures(NAMES, compute, sample.keep), sample.basis
