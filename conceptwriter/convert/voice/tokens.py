"""The tokenizer in a GGUF file, as a bundle stores it."""

from __future__ import annotations

from typing import Any

from sentencepiece import SentencePieceProcessor, sentencepiece_model_pb2

from conceptwriter.bundles.manifest import ChatTemplate
from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.voice.gguf_file import GgufFile
from conceptwriter.voice.tokenizer import PATTERNS, TokenTable

_FORMAT: Any = sentencepiece_model_pb2  # generated code: its classes are made on import
_SAME_PATTERN = {
    "default": "gpt-2",
    "llama3": "llama-bpe",
    "llama-v3": "llama-bpe",
    "deepseek-r1-qwen": "qwen2",
}
_CONTROL = 3
_USER_DEFINED = 4
_SHOWN = 40
"""Characters of an invalid text quoted in an error."""
_ENDS = ("eos", "eot", "eom")
_ENDS_BY_NAME = ("<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|endoftext|>", "</s>", "<|im_start|>")
"""End-of-text tokens: some files name only one of those that their model uses."""
_TEMPLATES = {
    "<|im_start|>": ChatTemplate(
        ["<|im_start|>", "user\n"], ["<|im_end|>", "\n", "<|im_start|>", "assistant\n"]
    ),
    "<|start_header_id|>": ChatTemplate(
        ["<|start_header_id|>", "user", "<|end_header_id|>", "\n\n"],
        ["<|eot_id|>", "<|start_header_id|>", "assistant", "<|end_header_id|>", "\n\n"],
    ),
    "[INST]": ChatTemplate(["[INST] "], [" [/INST]"]),
}
"""By a special token found in the file's template, which is a program and is not run."""


def token_table(model: GgufFile) -> TokenTable:
    """Raises ConversionError for a tokenizer that is damaged or unsupported."""
    kind = model.text("tokenizer.ggml.model")
    if kind not in {"gpt2", "llama"}:
        raise ConversionError(
            f"{model.path} cuts texts with a tokenizer of the kind {kind[:_SHOWN]!r}; byte-pair encoding "
            "(gpt2) and SentencePiece (llama) can be converted."
        )
    tokens = _texts(model, "tokenizer.ggml.tokens")
    types = model.value("tokenizer.ggml.token_type") or [1] * len(tokens)
    if not isinstance(types, list) or len(types) != len(tokens):
        raise ConversionError(f"{model.path} is damaged: it has other numbers of tokens and of their types.")
    special = {
        token: number
        for number, (token, type_) in enumerate(zip(tokens, types, strict=True))
        if type_ in {_CONTROL, _USER_DEFINED} and token
    }
    ends = {special[name] for name in _ENDS_BY_NAME if name in special}
    ends |= {number for name in _ENDS if (number := _number(model, name, tokens)) is not None}
    begin = _number(model, "bos", tokens) if _begins(model, kind) else None
    if kind == "llama":
        proto = _sentencepiece(model, tokens, types)
        return TokenTable("sentencepiece", model=proto, special=special, begin=begin, ends=sorted(ends))
    pieces, numbers = _byte_pairs(model, tokens)
    return TokenTable("bpe", _pattern(model), pieces, numbers, b"", special, begin, sorted(ends))


def chat_template(model: GgufFile) -> ChatTemplate | None:
    """The model's chat template; None when the file has none or an unknown one."""
    template = model.value("tokenizer.chat_template", "")
    return next(
        (ours for mark, ours in _TEMPLATES.items() if isinstance(template, str) and mark in template), None
    )


def _begins(model: GgufFile, kind: str) -> bool:
    """Texts of this family's SentencePiece models begin with the start token by default."""
    return bool(model.value("tokenizer.ggml.add_bos_token", kind == "llama"))


def _number(model: GgufFile, name: str, tokens: list[str]) -> int | None:
    number = model.value(f"tokenizer.ggml.{name}_token_id")
    if number is None:
        return None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(tokens):
        raise ConversionError(f"{model.path} is damaged: it has no token {number}.")
    return number


def _texts(model: GgufFile, key: str) -> list[str]:
    found = model.value(key)
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise ConversionError(f"{model.path} has no list {key}, which its tokenizer is made of.")
    return found


def _pattern(model: GgufFile) -> str:
    name = model.text("tokenizer.ggml.pre", "default")
    name = _SAME_PATTERN.get(name, name)
    if name not in PATTERNS:
        raise ConversionError(
            f"{model.path} cuts texts into words by the pattern {name[:_SHOWN]!r}, which is not known here; "
            f"known are {', '.join(sorted(PATTERNS))}."
        )
    return name


def _byte_pairs(model: GgufFile, tokens: list[str]) -> tuple[list[bytes], list[int]]:
    """Pieces in order of rank: the bytes, then the result of each merge; and the id of each."""
    numbers = {token: number for number, token in enumerate(tokens)}
    letters, merges = _letters_of_bytes(), _texts(model, "tokenizer.ggml.merges")
    bytes_of = {letter: byte for byte, letter in enumerate(letters)}
    made = ("".join(_halves(model, merge)) for merge in merges)
    texts = list(dict.fromkeys([*letters, *made]))
    # Some models leave out bytes that never occur in UTF-8: tiktoken needs them all, no text reaches them.
    if missing := [text for text in texts if text not in numbers and len(text) > 1]:
        raise ConversionError(
            f"{model.path} is damaged: its merges make {missing[0][:_SHOWN]!r}, which is no token."
        )
    try:
        pieces = [bytes(bytes_of[letter] for letter in text) for text in texts]
    except KeyError as error:
        raise ConversionError(f"{model.path} is damaged: {error} is no letter of a byte.") from error
    return pieces, [numbers.get(text, 0) for text in texts]


def _halves(model: GgufFile, merge: str) -> list[str]:
    halves = merge.split(" ")
    if len(halves) != 2 or not all(halves):
        raise ConversionError(f"{model.path} is damaged: a merge of its tokenizer is {merge[:_SHOWN]!r}.")
    return halves


def _letters_of_bytes() -> list[str]:
    """The letter that represents each byte in the token lists of GPT-2's family."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) if byte in plain else chr(256 + others.index(byte)) for byte in range(256)]


def _sentencepiece(model: GgufFile, tokens: list[str], types: list[Any]) -> bytes:
    """The SentencePiece model file, rebuilt; GGUF keeps its types and scores."""
    scores = model.value("tokenizer.ggml.scores")
    if not isinstance(scores, list) or len(scores) != len(tokens):
        raise ConversionError(f"{model.path} is damaged: its tokens have no scores.")
    proto = _FORMAT.ModelProto()
    proto.trainer_spec.model_type = _FORMAT.TrainerSpec.BPE
    proto.trainer_spec.vocab_size = len(tokens)
    proto.trainer_spec.byte_fallback = 6 in types
    proto.trainer_spec.unk_id = _number(model, "unknown", tokens) or 0
    # The text continues another: no leading space may be added, and its own spaces must stay.
    proto.normalizer_spec.name = "identity"
    proto.normalizer_spec.add_dummy_prefix = False
    proto.normalizer_spec.remove_extra_whitespaces = False
    proto.normalizer_spec.escape_whitespaces = True
    try:
        for token, score, type_ in zip(tokens, scores, types, strict=True):
            proto.pieces.add(piece=token, score=score, type=type_)
        found: bytes = proto.SerializeToString()
        SentencePieceProcessor(model_proto=found)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ConversionError(f"{model.path} is damaged: SentencePiece cannot read its tokens.") from error
    return found
