"""Layers that the graphs of the codec and of the LCMs share."""

from __future__ import annotations

from conceptwriter.training.codec.model import FeedForward
from conceptwriter.training.graph_writer import GraphWriter


def feed_forward(graph: GraphWriter, value: str, layer: FeedForward) -> str:
    """Two linear maps with a GELU between."""
    return graph.linear(graph.node("Gelu", graph.linear(value, layer.up_proj)), layer.down_proj)


def query_key_value(graph: GraphWriter, projected: str, heads: int, head_size: int = -1) -> list[str]:
    """The three parts of a fused projection (n, t, 3w), each (n, h, t, e)."""
    parts = graph.nodes("Split", 3, projected, axis=-1, num_outputs=3)
    return [graph.split_heads(part, heads, head_size) for part in parts]
