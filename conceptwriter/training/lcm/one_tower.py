"""One-tower diffusion LCM (Large Concept Models, section 2.3.3).

One causal Transformer reads clean items and removes noise from the next one. The paper interleaves clean and
noisy vectors in one sequence; here they are two streams through the same layers, which is the same model:
a noisy vector after item n looks at the clean items up to n and at itself, and nothing ever looks at it. So
the clean stream is read once, its keys and values are kept, and a denoising step costs one small pass.
The time embedding is added behind the input map: what concatenating it before that map comes to.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from conceptwriter.training.lcm.blocks import CausalLayer, Reading, TimeEmbedding, initialise
from conceptwriter.training.lcm.config import OneTowerConfig
from conceptwriter.training.lcm.noising import DiffusionLcm


def attend_items_and_self(
    query: Tensor, own_key: Tensor, own_value: Tensor, key: Tensor, value: Tensor, may_look: Tensor
) -> Tensor:
    """Attention of noisy rows to clean items and each to itself.

    Args:
        query: (b, h, r, e), likewise ``own_key`` and ``own_value``.
        key: (b, h, t, e) of the items, likewise ``value``.
        may_look: (b, 1, r, t) true where a row may look at an item.
    """
    query = query * query.shape[-1] ** -0.5
    scores = query @ key.transpose(-1, -2)
    scores = scores.masked_fill(~may_look, torch.finfo(scores.dtype).min)
    own = (query * own_key).sum(dim=-1, keepdim=True).to(scores.dtype)
    shares = torch.cat([scores, own], dim=-1).softmax(dim=-1).to(own_value.dtype)
    return shares[..., :-1] @ value.to(own_value.dtype) + shares[..., -1:] * own_value


class OneTowerLcm(DiffusionLcm):
    """The context Transformer, used for noisy vectors too."""

    def __init__(self, config: OneTowerConfig) -> None:
        super().__init__(config)
        self.config = config
        self.time = TimeEmbedding(config.training_steps, config.width)
        self.prediction = nn.Linear(config.width, config.dimension)
        initialise(self.prediction)

    def predict(
        self, noisy: Tensor, steps: Tensor, reading: Reading, after: Tensor, use_context: Tensor
    ) -> Tensor:
        context = self.context
        x = context.input_proj(noisy) + self.time(steps) + context.positions[after + 1]
        items = torch.arange(reading.key.shape[3], device=x.device)
        may_look = ((items <= after[:, None]) & use_context[..., None])[:, None]
        for number, layer in enumerate(context.blocks()):
            x = self._layer(layer, x, reading.key[:, number], reading.value[:, number], may_look)
        return self.prediction(context.norm(x))

    @staticmethod
    def _layer(layer: CausalLayer, x: Tensor, key: Tensor, value: Tensor, may_look: Tensor) -> Tensor:
        q, k, v = layer.inputs(x)
        return layer.after_attention(x, attend_items_and_self(q, k, v, key, value, may_look))
