"""What a person does on the image classifier's page."""

from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import FilePayload, JSHandle, Locator, Page, expect

from projects.image_classifier.settings import SERVICE
from shared.store import Feedback, Store
from tests.e2e.visitor import Visitor
from tests.image_classifier import champions, pictures
from tests.waiting import await_true

N_CLASSES = len(champions.LABELS)
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

    def feedback(self, request_id: str) -> list[Feedback]:
        store = Store(self.database, service=SERVICE)
        try:
            return store.feedback_of(request_id)
        finally:
            store.close()


def a_file(name: str, content: bytes, media_type: str = "image/png") -> FilePayload:
    return {"name": name, "mimeType": media_type, "buffer": content}


def photo() -> FilePayload:
    """A trouser, many times larger than the model looks at."""
    image = Image.fromarray(pictures.pixels_of(pictures.sample("trouser"))).resize((840, 840))
    return a_file("holiday.jpg", pictures.encoded(image, "JPEG"), "image/jpeg")


def choose(page: Page, *files: FilePayload) -> None:
    page.locator("#files").set_input_files(list(files))


def carried(page: Page, *files: FilePayload) -> JSHandle:
    """The files as a browser hands them to a page that gets them dropped or pasted."""
    plain = [{"name": file["name"], "type": file["mimeType"], "bytes": list(file["buffer"])} for file in files]
    return page.evaluate_handle(TRANSFER, plain)


def drop(page: Page, *files: FilePayload) -> None:
    page.dispatch_event("body", "drop", {"dataTransfer": carried(page, *files)})


def paste(page: Page, *files: FilePayload) -> None:
    event = "data => document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}))"
    page.evaluate(event, carried(page, *files))


def press_sample(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Sample: {name}").click()


def headline(page: Page) -> Locator:
    return page.locator("#verdict .label")


def percentages(page: Page) -> list[float]:
    return [float(row.get_attribute("data-value") or "nan") for row in page.locator(".class-number").all()]


def expect_drawn(image: Locator) -> None:
    """The picture is there, and could be read."""
    expect(image).to_be_visible()
    await_true(lambda: image.evaluate("image => image.complete && image.naturalWidth > 0"))


def refused(visitor: Visitor, *complaints: str) -> None:
    """These refusals, and no others, were meant."""
    assert visitor.complaints == list(complaints)
    visitor.complaints.clear()
