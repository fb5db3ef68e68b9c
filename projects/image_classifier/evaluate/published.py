"""Results of others on the official test set, as they printed them: no intervals and no answers per picture exist.

From the table in the README of Fashion-MNIST's own repository (zalandoresearch/fashion-mnist), reported by its users
and not repeated by us; the last is from its side-by-side trial with human labellers. The parameters are those printed
there.
"""

from __future__ import annotations

MEASURED_ON = "fashion-mnist"
PUBLISHED: dict[str, dict[str, float]] = {
    "WRN40-4 (published)": {"accuracy": 0.967, "parameters": 8_900_000},
    "WRN-28-10 with random erasing (published)": {"accuracy": 0.963},
    "DenseNet-BC (published)": {"accuracy": 0.954, "parameters": 768_000},
    "MobileNet (published)": {"accuracy": 0.950},
    "ResNet18 (published)": {"accuracy": 0.949},
    "2 convolutions, under 100,000 parameters (published)": {"accuracy": 0.925},
    "human labellers (published)": {"accuracy": 0.835},
}
