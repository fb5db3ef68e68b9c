"""Run a service: one process, one worker. Scale by replicas."""

import uvicorn
from threadpoolctl import threadpool_limits

from shared.config import ServiceSettings
from shared.logging import configure_logging


def serve(factory: str, settings: ServiceSettings) -> None:
    """Serve the application that ``factory`` ("module:function") builds, until SIGINT or SIGTERM.

    Running requests are finished, at most ``shutdown_seconds`` long. BLAS gets one thread: with more, a product of
    small matrices waits for threads longer than it computes.
    """
    configure_logging(settings)
    with threadpool_limits(limits=1):
        uvicorn.run(
            factory,
            factory=True,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )
