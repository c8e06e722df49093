"""Bundles are found in the user's folder and beside the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conceptwriter.bundles import (
    BundleError,
    find_bundle,
    find_bundles,
    missing_starter,
    models_folder,
    resources_folder,
    user_models_folder,
)

ROOT = Path(__file__).resolve().parent.parent.parent


def test_shipped_folders_are_those_of_the_checkout() -> None:
    assert models_folder() == ROOT / "models"
    assert resources_folder() == ROOT / "resources"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program as its wheel lays it down; the folder that packages are installed into."""
    packages = tmp_path / "site-packages"
    shipped = packages / "conceptwriter" / "_shipped"
    (shipped / "resources").mkdir(parents=True)
    monkeypatch.setattr("conceptwriter.bundles.places._PACKAGE", shipped.parent)
    monkeypatch.setattr("conceptwriter.bundles.places._SHIPPED", shipped)
    monkeypatch.syspath_prepend(str(packages))
    return packages


def test_the_wheel_has_the_resources_inside_the_package(installed: Path) -> None:
    assert resources_folder() == installed / "conceptwriter" / "_shipped" / "resources"


def test_the_starter_model_is_found_in_its_own_wheel(installed: Path, toy_bundle: Path) -> None:
    models = installed / "conceptwriter_starter" / "models"
    shutil.copytree(toy_bundle, models / "starter")
    (models.parent / "__init__.py").touch()
    assert models_folder() == models
    assert missing_starter() == ""
    assert [bundle.folder for bundle in find_bundles() if bundle.shipped] == [models / "starter"]


def test_without_the_starter_wheel_a_user_learns_how_to_get_it(installed: Path) -> None:
    (installed / "models").mkdir()  # of a stranger who is careless with names: none of ours
    assert not models_folder().exists()
    assert find_bundles() == []
    assert "pip install conceptwriter-starter" in missing_starter()


def test_the_advice_about_the_starter_names_a_folder_that_is_there() -> None:
    assert (ROOT / "packaging" / "starter" / "pyproject.toml").is_file()
    assert missing_starter() == "", "a checkout has the model itself"


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
