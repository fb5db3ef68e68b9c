from shared.evaluation.markdown import comparisons_to_markdown, to_markdown
from shared.evaluation.report import Column, Comparison, Metric, Row, Table

TABLE = Table(
    name="speed",
    title="Model",
    columns=(
        Column(name="nDCG"),
        Column(name="ECE", better="lower", decimals=2),
        Column(name="users", better="neither", decimals=0),
    ),
    primary_metric="nDCG",
    rows=(
        Row(
            name="a|b",
            metrics={
                "users": Metric(value=1682),
                "nDCG": Metric(value=0.4, low=0.38, high=0.41),
                "ECE": Metric(value=0.02, low=0.01, high=0.03),
            },
        ),
        Row(name="c", metrics={"nDCG": Metric(value=0.5), "ECE": Metric(value=0.1)}),
    ),
)


def test_table_shows_intervals_the_best_in_bold_and_what_is_missing() -> None:
    assert to_markdown(TABLE).splitlines() == [
        "| Model | nDCG | ECE | users |",
        "| --- | ---: | ---: | ---: |",
        r"| a\|b | 0.400 [0.380, 0.410] | **0.02** [0.01, 0.03] | 1,682 |",
        "| c | **0.500** | 0.10 | – |",
    ]


def test_tied_rows_are_all_best() -> None:
    rows = tuple(Row(name=name, metrics={"nDCG": Metric(value=0.5)}) for name in "ab")
    assert to_markdown(TABLE.model_copy(update={"rows": rows})).count("**0.500**") == 2


def test_comparison_is_bold_only_where_the_interval_leaves_out_zero() -> None:
    sure = Comparison(candidate="a", baseline="b", metric="MAP", difference=0.023, low=0.016, high=0.031)
    unsure = Comparison(candidate="a", baseline="c", metric="MAP", difference=-0.001, low=-0.004, high=0.003)
    assert comparisons_to_markdown([sure, unsure]).splitlines()[2:] == [
        "| a | b | MAP | **+0.023** [+0.016, +0.031] |",
        "| a | c | MAP | -0.001 [-0.004, +0.003] |",
    ]
