"""Concept models of an earlier bundle for a codec that has kept its space (`train codec --keep-space`)."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch

from conceptwriter.bundles.lcm_part import lcm_files
from conceptwriter.bundles.manifest import CodecPart, Manifest, load_manifest
from conceptwriter.training.checkpointing import CheckpointError
from conceptwriter.training.codec.bundle_weights import codec_of_bundle, codec_of_graphs
from conceptwriter.training.export.checkpoints import ExportError

_NEARNESS = 1e-5
"""Relative: what is rounded to 8 bits twice is the same but for the last bit of its scale."""


def take_lcms(kept: Path, folder: Path, part: CodecPart) -> Manifest:
    """Copy the LCMs of a bundle to the codec in ``folder``; returns that bundle's manifest.

    Raises:
        ExportError: it has none, or the codec's vectors are not those they were trained on.
    """
    manifest = load_manifest(kept)
    if not manifest.all_lcms:
        raise ExportError(f"The bundle {kept} has no concept models.")
    try:
        before, after = codec_of_bundle(kept), codec_of_graphs(folder, part)
    except CheckpointError as error:
        raise ExportError(str(error)) from error
    ours = after.state_dict()
    for name, tensor in before.state_dict().items():
        if not name.startswith(("embedding.", "encoder.")):
            continue
        if name not in ours or not _alike(ours[name], tensor):
            raise ExportError(
                f"The codec's vectors are not those of {kept}: {name} differs. Train it with --keep-space, "
                "and export it with the precision of that bundle."
            )
    assert manifest.codec is not None  # its weights were read
    if (kept / manifest.codec.tokenizer).read_bytes() != (folder / part.tokenizer).read_bytes():
        raise ExportError(f"The codec has another tokenizer than {kept}.")
    for lcm in manifest.all_lcms:
        for name in lcm_files(lcm):
            shutil.copyfile(kept / name, folder / name)
    return manifest


def _alike(first: torch.Tensor, second: torch.Tensor) -> bool:
    return first.shape == second.shape and torch.allclose(first, second, rtol=_NEARNESS, atol=0)
