"""What an encoder finds of the default corpus: fine-tuning on something else must not make it forget."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.documents import EVERYBODY
from projects.chatbot_rag.evaluate.golden import first_rank, read_questions
from projects.chatbot_rag.evaluate.handbook import Handbook, open_handbook
from projects.chatbot_rag.model.bundle import ChatbotModel
from projects.chatbot_rag.training.gate import read_gate_questions

DEPTH = 10


def reciprocal_ranks(model: ChatbotModel, folder: Path) -> NDArray[np.float64]:
    """Return one over the rank of the first passage of a right article, 0 beyond ten: [n_questions].

    The questions are those the gate is fitted on and the golden set's ``dev`` half. ``folder`` keeps the index.
    """
    with open_handbook(model.encoder, model.fusion, folder) as handbook:
        known = handbook.evidence.documents
        asked = [(q.standalone, q.articles) for q in read_questions("dev") if q.has_answer]
        asked += [(q.question, q.articles) for q in read_gate_questions() if known.keys() >= set(q.articles) > set()]
        return np.array([_reciprocal_rank(handbook, question, articles) for question, articles in asked])


def _reciprocal_rank(handbook: Handbook, question: str, articles: tuple[str, ...]) -> float:
    gold = {handbook.evidence.documents[article] for article in articles}
    hits = handbook.index.search(question, EVERYBODY, DEPTH).hits
    rank = first_rank([hit.chunk.document_id in gold for hit in hits])
    return 1 / rank if rank else 0.0
