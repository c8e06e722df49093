"""Settings, the export dialog, the first document."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QFileDialog
from pytestqt.qtbot import QtBot

from conceptwriter.editor.desk.view_state import view_state_of
from conceptwriter.gui.application import first_project, opened_file
from conceptwriter.gui.files.controller import with_suffix
from conceptwriter.gui.files.export_dialog import ExportDialog
from conceptwriter.gui.files.file_work import export_project, free_name, sample_project
from conceptwriter.gui.jobs.models import choose_models
from conceptwriter.gui.notices import Notice
from conceptwriter.gui.settings import (
    RECENT_FILES,
    SettingsError,
    WindowSettings,
    documents_path,
    load_settings,
    save_settings,
)
from conceptwriter.gui.window.preferences import PreferencesDialog
from conceptwriter.language import RuleSplitter
from conceptwriter.outline import Operation
from conceptwriter.outline.edits import edit_text
from conceptwriter.spelling import document_words
from conceptwriter.storage import NotAProject, Project
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of


def test_settings_come_back_as_they_went(tmp_path: Path) -> None:
    settings = WindowSettings(scheme="dark", scale=1.25, keys={"file.new": ["Ctrl+Alt+N"]})
    for number in range(RECENT_FILES + 5):
        settings.remember_file(Path(f"/book{number}.concept"))
    settings.remember_file(Path("/book3.concept"))
    settings.remember_language("fra_Latn")
    file = tmp_path / "deep" / "settings.json"
    save_settings(settings, file)
    again = load_settings(file)
    assert again == settings
    assert len(again.recent_files) == RECENT_FILES
    assert again.recent_files[0] == "/book3.concept"
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "\x00\x01"])
def test_damaged_settings_are_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"settings\.json"):
        load_settings(file)


def test_values_of_a_wrong_type_give_way_to_defaults(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    wrong = {
        "scale": "big",
        "keys": {"file.new": "Ctrl+N"},
        "pane_sizes": ["a"],
        "candidates": True,
        "new": 1,
    }
    file.write_text(json.dumps({**wrong, "scheme": "dark"}), encoding="utf-8")
    assert load_settings(file) == WindowSettings(scheme="dark")
    assert load_settings(tmp_path / "none.json") == WindowSettings()


def test_settings_of_an_earlier_version_still_load(tmp_path: Path) -> None:
    """As the program wrote them before it had a schema for them: a whole number may stand for a size."""
    file = tmp_path / "settings.json"
    earlier = {
        "scheme": "dark",
        "scale": 1,
        "keys": {"file.new": ["Ctrl+Alt+N"]},
        "recent_files": ["/ä.concept"],
        "pane_sizes": [1, 2, 3],
        "card_keys_known": True,
        "wishes": {"steps": 12, "temperature": 1, "top_p": 7, "nonsense": 1},
        "since_removed": {"a": 1},
    }
    file.write_text(json.dumps(earlier, indent=2, ensure_ascii=False), encoding="utf-8")
    found = load_settings(file)
    assert found == WindowSettings(
        scheme="dark",
        keys={"file.new": ["Ctrl+Alt+N"]},
        recent_files=["/ä.concept"],
        pane_sizes=[1, 2, 3],
        card_keys_known=True,
        wishes={"steps": 12, "temperature": 1.0},
    )
    save_settings(found, file)
    assert load_settings(file) == found
    assert '"/ä.concept"' in file.read_text(encoding="utf-8")


def test_settings_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError):
        save_settings(WindowSettings(), tmp_path / "file" / "settings.json")


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> ExportDialog:
    made = ExportDialog(tmp_path / "story.md", ["eng_Latn", "fra_Latn"])
    qtbot.addWidget(made)
    return made


def test_the_export_dialog_never_overwrites_silently(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.export.isEnabled()
    (tmp_path / "there.md").write_text("mine", encoding="utf-8")
    dialog.path.setText(str(tmp_path / "there.md"))
    assert not dialog.export.isEnabled()
    assert "already exists" in dialog.message.text()
    dialog.replace.setChecked(True)
    assert dialog.export.isEnabled()


@pytest.mark.parametrize(
    ("name", "words"), [("", "Enter a file name"), (".", "folder"), ("no/such/folder/a.md", "no folder")]
)
def test_the_export_dialog_says_what_is_wrong(
    dialog: ExportDialog, tmp_path: Path, name: str, words: str
) -> None:
    dialog.path.setText(str(tmp_path / name) if name else "")
    assert not dialog.export.isEnabled()
    assert words in dialog.message.text()


def test_the_export_dialog_offers_no_project_pipe_or_protected_file(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.path.setText(str(tmp_path / "new.concept"))
    assert not dialog.export.isEnabled()
    assert "extension of a document" in dialog.message.text()
    (tmp_path / "base.md").write_bytes(b"SQLite format 3\0")
    (tmp_path / "kept.md").write_text("mine", encoding="utf-8")
    (tmp_path / "kept.md").chmod(0o444)
    for name, words in (("base.md", "database"), ("kept.md", "write-protected")):
        dialog.path.setText(str(tmp_path / name))
        dialog.replace.setChecked(True)
        assert not dialog.export.isEnabled()
        assert words in dialog.message.text()
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.md")
        dialog.path.setText(str(tmp_path / "pipe.md"))
        assert not dialog.export.isEnabled()
        assert "pipe" in dialog.message.text()


def test_a_project_gets_the_suffix_of_projects_unless_the_name_is_that_of_a_text() -> None:
    assert with_suffix(Path("book")) == Path("book.concept")
    assert with_suffix(Path("Part 1. The sea")) == Path("Part 1. The sea.concept")
    assert with_suffix(Path("book.Concept")) == Path("book.Concept")
    assert with_suffix(Path("notes.md")) == Path("notes.md")


def test_a_copy_never_replaces_a_text(stage: Stage, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine", encoding="utf-8")
    stage.window.files.save_copy(notes)
    stage.wait_for_jobs()
    assert notes.read_text(encoding="utf-8") == "mine"
    assert stage.window.notices.current is not None
    assert "notes.concept" in stage.window.notices.current.text


def test_a_name_that_the_dialog_did_not_ask_about_is_not_replaced(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "copy.concept"
    there.write_bytes(b"\0mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "copy"), ""))
    stage.window.files.ask_copy()
    stage.wait_for_jobs()
    assert there.read_bytes() == b"\0mine"
    assert stage.window.notices.current is not None
    assert "already exists" in stage.window.notices.current.text


def test_the_extension_follows_the_format(dialog: ExportDialog) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData("text"))
    assert dialog.target.suffix == ".txt"
    dialog.bilingual.setChecked(True)
    dialog.language.setCurrentIndex(2)
    plan = dialog.plan
    assert plan.format == "text"
    assert (plan.options.language, plan.options.bilingual) == ("fra_Latn", True)
    assert dialog.findChildren(QCheckBox)


def test_the_format_follows_the_name_that_is_offered(qtbot: QtBot, tmp_path: Path) -> None:
    made = ExportDialog(tmp_path / "job.xlf", ["eng_Latn"])
    qtbot.addWidget(made)
    assert made.plan.format == "xliff"
    assert made.target == tmp_path / "job.xlf"
    made.format.setCurrentIndex(made.format.findData("xliff1.2"))
    assert made.target == tmp_path / "job.xlf"


def test_languages_have_the_names_of_the_document(qtbot: QtBot, tmp_path: Path) -> None:
    made = ExportDialog(tmp_path / "story.md", ["por_Latn"], title=lambda code: f"{code} (Brazil)")
    qtbot.addWidget(made)
    assert made.language.itemText(1) == "por_Latn (Brazil)"


def test_a_clients_file_comes_back_from_the_window(tmp_path: Path) -> None:
    from conceptwriter.gui.files.file_work import ExportPlan, imported_project
    from conceptwriter.interchange import ExportOptions, usual_format

    client, out = tmp_path / "job.xlf", tmp_path / "out.xlf"
    client.write_bytes(
        b"\xef\xbb\xbf<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.0' srcLang='en'>\r\n"
        b"<file id='f'><unit id='u'><segment><source>Tea</source></segment></unit></file></xliff>"
    )
    project = imported_project(client, tmp_path / "job.concept")
    chosen = usual_format(project.document)
    project.close()
    export_project(ExportPlan(out, chosen.name, ExportOptions()), project.path)
    assert out.read_bytes() == client.read_bytes()


def test_exporting_reads_the_file_while_the_window_continues(stage: Stage, tmp_path: Path) -> None:
    from conceptwriter.gui.files.file_work import ExportPlan
    from conceptwriter.interchange import ExportOptions, export_document

    stage.at("Nobody was waiting")
    stage.type(" Typed just now.")
    plan = ExportPlan(tmp_path / "out.md", "markdown", ExportOptions())
    stage.window.files.export(plan)
    stage.wait_for_jobs()
    text = plan.path.read_text(encoding="utf-8")
    assert text == export_document(stage.document)
    assert "Typed just now." in text
    assert stage.window.notices.current is not None
    assert "out.md" in stage.window.notices.current.text


def test_an_export_that_fails_is_reported(stage: Stage, tmp_path: Path) -> None:
    from conceptwriter.gui.files.file_work import ExportPlan
    from conceptwriter.interchange import ExportOptions

    plan = ExportPlan(tmp_path / "gone" / "out.md", "markdown", ExportOptions())
    stage.window.files.export(plan)
    stage.wait_for_jobs()
    assert stage.window.notices.current is not None
    assert "gone" in stage.window.notices.current.text


def test_a_copy_is_a_whole_project(stage: Stage, tmp_path: Path) -> None:
    stage.at("Nobody was waiting")
    stage.press("Ctrl+D")
    stage.window.files.save_copy(tmp_path / "copy.concept")
    stage.wait_for_jobs()
    with Project.open(tmp_path / "copy.concept") as copy:
        assert len(copy.document) == len(stage.document)
        assert copy.document.undo_label == "Duplicate"


def test_the_first_start_opens_the_sample_and_never_overwrites_it(tmp_path: Path) -> None:
    opened = first_project(None, WindowSettings())
    assert opened is not None
    project, notices = opened
    path = project.path
    assert notices == []
    assert path.parent == documents_path().resolve()
    project.perform(_renamed(project))
    project.close()
    again = sample_project(documents_path())
    assert again.path == path
    assert again.document.text(1) == "Mine"
    again.close()


def _renamed(project: Project) -> Operation:
    return edit_text(project.document, 1, "Mine")


def test_a_start_with_a_wrong_file_tells_and_continues(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.concept"
    wrong.write_text("no project", encoding="utf-8")
    with pytest.raises(NotAProject):
        opened_file(wrong)
    opened = first_project(wrong, WindowSettings())
    assert opened is not None
    project, notices = opened
    assert "wrong.concept" in notices[0].text
    project.close()


def test_a_start_with_a_damaged_file_offers_to_recover_it(tmp_path: Path, stage: Stage) -> None:
    project_of(tmp_path, harbour(), "torn.concept").close()
    torn = tmp_path / "torn.concept"
    whole = torn.read_bytes()
    torn.write_bytes(whole[: len(whole) // 2])
    opened = first_project(torn, WindowSettings())
    assert opened is not None
    project, (notice,) = opened
    project.close()
    assert notice.damaged == torn
    offered = stage.window.files.with_recovery(notice)
    assert offered.offer
    assert offered.act is not None
    plain = Notice("no file at all")
    assert stage.window.files.with_recovery(plain) is plain


def test_the_last_document_is_opened_again(tmp_path: Path) -> None:
    project_of(tmp_path, harbour()).close()
    opened = first_project(None, WindowSettings(recent_files=[str(tmp_path / "story.concept")]))
    assert opened is not None
    assert opened[0].path.name == "story.concept"
    opened[0].close()
    missing = first_project(None, WindowSettings(recent_files=[str(tmp_path / "gone.concept")]))
    assert missing is not None
    assert missing[0].path.stem == "Harbour"
    missing[0].close()


def test_free_names_are_counted_up(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    assert free_name(path) == path
    path.touch()
    (tmp_path / "a 2.md").touch()
    assert free_name(path) == tmp_path / "a 3.md"


def test_export_closes_what_it_opened(tmp_path: Path) -> None:
    from conceptwriter.gui.files.file_work import ExportPlan
    from conceptwriter.interchange import ExportOptions

    project = project_of(tmp_path, harbour())
    project.perform(_renamed(project))
    plan = ExportPlan(tmp_path / "o.txt", "text", ExportOptions())
    export_project(plan, project.path)
    project.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.txt", "story.concept"]


def test_without_bundles_there_is_no_choice_and_with_a_damaged_one_a_reason(tmp_path: Path) -> None:
    from conceptwriter.bundles import find_bundles

    assert choose_models([]) == (None, "")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "bundle.json").write_text("{", encoding="utf-8")
    choice, reason = choose_models(find_bundles([tmp_path]))
    assert choice is None
    assert "bundle.json" in reason


def test_a_whole_bundle_is_chosen(toy_bundle: Path) -> None:
    from conceptwriter.bundles import find_bundles

    choice, reason = choose_models(find_bundles([toy_bundle.parent]))
    assert choice is not None
    assert reason == ""
    assert choice.proposes
    assert "fra_Latn" in choice.languages
    assert [variant.name for variant in choice.variants][:2] == ["token", "base"], (
        "known before anything is loaded"
    )


def test_a_text_is_split_by_the_splitter_of_the_preferences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SaT is not installed, that is said and no project is made."""
    from conceptwriter.bundles.errors import BundleError
    from conceptwriter.gui.files.file_work import imported_project

    asked: list[str] = []

    @contextmanager
    def splitter(name: str) -> Iterator[RuleSplitter]:
        asked.append(name)
        if name == "sat":
            raise BundleError("SaT is not installed.")
        yield RuleSplitter()

    monkeypatch.setattr("conceptwriter.gui.files.file_work.splitter_named", splitter)
    source = tmp_path / "text.md"
    source.write_text("One. Two.\n", encoding="utf-8")
    with pytest.raises(BundleError, match="not installed"):
        opened_file(source, "sat")
    assert not list(tmp_path.glob("*.concept"))
    imported_project(source, tmp_path / "made.concept").close()
    assert asked == ["sat", "rules"]


def test_the_splitter_is_chosen_in_the_preferences(qtbot: QtBot) -> None:
    settings = WindowSettings()
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    dialog.splitter.setCurrentIndex(dialog.splitter.findData("sat"))
    assert settings.splitter == "sat"


def test_the_caret_of_a_fresh_sample_stands_where_proposing_works(tmp_path: Path) -> None:
    with sample_project(tmp_path) as project:
        document = project.document
        state = view_state_of(project.settings, document)
        assert state.current is not None
        assert state.caret == len(document.text(state.current))
        paragraph = document.parent(state.current)
        assert paragraph is not None
        assert document.children(paragraph)[-1] == state.current, "at the end of a paragraph"
        assert not any(key in document.text(state.current) for key in ("Ctrl", "Alt")), "of the story"


def test_no_word_of_a_fresh_sample_is_marked_as_misspelt(tmp_path: Path) -> None:
    with sample_project(tmp_path) as project:
        assert document_words(project.document, "eng_Latn") == ["Harbour", "harbour"]
        assert not project.document.history.done, "there is nothing to undo"
