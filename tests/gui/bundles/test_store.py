"""The store on real folders: bringing a bundle in, verifying it, taking it away; and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.gui.bundles.install_options import InstallOptions
from conceptwriter.gui.bundles.plan import plan_for
from conceptwriter.gui.bundles.store import BundleStore
from conceptwriter.install.installing import InstallFolders, InstallStep, LicenceNotAccepted
from tests.gui.bundles.small_bundles import offer, small_bundle


class Stop(Exception):
    """What a person's wish to stop raises."""


@pytest.fixture
def store(tmp_path: Path) -> BundleStore:
    return BundleStore(InstallFolders(tmp_path / "downloads", tmp_path / "models", tmp_path / "pins.json"))


def test_a_bundle_comes_is_verified_and_goes(store: BundleStore, tmp_path: Path) -> None:
    steps: list[InstallStep] = []
    found = store.import_folder(small_bundle(tmp_path / "usb", "lent"), steps.append)
    assert found.folder == store.places.models / "lent"
    assert found.folder in [bundle.folder for bundle in store.installed()]
    store.verify(found.folder, steps.append)
    assert steps, "both tell how far they are"
    (found.folder / "encoder.onnx").write_text("encoder.onnx of lend\n", encoding="utf-8")
    with pytest.raises(BundleError, match=r"encoder\.onnx"):
        store.verify(found.folder, steps.append)
    store.remove(found.folder)
    assert not found.folder.exists()


def test_verifying_stops_when_the_listener_raises(store: BundleStore, tmp_path: Path) -> None:
    found = store.import_folder(small_bundle(tmp_path / "usb", "lent"), lambda _step: None)

    def stop(_step: InstallStep) -> None:
        raise Stop

    with pytest.raises(Stop):
        store.verify(found.folder, stop)


def test_what_came_with_the_program_stays(store: BundleStore) -> None:
    shipped = next(bundle for bundle in store.installed() if bundle.shipped)
    with pytest.raises(BundleError, match="comes with the program"):
        store.remove(shipped.folder)
    assert shipped.folder.is_dir()


def test_without_acceptance_nothing_is_asked_for(store: BundleStore) -> None:
    with pytest.raises(LicenceNotAccepted, match=r"CC-BY-NC-4\.0"):
        store.install(offer(), ["MIT"], lambda _step: None, InstallOptions())
    assert not store.places.downloads.exists()


def test_the_shipped_catalogue_can_be_planned_entry_by_entry(store: BundleStore) -> None:
    catalogue = store.catalogue()
    assert catalogue.problems == ()
    assert catalogue.entries
    for entry in catalogue.entries:
        plan = plan_for(store, entry)
        assert plan.facts()
        assert all(len(licence.text) > 200 for licence in plan.licences), entry.id
    assert store.free_bytes() > 0
    assert store.memory_bytes() > 0
