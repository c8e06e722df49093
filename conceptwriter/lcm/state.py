"""What the model knows after reading a sequence."""

from __future__ import annotations

from dataclasses import dataclass

from conceptwriter.lcm.contract import FloatArray
from conceptwriter.lcm.mixture import Prediction
from conceptwriter.lcm.sequence import Kinds


@dataclass(frozen=True, slots=True, eq=False)
class SequenceState:
    """The model's state after reading a sequence. Immutable: extending makes a new one."""

    vectors: FloatArray
    """(t, d)"""
    kinds: Kinds
    """(t,)"""
    past_key: FloatArray
    """(1, layers, heads, t, head_dim)"""
    past_value: FloatArray
    prediction: Prediction
    """Prediction after the last item; without candidates where a head graph draws them."""
    hidden: FloatArray
    """(t, width): what the head graph reads of every item; (t, 0) where it reads none of it."""
    context_key: FloatArray | None = None
    """(1, t, denoiser layers, heads, head_dim): what a denoiser attends to, if the graph outputs it."""
    context_value: FloatArray | None = None
