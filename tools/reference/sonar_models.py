"""Meta's own SONAR text models with random weights, at any size.

For the reference environment (extra `sonar`), never imported by the program. Run the commands next to this
file from the root of the repository: `python -m tools.reference.make_sonar_goldens`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sonar
import torch
from fairseq2.data.tokenizers import VocabularyInfo
from fairseq2.models.nllb.tokenizer import NllbTokenizerConfig, load_nllb_tokenizer
from sonar.models.sonar_text import SonarTextDecoderConfig, SonarTextEncoderConfig
from sonar.models.sonar_text.factory import SonarTextDecoderFactory, SonarTextEncoderFactory

SPREAD_OF_NORMS = 0.1
SPREAD_OF_BIASES = 0.02
SHARPNESS = 3.0
"""Scale of the decoder's last norm, which separates its choices like those of a trained model. Its signs are
random: the output projection is the embedding, and such a model would otherwise repeat its input.
"""


def card_languages() -> list[str]:
    """The languages of SONAR's own card, in its order."""
    card = Path(sonar.__file__).parent / "cards" / "text_sonar_basic_encoder.yaml"
    listed = card.read_text("utf-8").split("langs:")[1].splitlines()
    return [line.strip().removeprefix("- ") for line in listed if line.strip().startswith("- ")]


def tokenizer_of(path: Path) -> Any:
    """fairseq2's NLLB tokenizer over a SentencePiece file, with SONAR's languages."""
    return load_nllb_tokenizer(path, NllbTokenizerConfig(langs=card_languages(), default_lang="eng_Latn"))


def encoder_of(vocabulary: int, dimension: int, layers: int, heads: int, inner: int, seed: int) -> Any:
    """The real text encoder, in evaluation mode."""
    config = SonarTextEncoderConfig(
        model_dim=dimension,
        max_seq_len=512,
        vocab_info=VocabularyInfo(size=vocabulary, unk_idx=1, bos_idx=2, eos_idx=3, pad_idx=1),
        num_encoder_layers=layers,
        num_decoder_layers=layers,
        num_encoder_attn_heads=heads,
        num_decoder_attn_heads=heads,
        ffn_inner_dim=inner,
        pooling="mean",
        _from_fairseq=True,
    )
    torch.manual_seed(seed)
    model = SonarTextEncoderFactory(config).create_model()
    _perturb(model)
    return model.eval()


def decoder_of(vocabulary: int, dimension: int, layers: int, heads: int, inner: int, seed: int) -> Any:
    """The real text decoder, in evaluation mode."""
    config = SonarTextDecoderConfig(
        model_dim=dimension,
        max_seq_len=512,
        vocab_info=VocabularyInfo(size=vocabulary, unk_idx=1, bos_idx=2, eos_idx=3, pad_idx=1),
        activation_fn="ReLU",
        no_scale_embedding=False,
        no_token_positional_embeddings=False,
        learned_pos=False,
        emb_dropout_p=0.1,
        attention_dropout_p=0.1,
        activation_dropout_p=0.1,
        normalize_before=True,
        num_encoder_layers=layers,
        num_decoder_layers=layers,
        num_encoder_attn_heads=heads,
        num_decoder_attn_heads=heads,
        ffn_inner_dim=inner,
    )
    torch.manual_seed(seed)
    model = SonarTextDecoderFactory(config).create_model()
    _perturb(model)
    with torch.no_grad():
        signs = torch.randint(0, 2, (dimension,)) * 2 - 1
        model.decoder.layer_norm.weight.mul_(SHARPNESS * signs)
    return model.eval()


@torch.no_grad()
def _perturb(model: torch.nn.Module) -> None:
    """fairseq2 starts norms at one and biases at zero: an exchanged or forgotten one would go unseen.

    The row of id 1, which fairseq2 sets to zero, gets numbers too: a trained file has some there.
    """
    for name, parameter in model.named_parameters():
        if parameter.ndim == 1:
            norm = name.endswith("norm.weight")
            noise = torch.randn_like(parameter) * (SPREAD_OF_NORMS if norm else SPREAD_OF_BIASES)
            parameter.copy_(1 + noise if norm else noise)
        elif name.endswith("embed.weight"):
            parameter[1] = torch.randn_like(parameter[1]) * parameter[2].std()
