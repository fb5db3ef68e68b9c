"""The graph computes what BERT computes, and says which tensor is missing when it is none."""

from __future__ import annotations

import numpy as np
import pytest

from shared.encoder.graph import WeightsError, build
from shared.encoder.onnx_encoder import open_tokenizer
from shared.encoder.pretrained import Pretrained
from tests.shared.encoder import tiny

TEXTS = ["alpha", "beta gamma delta", "epsilon zeta eta theta iota kappa lambda mu nu xi", "sigma rho pi " * 20]


def reference(encoder: Pretrained, texts: list[str]) -> np.ndarray:
    """The published recipe in torch, a text at a time: BERT, the mean of its tokens, unit length."""
    import torch
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=len(encoder.tensors["embeddings.word_embeddings.weight"]),
        hidden_size=tiny.HIDDEN,
        num_hidden_layers=tiny.LAYERS,
        num_attention_heads=tiny.HEADS,
        intermediate_size=tiny.INTERMEDIATE,
        layer_norm_eps=1e-12,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict({name: torch.tensor(tensor) for name, tensor in encoder.tensors.items()})
    tokenizer = open_tokenizer(encoder.tokenizer)
    with torch.inference_mode():
        hidden = [bert(torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0] for text in texts]
    means = np.stack([states.mean(dim=0).numpy() for states in hidden])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True))


def test_the_graph_gives_the_vectors_of_bert() -> None:
    encoder = tiny.pretrained()
    vectors = encoder.encoder().encode(TEXTS)
    np.testing.assert_allclose((vectors * reference(encoder, TEXTS)).sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_same_tensors_give_the_same_bytes() -> None:
    assert tiny.pretrained(seed=3).graph() == tiny.pretrained(seed=3).graph()
    assert tiny.pretrained(seed=3).graph() != tiny.pretrained(seed=4).graph()


@pytest.mark.parametrize("absent", ["embeddings.word_embeddings.weight", "encoder.layer.1.attention.self.key.bias"])
def test_an_absent_tensor_is_named(absent: str) -> None:
    tensors = {name: tensor for name, tensor in tiny.pretrained().tensors.items() if name != absent}
    with pytest.raises(WeightsError, match=absent):
        build(tensors, heads=tiny.HEADS)


def test_tensors_without_layers_are_no_encoder() -> None:
    tensors = {name: tensor for name, tensor in tiny.pretrained().tensors.items() if "layer." not in name}
    with pytest.raises(WeightsError, match="no layers"):
        build(tensors, heads=tiny.HEADS)
