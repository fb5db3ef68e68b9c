"""What a service tells Prometheus.

FastAPI itself emits ``http_server_request_duration_seconds{http_route=…}`` (OpenTelemetry's semantic conventions,
one series a route, however many ids the paths hold). This module adds what only a machine learning service knows.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from prometheus_client import CollectorRegistry, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LATENCY_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The instruments of one service. Two applications in one process do not share a series."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.registry = CollectorRegistry()
        self.provider = MeterProvider(
            metric_readers=[PrometheusMetricReader(scope_info_enabled=False, registry=self.registry)],
            resource=Resource.create({"service.name": service}),
            shutdown_on_exit=False,
        )
        self.meter = self.provider.get_meter("ml")
        self._predictions = self.meter.create_counter("ml_predictions", description="Answers given, by outcome.")
        self._duration = self.meter.create_histogram(
            "ml_prediction_duration",
            unit="s",
            description="Time spent in the model, by stage.",
            explicit_bucket_boundaries_advisory=LATENCY_BUCKETS,
        )

    def predicted(self, model_version: str, outcome: str) -> None:
        """Count one answer. ``outcome`` is one of a few words, never free text."""
        self._predictions.add(1, {"service": self.service, "model_version": model_version, "outcome": outcome})

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage of the answer: ``with metrics.stage("score"): …``."""
        started = perf_counter()
        try:
            yield
        finally:
            self._duration.record(perf_counter() - started, {"service": self.service, "stage": name})

    def gauge(self, name: str, description: str, read: Callable[[], float], **labels: str) -> None:
        """Export a number that is read whenever Prometheus asks."""

        def observe(_options: CallbackOptions) -> list[Observation]:
            return [Observation(read(), {"service": self.service, **labels})]

        self.meter.create_observable_gauge(name, callbacks=[observe], description=description)

    def gauges(self, name: str, description: str, read: Callable[[], Iterable[tuple[dict[str, str], float]]]) -> None:
        """Export several numbers under one name, each with labels of its own, read whenever Prometheus asks."""

        def observe(_options: CallbackOptions) -> list[Observation]:
            return [Observation(value, {"service": self.service, **labels}) for labels, value in read()]

        self.meter.create_observable_gauge(name, callbacks=[observe], description=description)

    def counter(self, name: str, description: str, read: Callable[[], int]) -> None:
        """Export, as ``name_total``, a number that only grows and is read whenever Prometheus asks."""

        def observe(_options: CallbackOptions) -> list[Observation]:
            return [Observation(read(), {"service": self.service})]

        self.meter.create_observable_counter(name, callbacks=[observe], description=description)

    def info(self, name: str, description: str, read: Callable[[], dict[str, str] | None]) -> None:
        """Export labels on a constant 1; nothing while ``read`` gives None."""

        def observe(_options: CallbackOptions) -> list[Observation]:
            labels = read()
            return [] if labels is None else [Observation(1, {"service": self.service, **labels})]

        self.meter.create_observable_gauge(name, callbacks=[observe], description=description)

    def exposition(self) -> bytes:
        """Render everything in Prometheus' text format."""
        return generate_latest(self.registry)

    def close(self) -> None:
        """Let go of the readers."""
        self.provider.shutdown()
