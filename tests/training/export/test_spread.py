"""The residual scale: how far the truth lies from the nearest alternative."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from conceptwriter.lcm import ItemKind
from conceptwriter.training.export import ExportError
from conceptwriter.training.export.spread import measured_residual_scale
from conceptwriter.training.lcm.data import EmbeddedDocuments
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.token import TokenLcm
from tests.training.lcm.conftest import documents_of

C = ItemKind.CONCEPT
NEXT = np.array([[0.5] * 16, [0.5] * 8 + [-0.5] * 8], np.float32)
"""The two sentences of the documents: whatever follows is one of them."""


@pytest.fixture
def data() -> EmbeddedDocuments:
    documents = [[(C, 1), (C, 2), (C, 1), (C, 2), (ItemKind.END, 0)] for _ in range(3)]
    return documents_of(NEXT, documents, [[] for _ in documents])


def saying(alternatives: list[list[float]]) -> TokenLcm:
    """A model that expects the same alternatives whatever it reads."""
    model = build("token", FAMILY["token"].toy).eval()
    assert isinstance(model, TokenLcm)
    with torch.no_grad():
        model.candidates.weight.zero_()
        model.candidates.bias.copy_(torch.tensor(alternatives).flatten())
    return model


def test_it_is_the_distance_to_the_nearest(data: EmbeddedDocuments) -> None:
    right, far = NEXT[0] + 0.3, [9.0] * 16
    close = saying([right.tolist(), (NEXT[1] - 0.3).tolist(), far, far])
    assert measured_residual_scale(close, data, 8, most=40) == pytest.approx(0.3, abs=1e-3)
    assert measured_residual_scale(saying([[0.0] * 16, far, far, far]), data, 8, most=40) == pytest.approx(
        0.5, abs=1e-3
    )


def test_only_mixtures_have_one(data: EmbeddedDocuments) -> None:
    assert measured_residual_scale(build("base", FAMILY["base"].toy).eval(), data, 8, most=40) is not None
    for variant in ("one_tower", "two_tower", "quant", "quant_continuous", "energy"):
        assert measured_residual_scale(build(variant, FAMILY[variant].toy).eval(), data, 8, most=40) is None


def test_unusable_documents_are_refused(data: EmbeddedDocuments) -> None:
    model = saying([[0.0] * 16] * 4)
    narrow = documents_of(NEXT, [[(C, 1), (C, 2), (ItemKind.END, 0)]], [[]])
    narrow.vectors = narrow.vectors[:, :4]
    with pytest.raises(ExportError, match="another codec"):
        measured_residual_scale(model, narrow, 8)
    plans = [[(ItemKind.PLAN, 1), (ItemKind.PLAN, 2), (ItemKind.PLAN, 1), (ItemKind.END, 0)]]
    with pytest.raises(ExportError, match="nothing to measure on"):
        measured_residual_scale(model, documents_of(NEXT, plans, [[]]), 8, most=20)
