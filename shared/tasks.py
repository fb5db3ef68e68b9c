"""What ``make`` runs. Needs nothing but Python: it makes the environment in ``.venv`` and works inside it.

``python3 -m shared.tasks <task>`` is the same without make.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
SUPPORTED = ((3, 11), (3, 13))
TORCH = ("torch==2.15.0", "torchvision==0.29.2")
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
SIZE_LIMIT_MB = 450
SIZE_LIMITS_MB = {"chatbot_rag": 600}
LOCKS = {"demo": ROOT / "requirements" / "demo.txt", "dev": ROOT / "requirements" / "dev.txt"}


class TaskFailed(Exception):
    """A step ended badly; it has said why itself."""


def help_() -> None:
    """list the tasks"""
    for name, task in TASKS.items():
        print(f"  make {name:<10} {task.__doc__}")


def setup() -> None:
    """install what development and tests need into .venv"""
    _install("dev")


def demo() -> None:
    """fetch, train what is missing, start the services and MLflow, say what to open; Ctrl-C ends all"""
    _install("demo")
    _run("-m", "shared.demo")


def test() -> None:
    """lint, type-check, check the import contracts, run the tests with coverage"""
    lint()
    _run("-m", "pytest", "--cov", "--cov-report=term")


def lint() -> None:
    """ruff, mypy, import contracts, README numbers; Dockerfile, workflows, YAML, shell"""
    setup()
    _run("-m", "ruff", "check", ".")
    _run("-m", "ruff", "format", "--check", ".")
    _run("-m", "mypy")
    _tool("lint-imports")
    _run("-m", "shared.evaluation.readme", "check")
    _run("-m", "shared.ci.lint")


def format_() -> None:
    """let ruff mend and format the code"""
    setup()
    _run("-m", "ruff", "check", "--fix", ".")
    _run("-m", "ruff", "format", ".")


def bench() -> None:
    """measure speed, as ratios against a baseline in the same run"""
    setup()
    _run("-m", "benchmarks")


def evaluate() -> None:
    """measure all quality figures again: reports/metrics.json and figures (minutes)"""
    setup()
    for project in sorted(path.parent.name for path in (ROOT / "projects").glob("*/evaluate*")):
        _run("-m", f"projects.{project}", "evaluate")


def report() -> None:
    """write the measured tables into the READMEs"""
    setup()
    _run("-m", "shared.evaluation.readme", "write")


def lock() -> None:
    """resolve the pinned, hashed requirements again"""
    setup()
    _compile("dev")
    _compile("demo", "--constraint", "requirements/dev.txt")
    for extra, below in _image_extras().items():
        held = [option for name in _held(below) for option in ("--no-emit-package", name)]
        _compile(extra, "--extra", "service", "--constraint", "requirements/dev.txt", *held)


def up() -> None:
    """build the images and start the whole stack in Docker; wait until all of it is healthy"""
    _docker("compose", "up", "--build", "--detach", "--wait")


def down() -> None:
    """stop the stack in Docker; what it has stored stays"""
    _docker("compose", "--profile", "*", "down")


def smoke() -> None:
    """ask whatever is up as its users would; in the stack also restart services, kill PostgreSQL, look for losses"""
    _install("demo")
    _run("-m", "shared.smoke", "--faults")


def images() -> None:
    """build all images and print their sizes; those that serve have a limit"""
    _docker("compose", "--profile", "*", "build")
    projects = [path.parent.name for path in (ROOT / "projects").glob("*/compose.yaml")]
    limits = {project: SIZE_LIMITS_MB.get(project, SIZE_LIMIT_MB) for project in projects}
    built = _docker_output("image", "ls", "--filter", "reference=ml-services/*", "--format", "{{.Repository}}")
    sizes = {name.removeprefix("ml-services/"): _megabytes(name) for name in sorted(set(built))}
    for name, size in sizes.items():
        print(f"  {name:<24} {size:6.0f} MB" + (f", at most {limits[name]}" if name in limits else ""))
    if too_large := [name for name, limit in limits.items() if sizes[name] > limit]:
        raise TaskFailed(f"larger than its limit: {', '.join(too_large)}")


def reset() -> None:
    """delete data, models and databases: .data, and the volumes of the stack in Docker; the environment stays"""
    shutil.rmtree(ROOT / ".data", ignore_errors=True)
    if shutil.which("docker") and (ROOT / "compose.yaml").exists():
        _docker("compose", "--profile", "*", "down", "--volumes")


TASKS = {
    "help": help_,
    "setup": setup,
    "demo": demo,
    "test": test,
    "lint": lint,
    "format": format_,
    "bench": bench,
    "evaluate": evaluate,
    "report": report,
    "lock": lock,
    "up": up,
    "down": down,
    "smoke": smoke,
    "images": images,
    "reset": reset,
}


def _image_extras() -> dict[str, str]:
    """The extras that images are made from, each with the one whose image it is put on; the first stands on nothing."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    on = {"service": "", "tracking-server": "service"}
    for project in sorted(path.parent.name.replace("_", "-") for path in (ROOT / "projects").glob("*/settings.py")):
        on |= {project: "service", f"{project}-llm": project, f"{project}-train": project}
        on |= {f"{project}-torch": f"{project}-train"}
    return {extra: below for extra, below in on.items() if extra in extras}


def _held(extra: str) -> list[str]:
    """The packages of an image: those of its own lock and of all below it."""
    if not extra:
        return []
    own = re.findall(r"^([a-z0-9-]+)==", (ROOT / _lock_of(extra)).read_text(), flags=re.MULTILINE)
    return [*own, *_held(_image_extras()[extra])]


def _lock_of(extra: str) -> Path:
    return Path("requirements") / f"{extra.replace('-', '_')}.txt"


def _compile(extra: str, *options: str) -> None:
    resolution = ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"]
    output = ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", "-o", str(_lock_of(extra))]
    _run("-m", "uv", "pip", "compile", "-q", "pyproject.toml", "--extra", extra, *options, *resolution, *output)


def _install(extra: str) -> None:
    """Bring ``.venv`` to the locked state. Done before with the same lock: nothing happens."""
    done = {name: VENV / f"installed-{name}-{_digest(path)}" for name, path in LOCKS.items()}
    if done[extra].exists() or done["dev"].exists():
        return
    if not PYTHON.exists():
        print(f"making the environment {VENV.relative_to(ROOT)} …", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
    print(
        f"installing {LOCKS[extra].relative_to(ROOT)} (pinned, hash-checked); the first time takes a minute …",
        flush=True,
    )
    _run("-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(LOCKS[extra]))
    if extra == "dev":
        _install_torch()
    done[extra].touch()


def _install_torch() -> None:
    """Install the CPU build from PyTorch's own index, or, where that can't be reached, what pip finds: on Linux 5 GB.

    Both packages must come from the same place: the CPU build of one does not work with the CUDA build of the other.
    """
    print(f"installing {' and '.join(TORCH)} …", flush=True)
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *TORCH)
    try:
        _run(*install, "--index-url", TORCH_CPU_INDEX, "--retries", "0", "--timeout", "10")
    except TaskFailed:
        print("PyTorch's CPU index can't be reached; installing the full build (on Linux 5 GB) …", flush=True)
        _run(*install)
    _run("-c", "import torch, torchvision; torchvision.ops.nms")


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()[:12]


def _run(*arguments: str) -> None:
    _call([str(PYTHON), *arguments])


def _docker(*arguments: str) -> None:
    if shutil.which("docker") is None:
        raise TaskFailed("docker is not installed: `make demo` needs none")
    _call(["docker", *arguments])


def _docker_output(*arguments: str) -> list[str]:
    command = ["docker", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()  # noqa: S603


def _megabytes(image: str) -> float:
    [size] = _docker_output("image", "inspect", "--format", "{{.Size}}", image)
    return int(size) / 1e6


def _tool(name: str) -> None:
    _call([str(BIN / name)])


def _call(command: list[str]) -> None:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "VIRTUAL_ENV": str(VENV)}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:  # noqa: S603 - our own commands
        raise TaskFailed(" ".join(command))


def main() -> int:
    """Run the task that the command line names."""
    name = sys.argv[1] if len(sys.argv) > 1 else "help"
    low, high = SUPPORTED
    if not low <= sys.version_info[:2] <= high:
        newest = f"python{high[0]}.{high[1]}"
        print(f"this is Python {sys.version.split()[0]}; {low[0]}.{low[1]} to {high[0]}.{high[1]} is needed.")
        print(f"Try: make {name} PYTHON={newest}")
        return 2
    if name not in TASKS:
        print(f"there is no task {name!r}; there are: {', '.join(TASKS)}")
        return 2
    try:
        TASKS[name]()
    except TaskFailed as failure:
        print(f"failed: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
