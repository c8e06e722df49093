"""Looking up texts in translation memories, by likeness and by meaning."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from conceptwriter.cli.arguments import LANGUAGE_HELP, add_model, language, whole_number
from conceptwriter.cli.console import Console
from conceptwriter.cli.memory_file import memories_to_search, opened_memory
from conceptwriter.cli.plurals import counted
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from conceptwriter.engine import CodecStatus, Engine
    from conceptwriter.memory import Encoder, Match, Memory, Run

    FloatArray = npt.NDArray[np.float32]

_AT_ONCE = 512
_IN_A_BATCH = 16
_MARKS = {"kept": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}


def configure_search(parser: argparse.ArgumentParser) -> None:
    """The arguments of `memory search`."""
    parser.add_argument("text", metavar="TEXT", help="the text to look up")
    parser.add_argument(
        "--from", dest="source", metavar="L", type=language, required=True, help=LANGUAGE_HELP
    )
    parser.add_argument("--to", metavar="L", type=language, required=True, help=LANGUAGE_HELP)
    parser.add_argument("--before", metavar="T", help="the text before it, to find it in context")
    parser.add_argument("--after", metavar="T", help="the text after it")
    parser.add_argument(
        "--minimum", type=whole_number(1, 101), help="per cent of likeness (default: 75)", metavar="N"
    )
    parser.add_argument(
        "-n", dest="limit", type=whole_number(1, 1000), default=10, help="at most so many (default: 10)"
    )
    parser.add_argument(
        "--meaning",
        action="store_true",
        help="the nearest in meaning, from any language, by the vectors that `memory encode` made",
    )
    add_model(parser)


def configure_encode(parser: argparse.ArgumentParser) -> None:
    """The arguments of `memory encode`."""
    add_model(parser)


def search(arguments: argparse.Namespace, console: Console) -> int:
    """`memory search`: exit code 1 if nothing was found."""
    from conceptwriter.memory import USEFUL, Asked
    from conceptwriter.memory import search as look_up

    asked = Asked(arguments.text, arguments.source, arguments.to, arguments.before, arguments.after)
    with memories_to_search(arguments.memory) as memories:
        if arguments.meaning:
            found = _by_meaning(memories, asked, arguments)
        else:
            minimum = arguments.minimum or USEFUL
            found = look_up(memories, asked, minimum=minimum, limit=arguments.limit)
    if console.as_json:
        console.json([_described(match) for match in found])
    else:
        for match in found:
            console.data(f"{match.percent:>3} % {match.kind.value:<8} {match.text}")
            runs = match.difference
            console.data(f"               {_marked(runs) if runs else match.unit.source}")
        if not found:
            console.note("Nothing found.")
    return 0 if found else 1


def _by_meaning(memories: list[Memory], asked: Any, arguments: argparse.Namespace) -> list[Match]:
    from conceptwriter.memory import search_by_meaning

    with _encoding(arguments) as (engine, codec):
        encoder = _encoder(codec)
        if not any(name == encoder.name for memory in memories for name, _, _ in memory.vectors.counts()):
            raise ConceptWriterError(
                f"No memory has vectors of {encoder.name} {encoder.version}. Run `conceptwriter memory "
                "encode` first."
            )
        vector = _vectors([asked.text], asked.source_language, engine)[0]
    found = search_by_meaning(memories, encoder, vector, asked, limit=arguments.limit)
    return [match for match in found if match.percent >= (arguments.minimum or 0)]


def encode(arguments: argparse.Namespace, console: Console) -> int:
    """`memory encode`: vectors for the units that have none of the model in use."""
    made, left_out = 0, 0
    with opened_memory(arguments.memory, must_exist=True) as memory, _encoding(arguments) as (engine, codec):
        encoder = _encoder(codec)
        last = 0
        while rows := memory.vectors.missing(encoder, _AT_ONCE, last):
            last = rows[-1][0]
            known = [row for row in rows if row[2] in codec.languages]
            vectors = _encoded(known, engine)
            memory.vectors.put(encoder, vectors)
            made += len(vectors)
            left_out += len(rows) - len(vectors)
            console.status(f"{counted(made, 'vector')}")
        index = memory.vectors.make_index(encoder) if made else None
    if console.as_json:
        figures = {"vectors": made, "left_out": left_out, "index": None if index is None else str(index)}
        console.json({"memory": str(memory.path), **encoder._asdict(), **figures})
        return 0
    console.data(f"{memory.path}: {counted(made, 'new vector')} of {encoder.name} {encoder.version}")
    if left_out:
        console.note(
            f"{counted(left_out, 'text')} left out: too long, or in a language the model does not know."
        )
    return 0


def _encoded(rows: list[tuple[int, str, str]], engine: Engine) -> dict[int, FloatArray]:
    """Vectors by unit; none for a text that the model refuses."""
    vectors: dict[int, FloatArray] = {}
    for code in dict.fromkeys(row[2] for row in rows):
        same = [row for row in rows if row[2] == code]
        for start in range(0, len(same), _IN_A_BATCH):
            batch = same[start : start + _IN_A_BATCH]
            try:
                found = _vectors([row[1] for row in batch], code, engine)
                vectors.update((row[0], vector) for row, vector in zip(batch, found, strict=True))
            except ConceptWriterError:
                vectors.update(_one_by_one(batch, code, engine))
    return vectors


def _one_by_one(
    batch: list[tuple[int, str, str]], code: str, engine: Engine
) -> Iterator[tuple[int, FloatArray]]:
    for number, text, _ in batch:
        try:
            yield number, _vectors([text], code, engine)[0]
        except ConceptWriterError:
            continue


def _vectors(texts: list[str], code: str, engine: Engine) -> FloatArray:
    """Of the texts as a codec reads them: without marks."""
    from conceptwriter.assistant.marks import plain
    from conceptwriter.engine import Encode

    return engine.submit(Encode(tuple(plain(text).text or text for text in texts), code)).result()


@contextmanager
def _encoding(arguments: argparse.Namespace) -> Iterator[tuple[Engine, CodecStatus]]:
    from conceptwriter.cli.engine_session import engine_for
    from conceptwriter.engine import Describe

    with engine_for(arguments, proposes=False) as engine:
        codec = engine.submit(Describe()).result().codec
        assert codec is not None
        yield engine, codec


def _encoder(codec: CodecStatus) -> Encoder:
    from conceptwriter.memory import Encoder

    return Encoder(codec.id, codec.version)


def _marked(runs: tuple[Run, ...]) -> str:
    """A difference on one line, as wdiff writes it."""
    parts = []
    for run in runs:
        before, after = _MARKS[run.change.value]
        parts.append(f"{before}{run.text}{after}")
    return " ".join("".join(parts).split())


def _described(match: Match) -> dict[str, Any]:
    unit = match.unit
    return {
        "percent": match.percent,
        "kind": match.kind.value,
        "text": match.text,
        "memory": str(match.memory.path),
        "id": match.id,
        "source": unit.source,
        "source_language": unit.source_language,
        "target": unit.target,
        "target_language": unit.target_language,
        "state": unit.state.value,
        "origin": unit.origin.value,
        "author": unit.author,
        "changed": None if unit.changed is None else unit.changed.isoformat(),
        "document": unit.document,
        "properties": [list(pair) for pair in unit.properties],
        "difference": [[run.change.value, run.text] for run in match.difference],
    }
