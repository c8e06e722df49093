"""The model for one command: which bundles, and the engine while the command runs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from conceptwriter.bundles import Pairing, codecs_in, find_bundles, missing_starter, pair
from conceptwriter.engine import BundleChoice, Engine
from conceptwriter.errors import ConceptWriterError


def default_bundles() -> BundleChoice | None:
    """The first usable codec with an LCM; the user's own bundles come before the shipped ones."""
    found = find_bundles()
    return choice_of(pair(found)) if codecs_in(found) else None


def chosen_pairing(codec: str | None = None, lcm: str | None = None) -> Pairing:
    """How the codec and the LCM of these names or folders work together; None is automatic.

    Raises ConceptWriterError when there is none, or they cannot.
    """
    found = find_bundles()
    if codec is None and not codecs_in(found):
        others = "`conceptwriter models catalogue` lists what can be installed; `conceptwriter doctor` checks"
        advice = ("No usable model is installed.", missing_starter(), f"{others} what is there.")
        raise ConceptWriterError(" ".join(filter(None, advice)))
    return pair(found, codec, lcm)


def chosen_bundles(codec: str | None = None, lcm: str | None = None) -> BundleChoice:
    """The folders of what `chosen_pairing` chooses."""
    return choice_of(chosen_pairing(codec, lcm))


def choice_of(pairing: Pairing) -> BundleChoice:
    """The engine's bundles for a pairing."""
    return BundleChoice(
        pairing.codec.folder,
        None if pairing.lcm is None else pairing.lcm.folder,
        None if pairing.lcm_codec is None else pairing.lcm_codec.folder,
        None if pairing.voice is None else pairing.voice.folder,
    )


def in_one_space(choice: BundleChoice) -> BundleChoice:
    """The same without an LCM that works through text: for what measures an LCM by its codec's vectors."""
    return choice if choice.lcm_codec is None else BundleChoice(choice.codec)


@contextmanager
def engine_for(arguments: argparse.Namespace, *, proposes: bool = True) -> Iterator[Engine]:
    """The engine with the models that --bundle, --lcm-bundle, --device and --threads ask for.

    It is closed in every case. `proposes` False: without an LCM, which then costs no time and no memory.
    """
    choice = chosen_bundles(arguments.bundle, arguments.lcm_bundle)
    if not proposes:
        choice = BundleChoice(choice.codec)
    with Engine(choice, device=arguments.device, threads=arguments.threads) as engine:
        yield engine
