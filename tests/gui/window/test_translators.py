"""A translator at the desk: it really runs behind the window, beside the program's own model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.bundles import find_bundles, user_models_folder
from conceptwriter.bundles.translator_defaults import set_default
from conceptwriter.bundles.translators import pair_key
from conceptwriter.outline import Document, Draft, Kind
from conceptwriter.outline.edits import set_rendition
from conceptwriter.outline.translated_by import TranslatedBy, translated_by
from tests.gui.stage import Stage, project_of, running_threads
from tests.toy_translator import make_translator_bundle

MODEL_MS = 60_000
ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
OPUS = "Toy OPUS 1.0"
TEXTS = ("The boats came in at dawn.", "Nobody waited here.")


def document() -> Document:
    concepts = [Draft(Kind.CONCEPT, text) for text in TEXTS]
    paragraph = Draft(Kind.PARAGRAPH, children=concepts)
    return Document.from_draft(Draft(Kind.SECTION, "", children=[paragraph]), ENGLISH)


@pytest.fixture
def stage(
    plain_look: None, qtbot: QtBot, tmp_path: Path, toy_bundle: Path, own_home: Path
) -> Iterator[Stage]:
    """The toy codec, and a translator from English into French and Polish."""
    folder = user_models_folder()
    shutil.copytree(toy_bundle, folder / "toy")
    make_translator_bundle(tmp_path, languages="en>fr,pl")
    shutil.copytree(tmp_path / "toy-en-fr", folder / "toy-en-fr")
    bundles = find_bundles([folder])
    made = Stage(qtbot, project_of(tmp_path, document()), model=True, bundles=bundles)
    yield made
    made.close()
    assert not running_threads()


def test_translate_again_shows_all_writers_and_taking_one_names_it(stage: Stage) -> None:
    node = stage.at("The boats")
    stage.window.desk.perform(set_rendition(stage.document, node, FRENCH, "Les bateaux."))
    stage.window.context.language_choice.translate_again(node, FRENCH)
    stage.wait_for_jobs(MODEL_MS)
    card = stage.window.proposals.card
    assert card is not None
    shown = stage.document.proposals.get(node, "translate")
    assert shown is not None
    by = {proposal.text: proposal.writer for proposal in shown.proposals}
    assert by["Les bateaux sont rentrés à l'aube."] == OPUS
    assert set(by.values()) == {"", OPUS}
    spoken = " ".join(row.accessibleName() for row in card.rows)
    assert OPUS in spoken
    assert "CC-BY-4.0" in spoken
    place = list(by).index("Les bateaux sont rentrés à l'aube.")
    stage.press(f"Alt+{place + 1}")
    assert stage.document.text(node, FRENCH) == "Les bateaux sont rentrés à l'aube."
    assert translated_by(stage.document, node, FRENCH) == TranslatedBy(OPUS, "CC-BY-4.0")


def test_the_default_translates_the_whole_document(stage: Stage) -> None:
    set_default("toy-en-fr", [pair_key(ENGLISH, FRENCH)])  # as another process would, while it is open
    stage.window.context.translation.translate_document(FRENCH)
    stage.wait_for_jobs(MODEL_MS)
    made = [stage.document.text(node, FRENCH) for node in stage.document.concepts()]
    assert made == ["Les bateaux sont rentrés à l'aube.", "Personne n'attendait ici."]


def test_a_language_of_the_translator_can_be_chosen(stage: Stage) -> None:
    stage.at("The boats")
    entries = {entry.key: entry for entry in stage.window.context.translation.language_entries([])}
    assert entries["pol_Latn"].enabled
    assert not entries["ces_Latn"].enabled
    stage.window.context.translation.translate_document("pol_Latn")
    stage.wait_for_jobs(MODEL_MS)
    made = [stage.document.text(node, "pol_Latn") for node in stage.document.concepts()]
    assert made[1] == "Personne n'attendait ici."
