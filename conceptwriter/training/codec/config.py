"""The numbers of a codec."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class CodecConfig:
    """Shape of the encoder, the vector and the decoder."""

    vocabulary: int = 12_000
    """Pieces of the tokenizer, tags and bytes included."""
    width: int = 320
    """Width of the Transformer."""
    heads: int = 5
    """Attention heads; the width must be a multiple."""
    inner: int = 1280
    """Width inside the feed-forward blocks."""
    encoder_layers: int = 4
    decoder_layers: int = 4
    dimension: int = 512
    """Size of the concept vector."""
    slots: int = 8
    """Pooling queries of the encoder, and memory slots the decoder makes from the vector."""
    slot_width: int = 96
    """Width of one pooled slot before the vector is formed."""
    longest: int = 128
    """Maximum positions (pieces, tag and end token together)."""
    dropout: float = 0.0
    token_states: bool = False
    """Whether the decoder can also attend to the encoder's states of a text's tokens."""
    reading_layers: int = 0
    """Further encoder layers between those states and the decoder, which vectors do not depend on."""
    copying: bool = False
    """Whether it can also copy the pieces of such a text."""
    teacher_dimension: int = 0
    """Size of a teacher's vectors, which a linear map makes of concept vectors in training; 0: no teacher."""

    def __post_init__(self) -> None:
        if self.width % self.heads:
            raise ValueError(f"width {self.width} is not a multiple of heads {self.heads}")
        if self.copying and not self.token_states:
            raise ValueError("only a decoder that attends to token states can copy")
        if self.reading_layers and not self.token_states:
            raise ValueError("only token states can have further layers")

    def as_dict(self) -> dict[str, int | float]:
        """Plain data for a checkpoint or manifest."""
        return asdict(self)


TOY = CodecConfig(
    vocabulary=600,
    width=32,
    heads=2,
    inner=64,
    encoder_layers=2,
    decoder_layers=2,
    dimension=16,
    slots=4,
    slot_width=8,
    longest=64,
)
"""For tests."""
