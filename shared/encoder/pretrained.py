"""The published encoder that everything starts from: all-MiniLM-L6-v2 (Wang et al., NeurIPS 2020; Apache-2.0)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from shared.encoder.graph import HEADS, Tensors, build
from shared.encoder.onnx_encoder import EncoderError, OnnxEncoder, open_tokenizer

NAME = "all-MiniLM-L6-v2"
WEIGHTS_ASSET = "minilm-l6-v2-weights"
TOKENIZER_ASSET = "minilm-l6-v2-tokenizer"


@dataclass(frozen=True)
class Pretrained:
    """The tensors of an encoder, its tokenizer as JSON, and its attention heads, which the tensors do not tell."""

    name: str
    tensors: Tensors
    tokenizer: bytes
    heads: int = HEADS

    @classmethod
    def read(cls, weights: Path, tokenizer: Path) -> Self:
        """Read MiniLM's two published files. Raises OSError, and EncoderError when one is damaged."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            tensors = load(weights.read_bytes())
        except SafetensorError as error:
            raise EncoderError(f"{weights.name}: not a safetensors file ({error})") from error
        content = tokenizer.read_bytes()
        open_tokenizer(content)
        return cls(NAME, tensors, content)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return len(self.tensors["embeddings.LayerNorm.weight"])

    def graph(self) -> bytes:
        """Return the ONNX graph. Raises WeightsError."""
        return build(self.tensors, heads=self.heads)

    def encoder(self, *, threads: int = 1) -> OnnxEncoder:
        """Return the encoder ready to use. Raises WeightsError."""
        return OnnxEncoder(self.graph(), self.tokenizer, threads=threads)

    def with_tensors(self, tensors: Tensors) -> Pretrained:
        """Return the same encoder with other weights."""
        return Pretrained(self.name, tensors, self.tokenizer, self.heads)
