"""Token cross-entropy over a large vocabulary without ever holding all logits.

The loss and its gradients are computed together, a few rows at a time, so that the logits of a chunk stay
in the processor's cache. On request the sum over the vocabulary is estimated from a sample: with 24,000
pieces the whole sum is nearly half of a training step.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function

CHUNK_ROWS = 256
"""Rows at once on a CPU, so that their logits stay in its cache."""
CHUNK_ROWS_CUDA = 8192


class _ChunkedCrossEntropy(Function):
    @staticmethod
    def forward(
        context: Any,
        states: Tensor,
        matrix: Tensor,
        targets: Tensor,
        sampled: int,
        draw: torch.Generator | None,
        odds: Tensor | None,
    ) -> Tensor:
        rows = len(targets)
        low = states.to(torch.bfloat16)
        pieces, logarithms, targets = _summands(targets, len(matrix), sampled, draw)
        weight = (matrix if pieces is None else matrix[pieces]).to(torch.bfloat16)
        grad_states = torch.empty_like(low)
        grad_weight = torch.zeros_like(weight, dtype=matrix.dtype) if matrix.requires_grad else None
        grad_odds = None if odds is None else torch.empty_like(odds)
        total = torch.zeros((), dtype=torch.float32, device=states.device)
        chunk = CHUNK_ROWS_CUDA if states.is_cuda else CHUNK_ROWS
        for begin in range(0, rows, chunk):
            part = slice(begin, min(begin + chunk, rows))
            logits = (low[part] @ weight.T).float()
            if logarithms is not None:
                logits += logarithms
            chosen = targets[part, None]
            log_sum = logits.logsumexp(dim=1, keepdim=True)
            found = logits.gather(1, chosen) - log_sum
            gradient = logits.sub_(log_sum).exp_()
            gradient.scatter_add_(1, chosen, torch.full_like(chosen, -1, dtype=gradient.dtype))
            if odds is not None and grad_odds is not None:
                either = torch.logaddexp(found, odds[part, None])
                share = (found - either).exp()  # of the target's probability
                gradient *= share
                grad_odds[part] = (share[:, 0] - 1) / rows
                found = either
            total -= found.sum()
            gradient = gradient.mul_(1 / rows).to(torch.bfloat16)
            grad_states[part] = gradient @ weight
            if grad_weight is not None:
                grad_weight += gradient.T @ low[part]
        context.save_for_backward(grad_states, grad_weight, pieces, grad_odds)
        context.kept = states.dtype
        context.shape = matrix.shape
        return total / rows

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        grad_states, grad_weight, pieces, grad_odds = context.saved_tensors
        scale = gradients[0]
        grad_matrix = None if grad_weight is None else grad_weight * scale
        if grad_matrix is not None and pieces is not None:
            grad_matrix = grad_matrix.new_zeros(context.shape).index_copy_(0, pieces, grad_matrix)
        grad_odds = None if grad_odds is None else grad_odds * scale
        return (grad_states * scale).to(context.kept), grad_matrix, None, None, None, grad_odds


def _summands(
    targets: Tensor, vocabulary: int, sampled: int, draw: torch.Generator | None
) -> tuple[Tensor | None, Tensor | None, Tensor]:
    """The pieces that are summed over, what is added to their logits, and the targets as places among them.

    All targets, and of the other pieces a sample without replacement: each stands for as many as its share
    was drawn from, so that the sum is estimated without bias (Jean et al. 2015, section 3).
    """
    present = targets.unique()
    others = vocabulary - len(present)
    if not 0 < sampled < others:
        return None, None, targets
    is_other = torch.ones(vocabulary, dtype=torch.bool, device=targets.device)
    is_other[present] = False
    device = targets.device if draw is None else draw.device
    order = torch.randperm(others, generator=draw, device=device).to(targets.device)
    drawn = is_other.nonzero()[:, 0][order[:sampled]]
    logarithms = torch.zeros(len(present) + sampled, device=targets.device)
    logarithms[len(present) :] = math.log(others / sampled)
    return torch.cat([present, drawn]), logarithms, torch.searchsorted(present, targets)


def chunked_cross_entropy(
    states: Tensor,
    matrix: Tensor,
    targets: Tensor,
    sampled: int = 0,
    draw: torch.Generator | None = None,
    odds: Tensor | None = None,
) -> Tensor:
    """Mean cross-entropy of ``states @ matrix.T`` against ``targets``, computed in bfloat16.

    Args:
        states: (rows, width).
        matrix: (vocabulary, width); gradients flow into it when it requires them.
        targets: (rows,) int64.
        sampled: pieces besides the targets that the sum over the vocabulary is estimated from; 0: all.
        draw: the random numbers of the sample.
        odds: (rows,) float32, logarithms of what is added to the probability of each target, as another way
            to it: the mean of -log(p + exp(odds)) is then returned.
    """
    result: Tensor = _ChunkedCrossEntropy.apply(states, matrix, targets, sampled, draw, odds)
    return result
