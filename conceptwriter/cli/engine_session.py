"""The model for one command: which bundles, and the engine while the command runs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from conceptwriter.bundles import FoundBundle, find_bundle, find_bundles, lcm_for, usable_pair
from conceptwriter.engine import BundleChoice, Engine
from conceptwriter.errors import ConceptWriterError


def default_bundles() -> BundleChoice | None:
    """The first usable codec with its LCM; the user's own bundles come before the shipped ones."""
    pair = usable_pair(find_bundles())
    return None if pair is None else _choice(*pair)


def chosen_bundles(name: str | None) -> BundleChoice:
    """The bundle of this name or folder, or (None) the default one.

    Raises ConceptWriterError when there is none, or it has no codec.
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
    if bundle.manifest is None or bundle.manifest.codec is None:
        raise ConceptWriterError(
            f"{bundle.folder} has no codec and cannot work alone. Name the bundle of its codec."
        )
    return _choice(bundle, lcm_for(bundle, find_bundles()))


def _choice(codec: FoundBundle, lcm: FoundBundle | None) -> BundleChoice:
    return BundleChoice(codec.folder, None if lcm is None else lcm.folder)


@contextmanager
def engine_for(arguments: argparse.Namespace) -> Iterator[Engine]:
    """The engine with the models that --bundle, --device and --threads ask for; closed in every case."""
    choice = chosen_bundles(arguments.bundle)
    with Engine(choice, device=arguments.device, threads=arguments.threads) as engine:
        yield engine
