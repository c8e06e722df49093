"""A complete bundle with random weights: tiny, quick to make, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from conceptwriter.codec.pieces import END, load_tokenizer
from conceptwriter.training.codec.config import TOY, CodecConfig
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export import Description, LcmSettings, NamedLcm, write_bundle
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.variant import LcmVariant
from conceptwriter.training.tokenizer import train_tokenizer

LANGUAGES = ("eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn")
SENTENCES = (
    "The boats came in at dawn.",
    "Nobody was waiting on the quay, and the bell rang across the water.",
    "The old man counted them twice before he opened the letter.",
    "Les bateaux sont rentrés à l'aube.",
    "Personne n'attendait sur le quai, et la cloche sonnait sur l'eau.",
    "Le vieil homme les compta deux fois avant d'ouvrir la lettre.",
    "Die Boote kamen im Morgengrauen zurück.",
    "Niemand wartete am Kai, und die Glocke läutete über dem Wasser.",
    "Der alte Mann zählte sie zweimal, bevor er den Brief öffnete.",
    "Los barcos llegaron al amanecer.",
    "Nadie esperaba en el muelle, y la campana sonaba sobre el agua.",
    "El viejo los contó dos veces antes de abrir la carta.",
)
"""Enough text for a tokenizer of a few hundred pieces."""
LCMS = ("token", "base", "one_tower", "two_tower", "quant", "quant_continuous", "energy")
"""Names of the bundle's LCMs, which are those of their variants; the first is the default."""
FIRST_BYTE = 4 + len(LANGUAGES)
"""Id of the first byte piece."""


WRITERS_LANGUAGES = ("eng_Latn", "fra_Latn", "swh_Latn")
"""Of the codec of another space; English and French are common to both."""
WRITERS_DIMENSION = 24


def make_toy_tokenizer(folder: Path, languages: Sequence[str] = LANGUAGES) -> Path:
    """Train the tokenizer; returns its file."""
    path = folder / "toy-tokenizer.model"
    train_tokenizer(SENTENCES * 20, languages, 380, path)
    return path


def make_writers_bundle(folder: Path, name: str = "writers") -> Path:
    """A codec of another space than that of `make_toy_bundle`, without LCM: `folder / name`."""
    tokenizer = make_toy_tokenizer(folder, WRITERS_LANGUAGES)
    torch.manual_seed(9)
    size = load_tokenizer(tokenizer).get_piece_size()
    shape = replace(TOY, vocabulary=size, dimension=WRITERS_DIMENSION)
    about = Description(name, "0.0.3", "# Writers\n\nRandom.\n", "Apache-2.0", "Toy licence text.\n")
    write_bundle(folder / name, about, make_toy_codec(shape), tokenizer)
    return folder / name


def make_reading_bundle(
    folder: Path, name: str = "reading", *, token_states: bool = True, copying: float | None = None
) -> Path:
    """A codec that can attend to a text's token states, with the toy's languages and without LCM.

    `token_states=False`: the same weights, exported without them. `copying`: it also copies pieces, with
    these log-odds.
    """
    tokenizer = make_toy_tokenizer(folder)
    torch.manual_seed(11)
    size = load_tokenizer(tokenizer).get_piece_size()
    about = Description(name, "0.0.4", "# Reading\n\nRandom.\n", "Apache-2.0", "Toy licence text.\n")
    codec = make_toy_codec(replace(TOY, vocabulary=size, token_states=True, copying=copying is not None))
    if copying is not None and codec.decoder.copy_gate is not None:
        nn.init.constant_(codec.decoder.copy_gate.bias, copying)
    if not token_states:
        whole, codec = codec, CodecModel(replace(TOY, vocabulary=size))
        codec.load_state_dict({name: whole.state_dict()[name] for name in codec.state_dict()})
    write_bundle(folder / name, about, codec, tokenizer)
    return folder / name


def make_toy_bundle(folder: Path, name: str = "toy", precision: str = "int8") -> Path:
    """Write the bundle into `folder / name` and return that."""
    tokenizer = make_toy_tokenizer(folder)
    torch.manual_seed(7)
    shape = replace(TOY, vocabulary=load_tokenizer(tokenizer).get_piece_size())
    about = Description(
        name=name,
        version="0.0.1",
        card="# Toy\n\nRandom weights, for tests.\n",
        licence="Apache-2.0",
        licence_text="Toy licence text.\n",
    )
    bundle = folder / name
    settings = LcmSettings(residual_scale=0.3, maximum_context=32)
    lcms = [NamedLcm(variant, make_toy_lcm(variant), settings) for variant in LCMS]
    write_bundle(bundle, about, make_toy_codec(shape), tokenizer, lcms, precision)
    return bundle


def make_toy_codec(shape: CodecConfig) -> CodecModel:
    """Random, but what it decodes depends on the vector, is made of learned pieces and ends now and then."""
    codec = CodecModel(shape)
    with torch.no_grad():
        for layer in codec.modules():
            if isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, std=0.4)
        codec.embedding.weight[FIRST_BYTE : FIRST_BYTE + 256] *= 0.1
        end = codec.embedding.weight[END]
        codec.decoder.norm.bias.add_(1.5 * end / end.norm() ** 2)
    return codec


def make_toy_lcm(variant: str = "token") -> LcmVariant:
    """Random; what it draws has about the length of real vectors, and the context changes it."""
    torch.manual_seed(8)
    lcm = build(variant, FAMILY[variant].toy)
    with torch.no_grad():
        for layer in lcm.modules():
            if isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, std=0.18)
    lcm.fit_statistics(torch.randn(64, FAMILY[variant].toy.dimension).numpy())
    return lcm.eval()
