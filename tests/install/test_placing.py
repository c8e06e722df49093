"""Taking the place of an older bundle: at any moment there is the old one or the new one, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.install.placing import INSTALLING, delete, put_in_place, restore_replaced, staging_folder

NAME = "tide"


def bundle(folder: Path, words: str, *, whole: bool = True) -> Path:
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "words.txt").write_text(words, encoding="utf-8")
    if whole:
        (folder / "bundle.json").write_text("{}", encoding="utf-8")
    return folder


def words_of(folder: Path) -> str:
    return (folder / "inner" / "words.txt").read_text(encoding="utf-8")


def lying_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def refuse_renaming(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Folders of these names cannot be moved, as where a program has a file in them open."""
    rename = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if self.name in names:
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)


@pytest.fixture
def aside() -> str:
    from conceptwriter.bundles.places import REPLACED

    return f"{REPLACED}{NAME}"


def test_a_new_bundle_takes_its_place(tmp_path: Path) -> None:
    bundle(staging_folder(tmp_path, NAME) / "x", "")
    delete(tmp_path / f"{INSTALLING}{NAME}")
    bundle(tmp_path / f"{INSTALLING}{NAME}", "new")
    assert put_in_place(tmp_path, NAME) == tmp_path / NAME
    assert words_of(tmp_path / NAME) == "new"
    assert lying_in(tmp_path) == [NAME]


def test_it_replaces_an_older_one_and_what_a_crash_left_aside(tmp_path: Path, aside: str) -> None:
    bundle(tmp_path / aside, "oldest")
    bundle(tmp_path / NAME, "old")
    bundle(tmp_path / f"{INSTALLING}{NAME}", "new")
    put_in_place(tmp_path, NAME)
    assert words_of(tmp_path / NAME) == "new"
    assert lying_in(tmp_path) == [NAME]


def test_an_old_one_that_cannot_be_moved_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle(tmp_path / NAME, "old")
    bundle(tmp_path / f"{INSTALLING}{NAME}", "new")
    refuse_renaming(monkeypatch, NAME)
    with pytest.raises(BundleError, match="tide cannot be replaced: Permission denied"):
        put_in_place(tmp_path, NAME)
    assert words_of(tmp_path / NAME) == "old"
    assert words_of(tmp_path / f"{INSTALLING}{NAME}") == "new"
    assert lying_in(tmp_path) == [f"{INSTALLING}{NAME}", NAME]


def test_the_old_one_returns_when_the_new_one_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(tmp_path / NAME, "old")
    bundle(tmp_path / f"{INSTALLING}{NAME}", "new")
    refuse_renaming(monkeypatch, f"{INSTALLING}{NAME}")
    with pytest.raises(BundleError, match="cannot be replaced"):
        put_in_place(tmp_path, NAME)
    assert words_of(tmp_path / NAME) == "old"
    assert lying_in(tmp_path) == [f"{INSTALLING}{NAME}", NAME]


def test_after_a_crash_between_the_two_moves_the_old_one_returns(tmp_path: Path, aside: str) -> None:
    bundle(tmp_path / aside, "old")
    restore_replaced(tmp_path, NAME)
    assert words_of(tmp_path / NAME) == "old"
    assert (tmp_path / NAME / "bundle.json").exists()
    assert lying_in(tmp_path) == [NAME]


def test_half_a_bundle_gives_way_to_the_old_one(tmp_path: Path, aside: str) -> None:
    bundle(tmp_path / aside, "old")
    bundle(tmp_path / NAME, "half", whole=False)
    restore_replaced(tmp_path, NAME)
    assert words_of(tmp_path / NAME) == "old"
    assert lying_in(tmp_path) == [NAME]


def test_after_a_crash_after_the_two_moves_the_new_one_stays(tmp_path: Path, aside: str) -> None:
    bundle(tmp_path / aside, "old")
    bundle(tmp_path / NAME, "new")
    restore_replaced(tmp_path, NAME)
    assert words_of(tmp_path / NAME) == "new"
    assert lying_in(tmp_path) == [NAME]


@pytest.mark.parametrize("whole", [True, False])
def test_with_nothing_aside_there_is_nothing_to_put_back(tmp_path: Path, whole: bool) -> None:
    bundle(tmp_path / NAME, "it", whole=whole)
    restore_replaced(tmp_path, NAME)
    assert words_of(tmp_path / NAME) == "it"
    restore_replaced(tmp_path, "other")
    assert lying_in(tmp_path) == [NAME]


def test_an_old_one_that_cannot_return_is_named_and_kept(
    tmp_path: Path, aside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(tmp_path / aside, "old")
    refuse_renaming(monkeypatch, aside)
    with pytest.raises(BundleError) as raised:
        restore_replaced(tmp_path, NAME)
    assert str(raised.value) == f"{tmp_path / aside} cannot be moved to {tmp_path / NAME}: Permission denied."
    assert words_of(tmp_path / aside) == "old"
