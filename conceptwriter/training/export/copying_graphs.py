"""Copying of source pieces in the codec's graphs, as :mod:`conceptwriter.training.codec.copying` defines it.

The condition says which memory items are pieces that can be copied, by id; the step raises their logits.
Where there are none, as for a vector alone, the logits stay exactly as they are.

Axes as in :mod:`.codec_graphs`.
"""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from conceptwriter.codec.pieces import END, PAD
from conceptwriter.training.codec.copying import HEAD, SMALLEST, CopyGate
from conceptwriter.training.graph_writer import GraphWriter, array_of


def copyable_pieces(graph: GraphWriter, ids: str, memory: str, slots: int) -> str:
    """Ids (n, t) of a text's tokens, its tag first -> those of all memory items (n, m), PAD for no piece."""
    untagged = graph.node("Slice", ids, *(graph.constant([place]) for place in (1, 2**31 - 1, 1)))
    padded = graph.node("Pad", untagged, graph.constant([0, slots + 1, 0, 0]))
    # A text of no tokens has no tag either.
    length = graph.node("Shape", memory, start=1, end=2)
    items = graph.node("Slice", padded, graph.constant([0]), length, graph.constant([1]))
    is_piece = graph.node("Greater", items, graph.constant(np.int64(END)))
    return graph.node("Where", is_piece, items, graph.constant(np.int64(PAD)))


def with_copies(
    graph: GraphWriter, gate: CopyGate, states: str, query: str, keys: str, pieces: str, logits: str
) -> str:
    """Logits (n, v), those of `pieces` (n, m) raised by what copying adds.

    `states` (n, 1, w) are final. `query` (n, h, 1, e), already scaled, and `keys` (n, h, m, e) are those of
    the last layer.
    """
    hidden = graph.hide(graph.node("Equal", pieces, graph.constant(np.int64(PAD))))
    scores = graph.node("MatMul", graph.at(query, HEAD, 1), graph.transpose(graph.at(keys, HEAD, 1), 0, 2, 1))
    attention = graph.node("Softmax", graph.add(scores, _unsqueezed(graph, hidden, 1)), axis=-1)
    same = graph.node("Equal", _unsqueezed(graph, pieces, 2), _unsqueezed(graph, pieces, 1))
    summed = graph.node("MatMul", attention, graph.node("Cast", same, to=TensorProto.FLOAT))
    logarithms = graph.node("Log", graph.node("Max", summed, graph.constant(SMALLEST)))
    asked = graph.node("MatMul", states, graph.constant(array_of(gate.weight)[:, None]))
    odds = graph.add(asked, graph.constant(array_of(gate.bias)))
    added = graph.reshape(graph.add(logarithms, odds), [0, -1])
    added = graph.add(added, graph.add(_log_sum_exp(graph, logits), hidden))
    before = graph.node("GatherElements", logits, pieces, axis=1)
    # log(exp(before) + exp(added)); items of the same id write the same
    raised = graph.add(before, graph.node("Softplus", graph.node("Sub", added, before)))
    return graph.node("ScatterElements", logits, pieces, raised, axis=1)


def _log_sum_exp(graph: GraphWriter, logits: str) -> str:
    """(n, v) -> (n, 1), by one column: for this ReduceLogSumExp took ten times as long as LogSoftmax."""
    normed = graph.node("LogSoftmax", logits, axis=-1)
    columns = (graph.node("Gather", value, graph.constant([0]), axis=1) for value in (logits, normed))
    return graph.node("Sub", *columns)


def _unsqueezed(graph: GraphWriter, value: str, axis: int) -> str:
    return graph.node("Unsqueeze", value, graph.constant([axis]))
