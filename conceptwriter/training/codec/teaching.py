"""Losses that pull concept vectors towards a teacher's vectors of the same texts.

Decoding alone makes vectors that hold the words of a text; texts of like meaning are then not near each
other, and what comes next cannot be predicted from them. A teacher's vectors (see :mod:`.teacher`) say which
texts are alike.

Shapes: n texts, d concept vector dimension, m teacher's.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

_SAME = 0.95
"""Cosine of the teacher's vectors from which two texts of a batch mean the same, and are no wrong answers."""

_RIDGE = 0.1
"""Of the variance of a vector's numbers, which is 1."""


@dataclass(frozen=True, slots=True)
class TeachingWeights:
    """What each loss counts; 0 leaves it out."""

    cosine: float = 1.0
    """Of 1 less the cosine between a text's mapped vector and the teacher's."""
    relations: float = 1.0
    """Of the mean squared difference between the cosines of all concept vectors of a batch and those of the
    teacher's (Park et al. 2019): unlike the others it shapes the space itself, not a linear image of it."""
    contrast: float = 0.0
    """Of finding the teacher's vector of the translation among those of the batch (InfoNCE)."""
    temperature: float = 0.07

    def __post_init__(self) -> None:
        if min(self.cosine, self.relations, self.contrast) < 0 or self.temperature <= 0:
            raise ValueError("The weights of the teacher's losses cannot be below 0.")


def teaching_loss(
    teacher_map: nn.Module, vectors: Tensor, meaning: Tensor, weights: TeachingWeights, *, is_pairs: bool
) -> tuple[Tensor, dict[str, float]]:
    """The weighted sum of the losses, and each for the log.

    Args:
        teacher_map: (n, d) -> (n, m)
        vectors: (n, d) concept vectors.
        meaning: (n, m) the teacher's; texts whose row is zeros are left out.
        weights: of the losses.
        is_pairs: whether the second half of the rows translates the first.
    """
    total = torch.zeros((), device=vectors.device)
    parts: dict[str, float] = {}
    known = meaning.any(dim=1)
    if not known.any():
        return total, parts
    # In bfloat16, cosines near 1 would be all the same.
    with torch.autocast(vectors.device.type, enabled=False):
        wanted = functional.normalize(meaning.float(), dim=1)
        if weights.cosine or weights.contrast:
            mapped = functional.normalize(teacher_map(vectors.float()), dim=1)
        if weights.cosine:
            loss = (1 - (mapped[known] * wanted[known]).sum(dim=1)).mean()
            total, parts["teacher_cosine"] = total + weights.cosine * loss, loss.item()
        if weights.relations:
            loss = relations_loss(vectors.float()[known], wanted[known])
            total, parts["teacher_relations"] = total + weights.relations * loss, loss.item()
        if weights.contrast and is_pairs:
            loss = translation_loss(mapped, wanted, weights.temperature)
            total, parts["teacher_contrast"] = total + weights.contrast * loss, loss.item()
    return total, parts


def relations_loss(vectors: Tensor, wanted: Tensor) -> Tensor:
    """Mean squared difference of all cosines within (n, d) and those within unit rows (n, m)."""
    rows = functional.normalize(vectors, dim=1)
    apart = (rows @ rows.T - wanted @ wanted.T).square()
    count = len(rows)
    return apart.sum() / max(1, count * (count - 1))


def translation_loss(mapped: Tensor, wanted: Tensor, temperature: float) -> Tensor:
    """InfoNCE from each text to the teacher's vector of its translation, within unit rows (2n, m).

    Texts that mean the same as the translation are no wrong answers: a batch may have a sentence twice.
    """
    first, second = mapped.chunk(2)
    first_wanted, second_wanted = wanted.chunk(2)
    known = first_wanted.any(dim=1) & second_wanted.any(dim=1)
    losses = [
        _ranking(rows[known], answers[known], temperature)
        for rows, answers in ((first, second_wanted), (second, first_wanted))
    ]
    return (losses[0] + losses[1]) / 2


def _ranking(rows: Tensor, answers: Tensor, temperature: float) -> Tensor:
    same = answers @ answers.T > _SAME
    same.fill_diagonal_(fill_value=False)
    scores = (rows @ answers.T / temperature).masked_fill(same, -torch.inf)
    if not len(rows):
        return scores.sum()
    return functional.cross_entropy(scores, torch.arange(len(rows), device=rows.device))


@torch.no_grad()
def fit_teacher_map(teacher_map: nn.Linear, vectors: Tensor, meaning: Tensor) -> None:
    """Begin with the best linear map from a codec's vectors (n, d) to the teacher's (n, m): ridge regression.

    A random map would have to be learned first, and pull the vectors nowhere meanwhile. Texts whose row of
    ``meaning`` is zeros are left out.
    """
    known = meaning.any(dim=1)
    rows, wanted = vectors[known].double(), functional.normalize(meaning[known].double(), dim=1)
    if not len(rows):
        return
    middle, wanted_middle = rows.mean(dim=0), wanted.mean(dim=0)
    rows, wanted = rows - middle, wanted - wanted_middle
    squares = rows.T @ rows
    squares += torch.eye(len(squares), dtype=squares.dtype) * (_RIDGE * len(rows))
    weight = torch.linalg.solve(squares, rows.T @ wanted).T
    teacher_map.weight.copy_(weight)
    teacher_map.bias.copy_(wanted_middle - weight @ middle)
