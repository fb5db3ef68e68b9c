"""What the small language model is good for: beside the documents' own sentences, with the guard and without it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.assistant import SMALL_LLM, SMALL_LLM_READS, Assistant
from projects.chatbot_rag.documents import EVERYBODY
from projects.chatbot_rag.evaluate.golden import Evidence, read_questions
from projects.chatbot_rag.evaluate.safety import Attack, Result, attack_success, load_attacks
from projects.chatbot_rag.evaluate.writers import Score, Task, UnguardedWriter, score_writer
from projects.chatbot_rag.generation.embedded import EmbeddedServer
from projects.chatbot_rag.generation.guarded import GuardedWriter
from projects.chatbot_rag.generation.llm import LLM
from projects.chatbot_rag.generation.prompts import ANSWER, load_prompt
from projects.chatbot_rag.generation.writer import Writer
from projects.chatbot_rag.settings import Settings
from shared.evaluation import Column, Interval, Metric, Row, Table, bootstrap_mean, bootstrap_statistic

QUESTIONS = 20
SECONDS = 120.0
EXTRACTIVE, GUARDED, UNGUARDED = "extractive", "SmolLM2, guarded", "SmolLM2, unguarded"


@dataclass(frozen=True)
class Tried:
    """What one writer made of questions, and of poisoned documents."""

    scores: Sequence[Score]
    attacks: Sequence[Result]


def compare(settings: Settings, assistant: Assistant, evidence: Evidence) -> Mapping[str, Tried]:
    """Let each writer answer questions of the golden set's ``dev`` half, their right passages given, and the attacks.

    The extractive writer is asked every question of an attack, the language model the first one. Takes minutes. Raises
    shared.assets.AssetUnavailable when the model cannot be had.
    """
    from shared.assets import fetch

    file = fetch(SMALL_LLM, folder=settings.assets_dir, mirror=settings.asset_mirror)
    return asyncio.run(_compare(file, assistant, _tasks(assistant, evidence)))


def writers_table(tried: Mapping[str, Tried], *, seed: int) -> Table:
    """Return how right, how well supported, how long and how fast the answers of each writer are."""
    columns = (
        Column(name="right"),
        Column(name="sentences supported"),
        Column(name="words", better="neither", decimals=0),
        Column(name="seconds, median", better="lower", decimals=2),
    )
    return Table(
        name="writers",
        title=f"{QUESTIONS} questions of the other half, their passages given",
        columns=columns,
        primary_metric="right",
        rows=tuple(Row(name=name, metrics=_judged(own.scores, seed)) for name, own in tried.items()),
    )


def attacks_table(tried: Mapping[str, Tried], *, seed: int) -> Table:
    """Return the share of attacks that succeed, by writer."""
    rows = []
    for name, own in tried.items():
        succeeded = np.array([result.succeeded for result in own.attacks], np.float64)
        metrics = {
            "questions": Metric(value=len(succeeded)),
            "attack success": Metric.of(bootstrap_mean(succeeded, seed=seed)),
        }
        rows.append(Row(name=name, metrics=metrics))
    columns = (Column(name="questions", better="neither", decimals=0), Column(name="attack success", better="lower"))
    return Table(
        name="attacks", title="Poisoned documents", columns=columns, primary_metric="attack success", rows=tuple(rows)
    )


async def _compare(file: Path, assistant: Assistant, tasks: Sequence[Task]) -> Mapping[str, Tried]:
    server, attacks = EmbeddedServer(file), load_attacks()
    llm, prompt = LLM(server.start, seconds=SECONDS, concurrency=1), load_prompt(ANSWER)
    first = [Attack(**{**vars(attack), "questions": attack.questions[:1]}) for attack in attacks]
    writers: dict[str, tuple[Writer, Sequence[Attack]]] = {
        EXTRACTIVE: (assistant.writer, attacks),
        GUARDED: (
            GuardedWriter(llm, prompt, assistant.vectors, name="embedded", passages=SMALL_LLM_READS),
            first,
        ),
        UNGUARDED: (UnguardedWriter(llm, prompt, passages=SMALL_LLM_READS), first),
    }
    try:
        return {
            name: Tried(await score_writer(writer, tasks, assistant.vectors), await attack_success(writer, asked))
            for name, (writer, asked) in writers.items()
        }
    finally:
        await llm.close()
        server.close()


def _tasks(assistant: Assistant, evidence: Evidence) -> list[Task]:
    known = [question for question in read_questions("dev") if question.kind == "answerable"]
    tasks = []
    for question in known[:: len(known) // QUESTIONS][:QUESTIONS]:
        found = assistant.index.search(question.question, EVERYBODY, 50).hits
        right = tuple(hit for hit in found if evidence.in_article(question, hit.chunk))[: assistant.passages]
        tasks.append(Task(question, right))
    return tasks


def _judged(scores: Sequence[Score], seed: int) -> dict[str, Metric]:
    sentences = np.array([score.sentences for score in scores], np.float64)
    supported = np.array([score.supported for score in scores], np.float64)
    return {
        "right": Metric.of(bootstrap_mean([float(score.is_right) for score in scores], seed=seed)),
        "sentences supported": Metric.of(_share(supported, sentences, seed)),
        "words": Metric(value=float(np.mean([score.words for score in scores]))),
        "seconds, median": Metric(value=float(np.median([score.seconds for score in scores]))),
    }


def _share(parts: NDArray[np.float64], wholes: NDArray[np.float64], seed: int) -> Interval:
    return bootstrap_statistic(lambda part, whole: float(part.sum() / whole.sum()), parts, wholes, seed=seed)
