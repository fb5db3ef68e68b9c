"""What is trained is what is served."""

from __future__ import annotations

import torch

from shared.encoder.network import Network
from tests.chatbot_rag.training import small

TEXTS = [" ".join(f"a{number % small.SIZE}" for number in range(length)) for length in (30, 1, 7, 300, 2)]


def test_the_network_and_the_graph_agree_up_to_the_rounding_of_bfloat16() -> None:
    encoder = small.pretrained()
    with torch.inference_mode():
        trained = Network(encoder)(TEXTS).numpy()
    assert (trained * encoder.encoder().encode(TEXTS)).sum(axis=1).min() > 0.999


def test_weights_come_out_as_they_went_in() -> None:
    encoder = small.pretrained()
    tensors = Network(encoder).tensors()
    assert encoder.with_tensors(tensors).graph() == encoder.graph()
