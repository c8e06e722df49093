"""Small golden files of SONAR, made by Meta's own packages.

    PROGRAM'S PYTHON -m tools.reference.make_pieces tests/convert/sonar/golden/sentencepiece.model
    REFERENCE PYTHON -m tools.reference.make_sonar_goldens tests/convert/sonar/golden

The second needs the environment of the extra `sonar`; see `sonar_models`. It writes one toy encoder and one
toy decoder in the layouts of fairseq2 and fairseq, and what the real models and tokenizer answer.
"""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sonar.models.sonar_text.checkpoint import (
    _convert_sonar_text_decoder_checkpoint,
    _convert_sonar_text_encoder_checkpoint,
)

from tools.reference.sonar_answers import Questions, decoded, encoded, write_token_ids
from tools.reference.sonar_models import decoder_of, encoder_of, tokenizer_of

SIZE = {"dimension": 32, "layers": 2, "heads": 4, "inner": 48}
ASKED = Questions(
    sentences=(0, 1, 4, 18, 26, 30, 38),
    tokens=12,
    targets=("eng_Latn", "fra_Latn", "sat_Beng", "zho_Hans"),
    beams=(5, 1, 3),
    longest=24,
)


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
    write_token_ids(tokenizer, folder / "tokens.json")
    arrays = encoded(encoder, tokenizer, ASKED)
    logits, texts = decoded(decoder, tokenizer, ASKED, arrays["vectors"])
    np.savez_compressed(folder / "answers.npz", **arrays, **logits)
    (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False) + "\n", "utf-8")


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
    """A copy that preserves sharing: the converter permutes in place."""
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
