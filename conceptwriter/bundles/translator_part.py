"""The translator of a bundle: what its manifest says of a CTranslate2 model and its tokenizer."""

from __future__ import annotations

from typing import Literal

import msgspec

MODEL_FILE = "model.bin"
CONFIG_FILE = "config.json"
VOCABULARY_FILES = tuple(
    f"{name}_vocabulary.{ending}" for name in ("shared", "source", "target") for ending in ("json", "txt")
)
"""The names under which CTranslate2 looks for a model's files in its folder."""


class TranslatorPart(msgspec.Struct, frozen=True):
    """A translation model of CTranslate2; its own files keep their names, beside the manifest.

    It translates every language of `sources` into every other of `targets`.
    """

    sources: list[str]
    """FLORES-200 codes."""
    targets: list[str]
    model_files: list[str]
    source_tokenizer: str
    """SentencePiece model that cuts the source into pieces."""
    target_tokenizer: str
    """The one whose pieces the model writes; often the same."""
    language_tokens: dict[str, str] = msgspec.field(default_factory=dict)
    """FLORES-200 code -> the token that names the language to the model."""
    tokens_at: Literal["", "source", "target", "both"] = ""
    """Where those tokens stand. "source": the source begins with the target language's. "target": the
    translation does. "both": the translation does, and the source begins with its own language's. Empty:
    there are none."""
    source_end: str = ""
    """Token that this program puts after the source; empty: CTranslate2 does, or the model has none."""
    end: str = "</s>"
    """Token that ends a translation."""
    maximum_tokens: int = 200
    """Longest source, in pieces; a longer one is split."""
    maximum_characters: int = 600
    """The same in characters."""

    def translates(self, source: str, target: str) -> bool:
        """Whether it translates from one language into the other."""
        return source != target and source in self.sources and target in self.targets


def problem_of(part: TranslatorPart) -> str:
    """What is inconsistent in it; empty where nothing is."""
    if not any(part.translates(source, target) for source in part.sources for target in part.targets):
        return "the translator translates no language into another"
    named = {*part.targets, *(part.sources if part.tokens_at == "both" else ())}
    missing = sorted(named - set(part.language_tokens)) if part.tokens_at else []
    if missing:
        return f"the translator has no token for {missing[0]}"
    if MODEL_FILE not in part.model_files or CONFIG_FILE not in part.model_files:
        return f"the translator needs {MODEL_FILE} and {CONFIG_FILE}"
    if min(part.maximum_tokens, part.maximum_characters) < 8:
        return "the translator's longest source must be at least 8 tokens and characters"
    return ""
