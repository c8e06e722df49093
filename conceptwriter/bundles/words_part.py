"""How a codec's translations are chosen among several with the help of word statistics."""

from __future__ import annotations

import math

import msgspec


class WordsPart(msgspec.Struct, frozen=True):
    """A file of `codec.word_statistics`, and what its figures count in the choice (`codec.translations`).

    Weights are in the unit of log-probability a token, by which the search ranks its texts.
    """

    file: str
    meaning: float
    """Of the cosine of a translation's vector and the text's."""
    supported: float
    """Of how far the words of a translation are explained by the text."""
    covered: float
    """Of how far the text's words are explained by the translation."""
    fluency: float
    """Of how usual the sequence of its words is."""
    beam_size: int = 6
    """Of the searches whose texts are chosen among, unless another is asked for."""


def words_problem(part: WordsPart) -> str:
    """What is wrong with it, for an error; empty when nothing is."""
    weights = (part.meaning, part.supported, part.covered, part.fluency)
    if not all(map(math.isfinite, weights)):
        return "a weight of the word statistics is not a finite number"
    if part.beam_size < 1:
        return f"the beam size of the word statistics must be at least 1, not {part.beam_size}"
    return ""
