"""The pages are served by this process alone, and hold nothing that the policy forbids."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from shared.serving.pages import SHARED_WEB, add_pages
from shared.serving.security_headers import SecurityHeadersMiddleware

ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "index.html").write_text('{% extends "layout.html" %}{% block main %}<p>Hello</p>{% endblock %}')
    (tmp_path / "app.js").write_text("export {};")
    app = FastAPI(title="<Toy> & co", docs_url=None)
    app.add_middleware(SecurityHeadersMiddleware)
    add_pages(app, tmp_path)
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert ADDRESS.findall(page.text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page.text) == []
    assert re.findall(r"\son\w+=|\sstyle=|<style", page.text) == []


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_everything_a_page_names_is_there(client: TestClient, path: str) -> None:
    named = re.findall(r'(?:src|href)="/?(static/[^"]+)"', client.get(path).text)
    assert named
    assert {name: client.get(f"/{name}").status_code for name in named} == dict.fromkeys(named, 200)


def test_a_title_is_escaped(client: TestClient) -> None:
    assert "<Toy>" not in client.get("/").text
    assert "&lt;Toy&gt; &amp; co" in client.get("/").text


@pytest.mark.parametrize(
    "path",
    [
        "/static/shared/../pages.py",
        "/static/shared/%2e%2e/serving/pages.py",
        "/static/app/..%2f..%2fetc/passwd",
        "/static/app//etc/passwd",
        "/static/nothing",
    ],
)
def test_no_file_outside_of_the_folders_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_pages_are_not_part_of_the_api(client: TestClient) -> None:
    assert client.get("/openapi.json").json()["paths"] == {}


def test_a_service_without_a_page_still_has_its_documentation() -> None:
    app = FastAPI(title="Toy", docs_url=None)
    add_pages(app, None)
    with TestClient(app) as client:
        assert client.get("/").status_code == 404
        assert client.get("/docs").status_code == 200
        assert client.get("/static/shared/style.css").text == (SHARED_WEB / "style.css").read_text(encoding="utf-8")
