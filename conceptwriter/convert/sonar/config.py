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
    """Inner width of the feed-forward layers."""
    vocabulary: int = 256_206
    longest_source: int = 514
    """Maximum tokens of the encoder's input, including language tag and end token."""
    longest_target: int = 512
    """Maximum tokens of a generated text, including the prompt's two."""

    @property
    def head_width(self) -> int:
        """Width of one attention head."""
        return self.dimension // self.heads


PUBLISHED = SonarConfig()
TOY = SonarConfig(dimension=64, layers=3, heads=4, inner=128, vocabulary=600)
"""The shape of the toy models of the golden files, except for the vocabulary, set by their tokenizer."""
