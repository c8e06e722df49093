"""A tiny corpus, tokenizer and pack for the training tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.training.corpora import Sentence
from conceptwriter.training.packing import Pack, PackBuilder
from conceptwriter.training.tokenizer import load_tokenizer, train_tokenizer

LANGUAGES = ["eng_Latn", "fra_Latn"]
PAIRS = [
    ("The boats came in at dawn.", "Les bateaux sont rentrés à l'aube."),
    ("Nobody was waiting.", "Personne n'attendait."),
    ("The bell rang across the water.", "La cloche sonnait sur l'eau."),
    ("He opened the letter.", "Il ouvrit la lettre."),
    ("She counted them twice.", "Elle les compta deux fois."),
    ("The dog slept by the door.", "Le chien dormait près de la porte."),
    ("It rained all night.", "Il plut toute la nuit."),
    ("We walked to the sea.", "Nous avons marché jusqu'à la mer."),
]


@pytest.fixture(scope="session")
def tokenizer_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tokenizer of the pairs."""
    path = tmp_path_factory.mktemp("training") / "tokenizer.model"
    train_tokenizer([text for pair in PAIRS for text in pair] * 20, LANGUAGES, 330, path)
    return path


@pytest.fixture
def pack(tokenizer_path: Path) -> Pack:
    """All pairs, and the English sides as singles."""
    builder = PackBuilder(load_tokenizer(tokenizer_path), LANGUAGES, 60)
    for english, french in PAIRS:
        builder.add_pair(Sentence(english, "eng_Latn"), Sentence(french, "fra_Latn"))
        builder.add_single(Sentence(english, "eng_Latn"))
    return builder.build()
