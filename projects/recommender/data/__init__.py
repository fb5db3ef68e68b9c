"""Where the interactions come from: MovieLens in its published forms, or your own tables."""

from projects.recommender.data.dataset import Dataset, DatasetError, Interactions, Item
from projects.recommender.data.load import MOVIELENS, load

__all__ = ["MOVIELENS", "Dataset", "DatasetError", "Interactions", "Item", "load"]
