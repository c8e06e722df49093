"""Sizes of SONAR's text encoder and decoder."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_WIDTH = 64
"""Of every published SONAR text model."""
FIRST_POSITION = 2
"""Positions are counted from 2: a leftover of the padding index in fairseq."""


@dataclass(frozen=True, slots=True)
class SonarConfig:
    """One tower, encoder or decoder. The defaults are the published size (sonar-space, arch `basic`)."""

    dimension: int = 1024
    """Width of tokens and of sentence vectors."""
    layers: int = 24
    heads: int = 16
    inner: int = 8192
    """Width inside the feed-forward layers."""
    vocabulary: int = 256_206
    longest_source: int = 514
    """Tokens the encoder reads, language tag and end mark included."""
    longest_target: int = 512
    """Tokens of a generated text, the two of the prompt included."""

    @property
    def head_width(self) -> int:
        """Width of one attention head."""
        return self.dimension // self.heads


PUBLISHED = SonarConfig()
TOY = SonarConfig(dimension=64, layers=3, heads=4, inner=128, vocabulary=600)
"""The shape of the toy models of the golden files, but for the vocabulary, which their tokenizer sets."""
