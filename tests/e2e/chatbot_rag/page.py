"""What a person does on the assistant's page."""

from dataclasses import dataclass

import httpx2
from playwright.sync_api import FilePayload, Locator, Page

from projects.chatbot_rag.settings import SERVICE
from shared.store import Feedback, Store
from tests.e2e.visitor import Visitor
from tests.waiting import PATIENCE_S, await_true

TRANSFER = """files => {
  const transfer = new DataTransfer();
  for (const {name, type, bytes} of files) transfer.items.add(new File([new Uint8Array(bytes)], name, {type}));
  return transfer;
}"""


@dataclass(frozen=True)
class Running:
    """A service and where it keeps what it was told."""

    url: str
    database: str

    def feedback(self) -> list[Feedback]:
        store = Store(self.database, service=SERVICE)
        try:
            return list(store.feedback_since())
        finally:
            store.close()

    def wait_for_documents(self, count: int) -> None:
        """Return when so many documents are in the index."""

        def indexed() -> bool:
            documents = httpx2.get(f"{self.url}/v1/documents", timeout=PATIENCE_S).json()["documents"]
            return [document["chunks"] > 0 for document in documents].count(True) >= count

        await_true(indexed)


def a_file(name: str, content: bytes, media_type: str = "text/markdown") -> FilePayload:
    return {"name": name, "mimeType": media_type, "buffer": content}


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def last_answer(page: Page) -> Locator:
    return page.locator(".turn").last.locator(".answer")


def add(page: Page, *files: FilePayload) -> None:
    page.locator("#files").set_input_files(list(files))


def drop(page: Page, *files: FilePayload) -> None:
    plain = [{"name": file["name"], "type": file["mimeType"], "bytes": list(file["buffer"])} for file in files]
    page.dispatch_event("body", "drop", {"dataTransfer": page.evaluate_handle(TRANSFER, plain)})


def refused(visitor: Visitor, *complaints: str) -> None:
    """These refusals, and no others, were meant."""
    assert visitor.complaints == list(complaints)
    visitor.complaints.clear()
