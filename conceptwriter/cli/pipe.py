"""Process text line by line from standard input to standard output.

    pipe segment   --from L            split into sentences, one per line; blank lines are kept
    pipe translate --from L --to L     line n of the output is the translation of line n of the input
    pipe encode    --from L  -o X.npy  vectors as float32 (lines, dimension); without -o to standard output
    pipe decode    --to L    -i X.npy  one line per vector; without -i from standard input

Text is UTF-8. A line that cannot be processed stops the command and is named in the error; everything before
it has been written. `pipe translate` copies lines without words (emoji, figures, punctuation, blank lines)
unchanged. It also copies lines that are not UTF-8, names them, and then exits with 1.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard, TypeVar

from conceptwriter.cli.arguments import (
    LANGUAGE_HELP,
    add_decode_from,
    add_model,
    add_splitter,
    language,
    whole_number,
)
from conceptwriter.cli.console import STANDARD_INPUT, Console, WrongUsage, decoded
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from conceptwriter.engine import Engine

    FloatArray = npt.NDArray[np.float32]

LINES_AT_ONCE = 16
Line = TypeVar("Line")


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    segment = actions.add_parser(
        "segment", help="split text into sentences, one per line", allow_abbrev=False
    )
    translate = actions.add_parser("translate", help="translate each line", allow_abbrev=False)
    encode = actions.add_parser("encode", help="turn each line into a vector", allow_abbrev=False)
    decode = actions.add_parser("decode", help="turn each vector into a line of text", allow_abbrev=False)
    for action in (segment, translate, encode):
        action.add_argument(
            "--from", dest="source", metavar="L", type=language, required=True, help=LANGUAGE_HELP
        )
    add_splitter(segment)
    for action in (translate, decode):
        action.add_argument("--to", metavar="L", type=language, required=True, help=LANGUAGE_HELP)
        action.add_argument(
            "--beam", type=whole_number(1, 32), default=4, help="beam size; 1 is greedy search (default: 4)"
        )
    add_decode_from(translate)
    for action in (translate, encode, decode):
        add_model(action)
    encode.add_argument("-o", dest="output", metavar="FILE", type=Path, help="the .npy file to write")
    decode.add_argument(
        "-i", dest="input", metavar="FILE", default=STANDARD_INPUT, help="the .npy file to read"
    )
    for action in (segment, translate, encode, decode):
        action.add_argument("-q", "--quiet", action="store_true", help="print no remarks and no progress")


def run(arguments: argparse.Namespace, console: Console) -> int:
    actions: dict[str, Callable[[argparse.Namespace, Console], int]] = {
        "segment": _segment,
        "translate": _translate,
        "encode": _encode,
        "decode": _decode,
    }
    return actions[arguments.action](arguments, console)


def _lines() -> Iterator[str]:
    """The lines of standard input without their ends; ConceptWriterError names a line that is not UTF-8."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        yield decoded(line, "standard input", number).rstrip("\r\n")


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Typed lines are answered one by one, a file is processed in batches."""
    size = 1 if sys.stdin.isatty() else LINES_AT_ONCE
    while batch := list(islice(lines, size)):
        yield batch


def _segment(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.language import Segmenter
    from conceptwriter.sat import splitter_named

    with splitter_named(arguments.splitter) as splitter:
        segmenter = Segmenter(splitter=splitter)
        for line in _lines():
            for sentence in segmenter.sentences(line, arguments.source) or [""]:
                console.data(sentence)
    return 0


def _translate(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.assistant.line_sentences import readable_sentences
    from conceptwriter.cli.engine_session import engine_for
    from conceptwriter.language import Segmenter

    segmenter = Segmenter()
    done, unreadable = 0, False
    with engine_for(arguments, proposes=False) as engine:
        for batch in _batches(_lines_or_bytes(console)):
            sentences = [
                readable_sentences(line, arguments.source, segmenter) if _is_translatable(line) else []
                for line in batch
            ]
            owners = [done + number for number, parts in enumerate(sentences, start=1) for _ in parts]
            texts = iter(
                _translated([text for parts in sentences for text in parts], owners, arguments, engine)
            )
            for line, parts in zip(batch, sentences, strict=True):
                if isinstance(line, bytes):
                    unreadable = True
                    _write_bytes(line, console)
                else:
                    console.data(_translation_of(line, list(islice(texts, len(parts))), arguments))
            console.flush()
            done += len(batch)
            console.progress(done, done, "lines")
    return 1 if unreadable else 0


def _translation_of(line: str, parts: list[str], arguments: argparse.Namespace) -> str:
    """The sentences of a line as one again, with quotation marks of the kind that the line has."""
    from conceptwriter.language.translated_quotes import with_marks_like

    if not parts:
        return line
    return with_marks_like(line, arguments.source, _joined(parts, arguments.to), arguments.to)


def _lines_or_bytes(console: Console) -> Iterator[str | bytes]:
    """The lines of standard input without their ends; one that is not UTF-8 as it is, with a message."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            yield decoded(line, "standard input", number).rstrip("\r\n")
        except ConceptWriterError:
            console.problem(f"standard input, line {number}: not UTF-8 text; the line is copied unchanged.")
            yield line.rstrip(b"\r\n")


def _write_bytes(line: bytes, console: Console) -> None:
    console.flush()
    sys.stdout.buffer.write(line + b"\n")


def _is_translatable(line: str | bytes) -> TypeGuard[str]:
    from conceptwriter.outline.translatable import has_words

    return isinstance(line, str) and has_words(line)


def _joined(sentences: list[str], code: str) -> str:
    from conceptwriter.language import join_sentences

    return join_sentences(sentences, code)


def _translated(
    texts: list[str], owners: list[int], arguments: argparse.Namespace, engine: Engine
) -> list[str]:
    """Each text in the other language, with its marks; unchanged where it has no words or failed."""
    from conceptwriter.assistant.carrying import carried
    from conceptwriter.assistant.codec_use import Text
    from conceptwriter.assistant.masking import masked

    wordy = [place for place, text in enumerate(texts) if _is_translatable(text)]
    masks = {place: masked(texts[place]) for place in wordy}
    found = list(texts)
    if wordy:
        plain = [masks[place].text for place in wordy]
        lines = [owners[place] for place in wordy]
        translated = carried(
            [Text(text, arguments.source) for text in plain],
            _rendered(plain, lines, arguments, engine),
            arguments.to,
            lambda rows, others: _rendered(others, [lines[row] for row in rows], arguments, engine),
            [[int(number) for number, _, _ in masks[place].stand_ins] for place in wordy],
        )
        for place, text in zip(wordy, translated, strict=True):
            if any(map(str.isalnum, text)):
                found[place] = masks[place].restored(text).text
    return found


def _rendered(
    texts: list[str], owners: list[int], arguments: argparse.Namespace, engine: Engine
) -> list[str]:
    """The texts in the other language, decoded from what --decode-from says, or as the model does it best."""
    from conceptwriter.engine import DecodeFromTexts, DecodeOptions, Describe, LanguageNotInCodec

    from_text = arguments.decode_from == "text"
    if arguments.decode_from is None:
        codec = (engine.status if engine.status.codec else engine.submit(Describe()).result()).codec
        from_text = codec is not None and codec.decodes_texts
    if not from_text:
        return _texts_of(_encoded(texts, owners, arguments.source, engine), arguments, engine)
    options = DecodeOptions(beam_size=arguments.beam)
    request = DecodeFromTexts(tuple(texts), arguments.source, arguments.to, options)
    try:
        with _lines_named(owners):
            return [item.text for item in engine.submit(request).result()]
    except LanguageNotInCodec as error:
        codec = engine.status.codec
        knows_source = codec is not None and arguments.source in codec.languages
        raise _not_known(arguments.to if knows_source else arguments.source, engine) from error


def _encoded(texts: list[str], owners: list[int], source: str, engine: Engine) -> FloatArray:
    """`owners`: the input line of each text, for an error that names it."""
    from conceptwriter.engine import Encode, LanguageNotInCodec

    try:
        with _lines_named(owners):
            return engine.submit(Encode(tuple(texts), source)).result()
    except LanguageNotInCodec as error:
        raise _not_known(source, engine) from error


@contextmanager
def _lines_named(owners: list[int]) -> Iterator[None]:
    """An error about a text names its input line."""
    from conceptwriter.engine import EmptyText, TextTooLong

    try:
        yield
    except (EmptyText, TextTooLong) as error:
        raise ConceptWriterError(f"standard input, line {owners[error.index]}: {error}") from error


def _texts_of(vectors: FloatArray, arguments: argparse.Namespace, engine: Engine) -> list[str]:
    from conceptwriter.engine import Decode, DecodeOptions, LanguageNotInCodec

    options = DecodeOptions(beam_size=arguments.beam)
    try:
        answer = engine.submit(Decode(vectors, arguments.to, options)).result()
    except LanguageNotInCodec as error:
        raise _not_known(arguments.to, engine) from error
    return [decoded_text.text for decoded_text in answer]


def _not_known(language: str, engine: Engine) -> ConceptWriterError:
    """What would have the language."""
    from conceptwriter.cli.missing_language import on_missing_language

    codec = engine.status.codec
    assert codec is not None, "the request has already completed"
    return ConceptWriterError(on_missing_language(language, codec))


def _encode(arguments: argparse.Namespace, console: Console) -> int:
    import numpy as np

    from conceptwriter.cli.engine_session import engine_for
    from conceptwriter.cli.output_file import check_vector_name
    from conceptwriter.engine import Describe
    from conceptwriter.interchange import whole_file

    if arguments.output is None and sys.stdout.isatty():
        raise WrongUsage(
            "Vectors cannot be shown in a terminal. Write them to a file with -o, or redirect the output."
        )
    if arguments.output is not None:
        check_vector_name(arguments.output)
    parts: list[FloatArray] = []
    done = 0
    with engine_for(arguments, proposes=False) as engine:
        for batch in _batches(_lines()):
            owners = list(range(done + 1, done + len(batch) + 1))
            parts.append(_encoded(batch, owners, arguments.source, engine))
            done += len(batch)
            console.progress(done, done, "lines")
        status = engine.submit(Describe()).result() if not parts else engine.status
    assert status.codec is not None
    vectors = np.concatenate(parts) if parts else np.zeros((0, status.codec.dimension), np.float32)
    if arguments.output is None:
        np.save(sys.stdout.buffer, vectors, allow_pickle=False)
    else:
        with whole_file(arguments.output) as stream:
            np.save(stream, vectors, allow_pickle=False)
    return 0


def _decode(arguments: argparse.Namespace, console: Console) -> int:
    from conceptwriter.cli.engine_session import engine_for
    from conceptwriter.engine import Describe

    vectors, name = _read_vectors(arguments.input)
    with engine_for(arguments, proposes=False) as engine:
        codec = engine.submit(Describe()).result().codec
        assert codec is not None
        if len(vectors) and vectors.shape[1] != codec.dimension:
            raise ConceptWriterError(
                f"{name} contains vectors of dimension {vectors.shape[1]}; {codec.id} {codec.version} "
                f"needs {codec.dimension}. Decode them with the model that encoded them (--bundle)."
            )
        for start in range(0, len(vectors), LINES_AT_ONCE):
            for text in _texts_of(vectors[start : start + LINES_AT_ONCE], arguments, engine):
                console.data(text)
            console.flush()
            console.progress(min(start + LINES_AT_ONCE, len(vectors)), len(vectors), "lines")
    return 0


def _read_vectors(place: str) -> tuple[FloatArray, str]:
    """Float32 (n, d) from a .npy file or standard input, and what to call it.

    Raises ConceptWriterError for anything but a two-dimensional array of finite numbers.
    """
    import numpy as np

    name = "standard input" if place == STANDARD_INPUT else place
    content = sys.stdin.buffer.read() if place == STANDARD_INPUT else Path(place).read_bytes()
    try:
        loaded = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise ConceptWriterError(
            f"{name} is not a complete .npy file ({error}). Create it with `conceptwriter pipe encode`."
        ) from error
    if not isinstance(loaded, np.ndarray) or loaded.ndim != 2 or loaded.dtype.kind not in "fiu":
        raise ConceptWriterError(f"{name} does not contain a table of numbers with one vector per row.")
    vectors = np.ascontiguousarray(loaded, dtype=np.float32)
    if not np.isfinite(vectors).all():
        raise ConceptWriterError(f"{name} contains values that are not finite numbers.")
    return vectors, name
