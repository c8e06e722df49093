"""Bundles: folders of model files with a manifest. `bundles.sessions` (ONNX Runtime) is not imported here."""

from __future__ import annotations

from conceptwriter.bundles.device import DeviceChoice, choose_device, default_threads
from conceptwriter.bundles.errors import BundleError, DeviceUnavailable
from conceptwriter.bundles.integrity import Finding, check_before_loading, verify
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
    "DeviceChoice",
    "DeviceUnavailable",
    "Finding",
    "FoundBundle",
    "Manifest",
    "Pairing",
    "Way",
    "check_before_loading",
    "choose_device",
    "codec_of",
    "codecs_in",
    "default_threads",
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
