"""Translators in the models dialog: imported with what the user states, made the default, and removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.bundles.translator_defaults import read_defaults
from conceptwriter.gui.bundles.facts import Fact, facts_of
from conceptwriter.gui.bundles.installation import InstallState
from conceptwriter.gui.bundles.shelf import installed_key
from tests.gui.bundles.conftest import Desk
from tests.toy_translator import ARGOS, make_translator, pack_argos

ROOT = Path(__file__).resolve().parents[3]
TO_FRENCH = "eng_Latn>fra_Latn"


@pytest.fixture
def opus(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return make_translator(tmp_path / "usb" / "opus-mt-en-fr")


def facts(desk: Desk) -> list[Fact]:
    item = desk.dialog.current
    assert item is not None
    return facts_of(item, desk.keeper.catalogue, None, {})


def bring(desk: Desk, folder: Path) -> None:
    desk.dialog.ask_model = lambda: str(folder / "model.bin" if folder.is_dir() else folder)
    desk.press(desk.dialog.bring)


def brought(desk: Desk, folder: Path) -> Path:
    """Installed, without being used."""
    bring(desk, folder)
    desk.flow.plan_page.licence.setText("CC-BY-4.0")
    desk.press(desk.flow.next)
    desk.qtbot.waitUntil(lambda: desk.state is InstallState.DONE, timeout=60_000)
    return desk.store.places.models / "opus-mt-en-fr"


def test_the_form_begins_with_what_the_folder_suggests(desk: Desk, opus: Path) -> None:
    (opus / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n", encoding="utf-8")
    bring(desk, opus)
    page = desk.flow.plan_page
    assert page.pairs.isVisible()
    assert (page.pairs.text(), page.licence.text(), page.title.text()) == (
        "en>fr",
        "CC-BY-4.0",
        "opus-mt-en-fr",
    )


def test_a_ready_bundle_has_no_such_form(desk: Desk) -> None:
    desk.to_licences()
    assert not desk.flow.plan_page.pairs.isVisibleTo(desk.flow.plan_page)


def test_what_is_missing_is_said_and_can_be_stated(desk: Desk, opus: Path) -> None:
    bring(desk, opus)
    assert not desk.flow.next.isEnabled(), "nothing says under which licence it is"
    desk.flow.plan_page.licence.setText("CC-BY-4.0")
    desk.flow.plan_page.pairs.clear()
    desk.press(desk.flow.next)
    desk.qtbot.waitUntil(lambda: desk.state is InstallState.FAILED, timeout=60_000)
    assert "does not say which languages it translates" in desk.flow.installation.problem


def test_it_is_imported_and_becomes_the_default(desk: Desk, opus: Path) -> None:
    folder = brought(desk, opus)
    assert read_defaults() == {}
    desk.press(desk.flow.next)  # Use It Now
    assert read_defaults() == {TO_FRENCH: "opus-mt-en-fr"}
    assert "now translates its languages by default" in desk.answer()
    item = desk.dialog.current
    assert item is not None
    assert item.key == installed_key(folder)
    assert item.serves == ("translator",)
    assert desk.models.chosen == [], "the program's own models stay as they are"


def test_the_default_is_taken_back_and_given_again(desk: Desk, opus: Path) -> None:
    folder = brought(desk, opus)
    desk.press(desk.flow.cancel)  # Later
    desk.dialog.choose(installed_key(folder))
    details = desk.dialog.details
    assert not details.use_codec.isVisible()
    assert ("Translates", "English → French") in {(fact.name, fact.value) for fact in facts(desk)}
    assert not details.stop_translator.isVisible()
    desk.press(details.use_translator)
    assert read_defaults() == {TO_FRENCH: "opus-mt-en-fr"}
    assert not details.use_translator.isVisible()
    desk.press(details.stop_translator)
    assert read_defaults() == {}
    assert "no longer used by default" in desk.answer()


def test_removing_a_default_leaves_the_models_in_use_alone(desk: Desk, opus: Path) -> None:
    folder = brought(desk, opus)
    desk.press(desk.flow.next)  # Use It Now
    desk.press(desk.dialog.details.remove)
    desk.press(desk.dialog.details.surely)
    desk.qtbot.waitUntil(lambda: not folder.exists() and not desk.keeper.busy)
    assert desk.models.chosen == []


def test_a_damaged_file_of_defaults_is_reported(desk: Desk, opus: Path, own_home: Path) -> None:
    folder = brought(desk, opus)
    desk.press(desk.flow.cancel)
    file = own_home / "config" / "conceptwriter" / "translators.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{", encoding="utf-8")
    desk.dialog.choose(installed_key(folder))
    desk.press(desk.dialog.details.use_translator)
    assert "translators.json is damaged. Delete it" in desk.answer()


def test_a_package_of_argos_is_imported_with_what_it_says(desk: Desk, opus: Path, tmp_path: Path) -> None:
    model = make_translator(tmp_path / "argos", layout=ARGOS)
    bring(desk, pack_argos(model, tmp_path / "translate-en_fr-1_9.argosmodel"))
    page = desk.flow.plan_page
    assert (page.pairs.text(), page.licence.text()) == ("eng_Latn>fra_Latn", "CC-BY-4.0")
    assert page.title.text() == "Argos English to French"
    desk.press(desk.flow.next)
    desk.finish()
    assert (desk.store.places.models / "argos-en-fr" / "bundle.json").is_file()


def test_a_package_that_cannot_be_used_is_refused_at_once(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.argosmodel"
    broken.write_bytes(b"no zip file")
    bring(desk, broken)
    assert "it is not a zip file" in desk.answer()
    assert desk.dialog.flow is None
