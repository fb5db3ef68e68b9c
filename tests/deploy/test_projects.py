"""Every project is deployed, whole and by itself: a folder and a line, and it is gone again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from tests.deploy.manifests import (
    FOR_A_CLUSTER,
    KUBERNETES,
    NAME,
    OVERLAYS,
    PROJECTS,
    ROOT,
    Object,
    Pod,
    environment,
    matches,
    objects,
    pods,
    render,
    rendered,
    settings_of,
)

README = (KUBERNETES / "README.md").read_text(encoding="utf-8")
SECRETS = {
    name: dict(re.findall(r"--from-literal=([A-Z_]+)=(\S+)", command))
    for name, command in re.findall(r"create secret generic (\S+)((?:.*\\\n)+.*)", README)
}
"""What the README says to make: variables by the name of their Secret."""
SERVING = [(overlay, pod) for overlay in FOR_A_CLUSTER for pod in pods(overlay, "serve")]


def of_project(overlay: str, project: str, kind: str) -> list[Object]:
    return [found for found in objects(overlay, kind) if found["metadata"].get("labels", {}).get(NAME) == project]


def mounted(pod: Pod) -> Iterator[str]:
    """The Secrets whose keys are files in a pod."""
    for volume in pod.spec["volumes"]:
        for source in volume.get("projected", {}).get("sources", ()):
            yield source["secret"]["name"]


@pytest.mark.parametrize("project", PROJECTS)
@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_a_project_has_all_that_a_service_needs(overlay: str, project: str) -> None:
    name = project.replace("_", "-")
    for kind in ("Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"):
        assert f"{name}-serve" in {found["metadata"]["name"] for found in of_project(overlay, project, kind)}, kind
    assert [job["metadata"]["name"] for job in of_project(overlay, project, "Job")] == [f"{name}-train"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_is_deployed_are_the_projects(overlay: str) -> None:
    assert sorted(pod.project for pod in pods(overlay, "serve")) == PROJECTS


@pytest.mark.parametrize("project", PROJECTS)
def test_without_its_folder_and_its_lines_a_project_is_gone(project: str, tmp_path: Path) -> None:
    name = project.replace("_", "-")
    copy = tmp_path / "kubernetes"
    shutil.copytree(KUBERNETES, copy)
    shutil.rmtree(copy / "base" / name)
    for file in copy.rglob("kustomization.yaml"):
        lists = yaml.safe_load(file.read_text(encoding="utf-8"))
        for key in ("resources", "images", "patches", "replacements"):
            if key in lists:
                lists[key] = [entry for entry in lists[key] if not re.search(rf"\b({name}|{project})\b", str(entry))]
        file.write_text(yaml.safe_dump(lists), encoding="utf-8")
    for overlay in OVERLAYS:
        left = render(copy / "overlays" / overlay)
        assert name not in left
        assert project not in left


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_pod_is_of_the_image_of_its_project(overlay: str) -> None:
    for pod in pods(overlay):
        for container in pod.containers:
            repository = re.split("[:@]", container["image"])[0].rpartition("/")[2]
            assert repository == pod.project + ("-train" if container["name"] == "train" else "")


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_a_release_is_one_version_and_never_the_latest(overlay: str) -> None:
    images = {container["image"] for pod in pods(overlay) for container in pod.containers}
    versions = {re.split("[:@]", image, maxsplit=1)[1] for image in images}
    assert len(versions) == 1 or all(version.startswith("sha256:") for version in versions)
    assert "latest" not in versions
    assert all(image == image.lower() for image in images)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_services_lead_to_the_port_of_their_pods(overlay: str) -> None:
    for service in objects(overlay, "Service"):
        if service["spec"].get("type") == "ExternalName":
            continue
        behind = [pod for pod in pods(overlay) if matches({"matchLabels": service["spec"]["selector"]}, pod.labels)]
        (pod,) = behind
        (port,) = service["spec"]["ports"]
        assert port["targetPort"] in {exposed["name"] for exposed in pod.main["ports"]}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_selectors_pick_the_pods_of_their_own_workload(overlay: str) -> None:
    for workload in objects(overlay, "Deployment", "StatefulSet"):
        picked = [pod.workload for pod in pods(overlay) if matches(workload["spec"]["selector"], pod.labels)]
        assert picked == [workload["metadata"]["name"]]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_variable_is_a_setting(overlay: str) -> None:
    for pod in pods(overlay):
        settings = settings_of(pod.project)
        for container in pod.containers:
            for variable in environment(overlay, container):
                prefix, field = variable.split("__", maxsplit=1)
                assert prefix + "__" in ("SHARED__", settings.model_config["env_prefix"]), variable
                assert field.lower() in settings.model_fields, variable


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_secret_stands_in_a_manifest(overlay: str) -> None:
    assert not objects(overlay, "Secret")
    secret = {name for variables in SECRETS.values() for name in variables}
    assert secret
    assert not [name for name in secret if name in rendered(overlay)]


@pytest.mark.parametrize(("overlay", "pod"), SERVING, ids=str)
def test_a_service_starts_with_the_secrets_that_the_readme_makes(
    overlay: str, pod: Pod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in environment(overlay, pod.main).items():
        monkeypatch.setenv(variable, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shared.config.SECRETS", tmp_path)
    with pytest.raises(ValidationError, match="refused in production"):
        settings_of(pod.project)()
    (tmp_path / "..data").mkdir()  # the kubelet swaps this folder when a Secret changes
    for secret in mounted(pod):
        for variable in SECRETS[secret]:
            (tmp_path / "..data" / variable).write_text("a-value-of-ones-own", encoding="utf-8")
            (tmp_path / variable).symlink_to(Path("..data") / variable)
    settings = settings_of(pod.project)()
    assert settings.database_url is not None
    assert settings.tracking_uri is not None


def test_only_the_resume_screener_holds_the_key_of_the_resumes() -> None:
    holders = {pod.project for pod in pods("production") if "resume-screener" in mounted(pod)}
    assert holders == {"resume_screener"} & set(PROJECTS)


def test_links_of_the_readme_lead_somewhere() -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)", README):
        assert (KUBERNETES / link).exists(), link
    assert (ROOT / "deploy" / "kubernetes" / "README.md").exists()
