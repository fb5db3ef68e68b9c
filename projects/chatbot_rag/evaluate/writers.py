"""The writers side by side: is the answer right, does the cited text support it, how long does it take?"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from time import perf_counter

from anyio import to_thread

from projects.chatbot_rag.answer import Sentence, Written
from projects.chatbot_rag.documents import Hit
from projects.chatbot_rag.evaluate.golden import Question, is_right
from projects.chatbot_rag.generation.candidates import candidates
from projects.chatbot_rag.generation.citations import Citer
from projects.chatbot_rag.generation.guarded import whole_sentences
from projects.chatbot_rag.generation.llm import LLM, LLMUnavailable
from projects.chatbot_rag.generation.prompts import Prompt
from projects.chatbot_rag.generation.support import supporting
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.generation.writer import Outcome, Writer


@dataclass(frozen=True)
class Task:
    """A question with the passages that hold its answer."""

    question: Question
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Score:
    """Of one answer. ``supported``: how many of its ``sentences`` pass the guard's test; ``seconds`` to its end."""

    is_right: bool
    sentences: int
    supported: int
    words: int
    seconds: float


class UnguardedWriter:
    """Shows what a language model says as it is, citing the first passage. Only to measure what the guard is for."""

    def __init__(self, llm: LLM, prompt: Prompt, *, passages: int) -> None:
        self._llm = llm
        self._prompt = prompt
        self._passages = passages

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncGenerator[Written | Outcome]:
        """Yield the sentences of the model. Raises LLMUnavailable."""
        chat = self._prompt.render(question, hits[: self._passages])
        citer, first = Citer(hits), candidates(hits)[:1]
        async with aclosing(self._llm.stream(chat)) as texts, aclosing(whole_sentences(texts)) as sentences:
            async for sentence in sentences:
                if written := citer.write(sentence, [candidate.quote for candidate in first]):
                    yield Written(Sentence(sentence, written.sentence.citations), written.citations)
        yield Outcome("embedded")


async def score_writer(writer: Writer, tasks: Sequence[Task], vectors: TextVectors) -> list[Score]:
    """Let a writer answer each task, one after the other; an answer that breaks off counts as it is."""
    return [await _score(writer, task, vectors) for task in tasks]


async def _score(writer: Writer, task: Task, vectors: TextVectors) -> Score:
    started, said = perf_counter(), list[str]()
    try:
        async with aclosing(writer.write(task.question.standalone, task.hits)) as items:
            async for item in items:
                if isinstance(item, Written):
                    said.append(item.sentence.text)
    except LLMUnavailable:
        said.append("")
    seconds = perf_counter() - started
    passages = candidates(task.hits)
    supported = [await to_thread.run_sync(supporting, sentence, passages, vectors) for sentence in said]
    return Score(
        is_right=is_right(task.question, " ".join(said)),
        sentences=len(said),
        supported=sum(candidate is not None for candidate in supported),
        words=sum(len(sentence.split()) for sentence in said),
        seconds=seconds,
    )
