"""Somebody who opens pages in a real browser and notices everything that goes wrong on them."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

INJECTED = "X-Injected"  # marks answers that a test made up: their status is meant


@dataclass
class Visitor:
    """Opens pages and writes down every complaint of the browser."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)

    def open(self, url: str, *, width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        """Open ``url`` in a fresh profile; sizes are in CSS pixels."""
        page = self.page(url, width=width, height=height, dark=dark)
        page.goto(url)
        return page

    def page(self, url: str, *, width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        """A blank page that will only be content with requests to the origin of ``url``."""
        origin = urlsplit(url).netloc
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        page.on("request", lambda request: self._on_request(request, origin))
        page.on("response", self._on_response)
        return page

    def leave(self) -> None:
        """Close every page and forget what it stored."""
        for context in self.browser.contexts:
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")
            context.close()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _on_request(self, request: Request, origin: str) -> None:
        if urlsplit(request.url).netloc not in ("", origin):
            self.complaints.append(f"request to a third party: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and INJECTED.lower() not in response.headers:
            self.complaints.append(f"{response.status} from {response.url}")
