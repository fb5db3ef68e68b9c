"""Citations are checked by the server."""

from __future__ import annotations

from dataclasses import replace

from projects.chatbot_rag.answer import Written
from projects.chatbot_rag.generation.citations import Citer, Quote, is_verbatim, verify
from tests.chatbot_rag.generation.passages import hit

TEXT = "Entries expire after 15 minutes. A shorter time makes the cache **fresher**."
FIRST, SECOND = (100, 132), (133, 100 + len(TEXT))
FOUND = hit(TEXT, start=100)


def _cited(citer: Citer, span: tuple[int, int]) -> Written:
    written = citer.write(Quote(FOUND.chunk, *span).text, [Quote(FOUND.chunk, *span)])
    assert written is not None
    return written


def test_a_quote_is_the_text_of_the_document_at_its_offsets() -> None:
    [citation] = _cited(Citer([FOUND]), SECOND).citations
    assert citation.quote == TEXT[citation.start - 100 : citation.end - 100]
    assert citation.quote == "A shorter time makes the cache **fresher**."


def test_the_sentence_is_shown_plain_beside_the_verbatim_quote() -> None:
    assert _cited(Citer([FOUND]), SECOND).sentence.text == "A shorter time makes the cache fresher."


def test_numbers_count_from_one_in_order_of_first_use() -> None:
    citer = Citer([FOUND])
    numbers = [_cited(citer, span).sentence.citations for span in (SECOND, FIRST, SECOND)]
    assert numbers == [(1,), (2,), (1,)]


def test_a_citation_comes_with_the_first_sentence_that_has_it() -> None:
    citer = Citer([FOUND])
    assert [len(_cited(citer, span).citations) for span in (SECOND, SECOND)] == [1, 0]


def test_what_is_outside_of_the_passage_is_dropped_and_counted() -> None:
    citer = Citer([FOUND])
    assert citer.write("Before it.", [Quote(FOUND.chunk, 90, 120)]) is None
    assert citer.write("Behind it.", [Quote(FOUND.chunk, 120, 1_000)]) is None
    assert citer.write("Empty.", [Quote(FOUND.chunk, 120, 120)]) is None
    assert citer.dropped == 3


def test_a_passage_that_was_not_found_cannot_be_cited() -> None:
    citer = Citer([FOUND])
    foreign = hit(TEXT, name="foreign", start=100).chunk
    assert citer.write("Foreign.", [Quote(foreign, *FIRST)]) is None
    assert citer.dropped == 1


def test_one_valid_quote_is_enough() -> None:
    citer = Citer([FOUND])
    foreign = hit(TEXT, name="foreign", start=100).chunk
    written = citer.write("Both.", [Quote(foreign, *FIRST), Quote(FOUND.chunk, *FIRST)])
    assert written is not None
    assert [citation.chunk_id for citation in written.citations] == [FOUND.chunk.id]


def test_a_changed_quote_is_not_verbatim() -> None:
    [citation] = _cited(Citer([FOUND]), FIRST).citations
    chunks = {FOUND.chunk.id: FOUND.chunk}
    assert is_verbatim(citation, chunks)
    assert not is_verbatim(replace(citation, quote=citation.quote.replace("15", "51")), chunks)
    assert not is_verbatim(replace(citation, start=citation.start + 1), chunks)
    assert not is_verbatim(replace(citation, document_id="another"), chunks)
    assert not is_verbatim(citation, {})


def test_an_answer_of_unknown_origin_is_verified() -> None:
    citer = Citer([FOUND])
    good, other = _cited(citer, FIRST), _cited(citer, SECOND)
    forged = replace(other, citations=(replace(other.citations[0], quote="Entries never expire."),))
    uncited = replace(good, sentence=replace(good.sentence, citations=()))
    ahead = replace(good, sentence=replace(good.sentence, citations=(7,)))
    assert verify([good, other], [FOUND]) == ((good, other), 0)
    assert verify([good, forged, uncited, ahead], [FOUND]) == ((good,), 3)
