"""Everything that is measured, in one report with its figures: ``python -m projects.chatbot_rag evaluate``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from projects.chatbot_rag.answer import Answer
from projects.chatbot_rag.assistant import Assistant
from projects.chatbot_rag.cache import SemanticCache
from projects.chatbot_rag.data import SCIFACT, Dataset, load_dataset
from projects.chatbot_rag.evaluate import caching, dialogue, language_models, refusal, retrieval, scifact
from projects.chatbot_rag.evaluate.dialogue import Reply, ask
from projects.chatbot_rag.evaluate.golden import Evidence, Question, read_questions
from projects.chatbot_rag.evaluate.handbook import Handbook, open_handbook
from projects.chatbot_rag.evaluate.refusal import Confidences
from projects.chatbot_rag.evaluate.traces import log_traces
from projects.chatbot_rag.generation.extractive import ExtractiveWriter
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.model.bundle import ChatbotModel
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.settings import SERVICE, Settings
from projects.chatbot_rag.train import handbook_folder, shipped, work_folder
from shared.evaluation import Comparison, Report, paired_bootstrap
from shared.evaluation.classification import RiskCoverage, risk_coverage
from shared.tracking.registry import CHALLENGER, NoChampion, Registry
from shared.tracking.runs import tracked_run

REPORTS = Path(__file__).parent.parent / "reports"
METRICS_FILE = "metrics.json"
PRETRAINED, TUNED = "MiniLM", "fine-tuned MiniLM"
PROTOCOL = (
    "95% bootstrap intervals over questions. SciFact: BEIR's test questions and judgements; everything was chosen on "
    "training questions. Handbook: the half of the golden set that chose nothing, asked of an index of this "
    "repository's own texts; an answer is right when it has what was written down before there was a search."
)


@dataclass(frozen=True)
class Measured:
    """The report, what it was made of, and the curves of its figures."""

    report: Report
    replies: tuple[Reply, ...]
    evidence: Evidence
    coverage: Mapping[str, RiskCoverage]


def evaluate(settings: Settings) -> Report:
    """Measure the model that comes with the repository and, beside it, the one trained last.

    The report and its figures go to ``reports/`` and, as a run with a trace for each answer, to MLflow.
    """
    dataset = load_dataset(settings)
    models = _models(settings)
    params = {name: model.description.model_dump_json(exclude={"gate"}) for name, model in models.items()}
    with tracked_run(settings, SERVICE, params=params, data_sha256=dataset.sha256, seed=settings.seed) as run:
        measured = measure(settings, dataset, models)
        folder = report_folder(settings, dataset)
        measured.report.write(folder / METRICS_FILE)
        run.log_report(measured.report, *draw(measured, folder))
        log_traces(measured.replies, measured.evidence)
    return measured.report


def report_folder(settings: Settings, dataset: Dataset) -> Path:
    """Return REPORTS for the data set that the committed reports are about, a folder below data_dir for any other."""
    return REPORTS if dataset.name == SCIFACT else settings.data_dir / "reports" / SERVICE


def measure(settings: Settings, dataset: Dataset, models: Mapping[str, ChatbotModel]) -> Measured:
    """Return all tables and comparisons."""
    seed, questions = settings.seed, read_questions("test")
    scores = scifact.measure(dataset, models, folder=work_folder(settings))
    with _assistant(settings, models[PRETRAINED]) as (assistant, handbook):
        replies = tuple(ask(assistant, question) for question in questions)
        judged = refusal.confidences(assistant, handbook.evidence, questions)
        tried = language_models.compare(settings, assistant, handbook.evidence)
        understood = retrieval.as_served(assistant)
        found = _found(handbook, models[PRETRAINED], questions, understood)
        follow_ups = _follow_ups(handbook, questions, understood)
        tables = (
            scifact.table(scores, dataset.name, seed=seed),
            scifact.table_of_new_documents(scores, dataset, seed=seed),
            dialogue.answers_table({"extractive": replies}, handbook.evidence, seed=seed),
            refusal.table(judged, models[PRETRAINED].gate.threshold, seed=seed),
            retrieval.table("follow-ups", "Follow-up questions", follow_ups, seed=seed),
            caching.table(models[PRETRAINED].encoder, questions, "test", seed=seed),
            language_models.writers_table(tried, seed=seed),
            language_models.attacks_table(tried, seed=seed),
        )
        evidence, coverage = handbook.evidence, _coverage(judged)
    if TUNED in models:
        with _assistant(settings, models[TUNED]) as (assistant, handbook):
            found |= _found(handbook, models[TUNED], questions, retrieval.as_served(assistant), name=TUNED)
    report = Report(
        name=SERVICE,
        dataset=dataset.name,
        protocol=PROTOCOL,
        data_sha256=dataset.sha256,
        seed=seed,
        command="python -m projects.chatbot_rag evaluate",
        tables=(retrieval.table("handbook", "Questions about the handbook", found, seed=seed), *tables),
        comparisons=(*scifact.comparisons(scores, models, seed=seed), *_handbook_comparisons(found, seed)),
    )
    return Measured(report, replies, evidence, coverage)


def draw(measured: Measured, folder: Path) -> list[Path]:
    """Draw the figures of the report in ``folder`` and return the SVG files."""
    from shared.evaluation.figures import bars_with_intervals, risk_coverage_figure

    bars, curves = folder / "retrieval.svg", folder / "refusal.svg"
    bars_with_intervals(measured.report.table(scifact.NAME), scifact.PRIMARY, bars)
    risk_coverage_figure(measured.coverage, curves)
    return [bars, curves]


def _models(settings: Settings) -> dict[str, ChatbotModel]:
    models = {PRETRAINED: shipped(settings)}
    registry = Registry(settings, SERVICE)
    try:
        latest = registry.with_alias(CHALLENGER)
    except NoChampion:
        return models
    with TemporaryDirectory() as folder:
        model = ChatbotModel.load(registry.download(latest, Path(folder)))
    if model.encoder.sha256 != models[PRETRAINED].encoder.sha256:
        models[TUNED] = model
    return models


@contextmanager
def _assistant(settings: Settings, model: ChatbotModel) -> Iterator[tuple[Assistant, Handbook]]:
    """Answer from this repository's own texts, from no cache."""
    with open_handbook(model.encoder, model.fusion, handbook_folder(settings)) as handbook:
        vectors = TextVectors(model.encoder)
        writer, cache = ExtractiveWriter(vectors), SemanticCache[Answer](0)
        yield Assistant(model, handbook.index, writer, vectors, cache, settings.passages), handbook


def _found(
    handbook: Handbook,
    model: ChatbotModel,
    questions: Sequence[Question],
    understood: retrieval.Asking,
    name: str = PRETRAINED,
) -> dict[str, retrieval.Scores]:
    """Return what each leg finds alone, and both together; of a second encoder only what it changes."""
    fusions = {
        scifact.BM25: Fusion(weight=0),
        scifact.dense(name): Fusion(weight=1),
        scifact.rrf(name): Fusion(method="rrf"),
        scifact.fused(name): model.fusion,
    }
    if name != PRETRAINED:
        fusions = {row: fusion for row, fusion in fusions.items() if name in row and fusion.method == "convex"}
    known = [question for question in questions if question.has_answer]
    return {
        row: retrieval.scores(handbook.with_fusion(model.encoder, fusion), handbook.evidence, known, understood)
        for row, fusion in fusions.items()
    }


def _follow_ups(
    handbook: Handbook, questions: Sequence[Question], understood: retrieval.Asking
) -> dict[str, retrieval.Scores]:
    """Return what follow-up questions find, by how they were made to stand alone."""
    asked = [question for question in questions if question.kind == "multi_turn"]
    ways = {
        "as typed": retrieval.as_typed,
        "by rules alone": retrieval.by_rules,
        "as served": understood,
        "rewritten by a person": retrieval.by_hand,
    }
    return {name: retrieval.scores(handbook.index, handbook.evidence, asked, asking) for name, asking in ways.items()}


def _coverage(judged: Mapping[str, Confidences]) -> dict[str, RiskCoverage]:
    """Return the share of answers to what has none, against the share of questions answered, surest first."""
    known = judged["answer"].gate
    curves = {}
    for name in (refusal.OFF, refusal.NEAR, refusal.REMOVED):
        other = judged[name].gate
        losses = np.concatenate([np.zeros(len(known)), np.ones(len(other))])
        curves[name] = risk_coverage(losses, np.concatenate([known, other]))
    return curves


def _handbook_comparisons(found: Mapping[str, retrieval.Scores], seed: int) -> Iterator[Comparison]:
    fused = scifact.fused(PRETRAINED)
    pairs = [(fused, scifact.BM25), (fused, scifact.dense(PRETRAINED))]
    if scifact.fused(TUNED) in found:
        pairs.append((scifact.fused(TUNED), fused))
    for candidate, baseline in pairs:
        metric = retrieval.MRR
        difference = paired_bootstrap(found[candidate][metric], found[baseline][metric], seed=seed)
        yield Comparison.of(candidate, baseline, f"handbook {metric}", difference)
