"""The assistant on the command line: ``python -m projects.chatbot_rag --help``."""

import typer

from projects.chatbot_rag.batch import NoQuestions
from projects.chatbot_rag.data import DatasetError
from projects.chatbot_rag.generation.llm import LLMUnavailable
from projects.chatbot_rag.index import IndexMismatch, NoPreviousVersion, VectorsUnavailable
from projects.chatbot_rag.model.bundle import BundleError
from projects.chatbot_rag.settings import Settings
from shared.cli import errors_in_one_line, project_cli
from shared.encoder.onnx_encoder import EncoderError
from shared.serving.unfit import Unfit

EXPECTED = (
    BundleError,
    DatasetError,
    EncoderError,
    IndexMismatch,
    NoPreviousVersion,
    NoQuestions,
    Unfit,
    VectorsUnavailable,
)
cli = project_cli("projects.chatbot_rag", Settings, expected=EXPECTED)


@cli.command()
def rebuild() -> None:
    """Make a new index of all documents with the champion's encoder, beside the one in use, then use it."""
    from projects.chatbot_rag.reindex import rebuild as run

    with errors_in_one_line(EXPECTED):
        typer.echo(run(Settings()))


@cli.command()
def rollback_index() -> None:
    """Go back to the index before, brought up to date with today's documents."""
    from projects.chatbot_rag.reindex import rollback as run

    with errors_in_one_line(EXPECTED):
        typer.echo(run(Settings()))


@cli.command()
def calibrate() -> None:
    """Fit the gate of the model that comes with the repository again; writes champion/chatbot.json (minutes)."""
    from projects.chatbot_rag.train import calibrate_shipped

    with errors_in_one_line(EXPECTED):
        typer.echo(calibrate_shipped(Settings()).model_dump_json(indent=1))


@cli.command()
def llm() -> None:
    """Serve the small language model with an OpenAI-compatible API, at the service's host and port, until stopped."""
    from projects.chatbot_rag.llm_server import serve_llm

    with errors_in_one_line((*EXPECTED, LLMUnavailable)):
        serve_llm(Settings())


if __name__ == "__main__":
    cli()
