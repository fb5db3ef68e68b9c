"""Results of others on the published protocol, as they printed them: no intervals and no scores per user exist.

MovieLens 100K, k = 10, from recommenders-team/recommenders: the benchmark of its current notebook (BPR of Cornac,
LightGCN) and the best figure of its README (BiVAE), which is higher than that of the notebook.
"""

from __future__ import annotations

MEASURED_ON = "movielens-100k"
PUBLISHED: dict[str, dict[str, float]] = {
    "LightGCN (published)": {"nDCG@10": 0.416, "MAP@10": 0.121, "P@10": 0.359, "R@10": 0.196},
    "BPR of Cornac (published)": {"nDCG@10": 0.445, "MAP@10": 0.134, "P@10": 0.389, "R@10": 0.217},
    "BiVAE (published)": {"nDCG@10": 0.475077, "MAP@10": 0.146126, "P@10": 0.411771, "R@10": 0.219145},
}
PUBLISHED_BEST = "BiVAE (published)"
