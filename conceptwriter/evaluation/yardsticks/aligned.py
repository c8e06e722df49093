"""Files whose line n says the same in several languages, named after their language (FLORES-200, NTREX)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out.corpora import clean
from conceptwriter.evaluation.held_out.sets import ENGLISH
from conceptwriter.language import UnknownLanguage, find_language

_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
FEWEST_LANGUAGES = 2


class YardstickError(ConceptWriterError):
    """A file or folder of a test set cannot be used; the message names it, and the line if there is one."""


@dataclass(frozen=True, slots=True)
class AlignedText:
    """One language of a test set."""

    language: str
    """FLORES-200 code."""
    path: Path
    lines: tuple[str, ...]

    def first(self, most: int | None) -> AlignedText:
        """Only the first lines; None: all."""
        return AlignedText(self.language, self.path, self.lines[:most])

    @property
    def digest(self) -> str:
        """16 hexadecimal digits of SHA-256 of the lines."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(number, line) of a UTF-8 file, without line ends; a line may be empty.

    Raises:
        YardstickError: the file is missing, or a line is no UTF-8 text.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise YardstickError(f"{path} cannot be read: {problem.strerror or problem}.") from problem
    # Only at line feeds: other characters that end a line for Python may be inside a sentence.
    parts = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if not parts[-1]:
        parts.pop()
    for number, part in enumerate(parts, start=1):
        try:
            line = part.decode("utf-8").removesuffix("\r")
        except UnicodeDecodeError as problem:
            raise _not_text(path, number) from problem
        if _CONTROL.search(line):
            raise _not_text(path, number)
        yield number, line


def read_aligned(path: Path, language: str) -> AlignedText:
    """The text of one file.

    Raises:
        YardstickError: it cannot be read, has no lines, or an empty one.
    """
    lines: list[str] = []
    for number, line in read_lines(path):
        sentence = clean(line)
        if not sentence:
            raise YardstickError(
                f"{path}, line {number}: empty. Leave that line out of all files, so that they stay aligned."
            )
        lines.append(sentence)
    if not lines:
        raise YardstickError(f"{path} is empty. Name a file with one sentence a line.")
    return AlignedText(language, path, tuple(lines))


def check_aligned(texts: Sequence[AlignedText]) -> None:
    """Raises YardstickError where two of them have unequal numbers of lines."""
    first = texts[0]
    for other in texts[1:]:
        if len(other.lines) != len(first.lines):
            short, long = sorted((first, other), key=lambda text: len(text.lines))
            raise YardstickError(
                f"{long.path} has {len(long.lines):,} lines and {short.path} {len(short.lines):,}: line "
                f"{len(short.lines) + 1:,} of the first has no translation. Line n of every file must say "
                "the same."
            )


def language_in_name(name: str) -> str | None:
    """The language that a file is named after: ``deu_Latn.devtest``, ``newstest2019-ref.deu.txt``."""
    *parts, last = name.split(".")
    for part in (*reversed(parts), last):
        if _CODE.fullmatch(part):
            try:
                return find_language(part).code
            except UnknownLanguage:
                continue
    return None


def files_in(folder: Path) -> dict[str, list[Path]]:
    """Language -> the files of a folder that are named after it.

    Raises:
        YardstickError: the folder cannot be read.
    """
    found: dict[str, list[Path]] = {}
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    except OSError as problem:
        raise YardstickError(f"{folder} cannot be read: {problem.strerror or problem}.") from problem
    for path in paths:
        code = language_in_name(path.name)
        if code is not None:
            found.setdefault(code, []).append(path)
    return found


def read_folder(folder: Path, wanted: Sequence[str], known: Sequence[str]) -> list[AlignedText]:
    """The wanted languages of a folder, or those of its languages that the model knows; English first.

    Raises:
        YardstickError: a language is missing or has several files, or there are fewer than two.
    """
    files = files_in(folder)
    missing = [code for code in wanted if code not in files]
    if missing:
        raise YardstickError(
            f"{folder} has no file named after {', '.join(missing)}. It has {_listed(files) or 'none'}."
        )
    chosen = [code for code in wanted or files if code in known or wanted]
    if len(chosen) < FEWEST_LANGUAGES:
        raise YardstickError(
            f"{folder} needs files of two languages that the model knows, named after them as in "
            f"deu_Latn.devtest. It has {_listed(files) or 'none'}; the model knows {', '.join(known)}."
        )
    for code in chosen:
        if len(files[code]) > 1:
            names = ", ".join(path.name for path in files[code])
            raise YardstickError(
                f"{folder} has several files of {code}: {names}. Keep one, or name two files instead of the "
                "folder."
            )
    chosen.sort(key=lambda code: (code != ENGLISH, code))
    return [read_aligned(files[code][0], code) for code in chosen]


def read_test_set(
    paths: Sequence[Path], languages: Sequence[str], known: Sequence[str], most: int | None = None
) -> list[AlignedText]:
    """A folder, or two files in the two languages; aligned, and in languages that the model knows.

    Raises:
        YardstickError: for what is wrong with them.
    """
    unknown = [code for code in languages if code not in known]
    if unknown:
        raise YardstickError(f"The model does not know {', '.join(unknown)}. It knows {', '.join(known)}.")
    if len(set(languages)) < len(languages):
        raise YardstickError("A language is named twice.")
    if len(paths) == 1 and paths[0].is_dir():
        texts = read_folder(paths[0], languages, known)
    else:
        texts = _read_files(paths, languages)
    check_aligned(texts)
    return [text.first(most) for text in texts]


def _read_files(paths: Sequence[Path], languages: Sequence[str]) -> list[AlignedText]:
    for path in paths:
        if path.is_dir():
            raise YardstickError(f"{path} is a folder. Name two files, or one folder alone.")
    if len(paths) != FEWEST_LANGUAGES:
        if not paths[0].exists():
            raise YardstickError(f"{paths[0]} does not exist.")
        raise YardstickError(
            f"{paths[0]} is one file. Name the file of its translations as well, or a folder."
        )
    if len(languages) != FEWEST_LANGUAGES:
        raise YardstickError("Say with --languages which two languages the two files are in, in their order.")
    return [read_aligned(path, code) for path, code in zip(paths, languages, strict=True)]


def pairs_of(texts: Sequence[AlignedText], *, between: bool) -> list[tuple[AlignedText, AlignedText]]:
    """Both directions of each pair: with English, or among all where there is none or `between` is set."""
    has_english = any(text.language == ENGLISH for text in texts)
    return [
        (source, target)
        for number, first in enumerate(texts)
        for second in texts[number + 1 :]
        if between or not has_english or ENGLISH in (first.language, second.language)
        for source, target in ((first, second), (second, first))
    ]


def _listed(files: dict[str, list[Path]]) -> str:
    return ", ".join(sorted(files))


def _not_text(path: Path, number: int) -> YardstickError:
    return YardstickError(
        f"{path}, line {number}: not UTF-8 text. Convert the file first, for example with iconv."
    )
