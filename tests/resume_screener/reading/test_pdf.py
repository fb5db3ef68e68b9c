"""PDF: what a person sees is read, what nobody sees is not, and words come out as they were meant."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from projects.resume_screener.reading import MIN_QUALITY, read
from projects.resume_screener.resume import Document
from shared.documents.limits import Limits
from shared.documents.unreadable import Damaged, Encrypted, Garbled, NoText, TooManyCharacters, TooManyPages
from tests.resume_screener.reading.layouts import HEIGHT, MARGIN, column, drawn
from tests.shared.documents.files import pdf

TOP = HEIGHT - 60
STUFFING = "keyword stuffing for machines"
SEEN = "Data engineer with ten years of experience in building pipelines."
VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


def document_of(*pages: Callable[[Canvas], object]) -> Document:
    return read(drawn(*pages), "resume.pdf", Limits())


def hidden(draw: Callable[[Canvas], object]) -> Document:
    def page(canvas: Canvas) -> None:
        column(canvas, [SEEN], MARGIN, TOP)
        draw(canvas)

    return document_of(page)


def picture(canvas: Canvas) -> None:
    file = BytesIO()
    Image.new("RGB", (40, 40), "white").save(file, "PNG")
    canvas.drawImage(ImageReader(BytesIO(file.getvalue())), 0, 0, 595, 842)


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(MARGIN, 300)
    text.setTextRenderMode(3)
    text.textLine(STUFFING)
    canvas.drawText(text)


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(MARGIN, 300, STUFFING)


def tiny(canvas: Canvas) -> None:
    column(canvas, [STUFFING], MARGIN, 300, size=1)


def outside(canvas: Canvas) -> None:
    canvas.drawString(MARGIN, -50, STUFFING)


def slanted(canvas: Canvas) -> None:
    canvas.translate(200, 300)
    canvas.rotate(45)
    canvas.drawString(0, 0, STUFFING)


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (invisible, "invisible text"),
        (white, "white text"),
        (tiny, "too small"),
        (outside, "outside of the page"),
        (slanted, "watermark"),
    ],
)
def test_what_nobody_sees_is_left_out_and_told(draw: Callable[[Canvas], object], reason: str) -> None:
    document = hidden(draw)

    assert document.text == SEEN
    assert any(reason in warning for warning in document.quality.warnings)


def test_white_text_on_a_dark_sidebar_is_seen() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.1, 0.2, 0.3)
        canvas.rect(0, 0, 200, HEIGHT, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        column(canvas, ["Skills", "Python"], MARGIN, TOP)

    assert document_of(page).text == "Skills\nPython"


def test_the_invisible_text_of_a_scan_is_what_ocr_read() -> None:
    def page(canvas: Canvas) -> None:
        picture(canvas)
        invisible(canvas)

    document = document_of(page)

    assert document.text == STUFFING
    assert any("OCR" in warning for warning in document.quality.warnings)


def test_invisible_text_without_a_picture_is_no_text() -> None:
    with pytest.raises(NoText):
        document_of(invisible)


def test_a_scan_without_text_needs_ocr() -> None:
    with pytest.raises(NoText, match="OCR"):
        document_of(picture)


def test_a_page_without_text_among_others_is_told() -> None:
    document = document_of(lambda canvas: column(canvas, [SEEN], MARGIN, TOP), picture)

    assert document.pages == 2
    assert any("Page 2 has no text" in warning for warning in document.quality.warnings)


def test_letters_that_are_spaced_out_are_words() -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, ["E X P E R I E N C E", "W O R K   H I S T O R Y", "S K I L L S"], MARGIN, TOP)
        text = canvas.beginText(MARGIN, TOP - 54)
        text.setCharSpace(4)
        text.textLine("CORE SKILLS")
        canvas.drawText(text)

    assert document_of(page).text.split("\n\n") == ["EXPERIENCE\nWORK HISTORY\nSKILLS", "CORE SKILLS"]


@pytest.mark.parametrize("shift", range(10))
def test_spaced_letters_that_come_double_are_read_twice_wherever_they_stand(shift: int) -> None:
    heading = "T E C H N I C A L   S K I L L S"

    text = document_of(lambda canvas: column(canvas, [heading], MARGIN + shift, TOP, size=11.5)).text

    assert text == "TECHNICAL SKILLS"


def test_broken_words_are_mended_and_compounds_keep_their_hyphen() -> None:
    lines = [
        "An exam-",
        "ple of a cross-",
        "functional team with state-of-",
        "the-art tools, a fulfil\u00ad",
        "ment 2019-",
        "2021.",
    ]

    text = document_of(lambda canvas: column(canvas, lines, MARGIN, TOP)).text

    assert " ".join(text.split()) == (
        "An example of a cross-functional team with state-of-the-art tools, a fulfilment 2019- 2021."
    )


def test_ligatures_and_bullets_become_what_one_types() -> None:
    registerFont(TTFont("Vera", str(VERA)))

    def page(canvas: Canvas) -> None:
        canvas.setFont("Vera", 10)
        canvas.drawString(MARGIN, TOP, "Proﬁle: workﬂow")
        canvas.drawString(MARGIN, TOP - 14, "\u2022 first")
        canvas.drawString(MARGIN, TOP - 28, "· second")

    assert document_of(page).text == "Profile: workflow\n• first\n• second"


def test_a_word_that_is_drawn_twice_for_its_shadow_is_read_once() -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, [SEEN], MARGIN + 0.4, TOP - 0.4)
        column(canvas, [SEEN], MARGIN, TOP)

    assert document_of(page).text == SEEN


def test_words_without_spaces_in_the_file_are_told_apart_by_their_places() -> None:
    def page(canvas: Canvas) -> None:
        x = MARGIN
        for word in SEEN.split():
            canvas.drawString(x, TOP, word)
            x += canvas.stringWidth(word) + 2.5

    assert document_of(page).text == SEEN


def test_a_text_of_signs_is_refused() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("ZapfDingbats", 10)
        for number in range(5):
            canvas.drawString(MARGIN, TOP - 14 * number, SEEN)

    with pytest.raises(Garbled, match="fonts do not say"):
        document_of(page)


def test_letters_of_a_substituted_alphabet_are_refused() -> None:
    secret = "".join(chr((ord(letter) - 97 + 7) % 26 + 97) if letter.islower() else letter for letter in SEEN)
    vowelless = secret.translate(str.maketrans("aeiouy", "bcdfgh"))

    with pytest.raises(Garbled, match="plain text"):
        document_of(lambda canvas: column(canvas, [vowelless] * 5, MARGIN, TOP))


def test_a_readable_text_has_a_high_quality() -> None:
    quality = document_of(lambda canvas: column(canvas, [SEEN] * 10, MARGIN, TOP)).quality

    assert quality.score > 0.95 > MIN_QUALITY
    assert quality.warnings == ()


def test_a_password_is_refused() -> None:
    with pytest.raises(Encrypted, match="without one"):
        read(pdf(["Closed."], opens_without_password=False), "a.pdf", Limits())


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(kept: float) -> None:
    data = drawn(lambda canvas: column(canvas, [SEEN] * 10, MARGIN, TOP))

    with pytest.raises(Damaged, match="again"):
        read(data[: int(len(data) * kept)], "a.pdf", Limits())


def test_500_pages_are_no_resume() -> None:
    with pytest.raises(TooManyPages, match="more than 50 pages"):
        read(pdf(*[["page"]] * 500), "a.pdf", Limits(max_pages=50))


def test_too_much_text_is_refused() -> None:
    with pytest.raises(TooManyCharacters):
        read(pdf(*[["word " * 20]] * 20), "a.pdf", Limits(max_chars=1000))
