"""What a person does on the screener's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.resume_screener.people import JOB_AD, PILE
from tests.waiting import PATIENCE_S

TRANSFER = """files => {
  const transfer = new DataTransfer();
  for (const {name, type, bytes} of files) transfer.items.add(new File([new Uint8Array(bytes)], name, {type}));
  return transfer;
}"""


@dataclass(frozen=True)
class Running:
    """A service, asked beside the page."""

    url: str

    def get(self, path: str) -> Any:
        return httpx2.get(f"{self.url}{path}", timeout=PATIENCE_S).json()

    def rank(self, **fields: str) -> dict[str, Any]:
        """What the service says of the pile."""
        files = [("files", (f"{number}.txt", text.encode())) for number, text in enumerate(PILE)]
        response = httpx2.post(f"{self.url}/v1/rank", data={"job": JOB_AD, **fields}, files=files, timeout=PATIENCE_S)
        answer: dict[str, Any] = response.json()
        return answer


def a_file(name: str, content: str | bytes, media_type: str = "text/plain") -> FilePayload:
    data = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimeType": media_type, "buffer": data}


def pile() -> list[FilePayload]:
    return [a_file(f"{number}.txt", text) for number, text in enumerate(PILE)]


def read_job(page: Page, text: str = JOB_AD) -> None:
    page.get_by_label("Advertisement").fill(text)
    page.get_by_role("button", name="Read the job").click()


def add(page: Page, files: Sequence[FilePayload]) -> None:
    page.locator("#files").set_input_files(list(files))


def drop(page: Page, files: Sequence[FilePayload]) -> None:
    plain = [{"name": file["name"], "type": file["mimeType"], "bytes": list(file["buffer"])} for file in files]
    page.dispatch_event("body", "drop", {"dataTransfer": page.evaluate_handle(TRANSFER, plain)})


def ranked(page: Page, count: int = len(PILE)) -> Locator:
    """The candidates, once there are so many and no newer answer is awaited."""
    expect(page.locator(".candidate")).to_have_count(count)
    expect(page.locator("#ranking")).to_have_attribute("aria-busy", "false")
    return page.locator(".candidate")


def titles(page: Page) -> list[str]:
    return page.locator(".who strong").all_inner_texts()
