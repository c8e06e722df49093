"""Small golden files of SONAR, made by Meta's own packages.

    PROGRAM'S PYTHON -m tools.reference.make_pieces tests/training/sonar/golden/sentencepiece.model
    REFERENCE PYTHON -m tools.reference.make_sonar_goldens tests/training/sonar/golden

The second needs the environment of the extra `sonar`; see `sonar_models`. It writes one toy encoder and one
toy decoder in the layouts of fairseq2 and fairseq, and what the real models and tokenizer answer.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from fairseq2.generation.beam_search import BeamSearchSeq2SeqGenerator
from fairseq2.nn import BatchLayout, IncrementalStateBag
from sonar.inference_pipelines.text import EmbeddingToTextModelPipeline, TextToEmbeddingModelPipeline
from sonar.inference_pipelines.utils import SequenceToTextConverter
from sonar.models.sonar_text.checkpoint import (
    _convert_sonar_text_decoder_checkpoint,
    _convert_sonar_text_encoder_checkpoint,
)
from sonar.models.sonar_translation import SonarEncoderDecoderModel
from sonar.models.sonar_translation.model import DummyEncoderModel

from tools.reference.sentences import PROBES, SENTENCES
from tools.reference.sonar_models import card_languages, decoder_of, encoder_of, tokenizer_of

SIZE = {"dimension": 32, "layers": 2, "heads": 4, "inner": 48}
TARGETS = ("eng_Latn", "fra_Latn", "sat_Beng", "zho_Hans")
LONGEST = 24
"""Tokens of a generated text, the prompt included: random models do not stop by themselves."""


def main() -> None:
    """Write all of it into the folder."""
    folder = Path(sys.argv[1])
    tokenizer = tokenizer_of(folder / "sentencepiece.model")
    vocabulary = tokenizer.vocab_info.size
    encoder = encoder_of(vocabulary, **SIZE, seed=11)
    decoder = decoder_of(vocabulary, **SIZE, seed=12)
    with torch.no_grad():
        # Whether a text ends becomes a close call, so that texts of many lengths finish.
        decoder.decoder_frontend.embed.weight[3] *= 4.0
    save_layouts(folder, encoder, decoder)
    ids = {
        "vocabulary": vocabulary,
        "special": [tokenizer.vocab_info.pad_idx, tokenizer.vocab_info.unk_idx,
                    tokenizer.vocab_info.bos_idx, tokenizer.vocab_info.eos_idx],
        "languages": card_languages(),
        "probes": token_ids(tokenizer, PROBES),
        "tags": {lang: tag_ids(tokenizer, lang) for lang in card_languages()},
    }  # fmt: skip
    (folder / "tokens.json").write_text(json.dumps(ids, ensure_ascii=False) + "\n", "utf-8")
    arrays, texts = answers(encoder, decoder, tokenizer)
    np.savez_compressed(folder / "answers.npz", **arrays)
    (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False, indent=1) + "\n", "utf-8")


def tag_ids(tokenizer: Any, language: str) -> list[list[int]]:
    """What a short text is as a source and as a target in one language."""
    return [
        tokenizer.create_encoder(task="translation", lang=language, mode=mode)("the mill").tolist()
        for mode in ("source", "target")
    ]


def token_ids(tokenizer: Any, probes: tuple[str, ...]) -> list[dict[str, Any]]:
    """Ids of each probe in English, and the text that they become again."""
    encode = tokenizer.create_encoder(task="translation", lang="eng_Latn", mode="source")
    decode = tokenizer.create_decoder(skip_special_tokens=True)
    return [{"text": text, "ids": encode(text).tolist(), "again": decode(encode(text))} for text in probes]


@torch.inference_mode()
def answers(encoder: Any, decoder: Any, tokenizer: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Sentence vectors of a ragged batch, logits of the decoder, and beam searches."""
    chosen = [SENTENCES[index] for index in (0, 1, 4, 18, 26, 30, 38)]
    vectors = TextToEmbeddingModelPipeline(encoder, tokenizer).predict(
        chosen, source_lang="deu_Latn", batch_size=4
    )
    encode = tokenizer.create_encoder(task="translation", lang="deu_Latn", mode="source")
    source = [encode(text) for text in chosen]
    ids = torch.full((len(source), max(map(len, source))), tokenizer.vocab_info.pad_idx)
    for row, sequence in zip(ids, source, strict=True):
        row[: len(sequence)] = sequence
    lengths = [len(sequence) for sequence in source]
    padded = encoder(ids, BatchLayout.of(ids, lengths)).sentence_embeddings
    target = tokenizer.create_encoder(task="translation", lang="fra_Latn", mode="target")
    prefix = torch.stack([target(chosen[0])[:12], target(chosen[1])[:12]])
    logits = decoder(vectors[:2, None], BatchLayout.of(vectors[:2, None]), prefix, BatchLayout.of(prefix))
    arrays = {
        "source_ids": ids.numpy(),
        "vectors": vectors.numpy(),
        "vectors_padded": padded.numpy(),
        "target_ids": prefix.numpy(),
        "logits": logits.numpy(),
        "logits_incremental": incremental(decoder, vectors[:2], prefix).numpy(),
    }
    texts = [searched(decoder, tokenizer, vectors, tag, beam, LONGEST)
             for tag in TARGETS for beam in (5, 1, 3)]  # fmt: skip
    return arrays, texts


def incremental(decoder: Any, vectors: torch.Tensor, prefix: torch.Tensor) -> torch.Tensor:
    """The same logits, token by token with a cache."""
    model = SonarEncoderDecoderModel(DummyEncoderModel(), decoder).eval()
    bag = IncrementalStateBag(64)
    steps = []
    for place in range(prefix.shape[1]):
        token = prefix[:, place : place + 1]
        logits = model(vectors, BatchLayout.of(vectors), token, BatchLayout.of(token), state_bag=bag)
        steps.append(logits.clone())
        bag.increment_step_nr()
    return torch.cat(steps, dim=1)


def searched(
    decoder: Any, tokenizer: Any, vectors: torch.Tensor, language: str, beam: int, longest: int
) -> dict[str, Any]:
    """fairseq2's own search through sonar-space's own pipeline: every hypothesis, and the text it returns."""
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


def save_layouts(folder: Path, encoder: Any, decoder: Any) -> None:
    """The same weights in every layout; fairseq's are read back by sonar-space's own converter first."""
    fair_encoder, fair_decoder = encoder.state_dict(), decoder.state_dict()
    torch.save({"model": fair_encoder}, folder / "encoder.pt")
    torch.save({"model": fair_decoder}, folder / "decoder.pt")
    older = {older_name(name, "encoder"): value for name, value in fair_encoder.items()}
    table = older.pop("embed_tokens.weight")
    older |= {"version": torch.tensor([3.0]), "embed_positions._float_tensor": torch.zeros(1)}
    embedding = torch.nn.Embedding(table.shape[0], table.shape[1], _weight=permuted(table))
    check_encoder({**older, "embed_tokens": embedding}, fair_encoder)
    torch.save({"state_dict": older, "embed_tokens": embedding}, folder / "encoder_fairseq.pt")
    older = {older_name(name, "decoder"): value for name, value in fair_decoder.items()}
    older["embed_tokens.weight"] = permuted(older["embed_tokens.weight"])
    older["output_projection.weight"] = older["embed_tokens.weight"]
    older |= {"version": torch.tensor([3.0]), "embed_positions._float_tensor": torch.zeros(1)}
    check_decoder(older, fair_decoder)
    torch.save({"state_dict": older}, folder / "decoder_fairseq.pt")


def check_encoder(older: dict[str, Any], wanted: dict[str, torch.Tensor]) -> None:
    """sonar-space must find our embedding in the older file; 0.5.0 leaves the layers' names as they are."""
    found = _convert_sonar_text_encoder_checkpoint({"state_dict": cloned(older)}, None)
    name = "encoder_frontend.embed.weight"
    compare(found, {name: wanted[name]})


def check_decoder(older: dict[str, Any], wanted: dict[str, torch.Tensor]) -> None:
    """sonar-space must make our older file into the weights it came from."""
    found = _convert_sonar_text_decoder_checkpoint({"state_dict": cloned(older)}, None)
    compare({name: found[name] for name in wanted}, wanted)


def cloned(state: dict[str, Any]) -> dict[str, Any]:
    """A copy in which what was shared still is: the converter permutes in place."""
    import copy

    return copy.deepcopy(state)


def compare(found: dict[str, torch.Tensor], wanted: dict[str, torch.Tensor]) -> None:
    """Stop unless both hold the same."""
    for name, value in wanted.items():
        if name not in found or not torch.equal(found[name], value):
            raise SystemExit(f"the older layout loses {name}")


def permuted(table: torch.Tensor) -> torch.Tensor:
    """Rows of <pad>, <unk>, <s>, </s> in the order <s>, <pad>, </s>, <unk>."""
    older = table.clone()
    older[[1, 3, 0, 2]] = table[[0, 1, 2, 3]]
    return older


def older_name(name: str, part: str) -> str:
    """fairseq2's name of a tensor as fairseq had it."""
    for new, old in (
        (f"{part}_frontend.embed.", "embed_tokens."),
        ("encoder_decoder_attn_layer_norm", "encoder_attn_layer_norm"),
        ("encoder_decoder_attn.", "encoder_attn."),
        ("attn.output_proj", "attn.out_proj"),
        ("ffn.inner_proj", "fc1"),
        ("ffn.output_proj", "fc2"),
        ("ffn_layer_norm", "final_layer_norm"),
        ("final_proj.", "output_projection."),
    ):
        name = name.replace(new, old)
    return name.removeprefix(f"{part}.")


if __name__ == "__main__":
    main()
