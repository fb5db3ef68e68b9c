"""A question, what was said before, and who asks → what was found, the sentences, the answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import Self

import numpy as np
from anyio import to_thread

from projects.chatbot_rag.answer import Answer, Event, Refusal, Searched, Sentence, Turn, Written
from projects.chatbot_rag.cache import CacheKey, SemanticCache
from projects.chatbot_rag.conversation import readings
from projects.chatbot_rag.documents import Access
from projects.chatbot_rag.evidence import features
from projects.chatbot_rag.generation.embedded import EmbeddedServer
from projects.chatbot_rag.generation.extractive import ExtractiveWriter
from projects.chatbot_rag.generation.guarded import GuardedWriter
from projects.chatbot_rag.generation.llm import LLM, Endpoint, LLMUnavailable
from projects.chatbot_rag.generation.prompts import ANSWER, load_prompt
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.generation.writer import Outcome, Writer
from projects.chatbot_rag.index import Index, IndexMismatch, SearchResult, Vectors
from projects.chatbot_rag.language import looks_english
from projects.chatbot_rag.model.bundle import ChatbotModel
from projects.chatbot_rag.settings import SERVICE, Settings
from projects.chatbot_rag.store import Catalogue
from shared.serving.unfit import Unfit

SMALL_LLM = "smollm2-135m-instruct"
SMALL_LLM_READS = 3
"""Passages that it is given: it reads slowly, and its context is short."""
OVERRULE = 0.1
"""How much more confident the search must be with the less likely reading of a follow-up. Chosen on ``dev``."""
SAMPLE = "Why does a random forest not overfit when I add trees?"
REASONS: dict[Refusal, str] = {
    "no_evidence": "The documents do not say. Ask in other words, name the subject, or add a document that does.",
    "unsupported_language": "The documents do not say, and the search understands English best. Ask in English.",
    "empty_index": "There is no document to answer from yet. Add one, or wait until the first ones are read.",
}


@dataclass(frozen=True)
class Found:
    """What the search gave for a question, and how likely it holds the answer."""

    question: str
    result: SearchResult
    confidence: float
    gate_ms: float


@dataclass(frozen=True)
class Assistant:
    """Answers from an index: one is loaded for each champion, and serves until the next one is."""

    model: ChatbotModel
    index: Index
    writer: Writer
    vectors: TextVectors
    cache: SemanticCache[Answer]
    passages: int
    diversity: float = 0.0

    @classmethod
    def load(cls, folder: Path, *, settings: Settings, catalogue: Catalogue, vectors: Vectors) -> Self:
        """Put together what answers with the model in ``folder``.

        Raises BundleError, StoreUnavailable, and Unfit, which says what to do, when the index is another model's.
        """
        model = ChatbotModel.load(folder, threads=settings.threads)
        index_folder = settings.data_dir / SERVICE / "index"
        try:
            index = Index.open(catalogue, vectors, model.encoder, model.fusion, index_folder)
        except IndexMismatch as exc:
            raise Unfit(str(exc)) from exc
        texts = TextVectors(model.encoder)
        return cls(
            model=model,
            index=index,
            writer=_writer(settings, texts),
            vectors=texts,
            cache=SemanticCache(settings.cache_entries),
            passages=settings.passages,
            diversity=settings.diversity,
        )

    def check(self) -> None:
        """Search, as for a question; raises what keeps the assistant from answering."""
        vector = self.search(SAMPLE, frozenset()).result.query_vector
        if not np.isfinite(vector).all():
            raise Unfit("the encoder gives vectors that are no numbers; train again, or roll back")

    async def answer(self, question: str, history: Sequence[Turn], access: Access) -> AsyncGenerator[Event]:
        """Yield Searched, each sentence as it is Written, and the Answer, which repeats all of them.

        Closing the generator stops the writing. What the answer may draw on is decided by ``access`` alone.
        """
        found = await to_thread.run_sync(partial(self.understand, question, history, access))
        asked, rewritten = found.question, found.question != question
        yield _searched(asked, rewritten, found)
        answer = Answer("refused", asked, rewritten, found.confidence, (), (), "extractive")
        if refusal := self._refusal(asked, found):
            yield replace(answer, refusal=refusal, reason=REASONS[refusal])
            return
        key = CacheKey(found.result.version, found.result.revision, access)
        if kept := self.cache.get(key, asked, found.result.query_vector):
            for written in in_order(kept):
                yield written
            yield replace(kept, question=asked, rewritten=rewritten, confidence=found.confidence, cached=True)
            return
        said: list[Written] = []
        outcome = Outcome("extractive")
        async with aclosing(self.writer.write(asked, found.result.hits)) as written_items:
            async for item in written_items:
                if isinstance(item, Outcome):
                    outcome = item
                else:
                    said.append(item)
                    yield item
        if not said:
            yield replace(answer, refusal="no_evidence", reason=REASONS["no_evidence"])
            return
        answer = replace(
            answer,
            status="answered",
            sentences=tuple(item.sentence for item in said),
            citations=tuple(citation for item in said for citation in item.citations),
            writer=outcome.writer,
            dropped_sentences=outcome.dropped,
        )
        if outcome.writer != "extractive_fallback":
            self.cache.put(key, asked, found.result.query_vector, answer)
        yield answer

    async def reply(self, question: str, history: Sequence[Turn], access: Access) -> Answer:
        """Return the whole answer at once."""
        async with aclosing(self.answer(question, history, access)) as events:
            *_, answer = [event async for event in events]
        if not isinstance(answer, Answer):
            raise AssertionError("the last event is the answer")
        return answer

    def understand(self, question: str, history: Sequence[Turn], access: Access) -> Found:
        """Search for the likelier reading of the question, or for the other one, if that finds clearly more evidence.

        Blocks: call it in a thread.
        """
        likelier, *others = (self.search(reading, access) for reading in readings(question, history))
        best = max([likelier, *others], key=lambda found: found.confidence)
        return best if best.confidence > likelier.confidence + OVERRULE else likelier

    def search(self, question: str, access: Access) -> Found:
        """Find passages and judge them. Blocks: call it in a thread."""
        result = self.index.search(question, access, self.passages, diversity=self.diversity)
        started = perf_counter()
        confidence = self.model.gate.probability(self._features(question, result)) if result.hits else 0.0
        return Found(question, result, confidence, (perf_counter() - started) * 1000)

    def _features(self, question: str, result: SearchResult) -> dict[str, float]:
        return features(question, result.query_vector, result.hits, self.vectors)

    def _refusal(self, question: str, found: Found) -> Refusal | None:
        if self.model.gate.passes(found.confidence):
            return None
        if self.index.is_empty:
            return "empty_index"
        return "no_evidence" if looks_english(question) else "unsupported_language"


def _writer(settings: Settings, vectors: TextVectors) -> Writer:
    if settings.writer == "extractive":
        return ExtractiveWriter(vectors)
    endpoint = partial(_embedded, settings) if settings.writer == "embedded" else partial(_configured, settings)
    llm = LLM(endpoint, seconds=settings.llm_seconds, concurrency=settings.llm_concurrency)
    read = min(settings.passages, SMALL_LLM_READS) if settings.writer == "embedded" else settings.passages
    return GuardedWriter(llm, load_prompt(ANSWER), vectors, name=settings.writer, passages=read)


def _embedded(settings: Settings) -> Endpoint:
    """Fetch the small model and start its server at the first question; it serves the process's later models, too."""
    from shared.assets import AssetError, fetch

    try:
        file = fetch(SMALL_LLM, folder=settings.assets_dir, mirror=settings.asset_mirror)
    except AssetError as error:
        raise LLMUnavailable(str(error)) from error
    return _server(file, settings.llm_concurrency, settings.threads).start()


@cache
def _server(file: Path, slots: int, threads: int) -> EmbeddedServer:
    return EmbeddedServer(file, slots=slots, threads=threads)


def _configured(settings: Settings) -> Endpoint:
    return Endpoint(settings.llm_base_url or "", settings.llm_model or "", settings.llm_api_key)


def in_order(answer: Answer) -> list[Written]:
    """Take an answer apart into what was written: each citation comes with the first sentence that has it."""
    by_number = {citation.number: citation for citation in answer.citations}
    return [
        Written(sentence, tuple(by_number.pop(number) for number in sentence.citations if number in by_number))
        for sentence in answer.sentences
    ]


def as_text(sentences: Sequence[Sentence]) -> str:
    """Return the sentences as one text with markers like ``[1]``."""
    return " ".join(
        f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}" for sentence in sentences
    )


def _searched(question: str, rewritten: bool, found: Found) -> Searched:
    result = found.result
    return Searched(
        question=question,
        rewritten=rewritten,
        hits=result.hits,
        confidence=found.confidence,
        stages={
            "embed": result.embed_ms,
            "dense": result.dense_ms,
            "sparse": result.sparse_ms,
            "fuse": result.fuse_ms,
            "judge": found.gate_ms,
        },
        index_version=result.version,
        index_revision=result.revision,
        degraded=result.degraded,
    )
