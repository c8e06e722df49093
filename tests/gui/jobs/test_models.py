"""Which models a window works with, and changing them while it works."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.assistant import Assistant, MemoryVectorCache, ModelsChanged
from conceptwriter.bundles import BundleError, FoundBundle, Way, find_bundles
from conceptwriter.gui.jobs.models import EngineHost, choose_models
from conceptwriter.gui.jobs.service import JobService
from conceptwriter.outline import Document
from tests.editor.desks import harbour
from tests.gui.stage import running_threads

WAIT = 60.0
WAIT_MS = 60_000


@pytest.fixture
def folder(toy_bundle: Path, writers_bundle: Path, tmp_path: Path) -> Path:
    """A place with both bundles in it."""
    place = tmp_path / "models"
    place.mkdir()
    shutil.copytree(toy_bundle, place / "toy")
    shutil.copytree(writers_bundle, place / "writers")
    return place


@pytest.fixture
def found(folder: Path) -> list[FoundBundle]:
    return find_bundles([folder])


@pytest.fixture
def models(folder: Path, found: list[FoundBundle], qtbot: QtBot) -> Iterator[EngineHost]:
    models = EngineHost(look=lambda: find_bundles([folder]))
    models.find("cpu", partial(choose_models, found))
    yield models
    models.close()
    assert running_threads() == set()


def real(models: EngineHost) -> Assistant:
    assert isinstance(models.assistant, Assistant)
    return models.assistant


def test_what_a_person_chose_is_used(found: list[FoundBundle], folder: Path) -> None:
    automatic, _ = choose_models(found)
    assert automatic is not None
    assert (automatic.title, automatic.way) == ("toy 0.0.1", Way.SAME_SPACE)
    chosen, reason = choose_models(found, codec=folder / "writers")
    assert chosen is not None
    assert (chosen.title, chosen.way, reason) == ("writers 0.0.3", Way.THROUGH_TEXT, "")
    assert chosen.bundles.codec == folder / "writers"
    assert chosen.bundles.lcm == chosen.bundles.lcm_codec == folder / "toy"
    assert chosen.proposes
    assert "swh_Latn" in chosen.languages
    assert chosen.variants
    assert chosen.codec == ("writers", "0.0.3")
    assert "passed on as text" in chosen.why


def test_what_was_chosen_and_is_gone_is_replaced_and_told(found: list[FoundBundle], folder: Path) -> None:
    chosen, reason = choose_models(found, codec=folder / "removed")
    assert chosen is not None
    assert chosen.title == "toy 0.0.1"
    assert "removed" in reason
    assert choose_models([], codec=folder / "removed")[0] is None


def test_one_wish_stays_when_the_other_cannot_be_granted(found: list[FoundBundle], folder: Path) -> None:
    chosen, reason = choose_models(found, codec=folder / "writers", lcm=folder / "removed")
    assert chosen is not None
    assert (chosen.title, chosen.bundles.lcm) == ("writers 0.0.3", folder / "toy")
    assert "removed" in reason
    chosen, reason = choose_models(found, codec=folder / "removed", lcm=folder / "toy")
    assert chosen is not None
    assert chosen.bundles.lcm == folder / "toy"
    assert "removed" in reason


def test_switching_keeps_everything_but_the_engine(models: EngineHost, folder: Path, qtbot: QtBot) -> None:
    document, kept = harbour(), MemoryVectorCache()
    models.serve(kept)
    concepts = list(document.concepts())[:2]
    assert real(models).encode(document, concepts).result(WAIT).vectors.shape == (2, 16)
    before = models.assistant
    with qtbot.waitSignals([models.changed, models.switched]):
        models.choose(folder / "writers", None)
    assert models.assistant is not before
    assert models.title == "writers 0.0.3"
    assert real(models).encode(document, concepts).result(WAIT).vectors.shape == (2, 24)
    models.choose(None, None)
    assert real(models).encode(document, concepts).result(WAIT).vectors.shape == (2, 16)
    assert len(kept) == 4, "the vectors of both are there"


def test_what_runs_while_models_are_switched_ends_with_a_sentence(
    models: EngineHost, folder: Path, qtbot: QtBot
) -> None:
    document, service = harbour(), JobService()
    models.serve(None)
    heard: list[Exception] = []
    service.watch(real(models).propose(document, n=40), on_failure=heard.append)
    service.watch(real(models).translate(document, None, "fra_Latn"), on_failure=heard.append)
    models.choose(folder / "writers", folder / "toy")
    qtbot.waitUntil(lambda: not service.running(), timeout=WAIT_MS)
    assert [type(error) for error in heard] == [ModelsChanged, ModelsChanged]
    assert all(str(error).endswith("Try again.") for error in heard)
    found = real(models).propose(document, n=1, language="swh_Latn").result(WAIT)
    assert found.settings.through_text is not None
    assert found.settings.through_text.codec == "toy 0.0.1"


def test_what_cannot_be_used_changes_nothing(models: EngineHost, folder: Path) -> None:
    models.serve(None)
    before = models.assistant, models.choice
    with pytest.raises(BundleError, match="no concept model"):
        models.choose(None, folder / "writers")
    with pytest.raises(BundleError, match="not a model folder"):
        models.choose(folder / "removed", None)
    assert (models.assistant, models.choice) == before


def test_the_first_bundle_of_a_window_without_one(
    toy_bundle: Path, tmp_path: Path, qtbot: QtBot, own_home: Path
) -> None:
    models = EngineHost(look=lambda: find_bundles([tmp_path / "models"]))
    models.find("cpu", lambda: choose_models([]))
    models.serve(None)
    assert models.assistant is None
    assert models.available() == []
    shutil.copytree(toy_bundle, tmp_path / "models" / "toy")
    assert [bundle.folder.name for bundle in models.available()] == ["toy"]
    assert models.preview(None, None).way is Way.SAME_SPACE
    models.choose(None, None)
    document = Document(title="Boats")
    assert real(models).encode(document, [1]).result(WAIT).vectors.shape == (1, 16)
    models.close()


def test_released_models_serve_nobody_after_a_switch(models: EngineHost, folder: Path) -> None:
    models.serve(None)
    models.release()
    models.choose(folder / "writers", None)
    assert models.assistant is None
    models.serve(None)
    assert models.assistant is not None


def test_languages_of_translators_count_from_the_languages_they_read(
    own_home: Path, toy_bundle: Path, tmp_path: Path
) -> None:
    from tests.toy_translator import found, make_translator_bundle

    bundles = found(toy_bundle)
    host = EngineHost(look=lambda: bundles)
    host.find("cpu", lambda: choose_models(bundles))
    own = host.languages
    assert "pol_Latn" not in own
    bundles.append(*found(make_translator_bundle(tmp_path, languages="en>pl")))
    host.look_for_translators()
    assert host.languages == (*own, "pol_Latn")
    assert host.languages_from("eng_Latn") == (*own, "pol_Latn")
    assert host.languages_from("fra_Latn") == own
    assert host.languages_from("swe_Latn") == host.languages, "nothing reads it, and the report says so"
    host.close()
