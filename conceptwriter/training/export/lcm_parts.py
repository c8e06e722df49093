"""Exporting LCM variants: their files, and their manifest parts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np

from conceptwriter.bundles.lcm_part import CodecName, LcmPart
from conceptwriter.lcm.mixture import USUAL_TEMPERATURE
from conceptwriter.lcm.variants import VARIANTS
from conceptwriter.training.export.checkpoints import ExportError
from conceptwriter.training.lcm.context_graph import write_context_graph
from conceptwriter.training.lcm.family import FAMILY

if TYPE_CHECKING:
    from conceptwriter.training.lcm.variant import LcmVariant

USUAL_RESIDUAL_SCALE = 0.9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LcmSettings:
    """Manifest settings of an LCM besides its graphs. None: the configuration, or the default."""

    residual_scale: float | None = None
    """Deviation, per dimension, of true next vectors around the nearest alternative (on a dev set)."""
    maximum_context: int | None = None
    """Maximum items of a sequence; None takes the model's positions. Not longer than in training."""
    end_threshold: float | None = None
    document_end_threshold: float | None = None
    title: str | None = None
    temperature: float | None = None
    steps: int | None = None
    guidance: float | None = None
    guidance_rescale: float | None = None
    initial_noise: float | None = None
    epsilon_scaling: float | None = None
    eta: float | None = None
    beta: float | None = None
    """Overrides the learned value of a continuous quantised model."""
    top_k: int | None = None
    top_p: float | None = None


def overridden(settings: LcmSettings, by: LcmSettings | None) -> LcmSettings:
    """`settings`, overridden by the values set in `by`."""
    said = {} if by is None else {name: value for name, value in asdict(by).items() if value is not None}
    return replace(settings, **said)


@dataclass(frozen=True, slots=True, eq=False)
class NamedLcm:
    """A variant being exported."""

    name: str
    """Its name in requests, and part of its file names."""
    model: LcmVariant
    settings: LcmSettings


def read_settings(file: Path) -> dict[str, LcmSettings]:
    """Settings by name of LCM from JSON like {"token": {"residual_scale": 0.7}}. Raises ExportError."""
    try:
        stored: Any = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExportError(f"{file} cannot be read as JSON ({error}).") from error
    if not isinstance(stored, dict):
        raise ExportError(f"{file} must contain an object of settings by name of LCM.")
    try:
        return {
            name: msgspec.convert(values, LcmSettings, strict=True) for name, values in _known(stored).items()
        }
    except msgspec.ValidationError as error:
        raise ExportError(f"{file}: {error}") from error


def _known(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    names = {field.name for field in fields(LcmSettings)}
    for lcm, values in stored.items():
        for name in values if isinstance(values, dict) else ():
            if name not in names:
                raise ExportError(
                    f"{lcm}: there is no setting {name!r}. There are {', '.join(sorted(names))}."
                )
    return stored


def write_lcm(lcm: NamedLcm, folder: Path, codec: CodecName, precision: str) -> LcmPart:
    """Write the graphs and arrays of a variant, `lcm-NAME*`; returns its manifest part.

    Raises ExportError.
    """
    if not re.fullmatch(r"[a-z0-9_-]+", lcm.name):
        raise ExportError(f"An LCM's name has small letters, digits, - and _ only, not {lcm.name!r}.")
    model, config, settings = lcm.model.eval(), lcm.model.context.config, lcm.settings
    if (settings.maximum_context or 1) > config.longest:
        raise ExportError(
            f"The LCM {lcm.name!r} has {config.longest} positions: maximum_context cannot be larger."
        )
    graph, head, arrays = (f"lcm-{lcm.name}{end}" for end in (".onnx", "-head.onnx", ".npz"))
    variant = FAMILY[model.name]
    write_context_graph(model, variant.what_follows, folder / graph, precision)
    has_head = variant.write_head is not None
    if variant.write_head is not None:
        variant.write_head(model, folder / head, precision)
        stored: dict[str, Any] = dict(model.arrays())
        np.savez(folder / arrays, **stored)
    said: dict[str, Any] = {"temperature": USUAL_TEMPERATURE, **variant.describe(model)}
    return LcmPart(
        graph=graph,
        codec=codec,
        residual_scale=_either(settings.residual_scale, USUAL_RESIDUAL_SCALE),
        maximum_context=settings.maximum_context or config.longest,
        end_threshold=_either(settings.end_threshold, 0.5),
        vector_length=config.dimension**0.5,  # our codec's vectors have unit variance
        variant=model.name,
        name=lcm.name,
        title=_either(settings.title, VARIANTS[model.name].title),
        document_end_threshold=_either(settings.document_end_threshold, 0.5),
        head=head if has_head else None,
        arrays=arrays if has_head else None,
        **{name: _with_settings(name, value, settings) for name, value in said.items()},
    )


def _with_settings(name: str, said: Any, settings: LcmSettings) -> Any:
    """A number, or a section of them, as the model's configuration says or as it is given."""
    if not isinstance(said, msgspec.Struct):
        return _either(getattr(settings, name), said)
    names = {field.name for field in msgspec.structs.fields(said)}
    given = {name: value for name, value in asdict(settings).items() if name in names and value is not None}
    return msgspec.structs.replace(said, **given)


def _either(given: T | None, usual: T) -> T:
    return usual if given is None else given
