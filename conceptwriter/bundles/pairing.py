"""Which codec and which LCM work together: an LCM reads only the vectors of the codec it was trained with."""

from __future__ import annotations

from collections.abc import Iterable

from conceptwriter.bundles.places import FoundBundle


def lcm_for(codec: FoundBundle, found: Iterable[FoundBundle]) -> FoundBundle | None:
    """The bundle whose LCM was trained with this codec, best the codec's own; None when there is none."""
    if codec.manifest is None:
        return None
    wanted = (codec.manifest.name, codec.manifest.version)
    for bundle in [codec, *found]:
        lcm = bundle.manifest.lcm if bundle.manifest is not None else None
        if lcm is not None and (lcm.codec.name, lcm.codec.version) == wanted:
            return bundle
    return None


def usable_pair(found: Iterable[FoundBundle]) -> tuple[FoundBundle, FoundBundle | None] | None:
    """The first codec that has an LCM, with it; else the first codec alone; None when there is no codec."""
    bundles = list(found)
    codecs = [
        bundle for bundle in bundles if bundle.manifest is not None and bundle.manifest.codec is not None
    ]
    pairs = [(codec, lcm_for(codec, bundles)) for codec in codecs]
    return next((pair for pair in pairs if pair[1] is not None), pairs[0] if pairs else None)
