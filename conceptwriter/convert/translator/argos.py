"""A package of Argos Translate: one zip file (`.argosmodel`) with a CTranslate2 model and what goes with it.

In its only folder lie `metadata.json` (what it translates), `model/` (CTranslate2's own files), one
SentencePiece model for both languages, perhaps a card, and folders of sentence splitters, which are not read:
a translator gets single sentences here. Nothing is unpacked under a name that the package chooses.
"""

from __future__ import annotations

import json
import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Self

from conceptwriter.bundles.translator_part import CONFIG_FILE, MODEL_FILE, VOCABULARY_FILES
from conceptwriter.convert.errors import ConversionError
from conceptwriter.language import UnknownLanguage, find_language, language_name

ENDING = ".argosmodel"
METADATA_FILE = "metadata.json"
TOKENIZER_FILE = "sentencepiece.model"
CARD_FILE = "README.md"
_MODEL_FOLDER = "model"
_BPE_FILE = "bpe.model"
_MOST_MEMBERS = 10_000
_MOST_TIMES_LARGER = 200
"""How much larger a file may be than its packed form: weights and vocabularies come nowhere near it."""
_SMALL = 1 << 20
_LARGEST = {MODEL_FILE: 1 << 33, TOKENIZER_FILE: 1 << 26, **dict.fromkeys(VOCABULARY_FILES, 1 << 26)}
"""Bytes; of all others `_SMALL`."""
_CHUNK = 1 << 20
_OWN_CODES = {"zt": "zh-Hant", "pb": "pt"}
"""Argos's names for traditional Chinese and the Portuguese of Brazil."""
_OPENNMT_CONFIG = {
    "add_source_bos": False,
    "add_source_eos": False,
    "bos_token": "<s>",
    "decoder_start_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
}
"""What CTranslate2 takes a model for that has no config.json: the oldest packages, trained with OpenNMT."""
_LICENSED = re.compile(r"licen[sc]ed?\b[^.\n]{0,40}?\bCC[ -]BY[ -]4\.0", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArgosFacts:
    """What a package says of itself."""

    source: str
    """FLORES-200 code."""
    target: str
    version: str
    prefix: str
    """Token that its translations begin with; empty where there is none."""
    licence: str
    """SPDX, as its card says; empty where it says none."""

    @property
    def name(self) -> str:
        """The name of its bundle: `argos-en-fr`."""
        return f"argos-{'-'.join(find_language(code).bcp47.lower() for code in (self.source, self.target))}"

    @property
    def languages(self) -> str:
        """The pair, as `convert.translator.languages` reads it."""
        return f"{self.source}>{self.target}"

    @property
    def title(self) -> str:
        """Its name for people."""
        return f"Argos {language_name(self.source)} to {language_name(self.target)}"


def is_argos_package(file: Path) -> bool:
    """Whether a file is called like a package."""
    return file.suffix.lower() == ENDING and file.is_file()


def read_package(file: Path) -> ArgosFacts:
    """What a package says of itself, without unpacking it. Raises ConversionError where it is not usable."""
    with _opened(file) as package:
        return _facts(package)


def unpack(file: Path, folder: Path) -> ArgosFacts:
    """Put the model of a package into `folder`, as CTranslate2's converters do.

    Raises ConversionError, OSError.
    """
    with _opened(file) as package:
        facts = _facts(package)
        folder.mkdir(parents=True, exist_ok=True)
        for name, member in package.model_files().items():
            package.write(member, folder / name, _LARGEST.get(name, _SMALL))
        package.write(package.require(TOKENIZER_FILE), folder / TOKENIZER_FILE, _LARGEST[TOKENIZER_FILE])
        if not (folder / CONFIG_FILE).exists():
            (folder / CONFIG_FILE).write_text(json.dumps(_OPENNMT_CONFIG), encoding="utf-8")
    return facts


class _Package:
    """An open package, whose names have been looked through."""

    def __init__(self, file: Path, zipped: zipfile.ZipFile) -> None:
        self.file, self._zip = file, zipped
        members = zipped.infolist()
        if len(members) > _MOST_MEMBERS:
            raise ConversionError(f"{file} holds {len(members):,} files; no package of Argos does.")
        for member in members:
            self._refuse_escaping(member)
        roots = [
            PurePosixPath(member.filename).parent
            for member in members
            if PurePosixPath(member.filename).name == METADATA_FILE
            and len(PurePosixPath(member.filename).parts) <= 2
        ]
        if len(roots) != 1:
            raise ConversionError(
                f"{file} is no package of Argos Translate: a folder with {METADATA_FILE} is missing in it."
            )
        self._members: Mapping[str, zipfile.ZipInfo] = {
            str(PurePosixPath(member.filename).relative_to(roots[0])): member
            for member in members
            if not member.is_dir() and PurePosixPath(member.filename).is_relative_to(roots[0])
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def _refuse_escaping(self, member: zipfile.ZipInfo) -> None:
        path = PurePosixPath(member.filename)
        links = stat.S_ISLNK(member.external_attr >> 16)
        if (
            path.is_absolute()
            or ".." in path.parts
            or "\\" in member.filename
            or ":" in member.filename
            or links
        ):
            raise ConversionError(
                f"{self.file} is refused: its entry {member.filename!r} points out of its folder. "
                "Download it again from its publisher."
            )

    def has(self, name: str) -> bool:
        """Whether it holds this file."""
        return name in self._members

    def require(self, name: str) -> zipfile.ZipInfo:
        """Raises ConversionError where there is no such file in it."""
        if name not in self._members:
            raise ConversionError(f"{self.file} is incomplete: it has no {name}. Download it again.")
        return self._members[name]

    def model_files(self) -> dict[str, zipfile.ZipInfo]:
        """CTranslate2's own files, under the names they have in a model's folder."""
        self.require(f"{_MODEL_FOLDER}/{MODEL_FILE}")
        names = [MODEL_FILE, CONFIG_FILE, *VOCABULARY_FILES]
        return {
            name: self._members[f"{_MODEL_FOLDER}/{name}"]
            for name in names
            if self.has(f"{_MODEL_FOLDER}/{name}")
        }

    def text(self, name: str) -> str:
        """A small text file."""
        member = self.require(name)
        self._refuse_swelling(member, _SMALL)
        return self._read(member).decode("utf-8", "replace")

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(member) as reading:
                return reading.read(_SMALL + 1)
        except (
            zipfile.BadZipFile,
            RuntimeError,
            NotImplementedError,
            EOFError,
            OSError,
            ValueError,
        ) as error:
            raise self._damaged(member, error) from error

    def write(self, member: zipfile.ZipInfo, to: Path, largest: int) -> None:
        """Unpack one file, never more of it than its entry announces."""
        self._refuse_swelling(member, largest)
        left = member.file_size
        with to.open("wb") as writing:
            try:
                with self._zip.open(member) as reading:
                    while chunk := reading.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise zipfile.BadZipFile("it is larger than announced")
                        writing.write(chunk)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
                raise self._damaged(member, error) from error

    def _refuse_swelling(self, member: zipfile.ZipInfo, largest: int) -> None:
        swells = member.file_size > _SMALL + _MOST_TIMES_LARGER * member.compress_size
        if member.file_size > largest or swells:
            raise ConversionError(
                f"{self.file} is refused: its file {member.filename} would be {member.file_size:,} bytes "
                "unpacked, which is no model's size."
            )

    def _damaged(self, member: zipfile.ZipInfo, error: Exception) -> ConversionError:
        return ConversionError(
            f"{self.file} is damaged: {member.filename} cannot be unpacked ({error}). Download it again."
        )


def _opened(file: Path) -> _Package:
    try:
        zipped = zipfile.ZipFile(file)
    except OSError as error:
        raise ConversionError(f"{file} cannot be read: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ConversionError(
            f"{file} is no package of Argos Translate, or is incomplete: it is not a zip file ({error}). "
            "Download it again."
        ) from error
    try:
        return _Package(file, zipped)
    except BaseException:
        zipped.close()
        raise


def _facts(package: _Package) -> ArgosFacts:
    file = package.file
    try:
        stated: Any = json.loads(package.text(METADATA_FILE))
    except (ValueError, RecursionError) as error:
        raise ConversionError(f"{METADATA_FILE} in {file} is not JSON: {error}.") from error
    if not isinstance(stated, dict):
        raise ConversionError(f"{METADATA_FILE} in {file} is not a JSON object.")
    if stated.get("type", "translate") != "translate":
        raise ConversionError(f"{file} is a package of the kind {stated['type']!r}, not a translation model.")
    source, target = (_language(file, stated, key) for key in ("from_code", "to_code"))
    if source == target:
        raise ConversionError(f"{METADATA_FILE} in {file} names {source} as source and target.")
    if not package.has(TOKENIZER_FILE):
        raise ConversionError(_no_tokenizer(file, bpe=package.has(_BPE_FILE)))
    prefix = stated.get("target_prefix", "")
    card = package.text(CARD_FILE) if package.has(CARD_FILE) else ""
    return ArgosFacts(
        source,
        target,
        version if isinstance(version := stated.get("package_version"), str) and version else "1.0",
        prefix if isinstance(prefix, str) else "",
        "CC-BY-4.0" if _LICENSED.search(card) else "",
    )


def _language(file: Path, stated: Mapping[str, Any], key: str) -> str:
    named = stated.get(key)
    if not isinstance(named, str) or not named:
        raise ConversionError(
            f"{METADATA_FILE} in {file} has no {key!r}: it does not say what it translates."
        )
    try:
        return find_language(_OWN_CODES.get(named, named)).code
    except UnknownLanguage as error:
        raise ConversionError(f"{METADATA_FILE} in {file}: {key!r}: {error}") from error


def _no_tokenizer(file: Path, *, bpe: bool) -> str:
    if bpe:
        return (
            f"{file} cuts its words with a BPE model ({_BPE_FILE}) and Moses's rules, which ConceptWriter "
            f"does not read. Packages with {TOKENIZER_FILE} can be used, and so can most models of OPUS-MT."
        )
    return f"{file} is incomplete: it has no tokenizer ({TOKENIZER_FILE}). Download it again."
