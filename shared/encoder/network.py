"""The encoder in torch, with gradients: the same numbers as ``model.graph`` up to rounding."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from shared.encoder.graph import EPSILON, Tensors
from shared.encoder.onnx_encoder import MAX_TOKENS, open_tokenizer
from shared.encoder.pretrained import Pretrained

MICRO_BATCH = 16
"""Texts that go through the network at a time: those of one length pad each other little."""


class Network(nn.Module):
    """BERT without its pooler, and the tokens it reads.

    Word and position vectors stay as published: a few hundred questions hold too few of the words. No dropout, which
    takes most of a CPU's time here: fine-tuning is short, and averaging the weights restrains it as well.
    """

    def __init__(self, pretrained: Pretrained) -> None:
        super().__init__()
        self.bert = _bert(pretrained)
        self.bert.embeddings.requires_grad_(requires_grad=False)
        self._tokenizer = open_tokenizer(pretrained.tokenizer)
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def forward(self, texts: Sequence[str]) -> Tensor:
        """Return unit vectors [n, dimension] of texts."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        order = sorted(range(len(tokens)), key=lambda position: len(tokens[position]))
        starts = range(0, len(order), MICRO_BATCH)
        vectors = [self._vectors([tokens[position] for position in order[at : at + MICRO_BATCH]]) for at in starts]
        return torch.cat(vectors)[torch.tensor(order).argsort()]

    def tensors(self) -> Tensors:
        """Return a copy of the weights, as ``transformers`` names them."""
        return {name: tensor.detach().clone().numpy() for name, tensor in self.bert.state_dict().items()}

    def _vectors(self, tokens: list[list[int]]) -> Tensor:
        ids = nn.utils.rnn.pad_sequence([torch.tensor(own) for own in tokens], batch_first=True)
        lengths = torch.tensor([len(own) for own in tokens])
        mask = (torch.arange(ids.shape[1]) < lengths[:, None]).long()
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return functional.normalize((hidden.float() * mask[:, :, None]).sum(dim=1), dim=1)


def _bert(pretrained: Pretrained) -> BertModel:
    tensors = pretrained.tensors
    vocabulary, hidden = tensors["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=sum(name.endswith("intermediate.dense.weight") for name in tensors),
        num_attention_heads=pretrained.heads,
        intermediate_size=tensors["encoder.layer.0.intermediate.dense.weight"].shape[0],
        max_position_embeddings=tensors["embeddings.position_embeddings.weight"].shape[0],
        type_vocab_size=tensors["embeddings.token_type_embeddings.weight"].shape[0],
        layer_norm_eps=EPSILON,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.set_attn_implementation("eager")  # with gradients, and on a CPU, the faster one
    bert.load_state_dict({name: torch.tensor(tensors[name]) for name in bert.state_dict()})
    return bert
