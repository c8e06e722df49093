"""The user's own words: a plain text file for each language, one word a line, that any editor can change."""

from __future__ import annotations

from pathlib import Path

from conceptwriter.atomic_write import atomic_write
from conceptwriter.language import is_language_code
from conceptwriter.spelling.errors import SpellingError
from conceptwriter.spelling.places import words_folder

MOST_BYTES = 4_000_000
_HEAD = "# Words of yours that are right in {language}, one a line. You may edit this file.\n"


def words_file(language: str, folder: Path | None = None) -> Path:
    """The file for a language. `folder`: None for the usual one. Raises SpellingError: not a language."""
    if not is_language_code(language):
        raise SpellingError(f"There is no language {language!r} to keep words for.")
    return (words_folder() if folder is None else folder) / f"{language}.txt"


def personal_words(language: str, folder: Path | None = None) -> list[str]:
    """The words, in the order of the file; none where there is no file.

    Raises SpellingError, which names the file, when it cannot be read.
    """
    return [line for line in _lines(words_file(language, folder)) if line and not line.startswith("#")]


def add_personal_word(language: str, word: str, folder: Path | None = None) -> None:
    """Add a word at the end of the file, once. Raises SpellingError when the file cannot be written."""
    path = words_file(language, folder)
    lines = _lines(path)
    if word not in lines:
        _write(path, [*(lines or [_HEAD.format(language=language).strip()]), word])


def remove_personal_word(language: str, word: str, folder: Path | None = None) -> None:
    """Take a word out of the file, if it is there. Raises SpellingError when the file cannot be written."""
    path = words_file(language, folder)
    lines = _lines(path)
    if word in lines:
        _write(path, [line for line in lines if line != word])


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SpellingError(
                f"The list of words {path} is larger than {MOST_BYTES // 1_000_000} MB. Make it smaller."
            )
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SpellingError(f"The list of words {path} cannot be read: {reason}.") from error
    return [line.strip() for line in text.splitlines()]


def _write(path: Path, lines: list[str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise SpellingError(
            f"The list of words {path} cannot be written: {error.strerror or error}."
        ) from error
