"""From a question to its events: understood, found, judged, written, kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from projects.chatbot_rag.answer import Answer, Citation, Event, Searched, Sentence, Turn, Written
from projects.chatbot_rag.assistant import Assistant, as_text, in_order
from projects.chatbot_rag.configured import open_catalogue, open_vectors, read_corpus
from projects.chatbot_rag.documents import PUBLIC, Hit
from projects.chatbot_rag.generation.writer import Outcome
from projects.chatbot_rag.index import Index
from projects.chatbot_rag.settings import Settings
from shared.serving.unfit import Unfit
from tests.chatbot_rag import champions, library
from tests.chatbot_rag.conftest import MakeSettings

EVERYBODY = frozenset({PUBLIC})
DROPOUT = Turn("user", "How does dropout help a network?")


@pytest.fixture
def assistant(settings: Settings, bundle: Path) -> Iterator[Assistant]:
    """What the service loads, with its documents read."""
    catalogue, vectors = open_catalogue(settings), open_vectors(settings)
    catalogue.migrate()
    read_corpus(settings, catalogue)
    loaded = Assistant.load(bundle, settings=settings, catalogue=catalogue, vectors=vectors)
    loaded.index.sync()
    yield loaded
    vectors.close()
    catalogue.close()


def events(assistant: Assistant, question: str, *history: Turn) -> list[Event]:
    async def collect() -> list[Event]:
        return [event async for event in assistant.answer(question, history, EVERYBODY)]

    return asyncio.run(collect())


def reply(assistant: Assistant, question: str, *history: Turn) -> Answer:
    return asyncio.run(assistant.reply(question, history, EVERYBODY))


def test_an_answer_repeats_what_was_streamed(assistant: Assistant) -> None:
    searched, *written, answer = events(assistant, library.ANSWERED)
    assert isinstance(searched, Searched)
    assert isinstance(answer, Answer)
    assert answer.status == "answered"
    assert answer.sentences == tuple(item.sentence for item in written if isinstance(item, Written))
    assert answer.citations == tuple(c for item in written if isinstance(item, Written) for c in item.citations)
    assert in_order(answer) == written
    assert searched.stages.keys() == {"embed", "dense", "sparse", "fuse", "judge"}


def test_what_the_documents_do_not_say_is_refused(assistant: Assistant) -> None:
    _, answer = events(assistant, library.REFUSED)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.refusal, answer.sentences) == ("refused", "no_evidence", ())
    assert answer.confidence < assistant.model.gate.threshold


def test_a_refusal_of_another_language_says_so(assistant: Assistant) -> None:
    answer = reply(assistant, "Welcher Planet besitzt eigentlich die größten Monde?")
    assert answer.refusal == "unsupported_language"
    assert "English" in (answer.reason or "")


def test_without_documents_that_is_the_reason(settings: Settings, bundle: Path) -> None:
    catalogue, vectors = open_catalogue(settings), open_vectors(settings)
    catalogue.migrate()
    empty = Assistant.load(bundle, settings=settings, catalogue=catalogue, vectors=vectors)
    assert reply(empty, library.ANSWERED).refusal == "empty_index"
    vectors.close()
    catalogue.close()


def test_a_follow_up_is_searched_as_the_question_it_stands_for(assistant: Assistant) -> None:
    searched, *_ = events(assistant, "and when is it switched off?", DROPOUT)
    assert isinstance(searched, Searched)
    assert searched.rewritten
    assert "dropout" in searched.question.lower()
    assert searched.hits[0].chunk.title == "Dropout"


def test_clear_evidence_overrules_the_form_of_a_follow_up(assistant: Assistant) -> None:
    """By its form this goes on about dropout; what it asks for stands elsewhere."""
    found = assistant.understand(f"And {library.ANOTHER.lower()}", [DROPOUT], EVERYBODY)
    assert found.result.hits[0].chunk.title == "Baking bread"
    assert "dropout" not in found.question.lower()


def test_the_same_question_again_is_answered_from_the_cache(assistant: Assistant) -> None:
    first = reply(assistant, library.ANSWERED)
    again = reply(assistant, library.ANSWERED.replace("Why does", "why does"))
    assert not first.cached
    assert again == replace(first, question=again.question, confidence=again.confidence, cached=True)


def test_a_changed_index_forgets_the_cache(assistant: Assistant, settings: Settings, corpus: Path) -> None:
    reply(assistant, library.ANSWERED)
    index: Index = assistant.index
    index.rebuild()
    assert not reply(assistant, library.ANSWERED).cached


def test_other_labels_do_not_share_the_cache(assistant: Assistant) -> None:
    reply(assistant, library.ANSWERED)
    other = asyncio.run(assistant.reply(library.ANSWERED, (), EVERYBODY | {"staff"}))
    assert not other.cached


class Endless:
    """A writer that would go on for ever, and notes when it is stopped."""

    def __init__(self) -> None:
        self.stopped = False

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncGenerator[Written | Outcome]:
        chunk = hits[0].chunk
        try:
            while True:
                place = (chunk.start, chunk.end, chunk.text)
                citation = Citation(1, chunk.id, chunk.document_id, chunk.title, chunk.headings, *place)
                yield Written(Sentence("Again.", (1,)), (citation,))
        finally:
            self.stopped = True


def test_closing_the_events_stops_the_writer(assistant: Assistant) -> None:
    endless = Endless()

    async def listen() -> None:
        async with aclosing(replace(assistant, writer=endless).answer(library.ANSWERED, (), EVERYBODY)) as heard:
            async for event in heard:
                if isinstance(event, Written):
                    break

    asyncio.run(listen())
    assert endless.stopped


class Silent:
    """A writer that finds nothing to say."""

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncGenerator[Written | Outcome]:
        yield Outcome("embedded", dropped=3)


def test_a_writer_without_a_sentence_is_a_refusal(assistant: Assistant) -> None:
    answer = reply(replace(assistant, writer=Silent()), library.ANSWERED)
    assert (answer.status, answer.refusal) == ("refused", "no_evidence")


def test_an_index_of_another_encoder_is_refused_with_what_to_run(
    assistant: Assistant, settings: Settings, tmp_path: Path
) -> None:
    other = champions.write(tmp_path / "other", library.TEXTS.values(), seed=1)
    catalogue, vectors = open_catalogue(settings), open_vectors(settings)
    with pytest.raises(Unfit, match="chatbot_rag rebuild"):
        Assistant.load(other, settings=settings, catalogue=catalogue, vectors=vectors)
    vectors.close()
    catalogue.close()


def test_diversity_is_a_setting(make_settings: MakeSettings, assistant: Assistant, bundle: Path) -> None:
    settings = make_settings(diversity=1.0, passages=3)
    catalogue, vectors = open_catalogue(settings), open_vectors(settings)
    varied = Assistant.load(bundle, settings=settings, catalogue=catalogue, vectors=vectors)
    plain, mixed = (each.search(library.ANSWERED, EVERYBODY).result.hits for each in (assistant, varied))
    assert [hit.chunk.title for hit in plain[:2]] == ["Random forests"] * 2
    assert mixed[0] == plain[0]
    assert mixed[1].chunk.title != "Random forests"
    vectors.close()
    catalogue.close()


def test_a_sample_is_searched_before_an_assistant_serves(assistant: Assistant) -> None:
    assistant.check()


@pytest.mark.parametrize("writer", ["embedded", "openai"])
def test_a_language_model_that_is_away_costs_no_answer(
    writer: str, make_settings: MakeSettings, assistant: Assistant, bundle: Path, tmp_path: Path
) -> None:
    """No file can be fetched from an empty mirror without a network, and nobody listens on the port."""
    settings = make_settings(
        writer=writer, llm_base_url="http://127.0.0.1:9/v1", llm_model="none", asset_mirror=tmp_path, llm_seconds=5
    )
    catalogue, vectors = open_catalogue(settings), open_vectors(settings)
    if writer == "embedded":
        broken = settings.assets_dir
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_text("in the way")
    loaded = Assistant.load(bundle, settings=settings, catalogue=catalogue, vectors=vectors)
    answer = reply(loaded, library.ANSWERED)
    assert (answer.status, answer.writer) == ("answered", "extractive_fallback")
    vectors.close()
    catalogue.close()


def test_text_of_an_answer_has_the_marks_of_its_citations() -> None:
    assert as_text([Sentence("One.", (1,)), Sentence("Two.", (1, 2))]) == "One. [1] Two. [1][2]"
