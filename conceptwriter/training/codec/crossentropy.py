"""Token cross-entropy over a large vocabulary without ever holding all logits.

The loss and its gradients are computed together, a few rows at a time, so that the logits of a chunk stay in
the processor's cache.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function

CHUNK_ROWS = 256
"""Rows at once on a CPU, so that their logits stay in its cache."""
CHUNK_ROWS_CUDA = 8192


class _ChunkedCrossEntropy(Function):
    @staticmethod
    def forward(context: Any, states: Tensor, matrix: Tensor, targets: Tensor) -> Tensor:
        rows = len(targets)
        needs_matrix = matrix.requires_grad
        low = states.to(torch.bfloat16)
        weight = matrix.to(torch.bfloat16)
        grad_states = torch.empty_like(low)
        grad_matrix = torch.zeros_like(matrix) if needs_matrix else None
        total = torch.zeros((), dtype=torch.float32, device=states.device)
        chunk = CHUNK_ROWS_CUDA if states.is_cuda else CHUNK_ROWS
        for begin in range(0, rows, chunk):
            part = slice(begin, min(begin + chunk, rows))
            logits = (low[part] @ weight.T).float()
            chosen = targets[part, None]
            log_sum = logits.logsumexp(dim=1, keepdim=True)
            total += (log_sum - logits.gather(1, chosen)).sum()
            gradient = logits.sub_(log_sum).exp_()
            gradient.scatter_add_(1, chosen, torch.full_like(chosen, -1, dtype=gradient.dtype))
            gradient = gradient.mul_(1 / rows).to(torch.bfloat16)
            grad_states[part] = gradient @ weight
            if grad_matrix is not None:
                grad_matrix += gradient.T @ low[part]
        context.save_for_backward(grad_states, grad_matrix)
        context.kept = states.dtype
        return total / rows

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        grad_states, grad_matrix = context.saved_tensors
        scale = gradients[0]
        return (
            (grad_states * scale).to(context.kept),
            None if grad_matrix is None else grad_matrix * scale,
            None,
        )


def chunked_cross_entropy(states: Tensor, matrix: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy of ``states @ matrix.T`` against ``targets``, computed in bfloat16.

    Args:
        states: (rows, width).
        matrix: (vocabulary, width); gradients flow into it when it requires them.
        targets: (rows,) int64.
    """
    result: Tensor = _ChunkedCrossEntropy.apply(states, matrix, targets)
    return result
