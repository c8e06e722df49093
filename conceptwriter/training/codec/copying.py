"""Copying of source pieces: a pointer-generator (See et al. 2017, section 2.2).

Where the decoder attends to a text, the attention of one head of its last layer, over the pieces that can be
copied, is a distribution a over their ids; a gate g, computed from the final state, mixes it with the softmax
of the vocabulary's logits l: p(y) = (1 - g) softmax(l)(y) + g a(y). With z = log(g / (1 - g)) and
Z = logsumexp(l), that is the softmax of log(exp(l(y)) + a(y) exp(z + Z)): only the logits of pieces in the
text change, and without a text none does. So whoever takes logits needs to know nothing of copying.

Shapes as in :mod:`.model`.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from conceptwriter.codec.pieces import END, PAD

HEAD = 0
"""Of the decoder's last layer: the one whose attention points at what is copied."""
IMPOSSIBLE = -1e9
"""Log-probability of what cannot be copied: finite, so that gradients are."""
SMALLEST = 1e-30
"""Attention that counts, before its logarithm."""
_NO_COPYING = -8.0


def copyable_pieces(ids: Tensor) -> Tensor:
    """Encoder input (n, t) with PAD for what is no piece of the text: tag, end, padding, hidden pieces."""
    pieces = torch.where(ids > END, ids, PAD)
    pieces[:, 0] = PAD
    return pieces


class CopyGate(nn.Module):
    """Final states (n, t, w) -> log-odds (n, t) that a piece is copied."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(width))
        """A vector, which AdamW is for: Muon would take a matrix of one row."""
        self.bias = nn.Parameter(torch.full((1,), _NO_COPYING))
        """Nothing is copied at first: weights without a gate decode as they did."""

    def forward(self, states: Tensor) -> Tensor:
        return (states.float() * self.weight.float()).sum(dim=-1) + self.bias.float()


class Copies(NamedTuple):
    """What may be copied at each position, float32 throughout."""

    attention: Tensor
    """(n, t, m) log-probabilities of the items that can be copied; others have :data:`IMPOSSIBLE`."""
    pieces: Tensor
    """(n, m) ids, PAD for items that cannot be copied."""
    gate: Tensor
    """(n, t) log-odds of copying."""

    def log_odds(self, targets: Tensor) -> Tensor:
        """(n, t) log-odds of copying times the probability of the target among the copies."""
        matches = (self.pieces[:, None, :] == targets[:, :, None]) & (self.pieces != PAD)[:, None, :]
        return self.gate + self.attention.masked_fill(~matches, IMPOSSIBLE).logsumexp(dim=-1)

    def mass(self) -> Tensor:
        """(n, t) log(1 + exp(gate)): of all probability, where that of the vocabulary is 1."""
        return functional.softplus(self.gate) * (self.pieces != PAD).any(dim=1, keepdim=True)

    def mixed(self, logits: Tensor) -> Tensor:
        """The vocabulary's logits (n, t, v), those of pieces in the text raised by what copying adds.

        For decoding: a piece that comes twice is written twice, and would be counted twice in gradients.
        """
        logits = logits.float()
        same = (self.pieces[:, :, None] == self.pieces[:, None, :]).float()
        summed = (self.attention.exp() @ same).clamp_min(SMALLEST).log()
        added = summed + self.gate[..., None] + logits.logsumexp(dim=-1, keepdim=True)
        added = added.masked_fill((self.pieces == PAD)[:, None, :], IMPOSSIBLE)
        where = self.pieces[:, None, :].expand_as(added)
        return logits.scatter(-1, where, torch.logaddexp(logits.gather(-1, where), added))


def copies(query: Tensor, key: Tensor, pieces: Tensor, gate: Tensor) -> Copies:
    """By query (n, t, e) and key (n, m, e) of the pointing head, and the gate's log-odds (n, t)."""
    hidden = (pieces == PAD)[:, None, :]
    scores = ((query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)).float()
    attention = scores.masked_fill(hidden, IMPOSSIBLE).log_softmax(dim=-1)
    # Where all are hidden they shared the attention evenly.
    return Copies(attention.masked_fill(hidden, IMPOSSIBLE), pieces, gate)
