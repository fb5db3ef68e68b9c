"""Grafana finds what is provisioned where compose mounts it, and asks the Prometheus that compose starts."""

from __future__ import annotations

from tests.docker.observability.expressions import DASHBOARDS, GRAFANA, PROMETHEUS, read_yaml

COMPOSE = read_yaml(GRAFANA / "compose.yaml")["services"]["grafana"]


def mounted(path: str) -> str:
    """The path in the repository of what the container sees as ``path``."""
    for volume in COMPOSE["volumes"]:
        source, target = volume.split(":")[:2]
        if path.startswith(f"{target}/") or path == target:
            return str(GRAFANA / source / path.removeprefix(target).lstrip("/"))
    raise AssertionError(f"nothing is mounted at {path}")


def test_dashboards_are_mounted_where_the_provider_looks() -> None:
    [provider] = read_yaml(GRAFANA / "provisioning" / "dashboards" / "files.yml")["providers"]
    assert mounted(provider["options"]["path"]) == str(DASHBOARDS[0].parent)


def test_the_home_page_is_a_dashboard_that_exists() -> None:
    home = COMPOSE["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert mounted(home) in [str(path) for path in DASHBOARDS]


def test_the_data_source_is_the_service_that_compose_starts() -> None:
    [source] = read_yaml(GRAFANA / "provisioning" / "datasources" / "prometheus.yml")["datasources"]
    [name] = read_yaml(PROMETHEUS / "compose.yaml")["services"]
    assert source["url"] == f"http://{name}:9090"


def test_nobody_can_sign_in_and_so_there_is_no_password_to_guess() -> None:
    environment = COMPOSE["environment"]
    assert environment["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert not any("PASSWORD" in name for name in environment)
    assert "GF_AUTH_ANONYMOUS_ORG_ROLE" not in environment, "a viewer, which is the default"
    assert all(port.startswith("127.0.0.1:") for port in COMPOSE["ports"])
