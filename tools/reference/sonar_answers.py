"""What Meta's own packages answer: token ids, sentence vectors, logits, beam searches.

For the reference environment (extra `sonar`), never imported by the program.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from fairseq2.generation.beam_search import BeamSearchSeq2SeqGenerator
from fairseq2.nn import BatchLayout, IncrementalStateBag
from sonar.inference_pipelines.text import EmbeddingToTextModelPipeline, TextToEmbeddingModelPipeline
from sonar.inference_pipelines.utils import SequenceToTextConverter
from sonar.models.sonar_translation import SonarEncoderDecoderModel
from sonar.models.sonar_translation.model import DummyEncoderModel

from tools.reference.sentences import PROBES, SENTENCES
from tools.reference.sonar_models import card_languages

SOURCE_LANGUAGE, TARGET_LANGUAGE = "deu_Latn", "fra_Latn"


@dataclass(frozen=True)
class Questions:
    """The tasks for a pair of models."""

    sentences: tuple[int, ...]
    """Places in SENTENCES: a ragged batch."""
    tokens: int
    """Of a target text whose logits are kept, for the first two vectors."""
    targets: tuple[str, ...]
    beams: tuple[int, ...]
    longest: int
    """Tokens of a generated text, the prompt included: random models seldom stop by themselves."""


def write_token_ids(tokenizer: Any, path: Path) -> None:
    """Ids of the probes in English, and of one short text in all languages."""
    info = tokenizer.vocab_info
    ids = {
        "vocabulary": info.size,
        "special": [info.pad_idx, info.unk_idx, info.bos_idx, info.eos_idx],
        "languages": card_languages(),
        "probes": _probed(tokenizer),
        "tags": {language: _tagged(tokenizer, language) for language in card_languages()},
    }
    path.write_text(json.dumps(ids, ensure_ascii=False) + "\n", "utf-8")


def _tagged(tokenizer: Any, language: str) -> list[list[int]]:
    """What a short text is as a source and as a target in one language."""
    return [
        tokenizer.create_encoder(task="translation", lang=language, mode=mode)("the mill").tolist()
        for mode in ("source", "target")
    ]


def _probed(tokenizer: Any) -> list[dict[str, Any]]:
    encode = tokenizer.create_encoder(task="translation", lang="eng_Latn", mode="source")
    decode = tokenizer.create_decoder(skip_special_tokens=True)
    return [{"text": text, "ids": encode(text).tolist(), "again": decode(encode(text))} for text in PROBES]


@torch.inference_mode()
def encoded(encoder: Any, tokenizer: Any, asked: Questions) -> dict[str, Any]:
    """Sentence vectors of a ragged batch: by sonar-space's pipeline, and by the model on padded ids."""
    chosen = [SENTENCES[index] for index in asked.sentences]
    vectors = TextToEmbeddingModelPipeline(encoder, tokenizer).predict(
        chosen, source_lang=SOURCE_LANGUAGE, batch_size=4
    )
    encode = tokenizer.create_encoder(task="translation", lang=SOURCE_LANGUAGE, mode="source")
    source = [encode(text) for text in chosen]
    lengths = [len(sequence) for sequence in source]
    ids = torch.full((len(source), max(lengths)), tokenizer.vocab_info.pad_idx)
    for row, sequence in zip(ids, source, strict=True):
        row[: len(sequence)] = sequence
    padded = encoder(ids, BatchLayout.of(ids, lengths)).sentence_embeddings
    return {
        "source_ids": ids.numpy(),
        "vectors": vectors.numpy(),
        "vectors_padded": padded.numpy(),
    }


@torch.inference_mode()
def decoded(
    decoder: Any, tokenizer: Any, asked: Questions, vectors: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Logits of two given texts, at once and token by token, and every requested beam search."""
    sources = torch.from_numpy(vectors)
    target = tokenizer.create_encoder(task="translation", lang=TARGET_LANGUAGE, mode="target")
    prefix = torch.stack([target(SENTENCES[index])[: asked.tokens] for index in asked.sentences[:2]])
    memory = sources[:2, None]
    logits = decoder(memory, BatchLayout.of(memory), prefix, BatchLayout.of(prefix))
    arrays = {
        "target_ids": prefix.numpy(),
        "logits": logits.numpy(),
        "logits_incremental": _incremental(decoder, sources[:2], prefix).numpy(),
    }
    texts = [
        _searched(decoder, tokenizer, sources, language, beam, asked.longest)
        for language in asked.targets
        for beam in asked.beams
    ]
    return arrays, texts


def _incremental(decoder: Any, vectors: torch.Tensor, prefix: torch.Tensor) -> torch.Tensor:
    """Logits token by token with fairseq2's cache."""
    model = SonarEncoderDecoderModel(DummyEncoderModel(), decoder).eval()
    bag = IncrementalStateBag(64)
    steps = []
    for place in range(prefix.shape[1]):
        token = prefix[:, place : place + 1]
        logits = model(vectors, BatchLayout.of(vectors), token, BatchLayout.of(token), state_bag=bag)
        steps.append(logits.clone())
        bag.increment_step_nr()
    return torch.cat(steps, dim=1)


def _searched(
    decoder: Any, tokenizer: Any, vectors: torch.Tensor, language: str, beam: int, longest: int
) -> dict[str, Any]:
    """fairseq2's own search as sonar-space sets it up: every hypothesis, and the texts of the pipeline."""
    pipeline = EmbeddingToTextModelPipeline(decoder, tokenizer)
    generator = BeamSearchSeq2SeqGenerator(
        pipeline.model, tokenizer.vocab_info, beam_size=beam, max_seq_len=longest
    )
    converter = SequenceToTextConverter(generator, tokenizer, task="translation", target_lang=language)
    texts, output = converter.batch_convert(vectors, BatchLayout.of(vectors))
    kept = [
        [{"ids": found.seq.tolist(), "score": float(found.score)} for found in hypotheses]
        for hypotheses in output.hypotheses
    ]
    again = pipeline.predict(vectors, target_lang=language, beam_size=beam, max_seq_len=longest)
    if again != texts:
        raise SystemExit("sonar-space's pipeline and its parts disagree")
    return {"language": language, "beam": beam, "longest": longest, "texts": texts, "hypotheses": kept}
