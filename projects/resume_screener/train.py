"""Fine-tune → fit the tagger and the ranker → evaluate → track → register → promote only if better.

The gate looks at validation occupations alone: those of the test are for the report. And no model is promoted that a
name can move in blind mode.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from projects.resume_screener.data.configured import fetched, fetched_if_possible, load_onet
from projects.resume_screener.model.bundle import (
    DESCRIPTION_FILE,
    Description,
    ScreenerModel,
    write_bundle,
)
from projects.resume_screener.model.ranker import Ranker
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.skills import SkillFinder, Taxonomy
from projects.resume_screener.skills.everyday import EVERYDAY
from projects.resume_screener.skills.sources import build_taxonomy
from shared.encoder.pretrained import TOKENIZER_ASSET, WEIGHTS_ASSET, Pretrained
from shared.tracking.gate import Check, GateReport, ceiling, non_inferior
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, Run, tracked_run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from projects.resume_screener.data.onet import Onet
    from projects.resume_screener.skills.judge import Judge
    from projects.resume_screener.training.titles import Tuned
    from shared.encoder.onnx_encoder import OnnxEncoder

PYFUNC = Path(__file__).with_name("pyfunc.py")
SHIPPED = Path(__file__).parent / "champion"
MARGIN = 0.01
"""Non-inferiority margin in the mean reciprocal rank of titles."""
MAX_CPU_MS = 500.0
MAX_SIZE_MB = 150.0
LATENCY_SAMPLE = 20
TAGGER_FOLDS = 5


def has_champion(settings: Settings) -> bool:
    """Whether there is a model to serve."""
    return Registry(settings, SERVICE).champion() is not None


def first_champion(settings: Settings) -> GateReport:
    """Register the published encoder with the weights that come with the repository: no training, no torch.

    Raises shared.assets.AssetUnavailable.
    """
    if settings.dataset_path is not None:
        return train(settings)
    description = Description.model_validate_json((SHIPPED / DESCRIPTION_FILE).read_bytes())
    params = {"encoder": description.encoder, "weights": description.ranker.weights.model_dump_json()}
    with (
        tracked_run(settings, SERVICE, params=params, data_sha256=description.data_sha256, seed=settings.seed) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        save(bundle := Path(folder) / BUNDLE, description, pretrained(settings), SkillFinder(taxonomy(settings)))
        return _decide(settings, run, bundle, _cost_checks(bundle), {})


def train(settings: Settings) -> GateReport:
    """Fine-tune the encoder, fit what stands on it, and promote all of it if the gate lets it pass.

    A training that was killed goes on from its last epoch.
    """
    from projects.resume_screener.recipe import Recipe
    from projects.resume_screener.training.titles import finetune

    onet, recipe = load_onet(settings), Recipe.read()
    tuned = finetune(pretrained(settings), onet, recipe, seed=settings.seed, folder=work_folder(settings))
    report = challenge(settings, onet, tuned, params=recipe.model_dump(mode="json"))
    tuned.checkpoint.unlink(missing_ok=True)
    return report


def retrain(settings: Settings) -> GateReport:
    """Train on what the data holds today. Decisions are never learnt from: they are what an audit asks about."""
    return train(settings)


def challenge(settings: Settings, onet: Onet, tuned: Tuned, *, params: Mapping[str, object]) -> GateReport:
    """Measure a model beside the champion, register it, and let the gate decide.

    Registering is the last step: whatever fails before leaves the registry as it was.
    """
    described = {**params, "share": tuned.share}
    with (
        tracked_run(settings, SERVICE, params=described, data_sha256=onet.sha256, seed=settings.seed) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        bundle = build(settings, onet, tuned, Path(folder) / BUNDLE)
        run.log_series("loss", [epoch.loss for epoch in tuned.progress.epochs])
        screener = Screener.load(bundle)
        ranks = _reciprocal_ranks(onet, tuned, screener.model)
        checks = [
            *_title_checks(settings, onet, tuned, ranks),
            *_fairness_checks(screener),
            *_cost_checks(bundle),
        ]
        return _decide(settings, run, bundle, checks, {"validation_mrr_of_titles": float(ranks.mean())})


def build(settings: Settings, onet: Onet, tuned: Tuned, bundle: Path) -> Path:
    """Fit the tagger and the ranker to a fine-tuned encoder, write everything into ``bundle``, and return it."""
    from projects.resume_screener.training.ranker import fit_ranker

    encoder = tuned.encoder.encoder(threads=settings.threads)
    description = Description(
        encoder=f"{tuned.encoder.name}, fine-tuned on titles",
        dimension=encoder.dimension,
        ranker=Ranker(),
        trained_on="O*NET",
        data_sha256=onet.sha256,
    )
    known = taxonomy(settings, with_onet=True)
    save(bundle, description, tuned.encoder, SkillFinder(known, fit_judge(settings, known, encoder)))
    chosen = [onet.occupations[position] for position in sorted(tuned.split.validation)]
    ranker = fit_ranker(Screener.load(bundle, threads=settings.threads), chosen, seed=settings.seed)
    return describe(bundle, description.model_copy(update={"ranker": ranker}))


def fit_shipped(settings: Settings) -> Ranker:
    """Fit the weights of the model that comes with the repository; they go into champion/screener.json (minutes)."""
    from projects.resume_screener.data.titles import split
    from projects.resume_screener.training.ranker import fit_ranker

    onet = load_onet(settings)
    chosen = [onet.occupations[position] for position in sorted(split(onet.occupations, seed=settings.seed).validation)]
    encoder = pretrained(settings)
    description = Description(
        encoder=encoder.name, dimension=encoder.dimension, ranker=Ranker(), trained_on="O*NET", data_sha256=onet.sha256
    )
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder), description, encoder, SkillFinder(taxonomy(settings)))
        ranker = fit_ranker(Screener.load(Path(folder), threads=settings.threads), chosen, seed=settings.seed)
    SHIPPED.mkdir(exist_ok=True)
    describe(SHIPPED, description.model_copy(update={"ranker": ranker}))
    return ranker


def shipped(settings: Settings, folder: Path) -> ScreenerModel:
    """Write the model that comes with the repository into ``folder`` and return it.

    Raises shared.assets.AssetUnavailable and EncoderError.
    """
    description = Description.model_validate_json((SHIPPED / DESCRIPTION_FILE).read_bytes())
    save(folder, description, pretrained(settings), SkillFinder(taxonomy(settings)))
    return ScreenerModel.load(folder, threads=settings.threads)


def pretrained(settings: Settings) -> Pretrained:
    """Return the published encoder, fetched when needed. Raises shared.assets.AssetUnavailable and EncoderError."""
    return Pretrained.read(fetched(settings, WEIGHTS_ASSET), fetched(settings, TOKENIZER_ASSET))


def taxonomy(settings: Settings, *, with_onet: bool = False) -> Taxonomy:
    """Return the technologies and ESCO; ``with_onet`` also the technologies of O*NET.

    Raises shared.assets.AssetUnavailable.
    """
    onet = fetched(settings, "onet-technology-skills") if with_onet else None
    return build_taxonomy(fetched(settings, "esco-skills"), onet)


def fit_judge(settings: Settings, known: Taxonomy, encoder: OnnxEncoder) -> Judge | None:
    """Fit the tagger, which reads with ``encoder``, on SkillSpan's train half.

    None where that can't be had, or where the tagger finds no more than the labels do on postings held out of it.
    """
    from projects.resume_screener.evaluate.skills import counts, labels, strict_f1, tagged
    from projects.resume_screener.skills.vocabulary import Vocabulary
    from projects.resume_screener.training.tagger import fit, folds, read_skillspan

    path = fetched_if_possible(settings, "skillspan-train")
    if path is None:
        return None
    sentences, vocabulary = read_skillspan(path), Vocabulary(known, everyday=EVERYDAY)
    learnt, held_out = next(folds(sentences, TAGGER_FOLDS, seed=settings.seed))
    trial, gazetteer = tagged(fit(learnt, vocabulary, encoder), vocabulary), labels(SkillFinder(known))
    if strict_f1(counts(trial, held_out)) <= strict_f1(counts(gazetteer, held_out)):
        return None
    return fit(sentences, vocabulary, encoder)


def save(folder: Path, description: Description, encoder: Pretrained, finder: SkillFinder) -> None:
    """Write a bundle that ``ScreenerModel.load`` reads. Raises WeightsError."""
    with tempfile.TemporaryDirectory() as skills:
        finder.save(Path(skills))
        write_bundle(folder, description, model=encoder.graph(), tokenizer=encoder.tokenizer, skills=Path(skills))


def describe(folder: Path, description: Description) -> Path:
    """Write the description of a bundle, in one step, and return the folder."""
    unfinished = folder / f".{DESCRIPTION_FILE}"
    unfinished.write_text(description.model_dump_json(indent=1) + "\n", encoding="utf-8")
    unfinished.replace(folder / DESCRIPTION_FILE)
    return folder


def work_folder(settings: Settings) -> Path:
    """Where vectors of whole corpora and checkpoints lie."""
    return settings.data_dir / "training" / SERVICE


def _reciprocal_ranks(onet: Onet, tuned: Tuned, model: ScreenerModel) -> NDArray[np.float64]:
    from projects.resume_screener.data.titles import titles_of
    from projects.resume_screener.evaluate.titles import reciprocal_ranks, score

    titles = titles_of(onet.occupations, tuned.split.validation)
    return reciprocal_ranks(score(model.encoder, titles, onet.occupations), titles)


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


def _title_checks(settings: Settings, onet: Onet, tuned: Tuned, ranks: NDArray[np.float64]) -> Iterable[Check]:
    from shared.evaluation import paired_bootstrap

    registry = Registry(settings, SERVICE)
    champion = registry.champion()
    if champion is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        today = ScreenerModel.load(registry.download(champion, Path(folder)))
    before = _reciprocal_ranks(onet, tuned, today)
    yield non_inferior("reciprocal rank of titles", paired_bootstrap(ranks, before, seed=settings.seed), MARGIN)


def _fairness_checks(screener: Screener) -> Iterable[Check]:
    from projects.resume_screener.audit import blind_gap

    yield ceiling("blind: largest change of a score by a name", blind_gap(screener), 0.0)


def _cost_checks(bundle: Path) -> Iterable[Check]:
    yield ceiling("one resume against one job, CPU ms", _cpu_milliseconds(Screener.load(bundle)), MAX_CPU_MS)
    size = sum(file.stat().st_size for file in bundle.rglob("*") if file.is_file())
    yield ceiling("size of the model, MB", size / 1e6, MAX_SIZE_MB)


def _cpu_milliseconds(screener: Screener) -> float:
    """Return the median time of the built-in check on the processor, whatever else the machine is doing."""
    times = np.empty(LATENCY_SAMPLE)
    for run in range(LATENCY_SAMPLE):
        started = time.thread_time()
        screener.check()
        times[run] = (time.thread_time() - started) * 1000
    return float(np.median(times))


def _register(registry: Registry, run: Run, bundle: Path, metrics: Mapping[str, float]) -> RegisteredModel:
    description = ScreenerModel.load(bundle).description
    manifest = write_manifest(bundle)
    requirements = [f"{package}=={version(package)}" for package in ("numpy", "onnxruntime", "pydantic", "tokenizers")]
    uri = run.log_model(bundle, pyfunc=PYFUNC, inputs={"job": "string", "resume": "string"}, requirements=requirements)
    return registry.register(
        uri, run_id=run.run_id, manifest_sha256=manifest, data_sha256=description.data_sha256, metrics=metrics
    )
