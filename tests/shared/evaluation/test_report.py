import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shared.evaluation.bootstrap import bootstrap_mean, paired_bootstrap
from shared.evaluation.report import Column, Comparison, Metric, Report, Row, Table, UnknownNameError


def make_table(**changes: Any) -> Table:
    fields: dict[str, Any] = {
        "name": "published",
        "title": "Published protocol",
        "columns": (Column(name="nDCG@10"), Column(name="fit (s)", better="lower", decimals=1)),
        "primary_metric": "nDCG@10",
        "rows": (
            Row(name="popularity", metrics={"nDCG@10": Metric(value=0.252, low=0.24, high=0.26)}),
            Row(name="ALS+EASE", metrics={"nDCG@10": Metric(value=0.493), "fit (s)": Metric(value=2.04)}),
        ),
    }
    return Table(**fields | changes)


def make_report(**changes: Any) -> Report:
    fields: dict[str, Any] = {
        "name": "recommender",
        "dataset": "MovieLens 100K",
        "protocol": "random 75/25 split of each item",
        "data_sha256": "0" * 64,
        "seed": 42,
        "command": "python -m projects.recommender evaluate",
        "tables": (make_table(),),
    }
    return Report(**fields | changes)


def test_report_round_trips_through_its_file(tmp_path: Path) -> None:
    comparison = Comparison.of("a", "b", "nDCG", paired_bootstrap([0.3, 0.1, 0.2], [0.1, 0.1, 0.3], seed=0))
    exact = make_table(rows=(Row(name="λ", metrics={"nDCG@10": Metric.of(bootstrap_mean([1 / 3, 2 / 7], seed=0))}),))
    report = make_report(tables=(exact,), comparisons=(comparison,))
    report.write(tmp_path / "reports" / "metrics.json")
    assert Report.read(tmp_path / "reports" / "metrics.json") == report


def test_noise_below_the_sixth_decimal_leaves_the_same_bytes(tmp_path: Path) -> None:
    for name, value in [("a", 0.1 + 0.2), ("b", 0.3), ("c", 0.30000049)]:
        rows = (Row(name="m", metrics={"nDCG@10": Metric(value=value, low=-1e-9, high=value)}),)
        make_report(tables=(make_table(rows=rows),)).write(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()
    assert b"-0.0" not in (tmp_path / "a").read_bytes()


def test_file_is_sorted_json_with_a_final_newline(tmp_path: Path) -> None:
    make_report().write(tmp_path / "metrics.json")
    text = (tmp_path / "metrics.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def test_failed_write_leaves_the_old_report_and_no_debris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "metrics.json"
    make_report(seed=1).write(path)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        make_report(seed=2).write(path)
    assert Report.read(path).seed == 1
    assert list(tmp_path.iterdir()) == [path]


def test_mlflow_metrics_name_every_number_legally() -> None:
    assert make_report().to_mlflow_metrics() == {
        "published/popularity/nDCG_at_10": 0.252,
        "published/popularity/nDCG_at_10.low": 0.24,
        "published/popularity/nDCG_at_10.high": 0.26,
        "published/ALS_EASE/nDCG_at_10": 0.493,
        "published/ALS_EASE/fit_s": 2.04,
    }


def test_mlflow_accepts_the_names_of_hostile_rows() -> None:
    rows = tuple(
        Row(name=name, metrics={"nDCG@10": Metric(value=0.1)})
        for name in ["λ=500", "a\\b", "..", "v1..2", "100 %", "c:d", "ünïcode", " e "]
    )
    validation: Any = import_module("mlflow.utils.validation")
    metrics = make_report(tables=(make_table(rows=rows),)).to_mlflow_metrics()
    assert len(metrics) == len(rows)
    for name in metrics:
        validation._validate_metric_name(name)


def test_rows_that_become_one_name_in_mlflow_are_refused() -> None:
    rows = tuple(Row(name=name, metrics={"nDCG@10": Metric(value=0.1)}) for name in ("a+b", "a_b"))
    with pytest.raises(ValueError, match="two metrics are both called 'published/a_b/nDCG_at_10'"):
        make_report(tables=(make_table(rows=rows),)).to_mlflow_metrics()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"primary_metric": "MAP"}, "has no column MAP"),
        ({"rows": (Row(name="m", metrics={"typo": Metric(value=1)}),)}, "has no column typo"),
        ({"rows": (Row(name="m", metrics={}), Row(name="m", metrics={}))}, "repeated row: m"),
        ({"columns": (Column(name="nDCG@10"),) * 2}, "repeated column: nDCG@10"),
        ({"name": "a/b"}, "should match pattern"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_tables_that_disagree_with_themselves_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        make_table(**changes)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"value": float("nan")}, "finite"),
        ({"value": 1, "low": 0.5}, "come together"),
        ({"value": 1, "low": 2, "high": 1}, "low 2.0 is above high 1.0"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(numbers: dict[str, float], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Metric(**numbers)


@pytest.mark.parametrize("sha256", ["", "0" * 63, "G" * 64, "0" * 65])
def test_data_hash_must_be_sha256(sha256: str) -> None:
    with pytest.raises(ValidationError, match="data_sha256"):
        make_report(data_sha256=sha256)


def test_repeated_table_is_refused() -> None:
    with pytest.raises(ValidationError, match="repeated table: published"):
        make_report(tables=(make_table(), make_table()))


def test_unknown_table_or_row_names_the_legal_ones() -> None:
    with pytest.raises(UnknownNameError, match="unknown table 'temporal'; legal: published"):
        make_report().table("temporal")
    with pytest.raises(UnknownNameError, match=re.escape("unknown row 'BPR'; legal: popularity, ALS+EASE")):
        make_report().table("published").row("BPR")


def test_parts_are_found_by_name() -> None:
    table = make_report().table("published")
    assert table.row("popularity").metrics["nDCG@10"].low == 0.24
    assert table.column("fit (s)").better == "lower"


def test_best_follows_the_direction_of_the_column() -> None:
    rows = tuple(Row(name=str(v), metrics={"m": Metric(value=v)}) for v in (1.0, 3.0))
    for better, expected in [("higher", 3.0), ("lower", 1.0), ("neither", None)]:
        column = Column.model_validate({"name": "m", "better": better})
        assert make_table(columns=(column,), primary_metric="m", rows=rows).best(column) == expected
    assert make_table().best(Column(name="absent")) is None
