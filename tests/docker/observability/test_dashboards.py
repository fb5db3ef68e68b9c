"""Dashboards are written by hand: what Grafana's editor would see to is tested here."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.docker.observability.expressions import DASHBOARDS, GRAFANA, dashboard, read_yaml

COLUMNS = 24
GridPos = dict[str, int]

pytestmark = pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)


def panels(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = dashboard(path)["panels"]
    return found


def overlap(one: GridPos, other: GridPos) -> bool:
    return all(one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in ("xw", "yh"))


def test_a_dashboard_is_found_by_its_file_name_and_links_to_one_that_exists(path: Path) -> None:
    read = dashboard(path)
    assert read["uid"] == path.stem
    assert {link["url"] for link in read["links"]} <= {f"/d/{other.stem}" for other in DASHBOARDS}


def test_panels_have_ids_of_their_own(path: Path) -> None:
    ids = [panel["id"] for panel in panels(path)]
    assert len(ids) == len(set(ids))


def test_panels_fit_the_grid_and_do_not_overlap(path: Path) -> None:
    places = {panel["title"]: panel["gridPos"] for panel in panels(path)}
    assert [title for title, place in places.items() if not 0 <= place["x"] < place["x"] + place["w"] <= COLUMNS] == []
    pairs = combinations(places.items(), 2)
    assert [(one, other) for (one, here), (other, there) in pairs if overlap(here, there)] == []


def test_every_panel_says_what_it_shows_how_to_read_it_and_in_which_unit(path: Path) -> None:
    for panel in panels(path):
        assert panel["title"]
        assert panel["description"].endswith(".")
        assert panel["fieldConfig"]["defaults"]["unit"]


def test_everything_is_asked_of_the_provisioned_data_source(path: Path) -> None:
    provisioned = read_yaml(GRAFANA / "provisioning" / "datasources" / "prometheus.yml")["datasources"]
    known = [{"type": source["type"], "uid": source["uid"]} for source in provisioned]
    read = dashboard(path)
    asking = [*read["panels"], *read["templating"]["list"], *read["annotations"]["list"]]
    assert [each for each in asking if each["datasource"] not in known] == []


def test_every_query_keeps_to_the_chosen_services_and_has_a_name_of_its_own(path: Path) -> None:
    for panel in panels(path):
        names = [target["refId"] for target in panel["targets"]]
        assert len(names) == len(set(names))
        assert [target["expr"] for target in panel["targets"] if 'service=~"$service"' not in target["expr"]] == []
