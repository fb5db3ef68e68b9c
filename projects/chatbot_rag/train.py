"""Fine-tune → evaluate → track → register → promote only if better.

The gate looks at validation questions alone: the test questions are for the report. The champion is compared with its
challenger question by question, each fused with BM25 as its own description says.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from projects.chatbot_rag.model.bundle import DESCRIPTION_FILE, ChatbotModel, Description, write_bundle
from projects.chatbot_rag.model.gate import Gate
from projects.chatbot_rag.reindex import rebuild
from projects.chatbot_rag.settings import SERVICE, Settings
from shared.encoder.pretrained import TOKENIZER_ASSET, WEIGHTS_ASSET, Pretrained
from shared.tracking.gate import Check, GateReport, ceiling, floor, non_inferior
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, Run, tracked_run

if TYPE_CHECKING:
    from projects.chatbot_rag.data import Dataset
    from projects.chatbot_rag.evaluate.rankings import PerQuestion
    from projects.chatbot_rag.training.finetune import Tuned

PYFUNC = Path(__file__).with_name("pyfunc.py")
SHIPPED = Path(__file__).parent / "champion"
MARGIN = 0.01
"""Non-inferiority margin in nDCG@10: about a third of the half-width of its interval on 154 validation questions."""
HANDBOOK_MARGIN = 0.03
"""Non-inferiority margin in MRR@10 on the handbook: about the half-width of its interval on 275 questions."""
MAX_CPU_MS = 30.0
MAX_SIZE_MB = 150.0
LATENCY_SAMPLE = 100
QUESTION = "Why does a random forest not overfit when I add trees?"


def has_champion(settings: Settings) -> bool:
    """Whether there is a model to serve."""
    return Registry(settings, SERVICE).champion() is not None


def first_champion(settings: Settings) -> GateReport:
    """Register the published encoder with the description that comes with the repository: no training, no torch.

    The documents are indexed with it, so that the service answers as soon as it starts. For questions of your own,
    fine-tune on them. Raises shared.assets.AssetUnavailable, and what ``reindex.rebuild`` raises.
    """
    if settings.dataset_path is not None:
        return train(settings)
    description = Description.model_validate_json((SHIPPED / DESCRIPTION_FILE).read_bytes())
    params = {"encoder": description.encoder, "fusion": description.fusion.model_dump_json()}
    with (
        tracked_run(settings, SERVICE, params=params, data_sha256=description.data_sha256, seed=settings.seed) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        save(bundle := Path(folder) / BUNDLE, description, pretrained(settings))
        report = _decide(settings, run, bundle, _cost_checks(bundle), {})
    if report.passed:
        rebuild(settings)
    return report


def train(settings: Settings) -> GateReport:
    """Fine-tune the encoder on the data set, and promote it if the gate lets it pass.

    A training that was killed goes on from its last epoch.
    """
    from projects.chatbot_rag.data import load_dataset
    from projects.chatbot_rag.recipe import Recipe
    from projects.chatbot_rag.training.finetune import finetune

    dataset = load_dataset(settings)
    recipe = Recipe.read()
    tuned = finetune(pretrained(settings), dataset, recipe, seed=settings.seed, folder=work_folder(settings))
    report = challenge(settings, dataset, tuned, params=recipe.model_dump(mode="json"))
    tuned.checkpoint.unlink(missing_ok=True)
    return report


def retrain(settings: Settings) -> GateReport:
    """Fine-tune on what the data set holds today."""
    return train(settings)


def challenge(settings: Settings, dataset: Dataset, tuned: Tuned, *, params: Mapping[str, object]) -> GateReport:
    """Measure a fine-tuned encoder beside the champion, register it, and let the gate decide.

    Registering is the last step: whatever fails before leaves the registry as it was.
    """
    from projects.chatbot_rag.evaluate.rankings import best, ndcg

    described = {**params, "dataset": dataset.name, "share": tuned.share, "fusion": tuned.fusion.model_dump_json()}
    with (
        tracked_run(settings, SERVICE, params=described, data_sha256=dataset.sha256, seed=settings.seed) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        save(bundle := Path(folder) / BUNDLE, _description(settings, dataset, tuned), tuned.encoder)
        run.log_series("loss", [epoch.loss for epoch in tuned.progress.epochs])
        run.log_series("validation nDCG at 10", [epoch.score for epoch in tuned.progress.epochs])
        fused = ndcg(tuned.legs.fused(tuned.fusion), tuned.validation)
        lexical = ndcg(best(tuned.legs.sparse), tuned.validation)
        checks = [
            *_quality_checks(settings, dataset, tuned, fused, lexical),
            *_handbook_checks(settings, ChatbotModel.load(bundle)),
            *_cost_checks(bundle),
        ]
        measured = {
            "validation_ndcg_at_10": float(fused.mean()),
            "validation_ndcg_at_10_of_bm25": float(lexical.mean()),
        }
        return _decide(settings, run, bundle, checks, measured)


def calibrate_shipped(settings: Settings) -> Gate:
    """Fit the gate of the model that comes with the repository; it goes into champion/chatbot.json."""
    from projects.chatbot_rag.training.gate import calibrate

    model = shipped(settings)
    gate = calibrate(model.encoder, model.fusion, passages=settings.passages, folder=handbook_folder(settings))
    description = model.description.model_copy(update={"gate": gate})
    unfinished = SHIPPED / f".{DESCRIPTION_FILE}"
    unfinished.write_text(description.model_dump_json(indent=1) + "\n", encoding="utf-8")
    unfinished.replace(SHIPPED / DESCRIPTION_FILE)
    return gate


def shipped(settings: Settings) -> ChatbotModel:
    """Return the model that comes with the repository. Raises shared.assets.AssetUnavailable and EncoderError."""
    description = Description.model_validate_json((SHIPPED / DESCRIPTION_FILE).read_bytes())
    return ChatbotModel(description, pretrained(settings).encoder(threads=settings.threads))


def pretrained(settings: Settings) -> Pretrained:
    """Return the published encoder, fetched when needed. Raises shared.assets.AssetUnavailable and EncoderError."""
    from shared.assets import fetch

    weights, tokenizer = (
        fetch(name, folder=settings.assets_dir, mirror=settings.asset_mirror)
        for name in (WEIGHTS_ASSET, TOKENIZER_ASSET)
    )
    return Pretrained.read(weights, tokenizer)


def save(folder: Path, description: Description, encoder: Pretrained) -> None:
    """Write a bundle that ``ChatbotModel.load`` reads. Raises WeightsError."""
    write_bundle(folder, description, model=encoder.graph(), tokenizer=encoder.tokenizer)


def work_folder(settings: Settings) -> Path:
    """Where vectors of whole corpora and checkpoints lie."""
    return settings.data_dir / "training" / SERVICE


def handbook_folder(settings: Settings) -> Path:
    """Where the handbook's index lies that gates are fitted on and the golden set is asked of."""
    return work_folder(settings) / "handbook"


def _description(settings: Settings, dataset: Dataset, tuned: Tuned) -> Description:
    """Other vectors have other cosines, so the gate against missing evidence is fitted anew."""
    from projects.chatbot_rag.training.gate import calibrate

    encoder = tuned.encoder.encoder(threads=settings.threads)
    return Description(
        encoder=f"{tuned.encoder.name}, fine-tuned",
        dimension=encoder.dimension,
        fusion=tuned.fusion,
        gate=calibrate(encoder, tuned.fusion, passages=settings.passages, folder=handbook_folder(settings)),
        trained_on=dataset.name,
        data_sha256=dataset.sha256,
    )


def _decide(
    settings: Settings, run: Run, bundle: Path, checks: Iterable[Check], metrics: Mapping[str, float]
) -> GateReport:
    registry = Registry(settings, SERVICE)
    champion = registry.champion()
    registered = _register(registry, run, bundle, metrics)
    report = GateReport(
        challenger=registered.version, champion=champion.version if champion else None, checks=tuple(checks)
    )
    run.log_text(report.to_markdown(), "gate.md")
    if report.passed:
        registry.promote(registered.version)
    return report


def _quality_checks(
    settings: Settings, dataset: Dataset, tuned: Tuned, fused: PerQuestion, lexical: PerQuestion
) -> Iterable[Check]:
    from shared.evaluation import paired_bootstrap

    gain = paired_bootstrap(fused, lexical, seed=settings.seed)
    yield floor("nDCG@10 over BM25: lower end of the paired interval", gain.low, 0.0)
    champion = Registry(settings, SERVICE).champion()
    if champion is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        today = ChatbotModel.load(Registry(settings, SERVICE).download(champion, Path(folder)))
    before = _champion_ndcg(settings, dataset, tuned, today)
    yield non_inferior("nDCG@10", paired_bootstrap(fused, before, seed=settings.seed), MARGIN)


def _handbook_checks(settings: Settings, challenger: ChatbotModel) -> Iterable[Check]:
    """Fine-tuning on other questions must not cost the default corpus what it finds there."""
    from projects.chatbot_rag.training.forgetting import reciprocal_ranks
    from shared.evaluation import paired_bootstrap

    registry = Registry(settings, SERVICE)
    champion = registry.champion()
    if champion is None or settings.dataset_path is not None:
        return
    with tempfile.TemporaryDirectory() as folder:
        today = ChatbotModel.load(registry.download(champion, Path(folder)))
    after, before = (reciprocal_ranks(model, handbook_folder(settings)) for model in (challenger, today))
    change = paired_bootstrap(after, before, seed=settings.seed)
    yield non_inferior("MRR@10 on the handbook", change, HANDBOOK_MARGIN)


def _champion_ndcg(settings: Settings, dataset: Dataset, tuned: Tuned, champion: ChatbotModel) -> PerQuestion:
    """Return what the champion reaches on the same questions; the lexical leg is the same for both."""
    from projects.chatbot_rag.evaluate.rankings import Legs, ndcg
    from shared.encoder.kept import embed

    vectors = embed(champion.encoder, dataset.contents, folder=work_folder(settings))
    dense = champion.encoder.encode(tuned.validation.texts) @ vectors.T
    return ndcg(Legs(dense, tuned.legs.sparse).fused(champion.fusion), tuned.validation)


def _cost_checks(bundle: Path) -> Iterable[Check]:
    yield ceiling("one question, CPU ms", _cpu_milliseconds(ChatbotModel.load(bundle)), MAX_CPU_MS)
    size = sum(file.stat().st_size for file in bundle.iterdir())
    yield ceiling("size of the model, MB", size / 1e6, MAX_SIZE_MB)


def _cpu_milliseconds(model: ChatbotModel) -> float:
    """Return the median time of one question on the processor, whatever else the machine is doing."""
    times = np.empty(LATENCY_SAMPLE)
    for run in range(LATENCY_SAMPLE):
        started = time.thread_time()
        model.encoder.encode([QUESTION])
        times[run] = (time.thread_time() - started) * 1000
    return float(np.median(times))


def _register(registry: Registry, run: Run, bundle: Path, metrics: Mapping[str, float]) -> RegisteredModel:
    description = ChatbotModel.load(bundle).description
    manifest = write_manifest(bundle)
    requirements = [f"{package}=={version(package)}" for package in ("numpy", "onnxruntime", "pydantic", "tokenizers")]
    uri = run.log_model(bundle, pyfunc=PYFUNC, inputs={"text": "string"}, requirements=requirements)
    return registry.register(
        uri, run_id=run.run_id, manifest_sha256=manifest, data_sha256=description.data_sha256, metrics=metrics
    )
