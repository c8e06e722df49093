"""What is said where a codec does not know a language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from conceptwriter.bundles import FoundBundle, load_manifest
from conceptwriter.cli.missing_language import on_missing_language
from conceptwriter.engine import CodecStatus
from conceptwriter.install.catalogue import CatalogueEntry, LicenceText, RemoteFile

STARTER = CodecStatus("starter", "0.2.0", 512, ("eng_Latn", "fra_Latn"), 250)
ENTRY = CatalogueEntry(
    id="sonar",
    title="SONAR",
    summary="",
    version="1.0",
    kinds=["codec"],
    space="sonar-1",
    languages=["eng_Latn", "swh_Latn", "yor_Latn"],
    licences=[LicenceText("CC-BY-NC-4.0", "", "a.txt", "the weights"), LicenceText("MIT", "", "b.txt", "")],
    files=[RemoteFile("encoder.pt", "https://example.org/encoder.pt")],
    conversion=None,
    installed_bytes=0,
    memory_bytes=0,
    speed="slow",
    about_bytes=6_550_000_000,
)


@pytest.fixture
def installed(writers_bundle: Path) -> FoundBundle:
    return FoundBundle(writers_bundle, False, load_manifest(writers_bundle), None)


def test_the_catalogue_has_it() -> None:
    assert on_missing_language("swh_Latn", STARTER, [], [ENTRY]) == (
        "The starter model does not know Swahili. SONAR does: `conceptwriter models install sonar` "
        "(3 languages, about 7 GB download, non-commercial licence)."
    )


def test_known_sizes_and_other_licences() -> None:
    files = [RemoteFile("encoder.pt", "https://example.org/encoder.pt", size=2_000_000_000)]
    free = msgspec.structs.replace(ENTRY, files=files, licences=[LicenceText("MIT", "", "b.txt", "")])
    message = on_missing_language("swh_Latn", STARTER, [], [free])
    assert message.endswith("(3 languages, 2 GB download, MIT).")


def test_an_installed_bundle_goes_before_the_catalogue(installed: FoundBundle) -> None:
    message = on_missing_language("swh_Latn", STARTER, [installed], [ENTRY])
    assert message.endswith("The installed model writers does: choose it (`--bundle writers`).")
    itself = replace(STARTER, id="writers", version="0.0.3")
    assert "models install" in on_missing_language("swh_Latn", itself, [installed], [ENTRY])


def test_nobody_has_it(installed: FoundBundle) -> None:
    lcm_only = msgspec.structs.replace(ENTRY, kinds=["lcm"])
    message = on_missing_language("jpn_Jpan", STARTER, [installed], [ENTRY])
    assert (
        message == "The starter model does not know Japanese. It knows English, French. "
        "Choose one of these languages."
    )
    assert "models install" not in on_missing_language("swh_Latn", STARTER, [], [lcm_only])
    assert "xyz_Latn" in on_missing_language("xyz_Latn", STARTER, [], [])
