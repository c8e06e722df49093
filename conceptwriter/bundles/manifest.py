"""`bundle.json`: the description of a model folder.

A newer major version of the format is refused; unknown keys are kept and written back.
"""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import msgspec

import conceptwriter
from conceptwriter.atomic_write import atomic_write
from conceptwriter.bundles.confidence_part import ConfidencePart, confidence_problem
from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.lcm_part import LcmPart, lcm_files, lcms_problem
from conceptwriter.bundles.translator_part import TranslatorPart, problem_of
from conceptwriter.bundles.words_part import WordsPart, words_problem

MANIFEST_NAME = "bundle.json"
MANIFEST_VERSION = "1.0"


class BundleFile(msgspec.Struct, frozen=True):
    """One file of the bundle; `path` is relative to the manifest, with forward slashes."""

    path: str
    size: int
    """Bytes."""
    sha256: str
    """Lower-case hexadecimal."""


class Licence(msgspec.Struct, frozen=True):
    """The terms under which the bundle may be used."""

    spdx: str
    file: str
    """The licence text, one of the bundle's files."""


class DecodingDefaults(msgspec.Struct, frozen=True):
    """Settings recommended by the codec's authors; the names are those of `codec.DecodeOptions`."""

    beam_size: int = 4
    maximum_tokens: int = 80
    length_penalty: float = 1.0
    no_repeat_ngram: int = 3
    length_offset: int = 0
    """Added to the length of a text before its score is divided by it (see `codec.search`)."""
    meaning: float = 0.0
    """Weight of a text's nearness in meaning when the best beam is chosen (see `codec.meaning`); 0: none."""


TOKEN_STATES_VERSION = 1
COPYING_VERSION = 2


class TokenStatesPart(msgspec.Struct, frozen=True):
    """The codec's decoder can attend to the encoder's states of a text's tokens, beside the vector's slots.

    Version 1: the encoder also outputs `token_states` (n, t, w). The condition takes them with `tokens_seen`
    (n, t), false for padding, and any t, 0 included; and it outputs `condition_bias` as well, for the step.
    Version 2: the decoder can also copy pieces of the text. The condition takes their `token_ids` (n, t), and
    outputs `copyable` for the step, whose logits include copying.
    """

    version: int = TOKEN_STATES_VERSION
    """Of these inputs and outputs; one that this program does not know is refused."""

    @property
    def copies(self) -> bool:
        """Whether pieces of a text can be copied."""
        return self.version >= COPYING_VERSION


class CodecPart(msgspec.Struct, frozen=True):
    """The codec of a bundle: file names by role, and its limits."""

    tokenizer: str
    encoder: str
    condition: str
    decoder_step: str
    maximum_characters: int
    maximum_tokens: int
    """Longest sequence of encoder and decoder, including language tag and end token."""
    decoding: DecodingDefaults = msgspec.field(default_factory=DecodingDefaults)
    step: Literal["logits", "choices"] = "logits"
    """Output of the decoding step: the logits of all pieces, or the most likely pieces, already sorted."""
    begins_with_end: bool = False
    """Whether a text begins with the end token before its language tag, as SONAR's does."""
    token_states: TokenStatesPart | None = None
    """None: it decodes vectors only. Left out of the file then."""
    lexicon: str = ""
    """File of rare words and their translations, read in their place (`codec.lexicon`). Empty: none; it is
    left out of the manifest then."""
    words: WordsPart | None = None
    """How the best of several translations is chosen; None: by rank and meaning alone. Left out then."""
    confidence: ConfidencePart | None = None
    """None: nobody has measured it. Left out of the file then."""


class SplitterPart(msgspec.Struct, frozen=True):
    """A sentence segmentation model (SaT): file names by role, and its settings."""

    graph: str
    tokenizer: str
    """XLM-RoBERTa's SentencePiece model."""
    threshold: float = 0.25
    """A sentence ends where its probability is above this."""
    block: int = 256
    """Maximum number of tokens read at once; consecutive blocks overlap by half."""


class ChatTemplate(msgspec.Struct, frozen=True):
    """The chat template of an instruction-tuned voice: each part a list of special tokens and plain text.

    A part that begins with `<` and is a special token of the tokenizer is that token; all else is text.
    """

    before: list[str]
    """Before the instruction."""
    after: list[str]
    """Between the instruction and the answer."""


class VoicePart(msgspec.Struct, frozen=True):
    """The voice of a bundle: a token-level language model that writes drafts."""

    graph: str
    tokens: str
    """The tokenizer, see `voice.tokenizer.TokenTable`."""
    context: int
    """Maximum number of tokens of prompt and draft together."""
    languages: list[str]
    """FLORES-200 codes of the languages it writes well."""
    template: ChatTemplate | None = None
    """None for a model that only continues a text."""


class Manifest(msgspec.Struct, frozen=True):
    """A bundle's description. `extra` holds top-level keys this version does not know."""

    manifest_version: str
    name: str
    version: str
    kinds: list[str]
    """Of "codec", "lcm", "lens", "splitter", "translator", "voice"."""
    licence: Licence
    languages: list[str]
    """FLORES-200 codes."""
    dimension: int
    """Of the concept vectors; 0 in a bundle without any, such as one with only a voice or a splitter."""
    files: list[BundleFile]
    precision: str = "float32"
    weight_levels: int = 0
    """Integer weight levels on either side of zero, see `runtime.saturation`; 0 where unknown."""
    title: str = ""
    model_card: str | None = None
    source: str = ""
    """Where the bundle comes from."""
    citation: str = ""
    minimum_app_version: str = "0.1.0"
    normaliser: dict[str, Any] | None = None
    codec: CodecPart | None = None
    lcm: LcmPart | None = None
    """The default variant."""
    lcm_variants: list[LcmPart] = msgspec.field(default_factory=list)
    """The other variants."""
    splitter: SplitterPart | None = None
    voice: VoicePart | None = None
    translator: TranslatorPart | None = None
    """Left out of the file where there is none."""
    space: str = ""
    """The vector space of the codec, where several codecs share one; empty: its own space."""
    extra: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def vector_space(self) -> str:
        """The space of its codec's vectors: an LCM of the same space works with it."""
        return self.space or f"{self.name} {self.version}"

    @property
    def all_lcms(self) -> list[LcmPart]:
        """Every variant, the default first; empty without an LCM."""
        return [] if self.lcm is None else [self.lcm, *self.lcm_variants]


def load_manifest(path: Path) -> Manifest:
    """Read `bundle.json`; `path` is that file or its folder.

    Raises BundleError for a missing, unreadable, malformed, newer or inconsistent manifest.
    """
    file = path if path.name == MANIFEST_NAME else path / MANIFEST_NAME
    raw = _read_object(file)
    _refuse_newer_format(raw, file)
    known = {field.encode_name for field in msgspec.structs.fields(Manifest)} - {"extra"}
    extra = {key: value for key, value in raw.items() if key not in known}
    try:
        manifest = msgspec.convert({key: value for key, value in raw.items() if key in known}, Manifest)
    except msgspec.ValidationError as error:
        raise BundleError(f"{file}: {error}. Install the model again.") from error
    _check(manifest, file)
    return msgspec.structs.replace(manifest, extra=extra)


def save_manifest(manifest: Manifest, folder: Path) -> Path:
    """Write `bundle.json` into `folder`, unknown keys included, and return its path."""
    data: dict[str, Any] = msgspec.to_builtins(manifest)
    extra = data.pop("extra")
    if manifest.codec is not None:
        for optional in ("token_states", "lexicon", "words", "confidence"):
            if not getattr(manifest.codec, optional):
                del data["codec"][optional]
    if manifest.translator is None:
        del data["translator"]
    file = folder / MANIFEST_NAME
    text = json.dumps({**data, **extra}, indent=2, ensure_ascii=False) + "\n"
    atomic_write(file, text.encode())
    return file


def _read_object(file: Path) -> dict[str, Any]:
    try:
        raw = json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise BundleError(f"{file.parent} is not a model folder: {MANIFEST_NAME} is missing.") from error
    except OSError as error:
        raise BundleError(f"{file} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{file} is damaged: it is not JSON ({error}). Install the model again.") from error
    if not isinstance(raw, dict):
        raise BundleError(f"{file} is damaged: it is not a JSON object. Install the model again.")
    return raw


def _refuse_newer_format(raw: dict[str, Any], file: Path) -> None:
    version = raw.get("manifest_version")
    found = re.fullmatch(r"(\d+)\.\d+", version) if isinstance(version, str) else None
    if found is None:
        raise BundleError(f"{file}: manifest_version is missing or not of the form {MANIFEST_VERSION!r}.")
    ours = MANIFEST_VERSION.partition(".")[0]
    if found[1] != ours:
        raise BundleError(
            f"{file} has manifest version {version}; this program reads version {ours}. Update "
            "ConceptWriter, or install a model made for this version."
        )


def _check(manifest: Manifest, file: Path) -> None:
    if _numbers(manifest.minimum_app_version) > _numbers(conceptwriter.__version__):
        raise BundleError(
            f"{file} needs ConceptWriter {manifest.minimum_app_version} or newer; "
            f"this is {conceptwriter.__version__}. Update the program."
        )
    parts = {
        "codec": manifest.codec,
        "lcm": manifest.lcm,
        "splitter": manifest.splitter,
        "voice": manifest.voice,
        "translator": manifest.translator,
    }
    for kind, part in parts.items():
        if (kind in manifest.kinds) != (part is not None):
            raise BundleError(
                f"{file}: kinds and the section {kind!r} do not match. Install the model again."
            )
    if manifest.dimension < (0 if manifest.codec is None and manifest.lcm is None else 1):
        raise BundleError(f"{file}: the dimension must be positive, not {manifest.dimension}.")
    _check_token_states(manifest, file)
    if manifest.lcm is None and manifest.lcm_variants:
        raise BundleError(f"{file}: it has lcm_variants but no lcm. Install the model again.")
    if problem := lcms_problem(manifest.all_lcms):
        raise BundleError(f"{file}: {problem}. Install the model again.")
    confidence = None if manifest.codec is None else manifest.codec.confidence
    if confidence is not None and (problem := confidence_problem(confidence)):
        raise BundleError(f"{file}: {problem}. Install the model again.")
    words = None if manifest.codec is None else manifest.codec.words
    if words is not None and (problem := words_problem(words)):
        raise BundleError(f"{file}: {problem}. Install the model again.")
    if manifest.translator is not None and (problem := problem_of(manifest.translator)):
        raise BundleError(f"{file}: {problem}. Install the model again.")
    listed = {entry.path for entry in manifest.files}
    for name in listed:
        _refuse_outside(name, file)
    for name in sorted(files_with_a_role(manifest) - listed):
        raise BundleError(
            f"{file}: {name} has a role but is not in the list of files. Install the model again."
        )


def files_with_a_role(manifest: Manifest) -> set[str]:
    """Names of the files that the parts of a bundle refer to."""
    names = {manifest.licence.file}
    if manifest.model_card is not None:
        names.add(manifest.model_card)
    if (codec := manifest.codec) is not None:
        names |= {codec.tokenizer, codec.encoder, codec.condition, codec.decoder_step}
        names |= {codec.lexicon} if codec.lexicon else set()
        names |= {codec.words.file} if codec.words is not None else set()
    if (splitter := manifest.splitter) is not None:
        names |= {splitter.graph, splitter.tokenizer}
    for lcm in manifest.all_lcms:
        names |= lcm_files(lcm)
    if (voice := manifest.voice) is not None:
        names |= {voice.graph, voice.tokens}
    if (translator := manifest.translator) is not None:
        names |= {*translator.model_files, translator.source_tokenizer, translator.target_tokenizer}
    return names


def _check_token_states(manifest: Manifest, file: Path) -> None:
    states = None if manifest.codec is None else manifest.codec.token_states
    if states is not None and states.version not in {TOKEN_STATES_VERSION, COPYING_VERSION}:
        raise BundleError(
            f"{file} has token states of version {states.version}; this program reads versions "
            f"{TOKEN_STATES_VERSION} and {COPYING_VERSION}. Update ConceptWriter, or install a model made for"
            " this version."
        )


def _refuse_outside(name: str, file: Path) -> None:
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise BundleError(f"{file}: {name!r} points outside the model folder. Do not use this model.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
