"""Which codec and which LCM work together, and how: in one vector space, or through text.

An LCM reads and samples vectors of one space. A codec of that space works with it directly. Any other codec
works with it too if a codec of the LCM's space is installed: that one decodes the sampled vectors to text,
which the writer's codec then encodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.lcm_part import LcmPart
from conceptwriter.bundles.manifest import MANIFEST_NAME, Manifest, load_manifest
from conceptwriter.bundles.places import FoundBundle


class Way(StrEnum):
    """How a codec and an LCM work together."""

    SAME_SPACE = "same space"
    THROUGH_TEXT = "through text"
    NO_CONCEPT_MODEL = "no concept model"


@dataclass(frozen=True, slots=True)
class Pairing:
    """The bundles that are used together. `why` is a sentence to be shown to the user.

    `lcm_codec` is the codec of the LCM's own space, None where `codec` itself is of that space.
    """

    codec: FoundBundle
    lcm: FoundBundle | None
    lcm_codec: FoundBundle | None
    way: Way
    why: str
    voice: FoundBundle | None = None
    """The voice that writes drafts, where one is installed."""


def pair(
    found: Iterable[FoundBundle], codec: Path | str | None = None, lcm: Path | str | None = None
) -> Pairing:
    """The pairing for a requested codec and LCM, each a bundle's folder or name; None is automatic.

    By default the first codec is taken (`find_bundles` puts the user's own first), and for it an LCM of its
    space, preferably from its own bundle; else the first LCM whose codec is installed, through text. The
    first voice works with any of them.
    Raises BundleError for a request that cannot be met, saying what to do, and when there is no codec.
    """
    bundles = list(found)
    return replace(_paired(bundles, codec, lcm), voice=next(iter(voices_in(bundles)), None))


def _paired(bundles: list[FoundBundle], codec: Path | str | None, lcm: Path | str | None) -> Pairing:
    chosen = _first_codec(bundles) if codec is None else _named_codec(codec, bundles)
    if lcm is not None:
        return _together(chosen, _named_lcm(lcm, bundles), bundles)
    for bundle in (chosen, *bundles):
        if _lcm_space(bundle) == _codec_space(chosen):
            return _together(chosen, bundle, bundles)
    for bundle in bundles:
        if _lcm_space(bundle) and codec_of(bundle, bundles) is not None:
            return _together(chosen, bundle, bundles)
    why = f"{_named(chosen)} has no concept model: it translates and rewrites, but cannot propose."
    return Pairing(chosen, None, None, Way.NO_CONCEPT_MODEL, why)


def codec_of(lcm: FoundBundle, found: Iterable[FoundBundle]) -> FoundBundle | None:
    """A codec of the space of this bundle's LCM.

    The bundle's own comes first, then the one that the LCM was trained with, then any; None when none is
    installed.
    """
    space = _lcm_space(lcm)
    codecs = [bundle for bundle in (lcm, *found) if space and _codec_space(bundle) == space]
    exact = [bundle for bundle in codecs if bundle.folder != lcm.folder and _is_trained_with(lcm, bundle)]
    own = [bundle for bundle in codecs if bundle.folder == lcm.folder]
    return next(iter([*own, *exact, *codecs]), None)


def codecs_in(found: Iterable[FoundBundle]) -> list[FoundBundle]:
    """The readable bundles that have a codec."""
    return [bundle for bundle in found if _codec_space(bundle)]


def lcms_in(found: Iterable[FoundBundle]) -> list[FoundBundle]:
    """The readable bundles that have an LCM."""
    return [bundle for bundle in found if _lcm_space(bundle)]


def voices_in(found: Iterable[FoundBundle]) -> list[FoundBundle]:
    """The readable bundles that have a voice."""
    return [bundle for bundle in found if bundle.manifest is not None and bundle.manifest.voice is not None]


def _together(codec: FoundBundle, lcm: FoundBundle, found: Sequence[FoundBundle]) -> Pairing:
    part = _manifest(lcm).lcm
    assert part is not None, "only bundles with an LCM come here"
    if part.vector_space == _codec_space(codec):
        if lcm.folder == codec.folder:
            why = f"{_named(codec)} contains both: its concept model works with its own translation model."
        else:
            why = f"{_named(codec)} and the concept model of {_named(lcm)} work in the same vector space."
        return Pairing(codec, lcm, None, Way.SAME_SPACE, why)
    between = codec_of(lcm, found)
    if between is None:
        raise BundleError(_nothing_between(codec, lcm, part))
    why = (
        f"The concept model of {_named(lcm)} uses another vector space than {_named(codec)}: proposals "
        f"are passed on as text, written by {_named(between)} and read by {_named(codec)}."
    )
    return Pairing(codec, lcm, between, Way.THROUGH_TEXT, why)


def _nothing_between(codec: FoundBundle, lcm: FoundBundle, part: LcmPart) -> str:
    return (
        f"The concept model of {_named(lcm)} needs a model of the vector space {part.vector_space}, "
        f"and none is installed; {_named(codec)} uses another one. Install {part.codec.name} as well "
        f"(`conceptwriter models install {part.codec.name}`), or choose another concept model."
    )


def _first_codec(bundles: Sequence[FoundBundle]) -> FoundBundle:
    for bundle in codecs_in(bundles):
        return bundle
    damaged = next((bundle.problem for bundle in bundles if bundle.problem), None)
    raise BundleError(damaged or "No usable model is installed on this computer.")


def _named_codec(wanted: Path | str, bundles: Sequence[FoundBundle]) -> FoundBundle:
    bundle = _find(wanted, bundles)
    if not _codec_space(bundle):
        raise BundleError(
            f"{bundle.folder} has no translation model and cannot work alone. Give a model that has "
            "one with --bundle, and this one with --lcm-bundle."
        )
    return bundle


def _named_lcm(wanted: Path | str, bundles: Sequence[FoundBundle]) -> FoundBundle:
    bundle = _find(wanted, bundles)
    if not _lcm_space(bundle):
        there = ", ".join(sorted(_manifest(each).name for each in lcms_in(bundles))) or "none"
        raise BundleError(f"{bundle.folder} has no concept model. Choose one that has. Installed: {there}.")
    return bundle


def _find(wanted: Path | str, bundles: Sequence[FoundBundle]) -> FoundBundle:
    """The bundle in this folder, or the first one of this name. Raises BundleError."""
    folder = Path(wanted)
    for bundle in bundles:
        if bundle.folder == folder or (isinstance(wanted, str) and wanted in _names(bundle)):
            if bundle.problem is not None:
                raise BundleError(bundle.problem)
            return bundle
    if isinstance(wanted, Path) or (folder / MANIFEST_NAME).is_file():
        return FoundBundle(folder, False, load_manifest(folder), None)
    there = ", ".join(sorted({_manifest(each).name for each in bundles if each.manifest})) or "none"
    raise BundleError(f"There is no model {wanted!r}. Installed: {there}.")


def _names(bundle: FoundBundle) -> tuple[str, ...]:
    if bundle.manifest is None:
        return (bundle.folder.name,)
    return (bundle.manifest.name, bundle.folder.name)


def _codec_space(bundle: FoundBundle) -> str:
    """Empty without a codec."""
    manifest = bundle.manifest
    return manifest.vector_space if manifest is not None and manifest.codec is not None else ""


def _lcm_space(bundle: FoundBundle) -> str:
    """Empty without an LCM."""
    lcm = bundle.manifest.lcm if bundle.manifest is not None else None
    return "" if lcm is None else lcm.vector_space


def _is_trained_with(lcm: FoundBundle, codec: FoundBundle) -> bool:
    part, manifest = _manifest(lcm).lcm, _manifest(codec)
    return part is not None and (part.codec.name, part.codec.version) == (manifest.name, manifest.version)


def _manifest(bundle: FoundBundle) -> Manifest:
    assert bundle.manifest is not None, "only readable bundles come here"
    return bundle.manifest


def _named(bundle: FoundBundle) -> str:
    """Its name as shown to the user."""
    manifest = _manifest(bundle)
    return f"{manifest.title or manifest.name} {manifest.version}"
