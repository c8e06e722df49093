"""The model for one command: which bundles, and the engine while the command runs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from conceptwriter.bundles import find_bundle, find_bundles
from conceptwriter.engine import BundleChoice, Engine
from conceptwriter.errors import ConceptWriterError


def default_bundles() -> BundleChoice | None:
    """The first usable codec, and an LCM made for it; the user's own bundles come before the shipped ones."""
    usable = [(bundle.folder, bundle.manifest) for bundle in find_bundles() if bundle.manifest is not None]
    for codec_folder, codec in usable:
        if codec.codec is None:
            continue
        for lcm_folder, lcm in [(codec_folder, codec), *usable]:
            if lcm.lcm is not None and (lcm.lcm.codec.name, lcm.lcm.codec.version) == (
                codec.name,
                codec.version,
            ):
                return BundleChoice(codec_folder, lcm_folder)
    return next((BundleChoice(folder) for folder, manifest in usable if manifest.codec is not None), None)


def chosen_bundles(name: str | None) -> BundleChoice:
    """The bundle of this name or folder, or (None) the default one.

    Raises ConceptWriterError when there is none.
    """
    if name is None:
        choice = default_bundles()
        if choice is None:
            raise ConceptWriterError(
                "there is no usable model bundle on this machine. `conceptwriter models list` shows what "
                "is there; `conceptwriter doctor` says what to do."
            )
        return choice
    bundle = find_bundle(name)
    assert bundle.manifest is not None
    return BundleChoice(bundle.folder, bundle.folder if bundle.manifest.lcm is not None else None)


@contextmanager
def engine_for(arguments: argparse.Namespace) -> Iterator[Engine]:
    """The engine with the models that --bundle, --device and --threads ask for; closed in every case."""
    choice = chosen_bundles(arguments.bundle)
    with Engine(choice, device=arguments.device, threads=arguments.threads) as engine:
        yield engine
