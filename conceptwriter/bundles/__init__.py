"""Bundles (folders of model files with a manifest): where they are, which go together, their integrity."""

from __future__ import annotations

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import FileFault, check_before_loading, verify
from conceptwriter.bundles.manifest import Manifest, load_manifest, save_manifest
from conceptwriter.bundles.pairing import Pairing, Way, codec_of, codecs_in, lcms_in, pair
from conceptwriter.bundles.places import (
    FoundBundle,
    find_bundle,
    find_bundles,
    missing_starter,
    models_folder,
    resources_folder,
    user_models_folder,
)

__all__ = [
    "BundleError",
    "FileFault",
    "FoundBundle",
    "Manifest",
    "Pairing",
    "Way",
    "check_before_loading",
    "codec_of",
    "codecs_in",
    "find_bundle",
    "find_bundles",
    "lcms_in",
    "load_manifest",
    "missing_starter",
    "models_folder",
    "pair",
    "resources_folder",
    "save_manifest",
    "user_models_folder",
    "verify",
]
