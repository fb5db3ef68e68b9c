from pathlib import Path

import pytest

from shared.evaluation.markdown import to_markdown
from shared.evaluation.readme import SectionError, main, render
from shared.evaluation.report import Column, Comparison, Metric, Report, Row, Table, UnknownNameError


def make_report(ndcg: float = 0.5) -> Report:
    table = Table(
        name="published",
        title="Model",
        columns=(Column(name="nDCG@10"),),
        primary_metric="nDCG@10",
        rows=(Row(name="ALS + EASE", metrics={"nDCG@10": Metric(value=ndcg)}), Row(name="SAR", metrics={})),
    )
    gain = Comparison(candidate="a", baseline="b", metric="nDCG@10", difference=0.1, low=0.05, high=0.2)
    return Report(
        name="recommender",
        dataset="generated",
        protocol="none",
        data_sha256="a" * 64,
        seed=0,
        command="python -m projects.recommender evaluate",
        tables=(table,),
        comparisons=(gain,),
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    project = tmp_path / "projects" / "recommender"
    make_report().write(project / "reports" / "metrics.json")
    (tmp_path / "README.md").write_text(
        "# All\n\nnDCG <!-- report:recommender/published/ALS + EASE/nDCG@10 --><!-- /report -->.\n"
    )
    (project / "README.md").write_text("# One\n\n<!-- report:published -->old<!-- /report -->\n\nafter\n")
    return tmp_path


def test_table_replaces_what_stands_between_the_markers() -> None:
    report = make_report()
    text = "before\n<!-- report:published -->\n| stale |\n<!-- /report -->\nafter\n"
    table = to_markdown(report.table("published"))
    expected = f"before\n<!-- report:published -->\n{table}\n<!-- /report -->\nafter\n"
    assert render(text, report) == expected
    assert render(expected, report) == expected


def test_number_is_filled_in_within_its_sentence() -> None:
    text = "nDCG <!-- report:published/ALS + EASE/nDCG@10 -->?<!-- /report --> of 1"
    assert "-->0.500<!-- /report --> of 1" in render(text, make_report())


def test_comparisons_are_a_section() -> None:
    assert "**+0.100** [+0.050, +0.200]" in render("<!-- report:comparisons --><!-- /report -->", make_report())


def test_backslashes_in_names_are_not_taken_for_references() -> None:
    report = make_report()
    table = report.table("published").model_copy(update={"title": r"a\1b"})
    text = render("<!-- report:published --><!-- /report -->", report.model_copy(update={"tables": (table,)}))
    assert r"a\1b" in text


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("publishd", "legal: published, comparisons$"),
        ("other/SAR/nDCG@10", "legal: published, comparisons$"),
        ("published/ALS + EASE/MAP", r"legal: published/ALS \+ EASE/nDCG@10$"),
    ],
)
def test_unknown_name_lists_the_legal_ones_beside_it(name: str, legal: str) -> None:
    with pytest.raises(UnknownNameError, match=legal):
        render(f"<!-- report:{name} --><!-- /report -->", make_report())


@pytest.mark.parametrize(
    "text",
    [
        "<!-- report:published -->",
        "<!-- /report -->",
        "<!-- report:published --> <!-- report:published --> <!-- /report -->",
        "<!-- report:published --> <!-- report:published --> <!-- /report --> <!-- /report -->",
        "<!-- report: --> <!-- /report -->",
    ],
)
def test_markers_that_do_not_pair_up_are_refused(text: str) -> None:
    with pytest.raises(SectionError, match="needs its own"):
        render(text, make_report())


def test_check_fails_until_write_and_again_when_the_report_changes(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(repository)]
    assert main(["check", *root]) == 1
    complaints = capsys.readouterr().err
    assert "README.md: disagrees" in complaints
    assert str(Path("projects/recommender/README.md")) in complaints
    assert main(["write", *root]) == 0
    assert main(["check", *root]) == 0
    assert "nDCG@10 -->0.500<!--" in (repository / "README.md").read_text()
    make_report(ndcg=0.6).write(repository / "projects/recommender/reports/metrics.json")
    assert main(["check", *root]) == 1


def test_write_leaves_a_readme_that_agrees_untouched(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--root", str(repository)]
    main(["write", *root])
    capsys.readouterr()
    assert main(["write", *root]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("action", ["write", "check"])
def test_one_bad_readme_is_named_and_the_others_are_still_done(
    action: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["write", "--root", str(repository)])
    (repository / "README.md").write_text("<!-- report:chatbot/published --><!-- /report -->")
    assert main([action, "--root", str(repository)]) == 1
    complaint = capsys.readouterr().err
    assert complaint == (
        "README.md: unknown section 'chatbot/published'; legal: recommender/published, recommender/comparisons\n"
    )


def test_sections_without_a_report_and_reports_that_are_none_are_named(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = repository / "projects" / "recommender" / "reports" / "metrics.json"
    report.write_text("{}")
    assert main(["check", "--root", str(repository)]) == 1
    assert "validation errors for Report" in capsys.readouterr().err
    report.unlink()
    assert main(["check", "--root", str(repository)]) == 1
    assert "unknown section 'published'; legal: none" in capsys.readouterr().err


def test_project_without_a_report_may_have_a_readme_without_sections(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# All\n")
    (tmp_path / "projects" / "new").mkdir(parents=True)
    (tmp_path / "projects" / "new" / "README.md").write_text("# New\n")
    assert main(["check", "--root", str(tmp_path)]) == 0


def test_folder_that_is_no_repository_is_an_error_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--root", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("README.md: ")
