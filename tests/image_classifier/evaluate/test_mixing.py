"""Each change of the recipe is trained from the same start and compared picture by picture."""

from __future__ import annotations

from projects.image_classifier.evaluate.mixing import CHANGES, DIFFERENCE, RECIPE, VALIDATION_ACCURACY, compare
from tests.image_classifier.training import small


def test_each_change_stands_beside_the_recipe() -> None:
    table = compare(small.dataset(), small.RECIPE, epochs=1, seed=1).table("mixing")

    assert [row.name for row in table.rows] == list(CHANGES)
    plain = table.row(RECIPE).metrics
    assert DIFFERENCE not in plain
    for name in list(CHANGES)[1:]:
        changed = table.row(name).metrics
        assert changed[DIFFERENCE].value == changed[VALIDATION_ACCURACY].value - plain[VALIDATION_ACCURACY].value
