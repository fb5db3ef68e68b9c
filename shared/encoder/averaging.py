"""Weights between those that were published and those that were fine-tuned."""

from __future__ import annotations

import numpy as np

from shared.encoder.graph import Tensors


def average(published: Tensors, tuned: Tensors, share: float) -> Tensors:
    """Return weights on the line from ``published`` (0) to ``tuned`` (1).

    Between the two lies what knows the new questions and has not forgotten the old ones: Wortsman et al., "Robust
    fine-tuning of zero-shot models", CVPR 2022.
    """
    return {name: ((1 - share) * published[name] + share * tensor).astype(np.float32) for name, tensor in tuned.items()}
