"""What the workflows in .github promise beyond being valid: pinned, bounded, without rights, closed to injection."""

import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.ci.lint import find

ROOT = Path(__file__).resolve().parents[1]
PATHS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
USES = re.compile(r"uses: (?P<action>[\w./-]+)@(?P<ref>\S+)(?: # (?P<version>\S+))?")
every_workflow = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def read(path: Path) -> dict[Any, Any]:
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return workflow


def triggers(path: Path) -> set[str]:
    """What starts it: YAML reads the key ``on`` as true."""
    return set(read(path)[True])


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


@every_workflow
def test_an_action_is_pinned_by_its_commit_with_the_version_beside_it(path: Path) -> None:
    used = list(USES.finditer(path.read_text(encoding="utf-8")))
    assert len(used) == sum("uses" in step for step in steps(path))
    assert [use[0] for use in used if not re.fullmatch(r"[0-9a-f]{40}", use["ref"]) or not use["version"]] == []


def test_an_action_has_one_version_everywhere() -> None:
    versions = defaultdict(set)
    for path in PATHS:
        for use in USES.finditer(path.read_text(encoding="utf-8")):
            versions[use["action"]].add((use["ref"], use["version"]))
    assert [action for action, pins in versions.items() if len(pins) > 1] == []


@every_workflow
def test_nothing_is_allowed_that_a_job_does_not_ask_for(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    needy = [name for name, job in workflow["jobs"].items() if any("uses" in step for step in job["steps"])]
    assert [name for name in needy if "permissions" not in workflow["jobs"][name]] == []


@every_workflow
def test_a_pull_request_can_write_nothing_and_sees_no_secret(path: Path) -> None:
    if "pull_request" not in triggers(path):
        pytest.skip("no pull request starts it")
    for job in read(path)["jobs"].values():
        if "write" in job.get("permissions", {}).values():
            assert job["if"] == "github.event_name == 'push'"
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_no_workflow_runs_foreign_code_with_rights_of_ours() -> None:
    assert [path.name for path in PATHS if {"pull_request_target", "workflow_run"} & triggers(path)] == []


@every_workflow
def test_every_job_ends_and_every_new_run_replaces_or_waits(path: Path) -> None:
    workflow = read(path)
    assert [name for name, job in workflow["jobs"].items() if not 0 < job.get("timeout-minutes", 0) <= 360] == []
    assert "cancel-in-progress" in workflow["concurrency"]


@every_workflow
def test_no_expression_is_pasted_into_a_shell(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@every_workflow
def test_no_credential_stays_in_a_checkout(path: Path) -> None:
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@every_workflow
def test_a_step_fails_when_any_part_of_a_pipe_does(path: Path) -> None:
    """The shell that is named gets pipefail; the default one does not."""
    assert read(path)["defaults"]["run"]["shell"] == "bash"


@every_workflow
def test_the_scripts_of_the_steps_are_sound(path: Path) -> None:
    shellcheck = find("shellcheck")
    if shellcheck is None:
        pytest.skip("shellcheck has no wheel for this platform")
    for step in steps(path):
        command = [shellcheck, "--shell=bash", "-"]
        found = subprocess.run(command, input=step.get("run", ""), capture_output=True, text=True, check=False)
        assert found.stdout == ""


@pytest.mark.parametrize("name", ["ci", "images"])
def test_the_gate_always_runs_and_waits_for_every_other_job(name: str) -> None:
    jobs = read(ROOT / ".github" / "workflows" / f"{name}.yml")["jobs"]
    gate = jobs.pop(name)
    assert gate["if"] == "always()"
    assert gate["needs"] == list(jobs)


@pytest.mark.parametrize(
    ("results", "code"),
    [
        (["success", "success"], 0),
        (["success", "skipped"], 0),
        (["success", "failure"], 1),
        (["cancelled", "success"], 1),
    ],
)
def test_the_gate_opens_when_every_job_succeeded_or_had_nothing_to_do(results: list[str], code: int) -> None:
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed; GitHub's runners have it")
    needs = {f"job-{number}": {"result": result, "outputs": {}} for number, result in enumerate(results)}
    [step] = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["ci"]["steps"]
    environment = {**os.environ, "NEEDS": json.dumps(needs)}
    ended = subprocess.run(["bash", "-c", step["run"]], env=environment, capture_output=True, check=False)
    assert ended.returncode == code
