"""`convert lcm`: from the checkpoint of a published two-tower LCM to a bundle for this program.

Graphs and weights are written one at a time: memory holds one matrix and its converted form. `bundle.json` is
written last, after the self-check; an interrupted run resumes at the graph it was writing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.lcm_part import CodecName, DiffusionPart, LcmPart
from conceptwriter.bundles.manifest import MANIFEST_VERSION, Licence, Manifest, load_manifest, save_manifest
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.convert.checkpoints import TwoTowerWeights, open_weights, two_tower_weights
from conceptwriter.convert.conversion_state import ConversionState
from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.graph_file import DATA_ENDING
from conceptwriter.convert.lcm.check import check_graphs
from conceptwriter.convert.lcm.config import config_of
from conceptwriter.convert.lcm.graphs import Model, write_context, write_head
from conceptwriter.convert.products import PRECISIONS
from conceptwriter.runtime.saturation import weight_levels

CONTEXT_FILE = "lcm-context.onnx"
HEAD_FILE = "lcm-head.onnx"
ARRAYS_FILE = "lcm.npz"
LICENCE_FILE = "LICENSE.txt"
CARD_FILE = "README.md"
END_TEXT = "End of text."
"""The sentence that ends every document in the training of these models."""
END_COSINE = 0.9
MAXIMUM_CONTEXT = 128
"""Number of concepts after which the published training wraps long documents."""
MIMIR = DiffusionPart(
    steps=20,
    guidance=1.5,
    guidance_rescale=0.7,
    initial_noise=0.6,
    epsilon_scaling=1.00045,
    guide_pure_noise=False,
)
"""As recommended by the authors of Mimir, except for the steps: they give 40, which the published sampler
turns into 50. A writer waits for every step, the gain of more steps shrinks fast (Large Concept Models,
figure 10), and 20 divides the 100 training steps evenly. A setting of 40 makes exactly 40."""
_BYTES_A_WEIGHT = {"int8": 1.05, "int4": 0.65, "float16": 2.05, "float32": 4.05}
_SPARE = 1 << 26
_NO_LICENCE = (
    "No licence was given when these weights were converted. Ask those who published them what you may do "
    "with them, before you use them for more than a try or pass them on.\n"
)

Report = Callable[[int, int, str], None]
"""done, total, what comes next"""


@dataclass(frozen=True, slots=True)
class LcmConversion:
    """What to convert, and how the bundle is described."""

    model: Path
    """The checkpoint: `.pt` or `.safetensors`."""
    out: Path
    """Folder of the bundle; may hold finished files of an earlier run."""
    codec_bundle: Path | None = None
    """The codec of its space, which gives the vector that ends a document; without it no end is detected."""
    precision: str = "int8"
    name: str = "mimir"
    version: str = "1.0"
    space: str = "sonar-1"
    title: str = ""
    source: str = ""
    citation: str = ""
    licence: str = "LicenseRef-unknown"
    """SPDX"""
    licence_file: Path | None = None
    normaliser: Path | None = None
    """A file with `center` and `scale`, for checkpoints without one."""
    heads: int | None = None
    """None: one per 128 dimensions of the width, as in all published sizes."""
    floor: float | None = None
    """Of the self-check; None takes the default."""


def convert_lcm(wanted: LcmConversion, report: Report) -> dict[str, Any]:
    """Write the bundle; returns the figures of the self-check.

    Raises CheckpointProblem, ConversionError (CheckFailed when the check misses its floor), BundleError for
    the codec's bundle.
    """
    if wanted.precision not in PRECISIONS:
        raise ConversionError(
            f"The precision {wanted.precision!r} is unknown; there are {', '.join(PRECISIONS)}."
        )
    if wanted.model.resolve() == wanted.out.resolve():
        raise ConversionError(f"{wanted.out} contains the checkpoint: choose another folder for the model.")
    codec = _codec_of(wanted)
    wanted.out.mkdir(parents=True, exist_ok=True)
    (wanted.out / "bundle.json").unlink(missing_ok=True)
    with open_weights(wanted.model) as opened:
        weights = two_tower_weights(opened, wanted.heads)
        model, arrays = _model_of(weights, wanted)
        work = _Work(wanted, model, report)
        _require_room(weights, wanted)
        work.write()
        work.step("the vector of the end")
        arrays |= _end_of(wanted, model.config.dimension)
        np.savez(wanted.out / ARRAYS_FILE, **arrays)
        work.step("checking against the checkpoint")
        graphs = wanted.out / CONTEXT_FILE, wanted.out / HEAD_FILE
        figures = check_graphs(model, *graphs, wanted.precision, wanted.floor)
    work.step("describing the model")
    _describe(wanted, codec, model, figures, has_end="end" in arrays)
    work.state.forget()
    report(work.total, work.total, "done")
    return figures


class _Work:
    """Writes both graphs and reports progress."""

    def __init__(self, wanted: LcmConversion, model: Model, report: Report) -> None:
        self._wanted = wanted
        self._model = model
        self._report = report
        config = model.config
        self._steps = {CONTEXT_FILE: config.context_layers + 1, HEAD_FILE: config.denoiser_layers + 1}
        self.total = sum(self._steps.values()) + 3
        self._done = 0
        options = {
            "precision": wanted.precision,
            "levels": str(weight_levels()),
            "heads": str(wanted.heads),
            "normaliser": str(wanted.normaliser),
        }
        self.state = ConversionState(wanted.out, {"model": wanted.model}, options)

    def write(self) -> None:
        """Write the graphs that do not exist yet."""
        for name, write in ((CONTEXT_FILE, write_context), (HEAD_FILE, write_head)):
            if self.state.tensors_of(name) is None:
                write(self._model, self._wanted.out / name, self._wanted.precision, self.step)
                self.state.finish(name)
            else:
                self._done += self._steps[name]

    def step(self, what: str) -> None:
        """Report what comes next."""
        self._report(self._done, self.total, what)
        self._done += 1


def _model_of(weights: TwoTowerWeights, wanted: LcmConversion) -> tuple[Model, dict[str, Any]]:
    """The model, and its normaliser exactly as stored: not a bit of it may change."""
    shapes = {name: weights.shape(name) for name in weights.names()}
    config = config_of(shapes, weights.config.width // weights.config.heads)
    if config.head_size % 2:
        raise ConversionError(
            f"{wanted.model}: heads of {config.head_size} numbers cannot be turned in pairs."
        )
    arrays = _normaliser_of(weights, wanted)
    centre, scale = (arrays[name].astype(np.float32) for name in ("centre", "scale"))
    if centre.shape != (config.dimension,) or scale.shape != centre.shape:
        raise ConversionError(f"The normaliser is not one of vectors of {config.dimension} numbers.")
    if not np.isfinite(centre).all() or not np.isfinite(scale).all() or scale.min() <= 0:
        raise ConversionError(f"The normaliser of {wanted.model} is damaged: its scales must be above 0.")
    return Model(weights, config, centre, scale), arrays


def _normaliser_of(weights: TwoTowerWeights, wanted: LcmConversion) -> dict[str, Any]:
    found = {name.rsplit(".")[-1]: name for name in weights.names() if name.startswith("sonar_normalizer.")}
    if wanted.normaliser is None and {"center", "scale"} <= found.keys():
        return {
            ours: weights.get(found[theirs], _kept_kind(weights.kind(found[theirs])))
            for ours, theirs in (("centre", "center"), ("scale", "scale"))
        }
    if wanted.normaliser is None:
        raise ConversionError(
            f"{wanted.model} brings no normaliser (sonar_normalizer.center and .scale). Give the file with "
            "the one it was trained with as --normaliser."
        )
    with open_weights(wanted.normaliser) as opened:
        stored = {name.rsplit(".")[-1]: name for name in opened.names()}
        if not {"center", "scale"} <= stored.keys():
            raise ConversionError(f"{wanted.normaliser} is no normaliser: it has no center and scale.")
        return {
            ours: opened.get(stored[theirs], _kept_kind(opened.kind(stored[theirs])))
            for ours, theirs in (("centre", "center"), ("scale", "scale"))
        }


def _kept_kind(kind: str) -> type[np.floating[Any]]:
    return np.float16 if kind == "float16" else np.float32


def _codec_of(wanted: LcmConversion) -> CodecName:
    """The codec's name. Raises ConversionError when the bundle has another space."""
    if wanted.codec_bundle is None:
        return CodecName("sonar", "1.0")
    manifest = load_manifest(wanted.codec_bundle)
    if manifest.codec is None or manifest.vector_space != wanted.space:
        raise ConversionError(
            f"{wanted.codec_bundle} has no codec of the space {wanted.space!r}, which the LCM works in."
        )
    return CodecName(manifest.name, manifest.version)


def _end_of(wanted: LcmConversion, dimension: int) -> dict[str, Any]:
    """`end`: the vector of the sentence that ends documents; empty without a codec."""
    if wanted.codec_bundle is None:
        return {}
    from conceptwriter.codec.runtime import Codec

    manifest = load_manifest(wanted.codec_bundle)
    if manifest.dimension != dimension:
        raise ConversionError(
            f"The vectors of {wanted.codec_bundle} have {manifest.dimension} numbers, the LCM's {dimension}."
        )
    codec = Codec(wanted.codec_bundle, manifest)
    return {"end": codec.encode([END_TEXT], "eng_Latn")[0].astype(np.float32)}


def _require_room(weights: TwoTowerWeights, wanted: LcmConversion) -> None:
    """Raises ConversionError when the disk has no room for the files still to be written."""
    count = sum(int(np.prod(weights.shape(name))) for name in weights.names())
    there = sum(path.stat().st_size for path in wanted.out.iterdir() if path.is_file())
    needed = int(count * _BYTES_A_WEIGHT[wanted.precision]) + _SPARE - there
    free = shutil.disk_usage(wanted.out).free
    if free < needed:
        raise ConversionError(
            f"{wanted.out}: the disk has {in_bytes(free)} free, and the model needs about "
            f"{in_bytes(needed)} more. Free some space and start again."
        )


def _describe(
    wanted: LcmConversion, codec: CodecName, model: Model, figures: Mapping[str, float], *, has_end: bool
) -> None:
    """Licence, card and the manifest, which makes the folder a bundle."""
    if wanted.licence_file is None:
        (wanted.out / LICENCE_FILE).write_text(_NO_LICENCE, encoding="utf-8")
    else:
        shutil.copyfile(wanted.licence_file, wanted.out / LICENCE_FILE)
    (wanted.out / CARD_FILE).write_text(_card(wanted, model, figures), encoding="utf-8")
    names = [CONTEXT_FILE, HEAD_FILE, ARRAYS_FILE, LICENCE_FILE, CARD_FILE]
    names += [name + DATA_ENDING for name in names if (wanted.out / (name + DATA_ENDING)).is_file()]
    part = LcmPart(
        graph=CONTEXT_FILE,
        codec=codec,
        residual_scale=0.0,
        maximum_context=min(MAXIMUM_CONTEXT, model.config.longest),
        variant="two_tower",
        name=wanted.name,
        title=wanted.title or wanted.name,
        head=HEAD_FILE,
        arrays=ARRAYS_FILE,
        diffusion=MIMIR,
        space=wanted.space,
        reads="sentences",
        end_cosine=END_COSINE if has_end else 0.0,
    )
    manifest = Manifest(
        manifest_version=MANIFEST_VERSION,
        name=wanted.name,
        version=wanted.version,
        title=wanted.title or wanted.name,
        kinds=["lcm"],
        licence=Licence(wanted.licence, LICENCE_FILE),
        languages=[],
        dimension=model.config.dimension,
        precision=wanted.precision,
        files=[describe_file(wanted.out, name) for name in sorted(names)],
        model_card=CARD_FILE,
        source=wanted.source,
        citation=wanted.citation,
        lcm=part,
        space=wanted.space,
        # A bundle copied to a processor that saturates must not have more levels than that CPU supports.
        weight_levels=weight_levels() if wanted.precision == "int8" else 0,
    )
    save_manifest(manifest, wanted.out)


def _card(wanted: LcmConversion, model: Model, figures: Mapping[str, float]) -> str:
    config = model.config
    lines = "\n".join(f"| {name} | {value:.6g} |" for name, value in figures.items())
    return (
        f"# {wanted.title or wanted.name}\n\n"
        f"A two-tower diffusion LCM ({config.context_layers} layers read, {config.denoiser_layers} draw, "
        f"width {config.width}), converted from `{wanted.model.name}` in {wanted.precision}. It proposes the "
        f"next sentence in the space {wanted.space!r}.\n\n"
        "What the graphs predict, compared with the checkpoint computed plainly (random context, six levels "
        "of noise, with and without context):\n\n"
        f"| figure | value |\n| --- | --- |\n{lines}\n"
    )
