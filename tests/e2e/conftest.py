"""A real browser for the tests of the pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.visitor import Visitor

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 20_000


def find_chromium(bundled: str) -> str | None:
    """Path of an installed Chromium: the system's, else the one that came with Playwright."""
    system = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return system or (bundled if Path(bundled).exists() else None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; per module, because its event loop would disturb asynchronous tests elsewhere."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        executable = find_chromium(playwright.chromium.executable_path)
        if executable is None:
            pytest.skip("no Chromium found; install one, e.g. with `playwright install chromium`")
        with playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS)) as chromium:
            yield chromium


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """A visitor who fails the test on script errors, policy violations, third parties and failed requests."""
    visitor = Visitor(browser)
    yield visitor
    visitor.leave()
    assert visitor.complaints == []
