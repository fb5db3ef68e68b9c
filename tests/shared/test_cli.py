"""The verbs of a project: what they call, and how they end."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel
from pydantic_settings import SettingsConfigDict
from typer.testing import CliRunner, Result

from shared.assets import AssetError
from shared.cli import project_cli
from shared.config import ServiceSettings
from shared.store import StoreUnavailable
from shared.tracking.gate import GateReport, floor
from shared.tracking.registry import NoChampion, RegistryUnavailable

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "a_project_for_tests"
HEAVY = ("mlflow", "pandas", "sklearn", "torch", "matplotlib", "implicit", "pyarrow", "uvicorn", "fastapi")


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="TOY__")

    dataset_path: Path | None = None


class Project:
    """A project whose verbs write down what they were called with, and answer what the test wants."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.answers: dict[str, object] = {}
        self.data: Path | None = None

    def verb(self, name: str) -> Callable[..., object]:
        def run(settings: Settings, *arguments: object) -> object:
            assert isinstance(settings, Settings)
            self.calls.append((name, arguments))
            self.data = settings.dataset_path
            answer = self.answers.get(name)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return run

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(project_cli(PACKAGE, Settings), list(arguments))


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Project:
    monkeypatch.chdir(tmp_path)
    project = Project()
    training = ["train", "retrain", "has_champion", "first_champion"]
    verbs = {"train": training, "evaluate": ["evaluate"], "batch": ["batch"]}
    for module_name, names in {"": [], **verbs}.items():
        name = f"{PACKAGE}.{module_name}".removesuffix(".")
        module = ModuleType(name)
        for verb in names:
            setattr(module, verb, project.verb(verb))
        monkeypatch.setitem(sys.modules, name, module)
    return project


def gate(value: float) -> GateReport:
    return GateReport(challenger="2", champion="1", checks=(floor("ndcg", value, 0.5),))


def test_help_lists_the_verbs(project: Project) -> None:
    answer = project.run("--help")
    assert answer.exit_code == 0
    for verb in ("train", "evaluate", "retrain", "batch", "serve"):
        assert f" {verb} " in answer.output


@pytest.mark.parametrize("verb", ["train", "retrain"])
@pytest.mark.parametrize(("quality", "exit_code", "verdict"), [(0.6, 0, "promoted"), (0.4, 3, "refused")])
def test_the_gate_decides_the_exit_code(
    project: Project, verb: str, quality: float, exit_code: int, verdict: str
) -> None:
    project.answers[verb] = gate(quality)
    answer = project.run(verb)
    assert answer.exit_code == exit_code
    assert verdict in answer.stdout


def test_nothing_is_trained_when_there_is_a_champion(project: Project) -> None:
    project.answers["has_champion"] = True
    answer = project.run("train", "--if-missing")
    assert (answer.exit_code, project.calls) == (0, [("has_champion", ())])
    assert "nothing to train" in answer.stdout


def test_what_is_missing_is_trained(project: Project) -> None:
    project.answers |= {"has_champion": False, "first_champion": gate(0.6)}
    assert project.run("train", "--if-missing").exit_code == 0
    assert [name for name, _ in project.calls] == ["has_champion", "first_champion"]


@pytest.mark.parametrize("verb", ["train", "retrain", "evaluate"])
def test_own_data_take_the_place_of_the_setting(
    project: Project, verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.answers |= {"train": gate(0.6), "retrain": gate(0.6)}
    monkeypatch.setenv("TOY__DATASET_PATH", "elsewhere")
    assert project.run(verb, "--data", str(tmp_path)).exit_code == 0
    assert project.data == tmp_path
    assert project.run(verb).exit_code == 0
    assert project.data == Path("elsewhere")


def test_a_package_that_only_training_needs_is_named(project: Project) -> None:
    project.answers["train"] = ModuleNotFoundError("No module named 'torch'", name="torch")
    answer = project.run("train")
    assert answer.exit_code == 1
    assert "torch is not installed; `make setup`" in answer.output


def test_evaluate_and_batch_hand_their_arguments_on(project: Project, tmp_path: Path) -> None:
    assert project.run("evaluate").exit_code == 0
    assert project.run("batch", "--out", "out.parquet", "users.csv").exit_code == 0
    assert project.run("batch", "--out", "out.parquet").exit_code == 0
    assert project.calls == [
        ("evaluate", ()),
        ("batch", (Path("users.csv"), Path("out.parquet"))),
        ("batch", (None, Path("out.parquet"))),
    ]


@pytest.mark.parametrize("arguments", [["batch"], ["dance"], ["train", "--fast"], []])
def test_a_command_line_that_makes_no_sense_is_explained(project: Project, arguments: list[str]) -> None:
    answer = project.run(*arguments)
    assert answer.exit_code == 2
    assert "Usage" in answer.output
    assert project.calls == []


@pytest.mark.parametrize(
    "error",
    [
        AssetError("movielens: SHA-256 is a, expected b"),
        StoreUnavailable("the database is away"),
        RegistryUnavailable("MLflow does not answer"),
        NoChampion("train one first"),
        OSError(28, "No space left on device"),
        StoreUnavailable("a message\n  over two lines"),
    ],
)
def test_what_a_user_can_mend_is_said_in_one_line(project: Project, error: Exception) -> None:
    project.answers["evaluate"] = error
    answer = project.run("evaluate")
    assert answer.exit_code == 1
    [line] = answer.stderr.splitlines()
    assert line == f"error: {' '.join(str(error).split())}"


def test_a_bug_keeps_its_traceback(project: Project) -> None:
    project.answers["evaluate"] = ZeroDivisionError()
    assert isinstance(project.run("evaluate").exception, ZeroDivisionError)


@pytest.mark.parametrize("verb", ["train", "evaluate", "retrain", "serve"])
@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("TOY__PORT", "hunter2", "error: Settings: port: Input should be a valid integer"),
        ("TOY__ENVIRONMENT", "production", "set TOY__PSEUDONYM_KEY"),
        ("TOY__API_KEYS", "hunter2", "api_keys"),
    ],
)
def test_wrong_settings_are_named_without_their_values(
    project: Project, monkeypatch: pytest.MonkeyPatch, verb: str, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    answer = project.run(verb)
    assert answer.exit_code == 1
    [line] = answer.stderr.splitlines()
    assert expected in line
    assert "hunter2" not in answer.output


def test_an_invalid_file_is_named_by_what_it_should_be(project: Project) -> None:
    class Recipe(BaseModel):
        factors: int

    with pytest.raises(ValueError, match="factors") as invalid:
        Recipe.model_validate({"factors": "many"})
    project.answers["evaluate"] = invalid.value
    assert project.run("evaluate").stderr.startswith("error: Recipe: factors: Input should be a valid integer")


def test_serve_runs_the_factory_of_the_project(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from shared.serving import server

    served: list[tuple[str, ServiceSettings]] = []
    monkeypatch.setattr(server, "serve", lambda factory, settings: served.append((factory, settings)))
    monkeypatch.setenv("TOY__PORT", "9001")
    assert project.run("serve").exit_code == 0
    [(factory, settings)] = served
    assert (factory, settings.port) == (f"{PACKAGE}.api:create_app", 9001)


@pytest.mark.parametrize("path", sorted((ROOT / "projects").glob("*/__main__.py")), ids=lambda path: path.parent.name)
def test_help_imports_nothing_heavy(path: Path) -> None:
    script = (
        "import sys, runpy\n"
        f"sys.argv = ['x', '--help']\n"
        f"try: runpy.run_module('projects.{path.parent.name}', run_name='__main__')\n"
        "except SystemExit: pass\n"
        f"print('heavy:', *(name for name in {HEAVY!r} if name in sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "train" in answer.stdout
    assert answer.stdout.splitlines()[-1].strip() == "heavy:"
