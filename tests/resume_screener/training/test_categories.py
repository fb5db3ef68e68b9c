"""The ladder of categories, and the model of it that can be kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from projects.resume_screener.training import categories
from projects.resume_screener.training.categories import UntrustedModelError, fit_categories, ladder, table

WORDS = {"CHEF": "kitchen menu sauce", "HR": "hiring payroll onboarding", "IT": "server network firewall"}
LABELS = np.array(sorted(WORDS) * 8)
TEXTS = [f"{WORDS[label]} worked number{position % 5}" for position, label in enumerate(LABELS)]


@pytest.fixture
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "SELECTED", 10)


@pytest.mark.usefixtures("_few_words")
@pytest.mark.parametrize("name", sorted(ladder().keys() - {"majority", "gradient boosting"}))
def test_every_rung_tells_kitchens_from_servers(name: str) -> None:
    vectors = np.eye(3, dtype=np.float32)[np.unique(LABELS, return_inverse=True)[1]]
    resumes = table(TEXTS, vectors)
    model = ladder()[name].build(1)
    assert (model.fit(resumes, LABELS).predict(resumes) == LABELS).all()


def test_every_grid_names_parameters_of_its_rung() -> None:
    for rung in ladder().values():
        assert rung.grid.keys() <= rung.build(1).get_params().keys()


@pytest.mark.usefixtures("_few_words")
def test_a_kept_model_says_the_same(tmp_path: Path) -> None:
    model = fit_categories(TEXTS, LABELS.tolist(), seed=1)
    categories.save(model, path := tmp_path / "new" / "categories.skops")
    again = categories.load(path)
    np.testing.assert_array_equal(again.predict_proba(TEXTS), model.predict_proba(TEXTS))
    assert again.predict(["the menu and its sauce"]).tolist() == ["CHEF"]


def test_a_file_with_other_types_is_refused(tmp_path: Path) -> None:
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    categories.save(Pipeline([("shell", FunctionTransformer(tiny_shell))]), path := tmp_path / "odd.skops")
    with pytest.raises(UntrustedModelError, match="tiny_shell"):
        categories.load(path)


def tiny_shell(texts: list[str]) -> list[str]:
    return texts
