"""A project is in every list, or in none; what a workflow or a page tells to run is there to be run.

The folders in ``projects/`` are what the lists are held against: none of them is typed again here.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.ci.touched import main as print_matrices
from shared.ci.touched import projects
from shared.demo import MLFLOW
from shared.tasks import TASKS

ROOT = Path(__file__).resolve().parents[1]
PROJECTS = projects()
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("projects/*/*.md"), *ROOT.glob("deploy/**/*.md")]
)
TASK = re.compile(r"(?:^|[\s`&;|(])(?:make|python3? -m shared\.tasks) (?P<name>[a-z]+)", re.MULTILINE)
MODULE = re.compile(r"python3? -m (?P<name>(?:shared|benchmarks)(?:\.\w+)*)")
FENCED = re.compile(r"^```(?:sh|shell|bash|console)?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def read_yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def in_compose() -> Iterable[str]:
    included = [Path(path).parent for path in read_yaml("compose.yaml")["include"]]
    return (folder.name for folder in included if folder.parent.name == "projects")


def in_prometheus() -> Iterable[str]:
    [services] = [
        job for job in read_yaml("docker/prometheus/prometheus.yml")["scrape_configs"] if job["job_name"] == "services"
    ]
    return (target.partition(":")[0] for group in services["static_configs"] for target in group["targets"])


def in_kubernetes() -> Iterable[str]:
    resources = read_yaml("deploy/kubernetes/base/kustomization.yaml")["resources"]
    return (name.replace("-", "_") for name in resources if not name.endswith(".yaml"))


def in_procfile() -> Iterable[str]:
    names = {line.partition(":")[0] for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()}
    return names - {MLFLOW}


def in_readme_table() -> Iterable[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^\| \[(\w+)\]\(projects/\1\)", readme, re.MULTILINE)


def in_import_contracts() -> Iterable[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    [independent] = [contract for contract in contracts if contract["type"] == "independence"]
    return (module.removeprefix("projects.") for module in independent["modules"])


def in_locks() -> Iterable[str]:
    return (path.stem for path in (ROOT / "requirements").glob("*.txt") if path.stem in PROJECTS)


def in_tests() -> Iterable[str]:
    return (path.name for path in (ROOT / "tests").glob("*") if path.name in PROJECTS)


def in_benchmarks() -> Iterable[str]:
    return (path.stem for path in (ROOT / "benchmarks").glob("*.py") if path.stem in PROJECTS)


LISTS = (
    in_compose,
    in_prometheus,
    in_kubernetes,
    in_procfile,
    in_readme_table,
    in_import_contracts,
    in_locks,
    in_tests,
    in_benchmarks,
)


@pytest.mark.parametrize("named", LISTS, ids=lambda named: named.__name__)
def test_a_list_of_the_projects_has_them_all_and_no_other(named: Callable[[], Iterable[str]]) -> None:
    assert sorted(named()) == PROJECTS


@pytest.mark.parametrize("project", PROJECTS)
def test_a_compose_file_has_the_service_and_its_training(project: str) -> None:
    assert {project, f"{project}-train"} <= set(read_yaml(f"projects/{project}/compose.yaml")["services"])


def test_every_matrix_is_made_from_the_folders(capsys: pytest.CaptureFixture[str]) -> None:
    matrices = [
        job["strategy"]["matrix"]
        for workflow in WORKFLOWS
        for job in yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
        if "strategy" in job
    ]
    made = {value for matrix in matrices for name, value in matrix.items() if name in {"project", "scope"}}
    assert made == {f"${{{{ fromJSON(needs.changes.outputs.{name}) }}}}" for name in ("projects", "scopes")}
    print_matrices([])
    printed = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert json.loads(printed["projects"]) == PROJECTS


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_names_no_project(path: Path) -> None:
    assert [project for project in PROJECTS if project in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("path", [*WORKFLOWS, *PAGES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_told_to_run_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    commands = text if path in WORKFLOWS else "\n".join([*FENCED.findall(text), *re.findall(r"`[^`\n]+`", text)])
    unknown = {match["name"] for match in TASK.finditer(commands)} - set(TASKS)
    modules = {match["name"] for match in MODULE.finditer(commands)}
    missing = {name for name in modules if not list(ROOT.glob(name.replace(".", "/") + "*"))}
    assert unknown | missing == set()


def test_every_lock_is_of_an_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {extra.replace("-", "_") for extra in project["optional-dependencies"]}
    assert {path.stem for path in (ROOT / "requirements").glob("*.txt")} - extras == set()
