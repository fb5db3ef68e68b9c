"""Run a service: one process, one worker. Scale by replicas."""

import signal
import socket
from contextlib import suppress

import uvicorn
from threadpoolctl import threadpool_limits
from uvicorn.importer import import_from_string

from shared.config import ServiceSettings
from shared.logging import configure_logging


def serve(factory: str, settings: ServiceSettings) -> None:
    """Serve the application that ``factory`` ("module:function") builds, until SIGINT or SIGTERM.

    Running requests are finished, at most ``shutdown_seconds`` long, and the process ends with 0. BLAS gets one
    thread: with more, a product of small matrices waits for threads longer than it computes.

    Raises:
        OSError: the address is taken or not ours; known before a model is loaded.
        SystemExit: the application could not start; its log says why.
    """
    configure_logging(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn raises again what ended it
    with suppress(KeyboardInterrupt), listen(settings) as listener:
        app = import_from_string(factory)()
        config = uvicorn.Config(
            app,
            http="httptools",  # named, with the loop, or they would be what happens to be installed
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )
        with threadpool_limits(limits=1):  # it limits the libraries that are loaded by now
            uvicorn.Server(config).run(sockets=[listener])


def listen(settings: ServiceSettings) -> socket.socket:
    """Return a bound TCP socket. Raises OSError, which names the variable that moves a busy port."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as exc:
        listener.close()
        variable = f"{settings.model_config.get('env_prefix')}PORT"
        raise OSError(f"cannot listen on {settings.host}:{settings.port}: {exc.strerror}; set {variable}") from exc
    return listener
