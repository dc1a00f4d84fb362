"""Weighted least squares."""

import numpy as np

from monitoring.rules.measures.arrays import Floats
from monitoring.rules.measures.errors import ColumnsCollinear

SMALLEST_ROOT = 1e-12
"""Columns whose scaled cross products have a smaller eigenvalue, against the largest, follow from one another."""


def fit_least_squares(columns: Floats, values: Floats, weights: Floats) -> Floats:
    """Return the coefficients that make the weighted sum of squared residuals smallest.

    It solves the normal equations of columns scaled to one length, which takes one pass over the households.

    Args:
        columns: shape (households, columns).
        values: shape (households,).
        weights: shape (households,), none below zero.
    Raises: ColumnsCollinear.
    """
    weighed = columns * weights[:, None]
    products = columns.T @ weighed
    lengths = np.sqrt(np.diag(products))
    if not (lengths > 0).all():
        raise ColumnsCollinear(columns=columns.shape[1])
    scaled = products / np.outer(lengths, lengths)
    roots = np.linalg.eigvalsh(scaled)
    if roots[0] < SMALLEST_ROOT * roots[-1]:
        raise ColumnsCollinear(columns=columns.shape[1])
    return np.linalg.solve(scaled, (values @ weighed) / lengths) / lengths
