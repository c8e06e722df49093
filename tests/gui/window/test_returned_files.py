"""Translations that come back as a file are entered into the open document."""

from __future__ import annotations

from pathlib import Path

from conceptwriter.interchange import ExportOptions, render
from conceptwriter.outline import edits
from tests.gui.stage import Stage

FRENCH = "fra_Latn"


def exported(stage: Stage, folder: Path) -> Path:
    path = folder / "story.xlf"
    options = ExportOptions(language=FRENCH, bilingual=True)
    path.write_bytes(render(stage.document, "xliff", options).content)
    return path


def enter(stage: Stage, path: Path) -> str:
    stage.window.returned_files.enter(path)
    stage.wait_for_jobs()
    notice = stage.window.notices.current
    return "" if notice is None else notice.text


def test_a_changed_translation_comes_back_in_one_step(stage: Stage, tmp_path: Path) -> None:
    node = stage.at("L’encre était")
    path = exported(stage, tmp_path)
    path.write_text(path.read_text().replace("L’encre était", "L’encre restait"))
    said = enter(stage, path)
    assert said.startswith("story.xlf, French: 1 changed, 1 unchanged.")
    assert stage.document.text(node, FRENCH) == "L’encre restait encore humide."
    stage.press("Ctrl+Z")
    assert stage.document.text(node, FRENCH) == "L’encre était encore humide."


def test_what_is_outdated_leads_to_the_review(stage: Stage, tmp_path: Path) -> None:
    path = exported(stage, tmp_path)
    content = path.read_text()
    assert "The ink was still wet." in content
    content = content.replace("The ink was still wet.", "The ink was wet.")
    path.write_text(content.replace("L’encre était", "L’encre restait"))
    node = stage.at("L’encre était")
    stage.window.translation.back_to_source()
    stage.window.desk.attempt(
        lambda: edits.edit_text(stage.document, node, "The ink was still rather wet.", "eng_Latn")
    )
    assert "1 outdated" in enter(stage, path)
    stage.window.notices.button.click()
    assert stage.window.inspector.tabs.currentWidget() is stage.window.inspector.review


def test_a_file_of_another_document_is_refused_with_its_name(stage: Stage, tmp_path: Path) -> None:
    before = [stage.document.branch(top) for top in stage.document.root.children]
    path = tmp_path / "other.md"
    path.write_text("Hier wird etwas ganz anderes erzählt. Niemand kennt es.\n")
    assert "other.md" in enter(stage, path)
    assert [stage.document.branch(top) for top in stage.document.root.children] == before
    broken = tmp_path / "broken.xlf"
    broken.write_text("<xliff>")
    assert "broken.xlf" in enter(stage, broken)
