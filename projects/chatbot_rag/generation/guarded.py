"""Answers phrased by a language model, of which only that is let through which a passage supports."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Literal

from anyio import to_thread

from projects.chatbot_rag.answer import Written
from projects.chatbot_rag.documents import Hit
from projects.chatbot_rag.generation.candidates import Candidate
from projects.chatbot_rag.generation.citations import Citer
from projects.chatbot_rag.generation.extractive import rank, repeats, select
from projects.chatbot_rag.generation.llm import LLM, LLMUnavailable
from projects.chatbot_rag.generation.plain import plain
from projects.chatbot_rag.generation.prompts import Prompt
from projects.chatbot_rag.generation.support import supporting
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.generation.writer import Outcome
from projects.chatbot_rag.ingest.sentences import sentences as split

LONGEST_SENTENCE = 600
"""Characters: what goes on for longer without an end is no sentence."""


class GuardedWriter:
    """Lets a language model write, and puts the best verbatim sentence where it says what no passage supports.

    The citation of a sentence is the sentence of the passage that supports it, whatever the model claims. When the
    model is down, late or cut off, the answer ends with verbatim sentences, and the Outcome says
    ``extractive_fallback``; when nothing that it wrote was let through, ``extractive``.

    Args:
        llm: the model.
        prompt: what it is asked.
        vectors: of the sentences.
        name: how the Outcome calls the writer.
        passages: how many of the hits the model reads; a small one reads slowly.
        sentences: most sentences of an answer.
    """

    def __init__(
        self,
        llm: LLM,
        prompt: Prompt,
        vectors: TextVectors,
        *,
        name: Literal["embedded", "openai"],
        passages: int = 6,
        sentences: int = 4,
    ) -> None:
        self._llm = llm
        self._prompt = prompt
        self._vectors = vectors
        self._name = name
        self._passages = passages
        self._sentences = sentences

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncGenerator[Written | Outcome]:
        """Yield each sentence when it is written and checked, then the Outcome."""
        answer = _Guarded(await to_thread.run_sync(rank, question, hits, self._vectors), self._vectors, Citer(hits))
        failed = False
        try:
            chat = self._prompt.render(question, hits[: self._passages])
            async with aclosing(self._llm.stream(chat)) as texts, aclosing(whole_sentences(texts)) as sentences:
                async for sentence in sentences:
                    if written := await to_thread.run_sync(answer.admit, sentence):
                        yield written
                    if answer.length >= self._sentences:
                        break
        except LLMUnavailable:
            failed = True
        if failed or not answer.length:
            for candidate in answer.unsaid(self._sentences - answer.length):
                if written := answer.quote(candidate):
                    yield written
        writer = "extractive_fallback" if failed else self._name if answer.phrased else "extractive"
        yield Outcome(writer, answer.dropped)


class _Guarded:
    """One answer in the making."""

    def __init__(self, ranked: Sequence[Candidate], vectors: TextVectors, citer: Citer) -> None:
        self._ranked = ranked
        self._vectors = vectors
        self._citer = citer
        self._said: list[Candidate] = []
        self._refused = 0
        self.phrased = 0

    @property
    def length(self) -> int:
        return len(self._said)

    @property
    def dropped(self) -> int:
        """How many sentences of the model were not let through."""
        return self._refused + self._citer.dropped

    def admit(self, sentence: str) -> Written | None:
        """Return the sentence with what supports it, or a verbatim one in its place; None for a repetition."""
        support = supporting(sentence, self._ranked, self._vectors)
        if support is None:
            self._refused += 1
            instead = self.unsaid(1)
            return self.quote(instead[0]) if instead else None
        if support in self._said:
            return None
        written = self._citer.write(sentence, [support.quote])
        if written:
            self._said.append(support)
            self.phrased += 1
        return written

    def quote(self, candidate: Candidate) -> Written | None:
        """Return a verbatim sentence."""
        self._said.append(candidate)
        return self._citer.write(candidate.text, [candidate.quote])

    def unsaid(self, limit: int) -> list[Candidate]:
        """Return the best verbatim sentences that repeat nothing that was said."""
        left = [candidate for candidate in self._ranked if not repeats(candidate, self._said)]
        return select(left, limit=limit)


async def whole_sentences(texts: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """Join a stream of text and yield its sentences, plain, each as soon as the next one has begun."""
    text = ""
    async for piece in texts:
        text += piece
        *complete, (last, _) = split(text) or [(0, 0)]
        for start, end in complete:
            yield plain(text[start:end])
        text = text[last:]
        if len(text) > LONGEST_SENTENCE:
            raise LLMUnavailable("The language model writes no sentences: choose another llm_model.")
    for start, end in split(text):
        yield plain(text[start:end])
