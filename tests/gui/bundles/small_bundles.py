"""Bundles of a few bytes, catalogue entries, and a store in which an installation waits for the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path

from conceptwriter.bundles import (
    BundleError,
    FoundBundle,
    Manifest,
    find_bundles,
    load_manifest,
    save_manifest,
)
from conceptwriter.bundles.integrity import describe_file
from conceptwriter.bundles.lcm_part import CodecName, LcmPart
from conceptwriter.bundles.manifest import CodecPart, Licence
from conceptwriter.gui.bundles.install_options import InstallOptions
from conceptwriter.gui.bundles.store import BundleStore
from conceptwriter.gui.jobs.models import EngineHost, choose_models
from conceptwriter.install.catalogue import Catalogue, CatalogueEntry, LicenceText, RemoteFile
from conceptwriter.install.installing import InstallFolders, InstallStep

FEW = ("eng_Latn", "fra_Latn")
MANY = (
    "eng_Latn",
    "fra_Latn",
    "swh_Latn",
    "deu_Latn",
    "spa_Latn",
    "ita_Latn",
    "jpn_Jpan",
    "arb_Arab",
    "ukr_Cyrl",
)
GIGABYTE = 1_000_000_000


def small_bundle(
    folder: Path,
    name: str,
    *,
    languages: tuple[str, ...] = FEW,
    kinds: tuple[str, ...] = ("codec", "lcm"),
    space: str = "",
    licence: str = "Apache-2.0",
) -> Path:
    """A bundle folder that passes every check of its manifest; its models are no models."""
    bundle = folder / name
    bundle.mkdir(parents=True)
    files = ["LICENCE.txt", "tokenizer.model", "encoder.onnx", "condition.onnx", "step.onnx", "lcm.onnx"]
    for file in files:
        (bundle / file).write_text(f"{file} of {name}\n", encoding="utf-8")
    codec = CodecPart("tokenizer.model", "encoder.onnx", "condition.onnx", "step.onnx", 500, 128)
    lcm = LcmPart("lcm.onnx", CodecName(name, "1.0"), 0.3, 64, space=space)
    manifest = Manifest(
        "1.0",
        name,
        "1.0",
        list(kinds),
        Licence(licence, "LICENCE.txt"),
        list(languages),
        8,
        [describe_file(bundle, file) for file in files],
        precision="int8",
        title=name.capitalize(),
        codec=codec if "codec" in kinds else None,
        lcm=lcm if "lcm" in kinds else None,
        space=space,
    )
    save_manifest(manifest, bundle)
    return bundle


def offer(name: str = "sonar", **more: object) -> CatalogueEntry:
    """An entry with two licences and two files, of one of which the size is not known."""
    values: dict[str, object] = {
        "id": name,
        "title": name.upper(),
        "summary": "Sentences to vectors and back.",
        "version": "1.0",
        "kinds": ["codec"],
        "space": "sonar-1",
        "languages": list(MANY),
        "licences": [
            LicenceText("CC-BY-NC-4.0", "Attribution-NonCommercial", "nc.txt", "the weights"),
            LicenceText("MIT", "MIT License", "mit.txt", "the code"),
        ],
        "files": [
            RemoteFile("encoder.pt", "http://127.0.0.1/encoder.pt", 2 * GIGABYTE, None, "the encoder"),
            RemoteFile("decoder.pt", "http://127.0.0.1/decoder.pt", GIGABYTE, None, "the decoder"),
        ],
        "conversion": None,
        "installed_bytes": 2 * GIGABYTE,
        "memory_bytes": 2 * GIGABYTE,
        "speed": "medium",
    }
    return CatalogueEntry(**{**values, **more})  # type: ignore[arg-type]


class HeldStore(BundleStore):
    """A store whose installations go one step further each time the test says so."""

    def __init__(self, folder: Path, entries: tuple[CatalogueEntry, ...] = ()) -> None:
        super().__init__(InstallFolders(folder / "downloads", folder / "models", folder / "pins.json"))
        self.places.models.mkdir(parents=True, exist_ok=True)
        self.entries = entries
        self.problems: tuple[str, ...] = ()
        self.shipped = folder / "shipped"
        self.options = InstallOptions()
        self.accepted: list[tuple[str, ...]] = []
        self.here = 0
        self.fail: Exception | None = None
        self.memory = 16 * GIGABYTE
        self.free = 100 * GIGABYTE
        self.from_folder: Path | None = None
        self._gate = threading.Semaphore(0)

    def catalogue(self) -> Catalogue:
        return Catalogue(self.entries, self.problems)

    def licence_text(self, entry: CatalogueEntry, licence: LicenceText) -> str:
        return f"The full text of {licence.spdx}.\n" * 60

    def installed(self) -> list[FoundBundle]:
        shipped = [
            FoundBundle(found.folder, True, found.manifest, found.problem)
            for found in find_bundles([self.shipped])
        ]
        return find_bundles([self.places.models]) + shipped

    def unfinished(self, entry: CatalogueEntry) -> int:
        return self.here

    def pinned(self, entry: CatalogueEntry) -> dict[str, str]:
        return {"encoder.pt": "ab" * 32} if self.here else {}

    def free_bytes(self) -> int:
        return self.free

    def memory_bytes(self) -> int:
        return self.memory

    def step(self) -> None:
        """Let the installation do one more step."""
        self._gate.release()

    def install(
        self,
        entry: CatalogueEntry,
        accepted: Collection[str],
        on_progress: Callable[[InstallStep], None],
        options: InstallOptions,
        *,
        from_folder: Path | None = None,
    ) -> FoundBundle:
        self.accepted.append(tuple(accepted))
        self.options = options
        self.from_folder = from_folder
        total, speed = 3 * GIGABYTE, 10_000_000.0
        steps = [
            InstallStep("download", self.here, total, "encoder.pt", speed),
            InstallStep("download", GIGABYTE, total, "encoder.pt", speed),
            InstallStep("download", 2 * GIGABYTE, total, "encoder.pt", speed),
            InstallStep("verify", total, total, "decoder.pt"),
            InstallStep("convert", 3, 51, "the decoder"),
            InstallStep("check", 1, 200, "Kiswahili"),
            InstallStep("install", 1, 1, "moving"),
        ]
        for step in steps:
            self.here = max(self.here, step.done if step.stage == "download" else self.here)
            while True:  # a real installation reports while it waits, so that a stop is immediate
                on_progress(step)
                if self._gate.acquire(timeout=0.02):
                    break
            if self.fail is not None:
                failure, self.fail = self.fail, None
                raise failure
        more = {"languages": MANY, "kinds": ("codec",), "space": "sonar-1", "licence": "CC-BY-NC-4.0"}
        folder = small_bundle(self.places.models, entry.id, **more)  # type: ignore[arg-type]
        return FoundBundle(folder, False, load_manifest(folder), None)

    def import_folder(self, folder: Path, on_progress: Callable[[InstallStep], None]) -> FoundBundle:
        on_progress(InstallStep("install", 0, 1, "copying"))
        made = small_bundle(self.places.models, folder.name, languages=MANY)
        return FoundBundle(made, False, load_manifest(made), None)

    def remove(self, folder: Path) -> Path:
        if folder.parent == self.shipped:
            raise BundleError("It came with the program.")
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        return folder


class ChosenModels(EngineHost):
    """Chooses among the bundles of a store and starts no engine."""

    def __init__(self, store: HeldStore) -> None:
        super().__init__(look=store.installed)
        self.chosen: list[tuple[Path | None, Path | None]] = []

    def choose(self, codec: Path | None, lcm: Path | None) -> None:
        self.preview(codec, lcm)
        self.chosen.append((codec, lcm))
        self.choice, self.reason = choose_models(self.available(), codec=codec, lcm=lcm)
        self.changed.emit()

    def warm_up(self) -> None:
        """There is nothing to load."""
