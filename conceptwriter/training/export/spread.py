"""Distance of true next vectors from a mixture's expectation: the noise its re-rolls may add."""

from __future__ import annotations

import torch

from conceptwriter.training.export.checkpoints import ExportError
from conceptwriter.training.lcm.data import EmbeddedDocuments, windows
from conceptwriter.training.lcm.variant import LcmVariant, MixtureLcm, at_rows

_STRETCHES = 16


@torch.no_grad()
def measured_residual_scale(
    model: LcmVariant, data: EmbeddedDocuments, window: int, most: int = 4000
) -> float | None:
    """Deviation, per dimension, of true next vectors around the nearest alternative, over `most` sentences.

    Best measured on documents the model has not seen. None for variants that are not mixtures: they draw
    from what they have learned and add no noise. Raises ExportError for documents of another dimension or
    without a sentence that follows another item.
    """
    if not isinstance(model, MixtureLcm):
        return None
    if data.vectors.shape[1] != model.context.config.dimension:
        raise ExportError(
            f"The embedded documents have vectors of {data.vectors.shape[1]} dimensions, the LCM takes "
            f"{model.context.config.dimension}: they were embedded by another codec."
        )
    squares, asked = 0.0, 0
    batches = windows(data, window, _STRETCHES, seed=0)
    for _ in range(-(-most // _STRETCHES)):  # a stretch asks about one sentence at least
        batch = next(batches)
        rows = batch.rows()
        reading = model.read(batch.vectors, batch.kinds, *model.empty_past(len(batch.kinds)))
        candidates, _ = model.propose(at_rows(reading.hidden, rows))
        distances = (candidates - at_rows(batch.targets, rows)[:, None]).square().mean(dim=-1)
        squares += float(distances.min(dim=-1).values.sum())
        asked += len(rows)
        if asked >= most:
            break
    if not asked:
        raise ExportError(
            "The embedded documents have no sentence that follows another: nothing to measure on."
        )
    return float((squares / asked) ** 0.5)
