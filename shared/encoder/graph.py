"""The ONNX graph of a BERT sentence encoder, built from its tensors: serving and the first start need no torch.

BERT: Devlin et al., NAACL 2019. Mean pooling and unit length: Reimers & Gurevych, EMNLP 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

Tensors = Mapping[str, NDArray[np.float32]]
IR_VERSION = 10
OPSET, FUSED_OPSET = 21, 1
FUSED = "com.microsoft"
"""ONNX Runtime's own operators: the same numbers as the plain ones, in fewer passes over memory."""
HEADS = 12
EPSILON = 1e-12


class WeightsError(ValueError):
    """The tensors are not those of a BERT encoder."""


@dataclass
class _Nodes:
    """A graph under construction."""

    tensors: Tensors
    nodes: list[NodeProto] = field(default_factory=list)
    constants: dict[str, TensorProto] = field(default_factory=dict)

    def weight(self, name: str) -> NDArray[np.float32]:
        try:
            return self.tensors[name]
        except KeyError:
            raise WeightsError(f"no tensor {name!r}: these are not the weights of a BERT encoder") from None

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(self, operator: str, inputs: list[str], *outputs: str, domain: str = "", **attributes: float) -> str:
        """Append a node and return the name of its first output, which is its own as well."""
        node = helper.make_node(operator, inputs, outputs, name=outputs[0], domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
        self.nodes.append(node)
        return outputs[0]

    def parameters(self, name: str) -> tuple[str, str]:
        """Return the names of a layer's weight, transposed for MatMul, and of its bias."""
        weight = self.constant(f"{name}.weight", self.weight(f"{name}.weight").T)
        return weight, self.constant(f"{name}.bias", self.weight(f"{name}.bias"))

    def norm(self, name: str) -> list[str]:
        """Return the names of a normalisation's scale and shift."""
        return [self.constant(f"{name}.{part}", self.weight(f"{name}.{part}")) for part in ("weight", "bias")]


def build(tensors: Tensors, *, heads: int = HEADS) -> bytes:
    """Return the model: ``input_ids`` and ``attention_mask``, int32 [n, tokens], to two outputs.

    ``vectors`` [n, dimension] are means over the unmasked tokens, scaled to unit length. The other one, [n, tokens,
    dimension], is what each token has become after two thirds of the layers: a word in its context, before the last
    layers turn all of them to the meaning of the whole. Raises WeightsError for other tensors than those of a BERT
    encoder, as ``transformers`` names them.
    """
    nodes = _Nodes(tensors)
    states = [_embed(nodes)]
    while f"encoder.layer.{len(states) - 1}.output.dense.weight" in tensors:
        states.append(_layer(nodes, f"encoder.layer.{len(states) - 1}", states[-1], heads))
    if len(states) == 1:
        raise WeightsError("no layers: these are not the weights of a BERT encoder")
    _pool(nodes, states[-1])
    return bytes(_model(nodes, states[_middle(len(states) - 1)]).SerializeToString())


def _middle(layers: int) -> int:
    """Tenney et al., "BERT rediscovers the classical NLP pipeline", ACL 2019: entities are read best in the middle."""
    return -(-2 * layers // 3)


def _embed(nodes: _Nodes) -> str:
    """All tokens are of the first of BERT's two types, so its embedding is added to the positions once and for all."""
    words = nodes.constant("words", nodes.weight("embeddings.word_embeddings.weight"))
    positions = nodes.weight("embeddings.position_embeddings.weight")
    types = nodes.weight("embeddings.token_type_embeddings.weight")
    placed = nodes.constant("positions", positions + types[0])
    inputs = ["input_ids", "", words, placed, "", *nodes.norm("embeddings.LayerNorm")]
    return nodes.add("EmbedLayerNormalization", inputs, "embedded", "unused", domain=FUSED, epsilon=EPSILON)


def _layer(nodes: _Nodes, name: str, hidden: str, heads: int) -> str:
    own = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    weight = nodes.constant(f"{name}.qkv", np.concatenate([nodes.weight(f"{part}.weight").T for part in own], axis=1))
    bias = nodes.constant(f"{name}.qkv.bias", np.concatenate([nodes.weight(f"{part}.bias") for part in own]))
    inputs = [hidden, weight, bias, "attention_mask"]
    attended = nodes.add("Attention", inputs, f"{name}.attended", domain=FUSED, num_heads=heads)
    hidden = _dense_norm(nodes, f"{name}.attention.output", attended, hidden)
    weight, bias = nodes.parameters(f"{name}.intermediate.dense")
    wide = nodes.add("MatMul", [hidden, weight], f"{name}.wide")
    active = nodes.add("BiasGelu", [wide, bias], f"{name}.active", domain=FUSED)
    return _dense_norm(nodes, f"{name}.output", active, hidden)


def _dense_norm(nodes: _Nodes, name: str, x: str, skip: str) -> str:
    """Add a dense layer of ``x`` to ``skip``, and normalise."""
    weight, bias = nodes.parameters(f"{name}.dense")
    dense = nodes.add("MatMul", [x, weight], f"{name}.product")
    inputs = [dense, skip, *nodes.norm(f"{name}.LayerNorm"), bias]
    return nodes.add("SkipLayerNormalization", inputs, name, domain=FUSED, epsilon=EPSILON)


def _pool(nodes: _Nodes, hidden: str) -> None:
    """Sum over the unmasked tokens: what a mean divides by does not outlast the scaling to unit length."""
    one = nodes.constant("one", np.array([1], np.int64))
    mask = nodes.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    row = nodes.add("Unsqueeze", [mask, one], "mask_row")
    total = nodes.add("Squeeze", [nodes.add("MatMul", [row, hidden], "total_row"), one], "total")
    nodes.add("LpNormalization", [total], "vectors", axis=-1, p=2)


def _model(nodes: _Nodes, states: str) -> ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["n", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    dimension = nodes.weight("embeddings.LayerNorm.weight").shape[0]
    outputs = [
        helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", dimension]),
        helper.make_tensor_value_info(states, TensorProto.FLOAT, ["n", "tokens", dimension]),
    ]
    graph = helper.make_graph(nodes.nodes, "encoder", inputs, outputs, list(nodes.constants.values()))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, FUSED_OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="shared.encoder")
    checker.check_model(model)
    return model
