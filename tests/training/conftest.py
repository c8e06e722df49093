"""A tiny corpus, tokenizer and pack for the training tests."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.evaluation.held_out.corpora import CorpusSentence, TrainingDocument, write_documents
from conceptwriter.training.packing import Pack, PackBuilder
from conceptwriter.training.tokenizer import train_tokenizer

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
        builder.add_pair(CorpusSentence(english, "eng_Latn"), CorpusSentence(french, "fra_Latn"))
        builder.add_single(CorpusSentence(english, "eng_Latn"))
    return builder.build()


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A folder laid out like the open data page: the pairs, and six small stories of their sentences."""
    folder = tmp_path / "data"
    (folder / "parallel" / "tatoeba").mkdir(parents=True)
    with lzma.open(
        folder / "parallel" / "tatoeba" / "eng_Latn-fra_Latn.tsv.xz", "wt", encoding="utf-8"
    ) as file:
        for number in range(12):
            file.writelines(f"{number}: {english}\t{number} : {french}\tx\n" for english, french in PAIRS)
    english = [pair[0] for pair in PAIRS]
    stories = [
        TrainingDocument(
            identity=f"story:{number}",
            story=f"story:{number}",
            language="eng_Latn",
            title=f"The harbour, part {number}",
            paragraphs=[english[number % 8 :] + english[: number % 8], english[:3]],
        )
        for number in range(12)
    ]
    write_documents(folder / "documents" / "stories.jsonl.gz", stories)
    return folder
