"""Everything that is measured, in one report with its figures: ``python -m projects.resume_screener evaluate``.

The ladder of category models and the fairness audit are reports of their own: ``categories`` and ``audit``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from projects.resume_screener.data.configured import fetched, fetched_if_possible, load_onet
from projects.resume_screener.data.onet import Onet
from projects.resume_screener.data.resumes import read_livecareer
from projects.resume_screener.data.titles import split, titles_of
from projects.resume_screener.evaluate import files, profiles, ranking, skills, titles
from projects.resume_screener.model.bundle import ScreenerModel
from projects.resume_screener.resume import Document
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.skills import SkillFinder
from projects.resume_screener.skills.sources import build_taxonomy
from projects.resume_screener.train import shipped, work_folder
from projects.resume_screener.training.pool import make_pool, usable
from projects.resume_screener.training.ranker import TODAY, prepare
from projects.resume_screener.training.tagger import read_skillspan
from shared.evaluation import Comparison, Report, Table
from shared.tracking.registry import CHALLENGER, NoChampion, Registry
from shared.tracking.runs import tracked_run

REPORTS = Path(__file__).parent.parent / "reports"
METRICS_FILE = "metrics.json"
PRETRAINED, TUNED = "MiniLM", "fine-tuned MiniLM"
TITLES, FILES, ADS = 3000, 230, 60
FRESH = 2026
"""Seed of the synthetic people: no rule was made with them in view."""
PROTOCOL = (
    "95% bootstrap intervals. Titles: those of occupations of which nothing was learnt or chosen. Profiles: over the "
    "queries. Ranking: ads and resumes made of test occupations, over ads. Skills: SkillSpan's dev half, by posting. "
    "Files: synthetic people of a seed that no rule was made with, in the layouts that the rules were made with."
)


def evaluate(settings: Settings) -> Report:
    """Measure the model that comes with the repository and, beside it, the one trained last.

    The report and its figures go to ``reports/`` and, as a run, to MLflow. A table whose data can't be had is left out.
    """
    onet = load_onet(settings)
    with (
        TemporaryDirectory() as folder,
        tracked_run(settings, SERVICE, params={"titles": TITLES}, data_sha256=onet.sha256, seed=settings.seed) as run,
    ):
        report = measure(settings, onet, _models(settings, Path(folder)))
        target = report_folder(settings)
        report.write(target / METRICS_FILE)
        run.log_report(report, *draw(report, target))
    return report


def report_folder(settings: Settings) -> Path:
    """Return REPORTS for O*NET as published, a folder below data_dir for tables of your own."""
    return REPORTS if settings.dataset_path is None else settings.data_dir / "reports" / SERVICE


def measure(settings: Settings, onet: Onet, models: Mapping[str, ScreenerModel]) -> Report:
    """Return all tables and comparisons."""
    found = [
        _titles(settings, onet, models),
        _ranking(settings, onet, models[PRETRAINED]),
        (_files(settings), ()),
        (_skills(settings, models), ()),
        _profiles(settings, onet, models),
    ]
    return Report(
        name=SERVICE,
        dataset="O*NET 29.2, SkillSpan, livecareer, synthetic files",
        protocol=PROTOCOL,
        data_sha256=onet.sha256,
        seed=settings.seed,
        command="python -m projects.resume_screener evaluate",
        tables=tuple(table for tables, _ in found for table in tables),
        comparisons=tuple(comparison for _, comparisons in found for comparison in comparisons),
    )


def draw(report: Report, folder: Path) -> list[Path]:
    """Draw the figures of the report in ``folder`` and return the SVG files."""
    from shared.evaluation.figures import bars_with_intervals

    drawn = []
    for name, metric in (("titles", titles.MRR), ("ranking", ranking.PRIMARY)):
        bars_with_intervals(report.table(name), metric, folder / f"{name}.svg")
        drawn.append(folder / f"{name}.svg")
    return drawn


def _models(settings: Settings, folder: Path) -> dict[str, ScreenerModel]:
    models = {PRETRAINED: shipped(settings, folder / "shipped")}
    registry = Registry(settings, SERVICE)
    try:
        latest = registry.with_alias(CHALLENGER)
    except NoChampion:
        return models
    model = ScreenerModel.load(registry.download(latest, folder / "trained"))
    if model.encoder.sha256 != models[PRETRAINED].encoder.sha256:
        models[TUNED] = model
    return models


def _titles(
    settings: Settings, onet: Onet, models: Mapping[str, ScreenerModel]
) -> tuple[list[Table], tuple[Comparison, ...]]:
    seed = settings.seed
    held_out = split(onet.occupations, seed=seed).test
    asked = titles_of(onet.occupations, held_out).sample(TITLES, seed=seed)
    measured = titles.measure({name: model.encoder for name, model in models.items()}, asked, onet.occupations)
    best = titles.with_letters(TUNED if TUNED in models else PRETRAINED)
    return [titles.table(measured, asked, seed=seed)], titles.comparisons(measured, best, seed=seed)


def _profiles(
    settings: Settings, onet: Onet, models: Mapping[str, ScreenerModel]
) -> tuple[list[Table], tuple[Comparison, ...]]:
    path = fetched_if_possible(settings, "livecareer")
    if path is None:
        return [], ()
    folder = work_folder(settings)
    words = profiles.tfidf(profiles.whole)
    scorers: dict[str, profiles.Scorer] = {
        profiles.BM25: profiles.bm25(profiles.profile),
        f"{profiles.BM25}, titles and tasks too": profiles.bm25(profiles.whole),
        profiles.TFIDF: profiles.tfidf(profiles.profile),
        f"{profiles.TFIDF}, titles and tasks too": words,
    }
    for name, model in models.items():
        encoder = profiles.dense(model.encoder, folder=folder)
        scorers |= {name: encoder, f"{name} and TF-IDF, titles and tasks too": profiles.fused(encoder, words)}
    measured = profiles.measure(onet, read_livecareer(path).without_headlines(), scorers)
    best = TUNED if TUNED in models else PRETRAINED
    return [profiles.table(measured, seed=settings.seed)], profiles.comparisons(measured, best, seed=settings.seed)


def _ranking(settings: Settings, onet: Onet, model: ScreenerModel) -> tuple[list[Table], tuple[Comparison, ...]]:
    seed, screener = settings.seed, Screener(model)
    occupations = usable(onet.occupations[position] for position in sorted(split(onet.occupations, seed=seed).test))
    pool, few = make_pool(occupations, seed=seed), make_pool(occupations[:ADS], seed=seed)
    judged = ranking.judge(screener, pool, prepare(screener, pool))
    documents = [Document(text=text, media_type="text/plain", pages=1) for text in few.resumes]
    resumes = [screener.resume(document, TODAY) for document in documents]
    tables = [
        ranking.table(judged, seed=seed),
        ranking.calibration_table(judged, seed=seed),
        ranking.stability_table(screener, few, prepare(screener, few), resumes),
    ]
    return tables, ranking.comparisons(judged, seed=seed)


def _files(settings: Settings) -> list[Table]:
    judged, refused = files.measure(FILES, seed=FRESH)
    return [files.layouts_table(judged), files.facts_table(judged, refused, seed=settings.seed)]


def _skills(settings: Settings, models: Mapping[str, ScreenerModel]) -> list[Table]:
    path = fetched_if_possible(settings, "skillspan-dev")
    if path is None:
        return []
    esco, onet = fetched(settings, "esco-skills"), fetched(settings, "onet-technology-skills")
    systems = {
        "labels of ESCO and the technologies": skills.labels(SkillFinder(build_taxonomy(esco))),
        "and of O*NET": skills.labels(SkillFinder(build_taxonomy(esco, onet))),
    }
    if TUNED in models:
        finder = models[TUNED].ads
        systems["the finder, trained"] = skills.labels(finder)
        if finder.judge is not None:
            systems["the tagger alone"] = skills.tagged(finder.judge, finder.vocabulary)
    return [skills.table(systems, read_skillspan(path), seed=settings.seed)]
