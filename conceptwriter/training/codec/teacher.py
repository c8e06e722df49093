"""What a teacher says that the sentences of a pack mean: ``conceptwriter train teach RUN``.

The teacher is the Universal Sentence Encoder, multilingual (Yang et al. 2019). It reads every sentence of
``RUN/pack.npz`` in a language it knows, once, and its vectors go into ``RUN/teacher.f16``. The command may be
stopped at any time and continues where it stopped.

The file is a header of 512 bytes (JSON and spaces), then a row of float16 for each such sentence, in the
order of the pack: what is written of it says how far the teacher has come.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.systems.meaning_judge import sentence_encoder
from conceptwriter.training.packing import PACK_FILE, IntArray, Pack
from conceptwriter.training.run_arguments import guarded
from conceptwriter.training.stop_signal import StopSignal
from conceptwriter.training.tokenizer import TOKENIZER_FILE

TEACHER_FILE = "teacher.f16"
DIMENSION = 512
LANGUAGES = (
    "arb_Arab", "zho_Hans", "zho_Hant", "eng_Latn", "fra_Latn", "deu_Latn", "ita_Latn", "jpn_Jpan",
    "kor_Hang", "nld_Latn", "pol_Latn", "por_Latn", "spa_Latn", "tha_Thai", "tur_Latn", "rus_Cyrl",
)  # fmt: skip
"""Those the teacher was trained on."""

Half = npt.NDArray[np.float16]
Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]

_HEADER = 512
_FORMAT = "conceptwriter teacher 1"
_AT_ONCE = 128
"""Texts of like length that the teacher reads together."""
_BATCHES = 4
"""Batches between two writes, for each process: a stop waits for a second or two."""
_REPORT_EVERY = 10.0


class TeacherError(ConceptWriterError):
    """A teacher's file is missing, unfinished, damaged or of another pack; the message says which."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a teacher's file says of itself."""

    format: str
    pack: str
    """Digest of the pack."""
    dimension: int
    languages: tuple[str, ...]
    """Of the pack's languages those that have rows."""
    rows: int
    """When it is finished."""

    def encoded(self) -> bytes:
        """As the file has it."""
        return json.dumps(asdict(self)).encode().ljust(_HEADER)

    @staticmethod
    def read(path: Path) -> Header:
        """Of a file. Raises TeacherError."""
        try:
            with path.open("rb") as stream:
                found = json.loads(stream.read(_HEADER))
            header = Header(**{**found, "languages": tuple(found["languages"])})
        except (OSError, ValueError, TypeError, LookupError) as error:
            raise TeacherError(
                f"{path} is not a file of a teacher's vectors ({error}). Make it with: conceptwriter train "
                f"teach {path.parent}"
            ) from error
        if header.format != _FORMAT:
            raise TeacherError(f"{path} has the format {header.format!r}; this program reads {_FORMAT!r}.")
        return header


def header_of(pack: Pack, dimension: int = DIMENSION, known: Sequence[str] = LANGUAGES) -> Header:
    """The header of a pack's file."""
    languages = tuple(code for code in pack.language_codes if code in known)
    rows = int(_has_row(pack, languages).sum())
    return Header(_FORMAT, digest(pack), dimension, languages, rows)


def digest(pack: Pack) -> str:
    """Of its sentences and their languages."""
    found = hashlib.sha256()
    for part in (pack.tokens, pack.offsets, pack.languages):
        found.update(np.ascontiguousarray(part).tobytes())
    found.update(" ".join(pack.language_codes).encode())
    return found.hexdigest()


def _has_row(pack: Pack, languages: Sequence[str]) -> npt.NDArray[np.bool_]:
    known = np.array([code in languages for code in pack.language_codes], dtype=bool)
    return known[pack.languages]


def is_finished(path: Path) -> bool:
    """Whether a file is there and has all its rows. Raises TeacherError where it is no such file."""
    return path.is_file() and _rows_written(path, header := Header.read(path)) >= header.rows


def _rows_written(path: Path, header: Header) -> int:
    return max(0, path.stat().st_size - _HEADER) // (2 * header.dimension)


class TeacherVectors:
    """The finished vectors of a pack, read from the file as they are asked for.

    Raises:
        TeacherError: the file is missing, unfinished, damaged or of another pack.
    """

    def __init__(self, path: Path, pack: Pack) -> None:
        header = Header.read(path)
        if header.pack != digest(pack):
            raise TeacherError(
                f"{path} was made for another {PACK_FILE}. Delete it and make it again with: conceptwriter "
                f"train teach {path.parent}"
            )
        if (written := _rows_written(path, header)) < header.rows:
            raise TeacherError(
                f"{path} has {written:,} of {header.rows:,} vectors. Finish it with: conceptwriter train "
                f"teach {path.parent}"
            )
        self.dimension = header.dimension
        has_row = _has_row(pack, header.languages)
        self._places = np.where(has_row, np.cumsum(has_row) - 1, -1)
        shape = (header.rows, header.dimension)
        self._rows: Half = np.zeros(shape, np.float16)
        if header.rows:
            self._rows = np.memmap(path, np.float16, "r", _HEADER, shape)

    def of(self, sentences: IntArray) -> Half:
        """(n, d) of sentences by number; zeros where the teacher does not know the language."""
        places = self._places[sentences]
        found = np.zeros((len(sentences), self.dimension), np.float16)
        found[places >= 0] = self._rows[places[places >= 0]]
        return found

    def of_pairs(self, pairs: IntArray) -> tuple[Half, Half]:
        """(n, d) of both sides of pairs (n, 2). Where one side has no vector, it means what the other does.

        (Reimers & Gurevych 2020: a translation is to have the vector of its original.)
        """
        first, second = self.of(pairs[:, 0]), self.of(pairs[:, 1])
        lacks = [~side.any(axis=1, keepdims=True) for side in (first, second)]
        return np.where(lacks[0], second, first), np.where(lacks[1], first, second)


def teach(
    folder: Path,
    processes: int = 1,
    minutes: float | None = None,
    embed: Embed | None = None,
    now: Callable[[], float] = time.monotonic,
) -> bool:
    """Write the teacher's vectors of a run folder's pack, or go on doing so; returns whether all are there.

    Args:
        folder: holds ``tokenizer.model`` and ``pack.npz``.
        processes: that read at the same time.
        minutes: of this call; None: to the end.
        embed: texts to unit vectors; None takes the teacher.
        now: the seconds of a steady clock.

    Raises:
        ConceptWriterError: there is no pack, or the file there is that of another one.
    """
    pack = Pack.load(folder / PACK_FILE)
    tokenizer = load_tokenizer(folder / TOKENIZER_FILE)
    path = folder / TEACHER_FILE
    header = header_of(pack)
    if not path.is_file():
        path.write_bytes(header.encoded())
    elif Header.read(path) != header:
        raise TeacherError(f"{path} was made for another {PACK_FILE}. Delete it and start again.")
    sentences = np.flatnonzero(_has_row(pack, header.languages))
    begin, done = now(), _rows_written(path, header)
    first, last_report = done, begin
    with StopSignal() as stop, _readers(processes, embed) as read, path.open("r+b") as stream:
        stream.truncate(_HEADER + done * 2 * header.dimension)  # a killed run may have written part of a row
        stream.seek(0, 2)
        while done < header.rows:
            if stop.is_set or (minutes is not None and now() - begin > minutes * 60):
                print(f"{done:,} of {header.rows:,} vectors; the same command continues", flush=True)
                return False
            part = sentences[done : done + _AT_ONCE * _BATCHES * processes]
            texts = [tokenizer.decode(pack.sentence(number).tolist()) for number in part]
            stream.write(_in_order(texts, read).tobytes())
            stream.flush()
            done += len(part)
            if now() - last_report >= _REPORT_EVERY:
                last_report = now()
                left = (last_report - begin) / (done - first) * (header.rows - done)
                print(f"{done:,} of {header.rows:,} vectors, about {left:.0f} s left", flush=True)
    print(f"{path}: {done:,} vectors in {', '.join(header.languages) or 'no language'}", flush=True)
    return True


Read = Callable[[list[list[str]]], Iterable[npt.NDArray[np.float32]]]


def _in_order(texts: Sequence[str], read: Read) -> Half:
    """Vectors in the order of the texts, which are read in batches of like length: padding costs."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    batches = [order[first : first + _AT_ONCE] for first in range(0, len(order), _AT_ONCE)]
    found = list(read([[texts[number] for number in batch] for batch in batches]))
    vectors = np.zeros((len(texts), found[0].shape[1]), np.float16)
    for batch, rows in zip(batches, found, strict=True):
        vectors[batch] = rows
    return vectors


@contextmanager
def _readers(processes: int, embed: Embed | None) -> Iterator[Read]:
    if embed is not None or processes == 1:
        one = embed or sentence_encoder()
        yield lambda batches: map(one, batches)
        return
    sentence_encoder()  # says here what is missing, rather than in a process of its own
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin_reading) as pool:
        yield lambda batches: pool.map(_read, batches)


_encoder: list[Embed] = []
"""Of a process that reads."""


def _begin_reading() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    _encoder.append(sentence_encoder())


def _read(texts: list[str]) -> npt.NDArray[np.float32]:
    return _encoder[0](texts)


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done or stopped, 1 when it cannot be."""
    parser = argparse.ArgumentParser(prog="conceptwriter train teach", description=__doc__)
    parser.add_argument("run", type=Path, help="folder with tokenizer.model and pack.npz")
    parser.add_argument("--processes", type=int, default=1, help="that read at the same time (default: 1)")
    parser.add_argument("--chunk", type=float, metavar="M", help="end this call after M minutes")
    arguments = parser.parse_args(words)

    def command() -> None:
        if arguments.processes < 1:
            raise ConceptWriterError("--processes must be more than 0.")
        teach(arguments.run, arguments.processes, arguments.chunk)

    return guarded(command)


if __name__ == "__main__":
    sys.exit(main())
