"""What a description says about doubt, fitted on validation pictures alone: the temperature and when to reject."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from projects.image_classifier.model.bundle import Rejection
from shared.evaluation.calibration import fit_temperature

FAMILIAR = 0.99
"""Share of validation pictures whose energy must pass."""
SURE = 0.95
"""Share of validation pictures whose confidence must pass."""
BLANKNESS = 0.5
"""A picture is blank below this share of the lowest contrast seen in validation."""


def fit_description(logits: ArrayLike, labels: ArrayLike, contrasts: ArrayLike) -> tuple[float, Rejection]:
    """Return the temperature and the thresholds that a description holds.

    ``logits`` [n, n_classes], ``labels`` [n] and ``contrasts`` [n] are of pictures that neither train nor test the
    network. Raises ValueError for shapes that do not fit.
    """
    temperature = fit_temperature(logits, labels)
    return temperature, fit_rejection(logits, contrasts, temperature)


def fit_rejection(logits: ArrayLike, contrasts: ArrayLike, temperature: float) -> Rejection:
    """Return thresholds that pass the wanted shares of these pictures; see FAMILIAR, SURE and BLANKNESS."""
    from scipy.special import logsumexp, softmax

    raw = np.asarray(logits, np.float64)
    if raw.ndim != 2 or np.shape(contrasts) != raw.shape[:1] or not len(raw):
        raise ValueError(f"logits must be [n, n_classes] and contrasts [n], got {raw.shape} and {np.shape(contrasts)}")
    confidence = softmax(raw / temperature, axis=1).max(axis=1)
    return Rejection(
        contrast=BLANKNESS * float(np.min(contrasts)),
        energy=float(np.quantile(logsumexp(raw, axis=1), 1 - FAMILIAR)),
        confidence=float(np.quantile(confidence, 1 - SURE)),
    )
