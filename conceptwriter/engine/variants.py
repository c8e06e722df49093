"""The LCM variants in a manifest, described without ONNX Runtime and without loading one."""

from __future__ import annotations

from conceptwriter.bundles.lcm_part import LcmPart, lcm_files
from conceptwriter.bundles.manifest import Manifest
from conceptwriter.engine.requests import VariantStatus
from conceptwriter.lcm.contract import SampleSettings
from conceptwriter.lcm.variants import can_run, settings_of, settings_used, spec_of

_WEIGHTS = ".data"


def variants_in(manifest: Manifest) -> tuple[VariantStatus, ...]:
    """The variants that this program can run, the default first; none without an LCM."""
    sizes = {file.path: file.size for file in manifest.files}
    return tuple(_status(part, sizes) for part in manifest.all_lcms if can_run(part))


def _status(part: LcmPart, sizes: dict[str, int]) -> VariantStatus:
    spec = spec_of(part)
    return VariantStatus(
        name=part.name,
        kind=part.variant,
        title=part.title,
        kind_title=spec.title,
        good_at=spec.good_at,
        settings=settings_of(part),
        recommended=settings_used(part, SampleSettings()),
        maximum_context=part.maximum_context,
        end_threshold=part.end_threshold,
        document_end_threshold=part.document_end_threshold,
        size=_size(part, sizes),
    )


def _size(part: LcmPart, sizes: dict[str, int]) -> int:
    """Bytes of a variant; large graphs have their weights in a separate file."""
    names = lcm_files(part)
    return sum(size for path, size in sizes.items() if path.removesuffix(_WEIGHTS) in names)
