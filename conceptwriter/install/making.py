"""Making the bundle of an entry from its files, in a separate folder next to the installed ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

import conceptwriter
from conceptwriter.atomic_write import atomic_write
from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import MANIFEST_NAME, load_manifest
from conceptwriter.bundles.places import FoundBundle, find_bundles, models_folder
from conceptwriter.install.catalogue import BUNDLE_VALUE, CatalogueEntry, Conversion, licence_sha256
from conceptwriter.install.conversion import convert
from conceptwriter.install.gathering import Given
from conceptwriter.install.offers import lacking
from conceptwriter.install.partial import disk_problem
from conceptwriter.install.placing import INSTALLING, check_files, copy_file, delete, staging_folder
from conceptwriter.install.steps import ConversionFailed, InstallFolders, OnProgress

RECORD_NAME = "installed.json"
"""In an installed bundle: what it was made from, the licence texts accepted, how the self-check went."""


def bundle_for(name: str, space: str, bundles: Iterable[FoundBundle]) -> FoundBundle | None:
    """Which bundle `bundle:NAME` stands for: the one of this name, else any codec of the same space."""
    readable = [(bundle, bundle.manifest) for bundle in bundles if bundle.manifest is not None]
    named = (bundle for bundle, manifest in readable if manifest.name == name)
    codecs = (
        bundle
        for bundle, manifest in readable
        if manifest.codec is not None and manifest.vector_space == space
    )
    return next(named, next(codecs, None))


@dataclass(frozen=True, slots=True)
class BundleWork:
    """How the files of an entry become its bundle."""

    entry: CatalogueEntry
    places: InstallFolders
    on_progress: OnProgress
    languages: Sequence[str] | None
    cut_head: bool
    converter: str

    def prepare(self) -> None:
        """Check everything that can be refused before gigabytes are downloaded. Raises BundleError."""
        conversion = self.entry.conversion
        narrowed = self.languages is not None or self.cut_head
        if narrowed and (conversion is None or conversion.kind != "sonar"):
            raise BundleError(f"{self.entry.title} cannot be limited to some languages.")
        if self.cut_head and not self.languages:
            raise BundleError("To make a smaller decoder, name the languages it should still write.")
        unknown = sorted(set(self.languages or ()) - set(self.entry.languages))
        if unknown and self.entry.languages:
            raise BundleError(f"{self.entry.title} does not know {', '.join(unknown)}.")
        if lacks := lacking(self.entry):
            raise BundleError(lacks)
        if conversion is not None:
            for value in conversion.arguments.values():
                self._other_bundle(value)

    def make(self, given: dict[str, Given], lock: int) -> Path:
        """The folder of the finished bundle, checked; `lock` is what `placing.only_one` yields.

        Raises ConversionFailed, NotEnoughDisk, BundleError.
        """
        conversion = self.entry.conversion
        figures: dict[str, Any] = {}
        if conversion is None:
            staging = self._take_unchanged(given)
        else:
            staging, figures = self._convert(conversion, given, lock)
        try:
            self._check_name(staging)
            place = self.places.models / self.entry.id
            check_files(staging, self.on_progress, self.places.verified, "install", destination=place)
        except BundleError:
            delete(staging)  # the next try must not continue from it
            raise
        self._record(staging, given, figures)
        return staging

    def _take_unchanged(self, given: dict[str, Given]) -> Path:
        staging = fresh_staging(self.places, self.entry.id)
        for name in sorted(given, key=lambda name: name == MANIFEST_NAME):
            copy_file(given[name].path, staging / name, self.on_progress)
        return staging

    def _convert(
        self, conversion: Conversion, given: dict[str, Given], lock: int
    ) -> tuple[Path, dict[str, Any]]:
        words = self._words(conversion, given)
        sums = {name: file.sha256 for name, file in given.items()}
        made_from = json.dumps([words, sums, conversion.checks])
        note = _read_note(self.places, self.entry.id)
        staging = self.places.models / f"{INSTALLING}{self.entry.id}"
        whole = (staging / MANIFEST_NAME).is_file()
        if note.made_from == made_from and whole and note.figures is not None:
            return staging, note.figures
        if note.made_from == made_from and not whole:
            staging_folder(self.places.models, self.entry.id)
        else:
            fresh_staging(self.places, self.entry.id)
        _write_note(self.places, self.entry.id, _Note(made_from))
        figures = self._run_converter(words, staging, conversion.checks, lock)
        if not (staging / MANIFEST_NAME).is_file():
            raise ConversionFailed(f"The conversion ended without writing {staging / MANIFEST_NAME}.")
        _write_note(self.places, self.entry.id, _Note(made_from, figures))
        return staging, figures

    def _run_converter(
        self, words: list[str], staging: Path, checks: dict[str, Any] | None, lock: int
    ) -> dict[str, Any]:
        words = [*words, "--out", str(staging), "--progress"]
        if checks is None:
            return convert(words, self.on_progress, module=self.converter, lock=lock)
        file = staging.with_name(f"{staging.name}.checks.json")
        try:
            file.write_text(json.dumps(checks), encoding="utf-8")
            return convert(
                [*words, "--checks", str(file)], self.on_progress, module=self.converter, lock=lock
            )
        except OSError as error:
            raise disk_problem(error, file) from error
        finally:
            file.unlink(missing_ok=True)

    def _words(self, conversion: Conversion, given: dict[str, Given]) -> list[str]:
        """The converter's arguments, except for the destination."""
        words: list[str] = [conversion.kind]
        for option, value in {**conversion.arguments, **conversion.options}.items():
            other = self._other_bundle(value)
            place = str(given[value].path.resolve()) if value in given else value
            words += [f"--{option}", place if other is None else str(other)]
        if self.languages:
            words += ["--languages", *self.languages]
        if self.cut_head:
            words.append("--cut-head")
        licence = Path(self.entry.folder) / self.entry.licences[0].file
        if conversion.kind == "translator":
            words += ["--licence", self.entry.licences[0].spdx]
        return [*words, "--licence-file", str(licence)]

    def _other_bundle(self, value: str) -> Path | None:
        """The folder of the installed bundle that a `bundle:NAME` stands for; None for other values."""
        if not value.startswith(BUNDLE_VALUE):
            return None
        name = value.removeprefix(BUNDLE_VALUE)
        found = bundle_for(name, self.entry.space, find_bundles([self.places.models, models_folder()]))
        if found is None:
            raise BundleError(f"{self.entry.title} needs {name}: install {name} first.")
        return found.folder

    def _check_name(self, staging: Path) -> None:
        name = load_manifest(staging).name
        if name != self.entry.id:
            raise ConversionFailed(
                f"The downloaded model is called {name!r}, not {self.entry.id!r}, so it was not installed."
            )

    def _record(self, staging: Path, given: dict[str, Given], figures: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        licences = [
            {
                "spdx": licence.spdx,
                "title": licence.title,
                "concerns": licence.concerns,
                "text_sha256": licence_sha256(self.entry, licence),
                "accepted": now,
            }
            for licence in self.entry.licences
        ]
        files = [
            {"name": file.name, "url": file.url, "sha256": given[file.name].sha256}
            for file in self.entry.files
        ]
        record = {
            "entry": self.entry.id,
            "version": self.entry.version,
            "source": self.entry.source,
            "installed": now,
            "by": f"ConceptWriter {conceptwriter.__version__}",
            "licences": licences,
            "files": files,
            "self_check": figures,
        }
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        try:
            (staging / RECORD_NAME).write_text(text, encoding="utf-8")
        except OSError as error:
            raise disk_problem(error, staging / RECORD_NAME) from error


class _Note(msgspec.Struct, frozen=True):
    """What is remembered about an unfinished bundle."""

    made_from: str = ""
    """Arguments and checksums: finished files of another conversion do not count."""
    figures: dict[str, Any] | None = None
    """Of the self-check, once the conversion is done and only the folders are left to swap."""


def note_file(places: InstallFolders, name: str) -> Path:
    """The file next to an unfinished bundle that says what it is being made from."""
    return places.models / f"{INSTALLING}{name}.note.json"


def _read_note(places: InstallFolders, name: str) -> _Note:
    """The note of an unfinished bundle; if it is lost or damaged, the conversion is merely repeated."""
    try:
        return msgspec.json.decode(note_file(places, name).read_bytes(), type=_Note)
    except (OSError, msgspec.MsgspecError):
        return _Note()


def _write_note(places: InstallFolders, name: str, note: _Note) -> None:
    file = note_file(places, name)
    try:
        atomic_write(file, msgspec.json.encode(note))
    except OSError as error:
        raise disk_problem(error, file) from error


def fresh_staging(places: InstallFolders, name: str) -> Path:
    """An empty folder to make a bundle in."""
    delete(places.models / f"{INSTALLING}{name}")
    return staging_folder(places.models, name)
