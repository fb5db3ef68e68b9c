"""Every knob of the assistant, with its unit and default."""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.config import ServiceSettings

SERVICE = "chatbot_rag"


class Principal(BaseModel):
    """An API key and the labels of the documents that its holder may see, besides the public ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: SecretStr = Field(min_length=1)
    access: frozenset[str]


class Settings(ServiceSettings):
    """Set with ``CHATBOT_RAG__<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix="CHATBOT_RAG__")

    port: int = Field(8001, ge=1, le=65535)
    seed: int = Field(42, ge=0)
    dataset_path: Path | None = Field(None, description="BEIR folder to fine-tune and measure on instead of SciFact")
    max_body_bytes: int = Field(25 * 1_048_576, ge=0, description="larger request bodies get 413")
    deadline_seconds: float = Field(30.0, gt=0, description="time to the first byte of an answer, else 504")
    slo_latency_seconds: float = Field(1.0, gt=0, description="target of the 99th percentile, for the alert")

    corpus: Path | None = Field(None, description="folder of your documents instead of this repository's own texts")
    chroma_url: str | None = Field(None, description="Chroma server; default: embedded under data_dir")
    chroma_seconds: float = Field(5.0, gt=0, description="a Chroma server that is slower counts as down")
    index_poll_seconds: float = Field(2.0, gt=0, description="how soon other replicas see a changed index")
    principals: tuple[Principal, ...] = Field((), description="JSON list of API keys and the labels they may see")
    threads: int = Field(1, ge=1, description="threads of the encoder")

    max_document_bytes: int = Field(20 * 1_048_576, ge=1)
    max_document_pages: int = Field(1_000, ge=1)
    max_document_chars: int = Field(5_000_000, ge=1)
    max_unzipped_bytes: int = Field(200 * 1_048_576, ge=1, description="of a DOCX file")
    parse_seconds: float = Field(60.0, gt=0, description="a file that takes longer to read fails")
    job_seconds: float = Field(1_800.0, gt=0, description="an ingestion job that takes longer fails")

    max_question_chars: int = Field(2_000, ge=1)
    max_turns: int = Field(20, ge=2, description="turns of a session that are kept in mind")
    passages: int = Field(6, ge=1, le=50, description="passages that an answer may draw on")
    diversity: float = Field(0.0, ge=0, le=1, description="0: the best passages, 1: the least alike (MMR)")

    writer: Literal["extractive", "embedded", "openai"] = "extractive"
    llm_base_url: str | None = Field(None, description="OpenAI-compatible server, e.g. http://127.0.0.1:11434/v1")
    llm_model: str | None = None
    llm_api_key: SecretStr = Field(SecretStr(""), description="empty: none is sent")
    llm_seconds: float = Field(20.0, gt=0, description="to the end of an answer; then it is written without the LLM")
    llm_concurrency: int = Field(2, ge=1, description="answers written by the LLM at a time")

    cache_entries: int = Field(1_000, ge=0, description="answers kept for questions alike; 0: none")

    @model_validator(mode="after")
    def _writer_is_complete(self) -> Self:
        if self.writer == "openai" and (self.llm_base_url is None or self.llm_model is None):
            raise ValueError("writer openai needs llm_base_url and llm_model")
        return self


EXAMPLE = (
    "curl -s http://127.0.0.1:{port}/v1/chat -H 'Content-Type: application/json' "
    '-d \'{{"question": "Why does a random forest not overfit when I add trees?"}}\''
)
"""A request to try, as ``make demo`` prints it."""
