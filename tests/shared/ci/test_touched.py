"""A change is tested where it can break something, and everywhere when that is not known."""

import json
import subprocess
from pathlib import Path

import pytest

from shared.ci.touched import changed_paths, main, projects, scopes, touched

KNOWN = ["mail", "mail_sorter", "maps"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["projects/maps/api.py"], ["maps"]),
        (["tests/maps/test_api.py", "tests/e2e/mail/test_page.py"], ["mail", "maps"]),
        (["benchmarks/mail_sorter.py", "requirements/mail_sorter_train.txt"], ["mail_sorter"]),
        (["requirements/mail_train.txt"], ["mail"]),
        (["deploy/kubernetes/base/mail-sorter/kustomization.yaml"], ["mail_sorter"]),
        (["docker/prometheus/rules/maps.yml"], ["maps"]),
        (["projects/maps/README.md"], ["maps"]),
        (["README.md", "CHANGELOG.md", "LICENSE", ".github/pull_request_template.md"], []),
        ([".github/ISSUE_TEMPLATE/bug.yml", ".github/CODEOWNERS"], []),
        ([], []),
        (["shared/cli.py"], KNOWN),
        (["projects/maps/api.py", "shared/cli.py"], KNOWN),
        (["docker/Dockerfile"], KNOWN),
        (["pyproject.toml"], KNOWN),
        (["requirements/dev.txt"], KNOWN),
        (["docs/handbook/drift.md"], KNOWN),
        ([".github/workflows/ci.yml"], KNOWN),
        (["projects/one_that_is_gone/api.py"], KNOWN),
    ],
)
def test_a_file_touches_the_project_it_is_named_after_and_any_other_touches_all(
    paths: list[str], expected: list[str]
) -> None:
    assert touched(paths, ["maps", "mail_sorter", "mail"]) == expected


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Two projects with tests, committed; then, on a branch, a change of one, while main goes on with the other."""
    for path in (
        "projects/mail/settings.py",
        "projects/maps/settings.py",
        "projects/maps/naïve name.txt",
        "projects/no_project/notes.txt",
        "tests/mail/test_mail.py",
        "tests/maps/test_maps.py",
        "tests/e2e/maps/test_page.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path)
    git(tmp_path, "switch", "--quiet", "--create=branch")
    (tmp_path / "projects/maps/naïve name.txt").rename(tmp_path / "projects/maps/plain.txt")
    commit(tmp_path)
    git(tmp_path, "switch", "--quiet", "main")
    (tmp_path / "projects/mail/settings.py").write_text("# newer\n")
    commit(tmp_path)
    git(tmp_path, "switch", "--quiet", "branch")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments], cwd=folder, check=True)


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=change")


def outputs(printed: str) -> dict[str, object]:
    return {name: json.loads(value) for name, _, value in (line.partition("=") for line in printed.splitlines())}


def test_both_names_of_a_moved_file_count_and_what_main_did_meanwhile_does_not(checkout: Path) -> None:
    assert changed_paths("main", checkout) == ["projects/maps/naïve name.txt", "projects/maps/plain.txt"]


@pytest.mark.parametrize("base", ["", "0" * 40, "no-such-branch", "--output=x"])
def test_without_a_known_base_everything_is_touched(
    base: str, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([base], checkout)
    assert outputs(capsys.readouterr().out)["projects"] == ["mail", "maps"]


def test_a_matrix_has_the_touched_projects_and_what_belongs_to_none(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["main"], checkout)
    assert outputs(capsys.readouterr().out) == {
        "projects": ["maps"],
        "scopes": [
            {"name": "shared", "pytest": "tests --ignore=tests/mail --ignore=tests/maps --ignore=tests/e2e/maps"},
            {"name": "maps", "pytest": "tests/maps tests/e2e/maps"},
        ],
    }


def test_a_change_that_touches_nothing_has_empty_matrices(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["HEAD"], checkout)
    assert outputs(capsys.readouterr().out) == {"projects": [], "scopes": []}


def test_the_scopes_of_this_repository_are_all_of_its_tests() -> None:
    given = {scope["name"]: scope["pytest"].split() for scope in scopes(projects())}
    assert list(given) == ["shared", *projects()]
    ignored = {argument.removeprefix("--ignore=") for argument in given.pop("shared")} - {"tests"}
    assert ignored == {folder for folders in given.values() for folder in folders}
