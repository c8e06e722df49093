"""Bundles are found in the user's folder and beside the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conceptwriter.bundles import (
    BundleError,
    find_bundle,
    find_bundles,
    models_folder,
    resources_folder,
    user_models_folder,
)


def test_shipped_folders_are_those_of_the_checkout() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    assert models_folder() == root / "models"
    assert resources_folder() == root / "resources"


def test_an_installed_wheel_has_them_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_shipped" / "models").mkdir(parents=True)
    monkeypatch.setattr("conceptwriter.bundles.places._PACKAGE", tmp_path)
    assert models_folder() == tmp_path / "_shipped" / "models"


def test_the_users_bundles_are_found(toy_bundle: Path) -> None:
    place = user_models_folder()
    shutil.copytree(toy_bundle, place / "mine")
    (place / "no bundle").mkdir()
    found = [bundle for bundle in find_bundles() if not bundle.shipped]
    assert [(bundle.folder, bundle.problem) for bundle in found] == [(place / "mine", None)]
    assert find_bundle("toy").folder == place / "mine"
    assert find_bundle("mine").folder == place / "mine"
    assert find_bundle(str(toy_bundle)).folder == toy_bundle


def test_a_damaged_manifest_is_listed_with_its_problem(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "bundle.json").write_text("{")
    (found,) = find_bundles([tmp_path])
    assert found.manifest is None
    assert found.problem is not None
    assert "bundle.json" in found.problem


def test_an_unknown_name_lists_what_is_there(toy_bundle: Path) -> None:
    with pytest.raises(BundleError, match=r"no model 'sonar'\. Installed: toy\."):
        find_bundle("sonar", [toy_bundle.parent])
