"""Translators come in: a folder of the user's, or an entry of a catalogue, pinned on first use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.bundles import BundleError, find_bundles, verify
from conceptwriter.install.catalogue import CatalogueEntry, read_catalogue
from conceptwriter.install.importing import (
    TranslatorFacts,
    import_translator,
    is_translator_model,
    known_facts,
)
from conceptwriter.install.installing import (
    ConversionFailed,
    DownloadFailed,
    InstallFolders,
    InstallStep,
    install,
    pinned,
    remove,
)
from conceptwriter.install.transfer import Patience
from conceptwriter.translators.contract import TranslateOptions
from conceptwriter.translators.runtime import Translator
from tests.install.hostile_server import HostileServer, hostile_server
from tests.toy_translator import ARGOS, make_translator, pack_argos

ROOT = Path(__file__).resolve().parents[2]
HURRY = Patience(connect_seconds=5, stall_seconds=5, pauses=())
STATED = TranslatorFacts("en>fr", "CC-BY-4.0", "Toy OPUS")
NAMES = ("model.bin", "config.json", "shared_vocabulary.json", "source.spm", "target.spm")


class Stop(Exception):
    """What a person's wish to stop raises."""


def nothing(step: InstallStep) -> None:
    del step


@pytest.fixture(autouse=True)
def path_of_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def places(tmp_path: Path) -> InstallFolders:
    return InstallFolders(
        tmp_path / "downloads", tmp_path / "models", tmp_path / "pins.json", tmp_path / "verified.json"
    )


@pytest.fixture
def opus(tmp_path: Path) -> Path:
    return make_translator(tmp_path / "opus-mt-en-fr")


def test_a_folder_is_imported_and_removed(opus: Path, places: InstallFolders) -> None:
    steps: list[InstallStep] = []
    bundle = import_translator(opus, STATED, steps.append, places)
    assert bundle.folder == places.models / "opus-mt-en-fr"
    assert verify(bundle.folder) == []
    assert [each.folder for each in find_bundles([places.models])] == [bundle.folder]
    assert {"convert", "check", "install"} <= {step.stage for step in steps}
    assert {path.name for path in opus.iterdir()} == set(NAMES)
    remove("opus-mt-en-fr", places)
    assert find_bundles([places.models]) == []


def test_what_is_missing_is_said_and_nothing_is_left(opus: Path, places: InstallFolders) -> None:
    with pytest.raises(ConversionFailed, match=r"State them \(--languages\): en:fr"):
        import_translator(opus, TranslatorFacts(licence="MIT"), nothing, places)
    assert not [path for path in places.models.iterdir() if path.is_dir()]


def test_it_can_be_stopped(opus: Path, places: InstallFolders) -> None:
    def stop(step: InstallStep) -> None:
        raise Stop(step.what)

    with pytest.raises(Stop):
        import_translator(opus, STATED, stop, places)
    assert not [path for path in places.models.iterdir() if path.is_dir()]


@pytest.mark.parametrize("name", ["starter", "codec"])
def test_it_takes_no_other_model_s_place(opus: Path, places: InstallFolders, name: str) -> None:
    with pytest.raises(BundleError, match="Choose another name with --name"):
        import_translator(opus, TranslatorFacts("en>fr", "MIT", name=name), nothing, places)


def test_a_second_import_replaces_the_first(opus: Path, places: InstallFolders) -> None:
    import_translator(opus, STATED, nothing, places)
    again = import_translator(opus, TranslatorFacts("en>fr", "MPL-2.0", version="2.0"), nothing, places)
    assert again.manifest is not None
    assert (again.manifest.version, again.manifest.licence.spdx) == ("2.0", "MPL-2.0")


def test_a_form_begins_with_what_the_folder_suggests(opus: Path) -> None:
    (opus / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n", encoding="utf-8")
    assert known_facts(opus) == TranslatorFacts("en>fr", "CC-BY-4.0", "opus-mt-en-fr")


# From a catalogue


@pytest.fixture
def server(opus: Path) -> Iterator[HostileServer]:
    with hostile_server() as running:
        running.files = {f"/{name}": (opus / name).read_bytes() for name in NAMES}
        yield running


def entry(server: HostileServer, folder: Path, **changes: Any) -> CatalogueEntry:
    plain = {
        "id": "toy-opus",
        "title": "Toy OPUS",
        "summary": "",
        "version": "1.0",
        "kinds": ["translator"],
        "space": "",
        "languages": ["eng_Latn", "fra_Latn"],
        "licences": [{"spdx": "CC-BY-4.0", "title": "", "file": "terms.txt", "concerns": "the weights"}],
        "files": [{"name": name, "url": server.url(name)} for name in NAMES],
        "conversion": {
            "kind": "translator",
            "arguments": {"model": "model.bin", "name": "toy-opus"},
            "options": {"languages": "en:fr"},
        },
        "installed_bytes": 1_000_000,
        "memory_bytes": 1_000_000,
        "speed": "fast",
        **changes,
    }
    folder.mkdir(exist_ok=True)
    (folder / "terms.txt").write_text("Name the authors.\n", encoding="utf-8")
    file = folder / "mine.json"
    file.write_text(json.dumps({"catalogue_version": "1.0", "entries": [plain]}), encoding="utf-8")
    return read_catalogue(file)[0]


def installed(wanted: CatalogueEntry, places: InstallFolders) -> Any:
    return install(wanted, accepted={"CC-BY-4.0"}, on_progress=nothing, places=places, patience=HURRY)


def test_an_entry_is_downloaded_pinned_and_installed(
    server: HostileServer, places: InstallFolders, tmp_path: Path
) -> None:
    wanted = entry(server, tmp_path / "catalogue")
    bundle = installed(wanted, places)
    assert bundle.manifest.kinds == ["translator"]
    assert bundle.manifest.licence.spdx == "CC-BY-4.0"
    assert (bundle.folder / "LICENSE.txt").read_text(encoding="utf-8") == "Name the authors.\n"
    assert set(pinned(wanted, places)) == set(NAMES)
    assert translation(bundle) == "Les bateaux sont rentrés à l'aube."


def test_another_file_at_the_same_address_is_refused_from_then_on(
    server: HostileServer, places: InstallFolders, tmp_path: Path
) -> None:
    wanted = entry(server, tmp_path / "catalogue")
    installed(wanted, places)
    remove("toy-opus", places)
    server.files["/model.bin"] += b"more"
    with pytest.raises(DownloadFailed, match=r"model\.bin"):
        installed(wanted, places)
    assert find_bundles([places.models]) == []


# Packages of Argos Translate


PACKAGE = "translate-en_fr-1_9.argosmodel"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return pack_argos(make_translator(tmp_path / "model", layout=ARGOS), tmp_path / PACKAGE)


def test_a_package_is_imported_and_translates(package: Path, places: InstallFolders) -> None:
    bundle = import_translator(package, TranslatorFacts(), nothing, places)
    assert bundle.manifest is not None
    assert bundle.folder == places.models / "argos-en-fr"
    assert (bundle.manifest.title, bundle.manifest.version) == ("Argos English to French", "1.9")
    assert verify(bundle.folder) == []
    assert translation(bundle) == "Les bateaux sont rentrés à l'aube."


def test_a_form_begins_with_what_the_package_says(package: Path) -> None:
    assert is_translator_model(package)
    said = known_facts(package)
    assert (said.languages, said.licence) == ("eng_Latn>fra_Latn", "CC-BY-4.0")
    assert (said.title, said.name, said.version) == ("Argos English to French", "argos-en-fr", "1.9")


def argos_entry(server: HostileServer, folder: Path) -> CatalogueEntry:
    return entry(
        server,
        folder,
        id="argos-en-fr",
        files=[{"name": PACKAGE, "url": server.url(PACKAGE)}],
        conversion={"kind": "translator", "arguments": {"model": PACKAGE, "name": "argos-en-fr"}},
    )


def test_a_package_from_a_catalogue_is_pinned_installed_and_translates(
    server: HostileServer, package: Path, places: InstallFolders, tmp_path: Path
) -> None:
    server.files[f"/{PACKAGE}"] = package.read_bytes()
    wanted = argos_entry(server, tmp_path / "catalogue")
    bundle = installed(wanted, places)
    assert set(pinned(wanted, places)) == {PACKAGE}
    assert bundle.manifest.version == "1.9"
    assert translation(bundle) == "Les bateaux sont rentrés à l'aube."
    remove("argos-en-fr", places)
    server.files[f"/{PACKAGE}"] = package.read_bytes() + b"\0"
    with pytest.raises(DownloadFailed, match="first"):
        installed(wanted, places)
    assert find_bundles([places.models]) == []


def test_a_package_that_is_no_zip_file_is_not_pinned(
    server: HostileServer, places: InstallFolders, tmp_path: Path
) -> None:
    server.files[f"/{PACKAGE}"] = b"something else"
    wanted = argos_entry(server, tmp_path / "catalogue")
    with pytest.raises(ConversionFailed, match=r"is not a zip file.* delete it to download again"):
        installed(wanted, places)
    assert pinned(wanted, places) == {}
    remove("argos-en-fr", places)
    server.files[f"/{PACKAGE}"] = pack_argos(
        make_translator(tmp_path / "model", layout=ARGOS), tmp_path / PACKAGE
    ).read_bytes()
    assert translation(installed(wanted, places)) == "Les bateaux sont rentrés à l'aube."


def translation(bundle: Any) -> str:
    """What the installed bundle makes of a sentence, in a run of CTranslate2."""
    translator = Translator(bundle.folder, bundle.manifest.translator, threads=1)
    text = "The boats came in at dawn."
    ((found,),) = translator.translate([text], "eng_Latn", "fra_Latn", TranslateOptions())
    return found.text


def test_without_ctranslate2_nothing_is_downloaded(
    server: HostileServer, places: InstallFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(BundleError, match=r'pip install "conceptwriter\[translators\]"'):
        installed(entry(server, tmp_path / "catalogue"), places)
    assert not places.downloads.exists()
