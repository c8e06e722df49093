from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.evaluation.held_out.corpora import CorpusError, CorpusSentence, Heading, TrainingDocument
from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments, items_of
from conceptwriter.evaluation.held_out.sentences import HeldOut
from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.codec.config import TOY as TOY_CODEC
from conceptwriter.training.codec.inference import TorchCodec
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.document_embedding import embed, token_matrix
from tests.training.conftest import PAIRS

SENTENCES = [english for english, _ in PAIRS]


def story(number: int = 0) -> TrainingDocument:
    turned = SENTENCES[number:] + SENTENCES[:number]
    return TrainingDocument(
        identity=f"story:{number}",
        story=f"story:{number}",
        language="eng_Latn",
        title="The harbour",
        paragraphs=[turned[:3], [], turned[3:7], []],
        headings=[Heading(2, 2, "Later")],
        summary=["Boats come home."],
    )


@pytest.fixture(scope="module")
def toy_codec(tokenizer_path: Path) -> TorchCodec:
    torch.manual_seed(3)
    return TorchCodec(CodecModel(replace(TOY_CODEC, vocabulary=330)), load_tokenizer(tokenizer_path))


def spoken(codec: TorchCodec, data: EmbeddedDocuments, rows: list[int]) -> list[str]:
    return [
        codec.tokenizer.decode(data.ids[data.id_offsets[row] + 1 : data.id_offsets[row + 1] - 1].tolist())
        for row in rows
    ]


def test_items_are_in_reading_order() -> None:
    kinds = [item.kind for item in items_of(replace(story(), paragraphs=story().paragraphs[:3]), 200)]
    concept, plan, pause = ItemKind.CONCEPT, ItemKind.PLAN, ItemKind.BREAK
    assert kinds == [plan, concept, concept, concept, pause, plan, *[concept] * 4]


def test_a_title_that_is_a_heading_is_not_said_twice() -> None:
    titled = replace(story(), headings=[Heading(0, 1, "The Harbour")])
    assert [item.text for item in items_of(titled, 200)][:2] == ["The Harbour", SENTENCES[0]]


def test_too_long_sentences_are_left_out() -> None:
    said = [item.text for item in items_of(story(), 22) if item.kind == ItemKind.CONCEPT]
    assert said
    assert all(len(text) <= 22 for text in said)


def test_every_document_ends_with_its_end_and_not_with_a_break(toy_codec: TorchCodec) -> None:
    data = embed(toy_codec, [story(), story(2)], 200)
    for number in (0, 1):
        kinds = data.kinds[data.starts[number] : data.starts[number + 1]].tolist()
        assert kinds[-2:] == [ItemKind.CONCEPT, ItemKind.END]
        assert kinds.count(ItemKind.END) == 1


def test_rows_hold_the_texts_of_their_items(toy_codec: TorchCodec) -> None:
    data = embed(toy_codec, [story()], 200)
    assert spoken(toy_codec, data, data.order[:3].tolist()) == ["The harbour", *SENTENCES[:2]]
    assert spoken(toy_codec, data, data.summaries.tolist()) == ["Boats come home."]
    said = toy_codec.encode([SENTENCES[1]], "eng_Latn")[0]
    assert np.allclose(data.vectors[data.order[2]], said, atol=0.02)
    (row,) = token_matrix(data, data.order[2:3]).tolist()
    assert row == toy_codec.ids(SENTENCES[1], "eng_Latn")


def test_breaks_and_ends_are_zero_and_nothing_else_is(toy_codec: TorchCodec) -> None:
    data = embed(toy_codec, [story()], 200)
    empty = np.isin(data.kinds, [ItemKind.BREAK, ItemKind.END])
    assert not data.vectors[data.order[empty]].any()
    assert data.vectors[data.order[~empty]].any(axis=1).all()
    assert data.sentences().any(axis=1).all()


def test_documents_with_too_few_sentences_are_left_out(toy_codec: TorchCodec) -> None:
    short = replace(story(), paragraphs=[["One.", "Two."]])
    assert len(embed(toy_codec, [short], 200).starts) == 1


def test_held_out_sentences_are_nowhere(toy_codec: TorchCodec) -> None:
    """In any case or punctuation; as heading, title and summary too; of their own language only."""
    held = [SENTENCES[1].upper(), "later!", "The harbour", "boats come home"]
    held_out = HeldOut(
        [*(CorpusSentence(text, "eng_Latn") for text in held), CorpusSentence(SENTENCES[2], "fra_Latn")]
    )
    data = embed(toy_codec, [story()], 200, held_out=held_out)
    said = spoken(toy_codec, data, list(range(1, len(data.vectors))))
    assert said == [SENTENCES[0], *SENTENCES[2:7]]
    assert len(data.summaries) == 0
    everything = [CorpusSentence(text, "eng_Latn") for text in SENTENCES]
    assert len(embed(toy_codec, [story()], 200, held_out=HeldOut(everything)).starts) == 1


def test_what_was_saved_is_read(toy_codec: TorchCodec, tmp_path: Path) -> None:
    data = embed(toy_codec, [story(), story(3)], 200)
    data.fragility = np.linspace(0, 1, len(data.vectors)).astype(np.float32)
    data.save(tmp_path / "documents.npz")
    again = EmbeddedDocuments.load(tmp_path / "documents.npz")
    for name in ("vectors", "ids", "id_offsets", "order", "kinds", "starts", "summaries", "fragility"):
        assert np.array_equal(getattr(data, name), getattr(again, name))


def test_files_of_an_older_version_are_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "documents.npz", vectors=np.zeros((2, 3)), starts=np.zeros(1))
    with pytest.raises(CorpusError, match=r"documents\.npz.*order"):
        EmbeddedDocuments.load(tmp_path / "documents.npz")


def test_embedding_tells_how_far_it_is_and_can_be_stopped(toy_codec: TorchCodec) -> None:
    reports: list[tuple[int, int]] = []
    data = embed(toy_codec, [story()], 200, progress=lambda done, of: reports.append((done, of)))
    assert reports[-1] == (len(data.vectors) - 1, len(data.vectors) - 1)

    def stop(_: int, __: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(toy_codec, [story()], 200, progress=stop)
