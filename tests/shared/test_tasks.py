"""``make`` and ``python3 -m shared.tasks`` offer the same tasks, and say what is wrong before they start."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shared import tasks
from shared.tasks import LOCKS, ROOT, TASKS, main


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What would have been run, in an environment that is yet to be made."""
    commands: list[str] = []
    monkeypatch.setattr(tasks, "VENV", tmp_path / "venv")
    monkeypatch.setattr(tasks, "PYTHON", tmp_path / "venv" / "python")
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    monkeypatch.setattr(tasks, "LOCKS", {extra: tmp_path / f"{extra}.txt" for extra in LOCKS})
    monkeypatch.setattr(tasks, "_call", lambda command: commands.append(" ".join(command)))
    monkeypatch.setattr("venv.create", lambda folder, **_: (folder.mkdir(), (folder / "python").touch()))
    for extra in LOCKS:
        (tmp_path / f"{extra}.txt").write_text(f"# {extra}\n")
    return commands


def run(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["tasks", *arguments])
    return main()


def test_the_makefile_and_the_tasks_are_the_same() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [targets] = re.findall(r"^TARGETS := (.+)$", makefile, flags=re.MULTILINE)
    assert targets.split() == list(TASKS)


@pytest.mark.parametrize("arguments", [["help"], []])
def test_help_lists_every_task_in_one_line(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments, monkeypatch=monkeypatch) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == list(TASKS)
    assert all(len(line.split()) > 3 for line in lines)


def test_an_unknown_task_is_answered_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("dance", monkeypatch=monkeypatch) == 2
    assert "no task 'dance'; there are: help, setup, demo" in capsys.readouterr().out


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0), (2, 7, 18)])
def test_another_python_is_told_which_one_is_needed(
    version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    assert run("test", monkeypatch=monkeypatch) == 2
    out = capsys.readouterr().out
    assert "3.11 to 3.13 is needed" in out
    assert "make test PYTHON=python3.13" in out


def test_the_supported_versions_are_those_of_the_package() -> None:
    import tomllib

    (low, high), project = tasks.SUPPORTED, tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == f">={low[0]}.{low[1]},<{high[0]}.{high[1] + 1}"


def test_the_first_run_installs_from_the_lock_and_the_second_does_nothing(commands: list[str]) -> None:
    tasks.setup()
    install, torch, import_torch = commands
    assert install.endswith("dev.txt")
    assert "--require-hashes" in install
    assert f"{' '.join(tasks.TORCH)} --index-url {tasks.TORCH_CPU_INDEX}" in torch
    assert "import torch, torchvision" in import_torch
    tasks.setup()
    assert len(commands) == 3


def test_torch_comes_from_the_registry_where_its_own_index_is_out_of_reach(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(command: list[str]) -> None:
        commands.append(" ".join(command))
        if "--index-url" in command:
            raise tasks.TaskFailed("pip")

    monkeypatch.setattr(tasks, "_call", offline)
    tasks.setup()
    assert [command.split()[-1] for command in commands[1:3]] == ["10", tasks.TORCH[-1]]


def test_the_demo_needs_no_torch(commands: list[str]) -> None:
    tasks.demo()
    assert not any(package in command for command in commands for package in tasks.TORCH)


def test_torch_is_the_pair_of_the_package() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert extras["torch"] == list(tasks.TORCH)


def test_a_changed_lock_is_installed_again(commands: list[str]) -> None:
    tasks.setup()
    tasks.LOCKS["dev"].write_text("# newer\n")
    tasks.setup()
    assert sum("--require-hashes" in command for command in commands) == 2


def test_an_install_that_fails_is_tried_again_next_time(commands: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str]) -> None:
        commands.append(" ".join(command))
        raise tasks.TaskFailed("pip")

    monkeypatch.setattr(tasks, "_call", fail)
    for _ in range(2):
        with pytest.raises(tasks.TaskFailed):
            tasks.setup()
    assert len(commands) == 2


def test_the_demo_needs_no_second_environment_beside_that_of_development(commands: list[str]) -> None:
    tasks.setup()
    tasks.demo()
    assert commands[-1].endswith("-m shared.demo")
    assert sum("--require-hashes" in command for command in commands) == 1


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (
            tasks.test,
            ["ruff", "ruff", "mypy", "lint-imports", "shared.evaluation.readme", "shared.ci.lint", "pytest"],
        ),
        (tasks.format_, ["ruff", "ruff"]),
        (tasks.bench, ["benchmarks"]),
        (tasks.report, ["shared.evaluation.readme"]),
    ],
)
def test_a_task_runs_its_tools_in_order(task: Callable[[], None], expected: list[str], commands: list[str]) -> None:
    tasks.setup()
    commands.clear()
    task()
    assert [re.sub(r"^.* -m |^.*/bin/", "", command).split()[0] for command in commands] == expected


def test_the_lock_of_an_image_holds_what_it_adds_to_the_one_below(
    commands: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    extras = ["service", "tracking-server", "my-project", "my-project-train", "other"]
    declared = "\n".join(f'{extra} = ["{extra}-package"]' for extra in extras)
    (tmp_path / "pyproject.toml").write_text(f"[project.optional-dependencies]\n{declared}\n")
    (tmp_path / "projects" / "my_project").mkdir(parents=True)
    (tmp_path / "projects" / "my_project" / "settings.py").touch()
    (tmp_path / "requirements").mkdir()

    def compile_(command: list[str]) -> None:
        if "uv" in command:
            commands.append(" ".join(command))
            extra, out = command[command.index("--extra") + 1], tmp_path / command[-1]
            out.write_text(f"{extra}-package==1.0 \\\n    --hash=sha256:00\n")

    tasks.setup()
    commands.clear()
    monkeypatch.setattr(tasks, "_call", compile_)
    tasks.lock()
    left_out = {
        command.split("requirements/")[-1]: re.findall(r"--no-emit-package (\S+)", command) for command in commands
    }
    assert left_out == {
        "dev.txt": [],
        "demo.txt": [],
        "service.txt": [],
        "tracking_server.txt": ["service-package"],
        "my_project.txt": ["service-package"],
        "my_project_train.txt": ["my-project-package", "service-package"],
    }


def test_the_images_hold_the_pair_of_torch_that_the_package_names() -> None:
    assert f'ARG TORCH="{" ".join(tasks.TORCH)}"' in (ROOT / "docker" / "Dockerfile").read_text()


@pytest.mark.parametrize("task", [tasks.up, tasks.down, tasks.images])
def test_without_docker_it_is_said_what_needs_none(
    task: Callable[[], None], commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(tasks.TaskFailed, match="`make demo` needs none"):
        task()
    assert commands == []


def test_an_image_over_its_limit_is_named(
    commands: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for project in ("small", "large"):
        (tmp_path / "projects" / project).mkdir(parents=True)
        (tmp_path / "projects" / project / "compose.yaml").touch()
    sizes = {"small": 449e6, "large": 451e6, "large-train": 900e6}

    def output(*arguments: str) -> list[str]:
        if "inspect" in arguments:
            return [str(int(sizes[arguments[-1].removeprefix("ml-services/")]))]
        return [f"ml-services/{name}" for name in sizes]

    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/docker")
    monkeypatch.setattr(tasks, "_docker_output", output)
    with pytest.raises(tasks.TaskFailed, match=r"larger than its limit: large$"):
        tasks.images()
    assert "449 MB, at most 450" in capsys.readouterr().out


def test_reset_also_deletes_the_volumes_of_the_stack(
    commands: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "compose.yaml").touch()
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/docker")
    tasks.reset()
    assert commands == ["docker compose --profile * down --volumes"]


def test_evaluate_measures_every_project_that_can_be(commands: list[str], tmp_path: Path) -> None:
    for path in ("one/evaluate.py", "two/evaluate/__init__.py", "three/model.py"):
        (tmp_path / "projects" / path).parent.mkdir(parents=True)
        (tmp_path / "projects" / path).touch()
    tasks.setup()
    commands.clear()
    tasks.evaluate()
    assert [command.split("-m ")[1] for command in commands] == ["projects.one evaluate", "projects.two evaluate"]


def test_reset_deletes_the_data_and_keeps_the_environment(commands: list[str], tmp_path: Path) -> None:
    tasks.setup()
    (tmp_path / ".data" / "assets").mkdir(parents=True)
    tasks.reset()
    tasks.reset()
    assert not (tmp_path / ".data").exists()
    assert tasks.PYTHON.exists()


def test_a_step_that_fails_fails_the_task_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(TASKS, "help", lambda: tasks._call([sys.executable, "-c", "raise SystemExit(5)"]))
    assert run("help", monkeypatch=monkeypatch) == 1
    assert capfd.readouterr().err.startswith(f"failed: {sys.executable} -c raise")


def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(TASKS, "help", interrupt)
    assert run("help", monkeypatch=monkeypatch) == 130
