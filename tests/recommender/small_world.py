"""A small generated world: people who like one genre, films of five genres, and time that passes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from projects.recommender.data import Dataset, Item
from projects.recommender.data.dataset import build
from projects.recommender.model.als import AlsConfig
from projects.recommender.model.base import ModelConfig
from projects.recommender.model.blend import BlendConfig, Part
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.ease import EaseConfig
from projects.recommender.recipe import Recipe

N_USERS, N_ITEMS = 60, 80
GENRES = ("Action", "Comedy", "Drama", "Horror", "Western")
SPECIAL_TITLES = {3: "Les Misérables", 7: "The Long Way Home", 11: "Home Alone", 12: "Straße nach Hause"}
HALF_LIFE = 5.0
START = 874_724_710
HOUR = 3_600

ANN, BOB = "viewer-000", "viewer-001"
STRANGER = "nobody-we-know"


def blend() -> ModelConfig:
    """A blend, small enough to fit in an instant."""
    als = AlsConfig(factors=8, regularization=5, alpha=5, iterations=8)
    parts = (Part(weight=1, model=als), Part(weight=1, model=EaseConfig(regularization=10)))
    return BlendConfig(parts=parts)


def recipe(config: ModelConfig | None = None) -> Recipe:
    """What training reads: the blend, unless another config is to be served."""
    ladder = {"blend": (config or blend()).model_dump()}
    return Recipe.model_validate(
        {"ladder": ladder, "half_lives": {"blend": HALF_LIFE}, "serve": "blend", "recent_days": 30}
    )


def catalogue() -> list[Item]:
    """Film i has genre i modulo 5, every fourth a second one; the year of every tenth is unknown."""
    return [
        Item(
            id=f"film-{index}",
            title=SPECIAL_TITLES.get(index, f"{GENRES[index % 5]} Story {index}"),
            year=None if index % 10 == 9 else 1950 + index % 50,
            genres=(GENRES[index % 5], *([GENRES[(index + 1) % 5]] if index % 4 == 0 else [])),
        )
        for index in range(N_ITEMS)
    ]


def dataset(seed: int = 7) -> Dataset:
    """Each person watches 18 to 27 films, four of five from their genre or the next, better known ones more often."""
    generator = np.random.default_rng(seed)
    fame = 1 / np.sqrt(1 + np.arange(N_ITEMS) // 5)
    genre = np.arange(N_ITEMS) % 5
    rows: list[tuple[str, str, int]] = []
    for user in range(N_USERS):
        liked = np.isin(genre, (user % 5, (user + 1) % 5))
        chance = fame * np.where(liked, 8.0, 1.0)
        films = generator.choice(N_ITEMS, size=18 + user % 10, replace=False, p=chance / chance.sum())
        begin = START + int(generator.integers(0, 200)) * 24 * HOUR
        rows += [(f"viewer-{user:03}", f"film-{film}", begin + HOUR * order) for order, film in enumerate(films)]
    users, items, moments = zip(*rows, strict=True)
    ratings = np.full(len(rows), 4, np.float32)
    return build("small-world", users, items, ratings, np.array(moments, np.int64), catalogue())


def watched(model: RecommenderModel, user: str) -> list[str]:
    """The films that the model knows a person by, oldest first."""
    return [model.items[index].id for index in model.histories.of(model.user_index[user])]


def write_tables(folder: Path) -> Path:
    """Write the world as tables of one's own, as the loader reads them."""
    import pandas as pd

    folder.mkdir()
    world = dataset()
    data = world.interactions
    pd.DataFrame(
        {
            "user": [world.users[index] for index in data.users],
            "item": [world.items[index].id for index in data.items],
            "rating": data.ratings,
            "timestamp": data.timestamps,
        }
    ).to_csv(folder / "interactions.csv", index=False)
    columns = [(item.id, item.title, item.year, "|".join(item.genres)) for item in world.items]
    pd.DataFrame(columns, columns=["item", "title", "year", "genres"]).to_csv(folder / "items.csv", index=False)
    return folder
