"""The published best, trained again, so that it can be compared user by user.

``python -m projects.recommender.evaluate.bivae`` trains BiVAE (Truong, Salah and Lauw, "Bilateral variational
autoencoder for collaborative filtering", WSDM 2021) by Cornac with the settings of its published row, on the published
split, and writes the ten films of each user to RERUN_FILE. A minute on two cores; needs ``pip install cornac torch``,
which nothing else here does, so the lists are committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Dataset
from projects.recommender.data.configured import load_dataset
from projects.recommender.evaluate.scores import UserScores, interaction_matrix, judge_lists
from projects.recommender.model.base import Floats
from projects.recommender.model.ranking import K, top_k
from projects.recommender.settings import Settings
from projects.recommender.split import Split, published

BIVAE = "BiVAE (run again)"
RERUN_FILE = Path(__file__).parent.parent / "reports" / "bivae.json"
SETTINGS: dict[str, Any] = {
    "k": 50,
    "encoder_structure": [100],
    "act_fn": "tanh",
    "likelihood": "pois",
    "n_epochs": 500,
    "batch_size": 128,
    "learning_rate": 0.001,
    "seed": 42,
}


def rerun_scores(dataset: Dataset, split: Split) -> dict[str, UserScores]:
    """Judge the committed lists; nothing for another data set than the one they were made on."""
    rerun = json.loads(RERUN_FILE.read_text(encoding="utf-8"))
    if rerun["data_sha256"] != dataset.sha256:
        return {}
    return {BIVAE: judge_lists(np.array(rerun["lists"], np.int32), split)}


def train_and_write(dataset: Dataset) -> None:
    """Train on the published train part and write the lists, item indices best first: [n_users, K]."""
    split = published(dataset)
    lists = top_k(_train(split), K, interaction_matrix(split.train, split.shape))
    content = {"data_sha256": dataset.sha256, "settings": SETTINGS, "lists": lists.tolist()}
    RERUN_FILE.write_text(json.dumps(content) + "\n", encoding="utf-8")


def _train(split: Split) -> Floats:
    from cornac.data import Dataset as Ratings
    from cornac.models import BiVAECF

    train = split.train
    rows = zip(train.users.tolist(), train.items.tolist(), train.ratings.tolist(), strict=True)
    ratings = Ratings.from_uir(list(rows), seed=SETTINGS["seed"])
    model = BiVAECF(**SETTINGS, use_gpu=False, verbose=True)
    model.fit(ratings)
    scores: NDArray[np.float32] = np.full(split.shape, -np.inf, np.float32)
    for user, inner in ratings.uid_map.items():
        scores[user, list(ratings.iid_map)] = model.score(inner)
    return scores


if __name__ == "__main__":
    train_and_write(load_dataset(Settings()))
